//! Spread of mobile telephones and broadband by country, and what technologies cost.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{Unit, Year};

use super::drivers::{FILE, put_columns};
use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "spread of technologies, and what they cost",
    provides: &["mobile_subscriptions", "broadband_subscriptions", UNIT_COST],
    read,
};

/// Indicator and column; subscriptions for 100 people in the source, for each person here.
const COLUMNS: [(&str, &str); 2] =
    [("mobile_subscriptions", "cell100"), ("broadband_subscriptions", "broadband100")];

/// On the listed axis of technologies.
const UNIT_COST: &str = "technology_unit_cost";
const CURVES: &str = "drivers/technology/clab_experience_curve/ExpCurves.csv";
/// The technologies of the axis and the curves of the source: those with yearly values that reach furthest, for power from the
/// sun and the wind, computing, storage and reading of DNA.
const TECHNOLOGIES: [(&str, &str); 6] = [
    ("solar_pv", "Photovoltaics_2"),
    ("wind_power", "Wind_Electricity"),
    ("dram", "DRAM"),
    ("transistor", "Transistor"),
    ("hard_disk", "Hard_Disk_Drive"),
    ("dna_sequencing", "Capillary_DNA_Sequencing"),
];

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &["iso3", "year", "cell100", "broadband100"])?;
    put_columns(&table, &COLUMNS, 100.0, target)?;
    if target.declared.contains_key(UNIT_COST) {
        costs(data, target)?;
    }
    Ok(())
}

fn costs(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, CURVES, &["Tech", "Year", "Unit cost"])?;
    let (names, years, costs) = (table.words("Tech")?, table.numbers("Year")?, table.numbers("Unit cost")?);
    let ids: BTreeMap<&str, &str> = TECHNOLOGIES.iter().map(|&(id, name)| (name, id)).collect();
    for at in 0..table.len() {
        let Some(id) = ids.get(names[at]) else { continue };
        let unit = Unit::Listed((*id).to_owned());
        target.put_on(&|| table.place(at), UNIT_COST, unit, Year(years[at] as i16), costs[at])?;
    }
    Ok(())
}
