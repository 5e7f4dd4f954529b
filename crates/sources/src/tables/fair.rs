//! What the climate emulator is made of: emissions of the scenarios, natural forcing, and the calibrated ensemble.
use std::path::Path;

use forefend_panel::Table;
use forefend_panel::columns::Written;

use super::DriverTable;
use crate::{SourcesError, input};

const EMISSIONS_FILE: &str = "drivers/climate/fair_reference/ssp_emissions_fair_units_1750_2100.csv.gz";
const FORCING_FILE: &str = "drivers/climate/fair_calibration_1.4.1/volcanic_solar.csv";
const MEMBERS_FILE: &str =
    "drivers/climate/fair_calibration_1.4.1/calibrated_constrained_parameters_calibration1.4.1.csv";

const TERMS: &str = "FaIR calibration 1.4.1 (Smith et al. 2024, <https://doi.org/10.5281/zenodo.10566813>). Apache-2.0, see NOTICE-apache-2.0.md";

/// What each scenario emits, history once.
pub(super) const EMISSIONS: DriverTable = DriverTable {
    file: "driver_fair_emissions.parquet",
    content: "emissions of 51 species by year, 1750-2015 as `history`, 2016-2099 for each of eight SSPs, in the units of FaIR",
    terms: TERMS,
    read: emissions,
};

/// Solar and volcanic forcing.
pub(super) const FORCING: DriverTable = DriverTable {
    file: "driver_fair_forcing.parquet",
    content: "solar and volcanic effective radiative forcing before scaling, W/m2, 1750-2100",
    terms: TERMS,
    read: forcing,
};

/// The calibrated members.
pub(super) const MEMBERS: DriverTable = DriverTable {
    file: "driver_fair_members.parquet",
    content: "parameters of the 841 calibrated and constrained members; what is the same for all lies in the crate forefend-drivers",
    terms: TERMS,
    read: members,
};

/// Scenarios are the same up to here.
const LAST_OF_HISTORY: i16 = 2015;
/// Last year of the natural forcing that is kept.
const LAST_OF_FORCING: i16 = 2100;

fn emissions(data: &Path) -> Result<Vec<Written>, SourcesError> {
    let table = input::csv(data, EMISSIONS_FILE, &[])?;
    let scenarios = table.words("scenario")?;
    let years: Vec<i16> = table.numbers("timepoints")?.iter().map(|middle| middle.floor() as i16).collect();
    let species: Vec<&String> = table
        .names()
        .iter()
        .filter(|name| !["scenario", "timepoints", "CO2"].contains(&name.as_str()))
        .collect();
    let values: Vec<Vec<f64>> = species.iter().map(|name| table.numbers(name)).collect::<Result<_, _>>()?;
    let first = scenarios.first().copied().unwrap_or_default();
    let mut history = std::collections::BTreeMap::new();
    let mut kept = Vec::new();
    for row in 0..table.len() {
        if years[row] > LAST_OF_HISTORY {
            kept.push((row, scenarios[row]));
        } else if scenarios[row] == first {
            history.insert(years[row], row);
            kept.push((row, "history"));
        } else {
            let same = history
                .get(&years[row])
                .is_some_and(|&other| values.iter().all(|of_species| of_species[row] == of_species[other]));
            if !same {
                return Err(SourcesError::Contradiction {
                    place: table.place(row),
                    what: format!(
                        "`{}` emits otherwise than `{first}` before {LAST_OF_HISTORY}",
                        scenarios[row]
                    ),
                });
            }
        }
    }
    let mut columns = vec![
        Written::text("scenario", kept.iter().map(|(_, scenario)| *scenario)),
        Written::int16("year", kept.iter().map(|&(row, _)| years[row])),
    ];
    columns.extend(species.iter().zip(&values).map(|(name, of_species)| {
        Written::doubles(name, kept.iter().map(|&(row, _)| of_species[row]).collect())
    }));
    Ok(columns)
}

fn forcing(data: &Path) -> Result<Vec<Written>, SourcesError> {
    let table = input::csv(data, FORCING_FILE, &[])?;
    let (scenarios, variables) = (table.words("Scenario")?, table.words("Variable")?);
    let years: Vec<(String, i16)> = table
        .names()
        .iter()
        .filter_map(|name| Some((name.clone(), name.parse().ok()?)))
        .filter(|(_, year)| *year <= LAST_OF_FORCING)
        .collect();
    let row_of = |variable: &str| {
        let row = (0..table.len()).find(|&row| variables[row] == variable && scenarios[row] == scenarios[0]);
        row.ok_or_else(|| SourcesError::Contradiction {
            place: FORCING_FILE.to_owned(),
            what: format!("no row of `{variable}`"),
        })
    };
    let series = |variable: &str| -> Result<Vec<f64>, SourcesError> {
        let row = row_of(variable)?;
        years.iter().map(|(name, _)| Ok(table.numbers(name)?[row])).collect()
    };
    Ok(vec![
        Written::int16("year", years.iter().map(|(_, year)| *year)),
        Written::doubles("solar", series("Solar")?),
        Written::doubles("volcanic", series("Volcanic")?),
    ])
}

/// Columns that no run without stochastic variability reads.
const LEFT: [&str; 5] = ["sigma_eta", "sigma_xi", "seed", "stochastic_run", "use_seed"];
const FIRST_MINOR: &str = "forcing_scale[CFC-11]";
const LAST_MINOR: &str = "forcing_scale[HFC-245fa]";

fn members(data: &Path) -> Result<Vec<Written>, SourcesError> {
    let table = input::csv(data, MEMBERS_FILE, &[])?;
    let names = table.names().to_vec();
    let ids: Vec<i32> = table.whole(&names[0])?;
    let at = |name: &str| names.iter().position(|known| known == name);
    let minor = match (at(FIRST_MINOR), at(LAST_MINOR)) {
        (Some(first), Some(last)) if first < last => first..=last,
        _ => 0..=0,
    };
    let mut columns = vec![Written::int32("member", ids)];
    for (position, name) in names.iter().enumerate().skip(1) {
        if LEFT.contains(&name.as_str()) {
            continue;
        }
        let values = table.numbers(name)?;
        if minor.contains(&position) {
            check_minor(&table, name, &values)?;
            if name != FIRST_MINOR {
                continue;
            }
            columns.push(Written::doubles("forcing_scale[minor]", values));
        } else {
            columns.push(Written::doubles(name, values));
        }
    }
    Ok(columns)
}

/// All minor greenhouse gases have one scale.
fn check_minor(table: &Table, name: &str, values: &[f64]) -> Result<(), SourcesError> {
    let first = table.numbers(FIRST_MINOR)?;
    match (0..table.len()).find(|&row| first[row] != values[row]) {
        None => Ok(()),
        Some(row) => Err(SourcesError::Contradiction {
            place: table.place(row),
            what: format!("{name} differs from {FIRST_MINOR}; the minor gases share one scale"),
        }),
    }
}
