//! Surface temperature: of the globe, and of each country.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::Year;

use super::{Reader, Target};
use crate::rounding::to_parts;
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader {
    title: "temperature",
    provides: &["global_temperature_anomaly", "global_warming", "temperature_anomaly"],
    read,
};

const FILE: &str = "drivers/climate/global_temp/annual.csv";
/// The file holds two series with different base periods; this one reaches further at both ends.
const SERIES: &str = "gcag";
const COUNTRIES_FILE: &str = "drivers/climate/country_tas_annual_1901_2022.csv.gz";

/// Years that global warming is counted from, and those that a country's anomaly is.
const GLOBAL_BASE: [i16; 2] = [1850, 1900];
const COUNTRY_BASE: [i16; 2] = [1951, 1980];
/// First year of a country's series that is kept: the years before are no part of any history.
const FIRST: i16 = 1946;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    read_globe(data, target)?;
    read_countries(data, target)
}

fn read_globe(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &[])?;
    let series = table.words("Source")?;
    let years: Vec<i16> = table.whole("Year")?;
    let anomalies = table.numbers("Mean")?;
    let rows: Vec<usize> = (0..table.len()).filter(|&at| series[at] == SERIES).collect();
    let base = rows.iter().filter(|&&at| within(years[at], GLOBAL_BASE)).map(|&at| anomalies[at]);
    let base = mean(base);
    for at in rows {
        let place = || table.place(at);
        target.put_world(&place, "global_temperature_anomaly", Year(years[at]), anomalies[at])?;
        target.put_world(&place, "global_warming", Year(years[at]), to_parts(anomalies[at] - base, 1e4))?;
    }
    Ok(())
}

fn read_countries(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, COUNTRIES_FILE, &["iso3", "year", "tas"])?;
    let iso3 = table.words("iso3")?;
    let years: Vec<i16> = table.whole("year")?;
    let temperatures = table.numbers("tas")?;
    let mut of_base: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for at in (0..table.len()).filter(|&at| within(years[at], COUNTRY_BASE)) {
        of_base.entry(iso3[at]).or_default().push(temperatures[at]);
    }
    // The source gives hundredths of a degree, and so does a difference from a base of hundredths.
    let bases: BTreeMap<&str, f64> =
        of_base.into_iter().map(|(code, values)| (code, to_parts(mean(values.into_iter()), 100.0))).collect();
    let mut outside = BTreeSet::new();
    for at in (0..table.len()).filter(|&at| years[at] >= FIRST) {
        let Some(base) = bases.get(iso3[at]) else { continue };
        if let Some(country) = target.today(iso3[at], &mut outside) {
            let anomaly = to_parts(temperatures[at] - base, 100.0);
            target.put(&|| table.place(at), "temperature_anomaly", country, Year(years[at]), anomaly)?;
        }
    }
    target.note_outside("temperature_anomaly", outside);
    Ok(())
}

fn within(year: i16, [first, last]: [i16; 2]) -> bool {
    (first..=last).contains(&year)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}
