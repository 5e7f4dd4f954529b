//! Which states existed when: the Gleditsch-Ward lists, with capitals and VIEWS numbers.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{PanelError, Table};

use super::corrections::Corrections;
use crate::{SourcesError, input};

const STATES: &str = "multilateral/panels/gw_states.csv.gz";
const CAPITALS: &str = "multilateral/panels/gw_capitals.csv.gz";
const VIEWS: &str = "conflict/countries_views_gw_iso3.csv";

/// The first year of the roster.
pub(super) const FIRST: i16 = 1946;
/// The state list was closed in 2017: a state that ends in that year still exists.
const OPEN_END: i16 = 2017;

/// A state of the lists.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) first: i16,
    pub(super) last: Option<i16>,
    pub(super) list_name: String,
    pub(super) iso3: Option<String>,
    pub(super) views: Option<u16>,
    pub(super) capital: Option<(f64, f64)>,
}

/// All states since 1946 by Gleditsch-Ward number. Microstates, which the main list leaves out, begin with
/// the first entry of their capital.
pub(super) fn states(data: &Path, corrections: &Corrections) -> Result<BTreeMap<u16, State>, SourcesError> {
    let mut states = main_list(data)?;
    let capitals = input::csv(data, CAPITALS, &[])?;
    let codes: Vec<u16> = capitals.whole("gwcode")?;
    let (begins, ends) = (years(&capitals, "stdate")?, years(&capitals, "enddate")?);
    let names = capitals.words("statenme")?;
    let (latitudes, longitudes) = (capitals.numbers("lat")?, capitals.numbers("lng")?);

    let views = input::csv(data, VIEWS, &[])?;
    let ids: Vec<u16> = views.whole("country_id")?;
    let views_gw: Vec<u16> = views.whole("gwcode")?;
    let iso3 = views.words("iso3")?;
    let mut listed: BTreeMap<u16, (String, Option<u16>)> = BTreeMap::new();
    for at in 0..views.len() {
        listed.insert(views_gw[at], (iso3[at].to_owned(), Some(ids[at])));
    }
    for micro in &corrections.microstate {
        listed.insert(micro.gw, (micro.iso3.clone(), None));
    }
    let mut latest = BTreeMap::new();
    for at in (0..capitals.len()).filter(|&at| ends[at] >= FIRST) {
        let capital = (latitudes[at], longitudes[at]);
        let newest = latest.entry(codes[at]).or_insert((ends[at], capital));
        if ends[at] >= newest.0 {
            *newest = (ends[at], capital);
        }
        if listed.contains_key(&codes[at]) {
            states.entry(codes[at]).or_insert_with(|| State {
                first: begins[at].max(FIRST),
                last: None,
                list_name: names[at].to_owned(),
                iso3: None,
                views: None,
                capital: None,
            });
        }
    }
    for (gw, state) in &mut states {
        state.capital = latest.get(gw).map(|&(_, capital)| capital);
        if let Some((code, views)) = listed.get(gw) {
            state.iso3 = Some(code.clone());
            state.views = *views;
        }
    }
    Ok(states)
}

fn main_list(data: &Path) -> Result<BTreeMap<u16, State>, SourcesError> {
    let table = input::csv(data, STATES, &[])?;
    let codes: Vec<u16> = table.whole("gwcode")?;
    let names = table.words("statename")?;
    let (begins, ends) = (years(&table, "startdate")?, years(&table, "enddate")?);
    Ok((0..table.len())
        .filter(|&at| ends[at] >= FIRST)
        .map(|at| {
            let state = State {
                first: begins[at].max(FIRST),
                last: (ends[at] < OPEN_END).then_some(ends[at]),
                list_name: names[at].to_owned(),
                iso3: None,
                views: None,
                capital: None,
            };
            (codes[at], state)
        })
        .collect())
}

/// The years of a column of dates such as `1949-09-21`.
fn years(table: &Table, column: &str) -> Result<Vec<i16>, PanelError> {
    table
        .words(column)?
        .into_iter()
        .enumerate()
        .map(|(at, text)| {
            let year = text.split('-').next().and_then(|year| year.parse().ok());
            year.ok_or_else(|| table.bad_cell(at, column, text, "a date YYYY-MM-DD"))
        })
        .collect()
}
