//! The climate emulator of a world: its calibrated members, natural forcing and scenarios, from the tables of the snapshot.

use std::collections::BTreeMap;

use forefend_drivers::fair::{Emissions, FIRST_YEAR, FairError, Member, NaturalForcing, SPECIES, Scenario};

use crate::error::SimulateError;
use crate::table::WorldTable;
use crate::world::WorldFiles;

/// Where `forefend data build` puts the members, the emissions of the shipped scenarios and natural forcing.
pub const TABLES: [&str; 3] = [
    "snapshot/driver_fair_members.parquet",
    "snapshot/driver_fair_emissions.parquet",
    "snapshot/driver_fair_forcing.parquet",
];

/// Rows of the table of emissions that come before every scenario.
const HISTORY: &str = "history";

/// FaIR with what it needs to run a scenario.
#[derive(Debug, Clone)]
pub struct Emulator {
    /// The calibrated members, in the order of their table.
    pub members: Vec<Member>,
    /// Forcing by the sun and by volcanoes.
    pub natural: NaturalForcing,
    /// Emissions of the shipped scenarios, 1750 to 2099, by name.
    pub scenarios: BTreeMap<String, Emissions>,
}

impl Emulator {
    /// From the tables that ship with a world.
    ///
    /// # Errors
    /// A table that is missing, or of which a cell is not what it should be; with file and row.
    pub fn of_world(world: &WorldFiles) -> Result<Self, SimulateError> {
        let [members, emissions, forcing] = TABLES.map(|path| WorldTable::open(world, path));
        Self::of(&members?, &emissions?, &forcing?)
    }

    /// From three tables in the form that `forefend data build` writes.
    ///
    /// # Errors
    /// As [`Emulator::of_world`].
    pub fn of(
        members: &WorldTable,
        emissions: &WorldTable,
        forcing: &WorldTable,
    ) -> Result<Self, SimulateError> {
        Ok(Self {
            members: read_members(members)?,
            natural: read_forcing(forcing)?,
            scenarios: read_emissions(emissions)?,
        })
    }

    /// A shipped scenario made ready; none of another name.
    ///
    /// # Errors
    /// Natural forcing that ends too early.
    pub fn scenario(&self, name: &str) -> Option<Result<Scenario, FairError>> {
        self.scenarios.get(name).map(|emissions| Scenario::new(emissions, &self.natural))
    }
}

fn read_members(table: &WorldTable) -> Result<Vec<Member>, SimulateError> {
    let columns: BTreeMap<&str, &[f64]> = table
        .names()
        .iter()
        .map(|name| Ok((name.as_str(), table.numbers(name)?)))
        .collect::<Result<_, SimulateError>>()?;
    let ids = table.numbers("member")?;
    let member = |row: usize| {
        Member::new(ids[row] as i64, |name| columns.get(name).map(|values| values[row]))
            .map_err(|error| table.at(row, error.to_string()))
    };
    if table.rows() == 0 {
        return Err(table.wrong("no member at all; build the snapshot anew"));
    }
    (0..table.rows()).map(member).collect()
}

fn read_forcing(table: &WorldTable) -> Result<NaturalForcing, SimulateError> {
    check_years(table, table.numbers("year")?.iter().copied().enumerate())?;
    let of = |name: &str| table.numbers(name).map(<[f64]>::to_vec);
    Ok(NaturalForcing { solar: of("solar")?, volcanic: of("volcanic")? })
}

fn read_emissions(table: &WorldTable) -> Result<BTreeMap<String, Emissions>, SimulateError> {
    let (scenarios, years) = (table.words("scenario")?, table.numbers("year")?);
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, scenario) in scenarios.iter().enumerate() {
        rows.entry(scenario).or_default().push(row);
    }
    let history = rows.remove(HISTORY).unwrap_or_default();
    let mut found = BTreeMap::new();
    for (name, own) in rows {
        let all: Vec<usize> = history.iter().chain(&own).copied().collect();
        check_years(table, all.iter().map(|&row| (row, years[row])))?;
        let mut columns = BTreeMap::new();
        for species in &SPECIES {
            let values = table.numbers(species.name)?;
            columns.insert(species.name, all.iter().map(|&row| values[row]).collect::<Vec<f64>>());
        }
        let emissions = Emissions::new(|species| columns.remove(species.name));
        found.insert(name.to_owned(), emissions.map_err(|error| table.wrong(format!("`{name}`: {error}")))?);
    }
    Ok(found)
}

/// Rows are the years from 1750 on, each once.
fn check_years(table: &WorldTable, rows: impl Iterator<Item = (usize, f64)>) -> Result<(), SimulateError> {
    for (at, (row, year)) in rows.enumerate() {
        let wanted = FIRST_YEAR + at as i32;
        if year != f64::from(wanted) {
            let message =
                format!("year {year} where {wanted} is due; give each year from {FIRST_YEAR} on once");
            return Err(table.at(row, message));
        }
    }
    Ok(())
}
