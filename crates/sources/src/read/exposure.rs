//! What states exchange by pair and year: trade, aid, remittances, air seats. Small flows are left out and counted, figures
//! have three digits: the sources do not mean more.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Unit, Year};

use super::{Reader, Target};
use crate::rounding::three_digits;
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "exposure networks", provides: &[TRADE, AID, REMITTANCES, SEATS], read };

/// On an axis of directed pairs, from exporter to importer: millions of US dollars of 2010.
const TRADE: &str = "pair_trade";
const TRADE_FILE: &str = "exposure/trade_itpde_pairs_2010_2016.parquet";
/// On an axis of directed pairs, from giver to receiver: millions of US dollars.
const AID: &str = "pair_aid";
const AID_FILE: &str = "exposure/oda_dac2_pairs_1992_2024.parquet";
/// On an axis of directed pairs, from sender to receiver: millions of US dollars.
const REMITTANCES: &str = "pair_remittances";
const REMITTANCES_FILE: &str = "exposure/remittances_knomad_2021_pairs.csv";
/// On an axis of pairs: seats a day, both directions alike.
const SEATS: &str = "pair_air_seats";
const SEATS_FILE: &str = "multilateral/network/DERIVED_country_seat_proxy_matrix_openflights.csv";

/// One network as its source has it.
pub(super) struct Flows<'a> {
    /// Indicator.
    pub(super) id: &'static str,
    /// Source file, for messages.
    pub(super) file: &'static str,
    /// From, to, year and value.
    pub(super) rows: Vec<(&'a str, &'a str, i16, f64)>,
    /// Flows smaller than this, either sign, are left out.
    pub(super) least: f64,
    /// Years that are kept.
    pub(super) years: &'static [i16],
}

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let declared = |target: &Target, id: &str| target.declared.contains_key(id);
    if declared(target, TRADE) {
        let table = input::parquet(data, TRADE_FILE)?;
        let rows = rows(&table, ["exporter_iso3", "importer_iso3", "usd2010_m"])?;
        put(target, &Flows { id: TRADE, file: TRADE_FILE, rows, least: 50.0, years: &[2010, 2013, 2016] })?;
    }
    if declared(target, AID) {
        let table = input::parquet(data, AID_FILE)?;
        let rows = rows(&table, ["donor_iso3", "recipient_iso3", "oda_usd_m"])?;
        let years = &[1994, 1999, 2004, 2009, 2014, 2019, 2024];
        put(target, &Flows { id: AID, file: AID_FILE, rows, least: 1.0, years })?;
    }
    if declared(target, REMITTANCES) {
        let names = ["sender_iso3", "receiver_iso3", "usd_m"];
        let table = input::csv(data, REMITTANCES_FILE, &names)?;
        let (from, to) = (table.words(names[0])?, table.words(names[1])?);
        let values = table.numbers(names[2])?;
        let rows = (0..table.len()).map(|at| (from[at], to[at], 2021, values[at])).collect();
        put(target, &Flows { id: REMITTANCES, file: REMITTANCES_FILE, rows, least: 1.0, years: &[2021] })?;
    }
    if declared(target, SEATS) { seats(data, target) } else { Ok(()) }
}

/// The rows of a long table: from, to, year, value.
pub(super) fn rows<'t>(
    table: &'t forefend_panel::Table,
    [from, to, value]: [&str; 3],
) -> Result<Vec<(&'t str, &'t str, i16, f64)>, SourcesError> {
    let (from, to) = (table.words(from)?, table.words(to)?);
    let (years, values) = (table.whole::<i16>("year")?, table.numbers(value)?);
    Ok((0..table.len()).map(|at| (from[at], to[at], years[at], values[at])).collect())
}

/// A square matrix with a header of codes; symmetric, so its upper half is read.
fn seats(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::csv(data, SEATS_FILE, &[])?;
    let codes = table.words("")?;
    let mut rows = Vec::new();
    for (column, &to) in codes.iter().enumerate() {
        let values = table.numbers(to)?;
        rows.extend((0..column).map(|row| (codes[row], to, 2014, values[row])));
    }
    put(target, &Flows { id: SEATS, file: SEATS_FILE, rows, least: 1.0, years: &[2014] })
}

/// Puts the flows of the years kept. A pair that has one in any of them has a value in all: 0 where it is below the least or
/// absent. How much falls out is told: flows with an end outside the roster, and those below the least.
pub(super) fn put(target: &mut Target, flows: &Flows<'_>) -> Result<(), SourcesError> {
    let mut outside = BTreeSet::new();
    let mut pairs: BTreeMap<(CountryId, CountryId), BTreeMap<i16, f64>> = BTreeMap::new();
    let (mut all, mut abroad, mut small, mut few) = (0.0, 0.0, 0.0, 0_u32);
    for &(from, to, year, value) in flows.rows.iter().filter(|row| flows.years.contains(&row.2)) {
        all += value.abs();
        let ends = [from, to].map(|code| target.today(code, &mut outside));
        match ends {
            [Some(from), Some(to)] if value.abs() >= flows.least => {
                *pairs.entry((from, to)).or_default().entry(year).or_default() += three_digits(value);
            }
            [Some(_), Some(_)] => {
                small += value.abs();
                few += u32::from(value != 0.0);
            }
            _ => abroad += value.abs(),
        }
    }
    let place = || flows.file.to_owned();
    for (&(from, to), values) in &pairs {
        for &year in flows.years {
            let value = values.get(&year).copied().unwrap_or(0.0);
            target.put_on(&place, flows.id, Unit::Pair(from, to), Year(year), value)?;
        }
    }
    target.note(format!(
        "{}: {} pairs; {few} flows below {} left out, {:.2} % of all; {:.2} % come from or go to what is no country of the roster and are left out ({})",
        flows.id,
        pairs.len(),
        flows.least,
        100.0 * small / all,
        100.0 * abroad / all,
        outside.into_iter().collect::<Vec<_>>().join(" ")
    ));
    Ok(())
}
