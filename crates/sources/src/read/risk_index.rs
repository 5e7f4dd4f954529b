//! What others publish beside the outlook, and exposure of supply: INFORM Risk, imports of energy, ships through narrow waters.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::Year;

use super::{Reader, Target};
use crate::rounding::to_parts;
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "INFORM Risk, energy imports, chokepoints",
    provides: &["inform_risk", "inform_hazard", "energy_imports", "chokepoint_transits"],
    read,
};

const INFORM: &str = "strategy/inform_risk_trends.parquet";
/// Series and code of the source; of its other dimensions nothing is asked.
const DIMENSIONS: [(&str, &str); 2] = [("inform_risk", "INFORM"), ("inform_hazard", "HA")];
const ENERGY: &str = "exposure/energy_imports_wb_latest_to_2014.csv";
/// The way round Africa: what ships take when the narrow waters are closed to them.
const DETOUR: &str = "cape_of_good_hope";
const CHOKEPOINTS: &str = "exposure/chokepoint_transits_monthly_2019_2026m07.csv";

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    inform(data, target)?;
    energy(data, target)?;
    chokepoints(data, target)
}

fn inform(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, INFORM)?;
    let (iso3, years) = (table.words("Iso3")?, table.whole::<i16>("GNAYear")?);
    let (codes, scores) = (table.words("IndicatorId")?, table.numbers("IndicatorScore")?);
    let mut outside = BTreeSet::new();
    for (id, code) in DIMENSIONS {
        for at in (0..table.len()).filter(|&at| codes[at] == code) {
            if let Some(country) = target.today(iso3[at], &mut outside) {
                target.put(&|| table.place(at), id, country, Year(years[at]), scores[at])?;
            }
        }
    }
    if !outside.is_empty() {
        target.note_outside("inform_risk, inform_hazard", outside);
    }
    Ok(())
}

/// Per cent of the energy used in the source, a share here; below 0 for exporters.
fn energy(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, ENERGY, &["iso3", "year", "net_energy_imports_pct"])?;
    let (iso3, years) = (table.words("iso3")?, table.whole::<i16>("year")?);
    let mut outside = BTreeSet::new();
    for (at, share) in table.numbers("net_energy_imports_pct")?.into_iter().enumerate() {
        if let Some(country) = target.today(iso3[at], &mut outside) {
            target.put(
                &|| table.place(at),
                "energy_imports",
                country,
                Year(years[at]),
                to_parts(share / 100.0, 1e4),
            )?;
        }
    }
    target.note_outside("energy_imports", outside);
    Ok(())
}

/// Mean daily calls of a year, all narrow waters together: months count by their days; only whole years.
fn chokepoints(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, CHOKEPOINTS, &["chokepoint", "month", "days", "total"])?;
    let (places, months) = (table.words("chokepoint")?, table.words("month")?);
    let (days, totals) = (table.numbers("days")?, table.numbers("total")?);
    // Days by month, and calls of the year.
    let mut of_year: BTreeMap<i16, (BTreeMap<&str, f64>, f64)> = BTreeMap::new();
    for at in (0..table.len()).filter(|&at| places[at] != DETOUR) {
        let year = months[at].get(..4).and_then(|year| year.parse::<i16>().ok());
        let year = year.ok_or_else(|| SourcesError::Contradiction {
            place: table.place(at),
            what: format!("`{}` is no month", months[at]),
        })?;
        let (length, calls) = of_year.entry(year).or_default();
        length.insert(months[at], days[at]);
        *calls += totals[at] * days[at];
    }
    for (year, (length, calls)) in of_year.into_iter().filter(|(_, (length, _))| length.len() == 12) {
        let all: f64 = length.values().sum();
        let place = || format!("{CHOKEPOINTS}, the months of {year}");
        target.put_world(&place, "chokepoint_transits", Year(year), to_parts(calls / all, 100.0))?;
    }
    Ok(())
}
