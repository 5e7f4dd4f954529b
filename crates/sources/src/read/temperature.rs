//! Global surface temperature anomaly.
use std::path::Path;

use forefend_panel::Year;

use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "global temperature", provides: &["global_temperature_anomaly"], read };

const FILE: &str = "drivers/climate/global_temp/annual.csv";
/// The file holds two series with different base periods; this one reaches further at both ends.
const SERIES: &str = "gcag";

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &[])?;
    let series = table.words("Source")?;
    let years: Vec<i16> = table.whole("Year")?;
    let anomalies = table.numbers("Mean")?;
    for at in (0..table.len()).filter(|&at| series[at] == SERIES) {
        let place = || table.place(at);
        target.put_world(&place, "global_temperature_anomaly", Year(years[at]), anomalies[at])?;
    }
    Ok(())
}
