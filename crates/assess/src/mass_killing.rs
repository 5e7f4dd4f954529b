//! States in which a mass killing may begin, with reasons, and what the score book says of the skill.

use forefend_panel::CountryId;
use forefend_report::{Label, Reason, RiskList, RiskRow, Unit};
use forefend_runs::Parts;
use forefend_simulate::WorldFiles;
use forefend_simulate::explain::explain;
use serde::Deserialize;

use crate::Material;
use crate::countries::{iso3, name};
use crate::error::AssessError;
use crate::lists;

/// The variable counted.
const ONSET: &str = "mass_killing_onset";
/// Rows of the list.
const LISTED: usize = 10;
/// Where the measured skill stands, inside the world.
const BOOK: &str = "scorebook/mass_killing.toml";

/// What the score book holds, as far as a sentence needs it.
#[derive(Deserialize)]
struct Book {
    model: String,
    digest: String,
    first: i16,
    last: i16,
    onsets: u32,
    rival: String,
    score: Vec<Score>,
}

#[derive(Deserialize)]
struct Score {
    name: String,
    against: String,
    verdict: String,
}

/// The list; none where the run does not record onsets.
pub(crate) fn list(material: &Material<'_>, parts: &Parts) -> Result<Option<RiskList>, AssessError> {
    let frame = &material.prepared.model.frame;
    if !frame.record_country.iter().any(|recorded| recorded.as_ref() == ONSET) {
        return Ok(None);
    }
    let units = &material.plan().units;
    let shares = shares(material, parts)?;
    let reasons = explain(&material.prepared.model, material.plan(), ONSET, 0)?;
    let mut order: Vec<usize> = (0..units.len()).collect();
    // Ties are broken by the stable id, so that the list is the same everywhere.
    order.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]).then(units[a].cmp(&units[b])));
    order.truncate(LISTED);
    let of_rows: Vec<Vec<Reason>> =
        order.iter().map(|&position| lists::raising(reasons.get(&units[position]))).collect();
    let shared = lists::shared(&of_rows);
    let rows = order.iter().zip(of_rows).map(|(&position, reasons)| {
        let (unit, code) = (units[position], iso3(material, units[position]));
        let query = format!("reference/list/mass-killing/{code}");
        RiskRow {
            probability: material.ledger.quantity(&query, shares[position], Unit::Probability),
            name: name(material, unit),
            iso3: code,
            reasons: lists::own(reasons, &shared),
            named: None,
        }
    });
    let window = material.window_words();
    Ok(Some(RiskList {
        id: "mass-killing".to_owned(),
        title: "A mass killing begins".to_owned(),
        rule: format!(
            "All states; the event is that in at least one year of {window} a state or an armed group begins \
             deliberately killing at least 1,000 non-combatants of one group (the Early Warning Project's list)."
        ),
        horizon: window,
        label: Label::Projection,
        rows: rows.collect(),
        shared,
        record: None,
        note: skill(material)?,
    }))
}

/// Share of draws with an onset in the window, by unit.
fn shares(material: &Material<'_>, parts: &Parts) -> Result<Vec<f64>, AssessError> {
    let (units, window) = (&material.plan().units, material.window());
    let (mut counts, mut draws) = (vec![0.0; units.len()], 0.0);
    for part in parts.blocks("country")? {
        let (mut first, mut began) = (None, Vec::<bool>::new());
        part.countries(&[ONSET], &mut |row| {
            let Ok(unit) = units.binary_search(&CountryId(row.country)) else { return };
            let draw = (row.draw - *first.get_or_insert(row.draw)) as usize;
            began.resize(began.len().max((draw + 1) * units.len()), false);
            began[draw * units.len() + unit] |= window.contains(&row.year) && row.values[0] > 0.0;
        })?;
        for draw in began.chunks_exact(units.len()) {
            draws += 1.0;
            counts.iter_mut().zip(draw).for_each(|(count, began)| *count += f64::from(u8::from(*began)));
        }
    }
    Ok(counts.into_iter().map(|count| count / draws).collect())
}

/// A verdict at the head of a sentence.
fn capital(verdict: &str) -> &str {
    match verdict {
        "better" => "Better",
        "worse" => "Worse",
        _ => "Tie",
    }
}

/// The world's book; none where it has none.
fn read(world: &WorldFiles) -> Result<Option<Book>, AssessError> {
    let is_there = world.under("scorebook", ".toml").any(|path| path == BOOK);
    Ok(is_there.then(|| world.parse(BOOK)).transpose()?)
}

/// Whether the world's book can be read, if it has one: said before a year is simulated.
pub(crate) fn check(world: &WorldFiles) -> Result<(), AssessError> {
    read(world).map(|_| ())
}

/// What was measured of this very model, in words; that nothing was, where it is another.
fn skill(material: &Material<'_>) -> Result<String, AssessError> {
    let unscored =
        "Not scored for this model. Reasons are the terms of the fitted equation that raise the odds most.";
    let seen = material.panel.coverage(material.prepared.model.frame.anchor.as_ref())?.last;
    let earlier = seen.is_some_and(|last| last.0 > material.anchor());
    let Some(book) = read(material.world)?.filter(|_| !earlier) else { return Ok(unscored.to_owned()) };
    if forefend_track::declared_in(material.world, &book.model)? != book.digest {
        return Ok(unscored.to_owned());
    }
    let by = |verdict: &str| {
        let of = book.score.iter().filter(|score| score.verdict == verdict);
        of.map(|score| format!("{} against {}", score.name, score.against)).collect::<Vec<_>>().join("; ")
    };
    let verdicts = ["better", "tie", "worse"].map(|verdict| (capital(verdict), by(verdict)));
    let verdicts: Vec<String> = verdicts
        .into_iter()
        .filter(|(_, scores)| !scores.is_empty())
        .map(|(verdict, scores)| format!("{verdict}: {scores}"))
        .collect();
    Ok(format!(
        "Reasons are the terms of the fitted equation that raise the odds most. Scored one year ahead on {}-{} ({} \
         onsets, revised data), beside the {}. {}. Two and three years ahead are not scored.",
        book.first,
        book.last,
        book.onsets,
        book.rival,
        verdicts.join(". ")
    ))
}
