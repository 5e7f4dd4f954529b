//! What two states have to do with each other, by year: defence pacts, and where people who moved live.
use std::collections::BTreeSet;
use std::path::Path;

use forefend_panel::{CountryId, Unit, Year};

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

/// Pairs with an end outside the roster (territories) are left out and told, with their share of all people counted.
fn migrants(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = input::parquet(data, MIGRANTS)?;
    let (origins, destinations) = (table.words("origin_iso3")?, table.words("dest_iso3")?);
    let (years, people) = (table.whole::<i16>("year")?, table.numbers("migrants")?);
    let mut outside = BTreeSet::new();
    let (mut all, mut left_out) = (0.0, 0.0);
    for at in 0..table.len() {
        all += people[at];
        let ends = [origins[at], destinations[at]].map(|code| target.today(code, &mut outside));
        let [Some(origin), Some(destination)] = ends else {
            left_out += people[at];
            continue;
        };
        let pair = Unit::Pair(origin, destination);
        target.put_on(&|| table.place(at), MIGRANT_STOCK, pair, Year(years[at]), people[at])?;
    }
    target.note(format!(
        "{MIGRANT_STOCK}: {:.2} % of the people counted come from or live in what is no country of the roster and are left out ({})",
        100.0 * left_out / all,
        outside.into_iter().collect::<Vec<_>>().join(" ")
    ));
    Ok(())
}
