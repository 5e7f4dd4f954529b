//! Adults with post-secondary education: the estimates themselves, not the lines between them.
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader = Reader { title: "education", provides: &["postsecondary_share"], read };

const FILE: &str = "drivers/simulators/endogenr/example_data.csv";

/// The source estimates every fifth year and draws straight lines between; a line's points would tell a
/// model of 2017 what 2020 brought, so only the estimates are kept (2021-2022 repeat 2020).
fn is_estimate(year: i16) -> bool {
    year % 5 == 0 && year <= 2020
}

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, FILE, &["gwcode", "year", "psecprop"])?;
    let countries: Vec<u16> = table.whole("gwcode")?;
    let years: Vec<i16> = table.whole("year")?;
    let shares = table.numbers("psecprop")?;
    for at in (0..table.len()).filter(|&at| is_estimate(years[at])) {
        let (country, year) = (CountryId(countries[at]), Year(years[at]));
        target.put(&|| table.place(at), "postsecondary_share", country, year, shares[at])?;
    }
    Ok(())
}
