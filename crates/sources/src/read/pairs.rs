//! What two states have to do with each other, by year: defence pacts, and where people who moved live.
use std::path::Path;

use forefend_panel::{CountryId, Unit, Year};

use super::exposure::{self, Flows};
use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "pairs of states", provides: &[DEFENCE_PACT, MIGRANT_STOCK], read };

/// On an axis of undirected pairs: 1 in a year with a pact, 0 in one without. The source has the pairs that ever were allied.
const DEFENCE_PACT: &str = "defence_pact";
const PACTS: &str = "exposure/alliances_cow41_defence_pairs.parquet";
/// On an axis of directed pairs, from origin to destination: people.
const MIGRANT_STOCK: &str = "migrant_stock";
const MIGRANTS: &str = "exposure/migrant_stock_undesa2019_pairs_1990_2019.parquet";

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    if target.declared.contains_key(DEFENCE_PACT) {
        pacts(data, target)?;
    }
    if target.declared.contains_key(MIGRANT_STOCK) {
        migrants(data, target)?;
    }
    Ok(())
}

fn pacts(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, PACTS)?;
    let (a, b) = (table.whole::<u16>("gwno_a")?, table.whole::<u16>("gwno_b")?);
    let (years, pacts) = (table.whole::<i16>("year")?, table.numbers("defense")?);
    for at in 0..table.len() {
        let pair = Unit::Pair(CountryId(a[at]), CountryId(b[at]));
        target.put_on(&|| table.place(at), DEFENCE_PACT, pair, Year(years[at]), pacts[at])?;
    }
    Ok(())
}

fn migrants(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, MIGRANTS)?;
    let rows = exposure::rows(&table, ["origin_iso3", "dest_iso3", "migrants"])?;
    let years = &[1990, 1995, 2000, 2005, 2010, 2015, 2019];
    exposure::put(target, &Flows { id: MIGRANT_STOCK, file: MIGRANTS, rows, least: 1000.0, years })
}
