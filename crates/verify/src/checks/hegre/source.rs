//! How the source figures become the panel of the replication.

use forefend_panel::{CountryId, Indicator, Link, Panel, Table, Year};

use crate::checks::country_years::CountryYears;
use crate::context::Context;
use crate::error::VerifyError;

const STATES: &str = "multilateral/panels/gw_states.csv.gz";
const DISTANCES: &str = "multilateral/panels/gw_mindist.csv.gz";
/// Farthest apart that two neighbours are, in kilometres, in the year of the distances.
const NEAR: f64 = 50.0;
const YEAR_OF_DISTANCES: i32 = 2015;
/// Last year of the list of states.
const LIST_ENDS: i16 = 2017;

/// How holes of the covariates are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holes {
    /// Left to the engine, which sees nothing later than the date it is asked about.
    Engine,
    /// Before the engine sees them, from the whole series: a line inside, the nearest value outside.
    Recipe,
}

/// The panel of the replication: every unit simulated, existence as a series of its own.
///
/// # Errors
/// Those of the sources.
pub fn panel(context: &Context<'_>, holes: Holes) -> Result<Panel, VerifyError> {
    let rows = CountryYears::read(context)?;
    let spells = spells(&context.table(STATES, &[])?)?;
    let mut builder = Panel::builder();
    for &unit in &rows.units {
        builder.add_state(unit, &format!("unit {unit}"))?;
    }
    builder.add_network("contiguity", neighbours(&context.table(DISTANCES, &[])?, &rows.units)?)?;
    for (indicator, column) in [
        ("acd_level", "acd_level"),
        ("population", "population"),
        ("gdppc", "gdppc"),
        ("polyarchy", "v2x_polyarchy"),
        ("psecprop", "psecprop"),
    ] {
        builder.add_indicator(Indicator::synthetic(indicator))?;
        for (&unit, mut values) in rows.units.iter().zip(rows.wide(column)?) {
            if holes == Holes::Recipe && indicator != "acd_level" {
                hold(&mut values);
            }
            for (year, value) in (1946..).zip(values).filter(|(_, value)| !value.is_nan()) {
                builder.set(indicator, CountryId(unit), Year(year), value)?;
            }
        }
    }
    builder.add_indicator(Indicator::synthetic("existed_both_years"))?;
    for &unit in &rows.units {
        let exists =
            |year| spells.iter().any(|&(u, first, last)| u == unit && (first..=last).contains(&year));
        for year in (1947..=2000).filter(|&year| exists(year) && exists(year - 1)) {
            builder.set("existed_both_years", CountryId(unit), Year(year), 1.0)?;
        }
    }
    Ok(builder.build()?)
}

/// Spells of states on 31 December, by the Gleditsch-Ward list: (unit, first year, last year).
fn spells(table: &Table) -> Result<Vec<(u16, i16, i16)>, VerifyError> {
    let unit = table.whole::<u16>("gwcode")?;
    let (start, end) = (table.words("startdate")?, table.words("enddate")?);
    let year = |row: usize, column: &str, date: &str| -> Result<i16, VerifyError> {
        let year = date.get(..4).and_then(|year| year.parse().ok());
        Ok(year.ok_or_else(|| table.bad_cell(row, column, date, "a date YYYY-MM-DD"))?)
    };
    let spell = |row: usize| {
        let (first, last) = (year(row, "startdate", start[row])?, year(row, "enddate", end[row])?);
        // A state that had not ended when the list does still exists.
        let last = match last {
            _ if last >= LIST_ENDS => i16::MAX,
            _ if end[row].ends_with("12-31") => last,
            _ => last - 1,
        };
        Ok((unit[row], first, last))
    };
    (0..table.len()).map(spell).collect()
}

/// Pairs of units near each other, both directions.
fn neighbours(table: &Table, units: &[u16]) -> Result<Vec<Link>, VerifyError> {
    let (one, other) = (table.whole::<u16>("gwcode1")?, table.whole::<u16>("gwcode2")?);
    let (year, kilometres) = (table.whole::<i32>("year")?, table.numbers("mindist")?);
    let mut links = Vec::new();
    for row in (0..table.len()).filter(|&row| year[row] == YEAR_OF_DISTANCES) {
        let (a, b) = (one[row], other[row]);
        if kilometres[row] <= NEAR && a != b && units.contains(&a) && units.contains(&b) {
            links.extend([(a, b), (b, a)].map(|(from, to)| Link {
                from: CountryId(from),
                to: CountryId(to),
                first: Year(1946),
                last: None,
                weight: 1.0,
            }));
        }
    }
    Ok(links)
}

/// Linear between known values, the nearest known value outside them; a series without any stays empty.
fn hold(values: &mut [f64]) {
    let known: Vec<usize> = (0..values.len()).filter(|&at| !values[at].is_nan()).collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else { return };
    for pair in known.windows(2) {
        let (low, high) = (values[pair[0]], values[pair[1]]);
        let gap = (pair[1] - pair[0]) as f64;
        for (step, value) in values[pair[0]..pair[1]].iter_mut().enumerate() {
            *value = low + (high - low) * step as f64 / gap;
        }
    }
    let (start, end) = (values[first], values[last]);
    values[..first].fill(start);
    values[last..].fill(end);
}
