//! One roster out of the code lists: who existed when, and under which names and codes.
mod code_list;
mod corrections;
mod states;

use std::path::Path;

use forefend_panel::{CodeSpell, Country, CountryId, Iso3, PanelError, Roster, Year};

use crate::SourcesError;
use code_list::{CodeList, CodeRow, LAST_COMPLETE};
pub(crate) use corrections::{Corrections, corrections};
use corrections::{FILE, SpellCorrection, Territory};
use states::{State, states};

/// The roster of all states since 1946, microstates and the territories of the conflict panel.
pub(crate) fn roster(data: &Path, corrections: &Corrections) -> Result<Roster, SourcesError> {
    let states = states(data, corrections)?;
    let codes = CodeList::read(data)?;
    let stale = |what: String| SourcesError::StaleCorrection { file: FILE, what };
    for gw in corrections
        .country
        .iter()
        .map(|country| country.gw)
        .chain(corrections.spell.iter().map(|spell| spell.gw))
        .chain(corrections.microstate.iter().map(|micro| micro.gw))
    {
        if !states.contains_key(&gw) {
            return Err(stale(format!("no state has Gleditsch-Ward number {gw}")));
        }
    }
    let mut countries = Vec::new();
    for (&gw, state) in &states {
        countries.push(country(gw, state, &codes, corrections)?);
    }
    for territory in &corrections.territory {
        countries.push(territory_country(territory)?);
    }
    Ok(Roster::new(countries)?)
}

fn country(
    gw: u16,
    state: &State,
    codes: &CodeList,
    corrections: &Corrections,
) -> Result<Country, PanelError> {
    let iso3 = state.iso3.as_deref();
    let latest =
        (state.first..=state.last.unwrap_or(LAST_COMPLETE)).rev().find_map(|year| codes.row(iso3, gw, year));
    let corrected = corrections.country.iter().find(|country| country.gw == gw);
    let name = match (corrected, &latest) {
        (Some(corrected), _) => corrected.name.clone(),
        (None, Some(row)) => row.name.clone(),
        (None, None) => state.list_name.clone(),
    };
    let place = |corrected: Option<&String>, listed: Option<&String>| {
        corrected.or(listed).cloned().unwrap_or_default()
    };
    let base = CodeSpell {
        first: Year(state.first),
        last: None,
        name: name.clone(),
        iso3: iso3.map(Iso3::new).transpose()?,
        // The list leaves out small states until COW counts them; their M49 number was the same before.
        m49: latest.as_ref().and_then(|row| row.m49),
        gw,
        cow: None,
        views: state.views,
    };
    let mut spells: Vec<CodeSpell> = Vec::new();
    for year in state.first..=state.last.unwrap_or(LAST_COMPLETE) {
        let next = spell_in(&base, codes.row(iso3, gw, year), corrections, year)?;
        match spells.last_mut() {
            Some(spell) if same_codes(spell, &next) => spell.last = next.last,
            _ => spells.push(next),
        }
    }
    if let (None, Some(spell)) = (state.last, spells.last_mut()) {
        spell.last = None;
    }
    Ok(Country {
        id: CountryId(gw),
        name,
        continent: place(
            corrected.and_then(|country| country.continent.as_ref()),
            latest.as_ref().map(|row| &row.continent),
        ),
        region: place(
            corrected.and_then(|country| country.region.as_ref()),
            latest.as_ref().map(|row| &row.region),
        ),
        capital: state.capital,
        state: true,
        spells,
    })
}

/// The spell of a single year: the code list's row laid over `base`, then the corrections.
fn spell_in(
    base: &CodeSpell,
    row: Option<CodeRow>,
    corrections: &Corrections,
    year: i16,
) -> Result<CodeSpell, PanelError> {
    let mut spell = CodeSpell { first: Year(year), last: Some(Year(year)), ..base.clone() };
    if let Some(row) = row {
        spell.m49 = row.m49.or(base.m49);
        spell.cow = row.cow;
    }
    let holds = |c: &&SpellCorrection| {
        c.gw == base.gw && c.first.is_none_or(|y| y <= year) && c.last.is_none_or(|y| year <= y)
    };
    for correction in corrections.spell.iter().filter(holds) {
        if let Some(name) = &correction.name {
            spell.name.clone_from(name);
        }
        if let Some(code) = &correction.iso3 {
            spell.iso3 = Some(Iso3::new(code)?);
        }
        spell.m49 = correction.m49.or(spell.m49);
        spell.cow = correction.cow.or(spell.cow);
        spell.views = correction.views.or(spell.views);
    }
    Ok(spell)
}

fn same_codes(a: &CodeSpell, b: &CodeSpell) -> bool {
    (&a.name, a.iso3, a.m49, a.cow, a.views) == (&b.name, b.iso3, b.m49, b.cow, b.views)
}

fn territory_country(territory: &Territory) -> Result<Country, PanelError> {
    Ok(Country {
        id: CountryId(territory.gw),
        name: territory.name.clone(),
        continent: territory.continent.clone(),
        region: territory.region.clone(),
        capital: Some(territory.capital),
        state: false,
        spells: vec![CodeSpell {
            first: Year(states::FIRST),
            last: None,
            name: territory.name.clone(),
            iso3: Some(Iso3::new(&territory.iso3)?),
            m49: Some(territory.m49),
            gw: territory.gw,
            cow: None,
            views: None,
        }],
    })
}
