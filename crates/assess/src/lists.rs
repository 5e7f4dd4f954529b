//! Lists of countries at risk, as the world's files declare them: probabilities, reasons, and what came of such lists before.

mod book;

use forefend_panel::CountryId;
use forefend_report::{Label, Reason, RiskList, RiskRow, Unit};
use forefend_simulate::explain::{self, explain};

use crate::counts::Counts;
use crate::error::AssessError;
use crate::material::Material;
use crate::names::{iso3, name};
use crate::past::PastLists;
use crate::telling::{List, eligible};

pub(crate) use book::check;

/// Reasons of a row.
const REASONS: usize = 3;
/// Least contribution to the log odds that counts as a reason.
const LEAST: f64 = 0.05;

/// Every declared list, in order.
pub(crate) fn lists(material: &Material<'_>, counts: &Counts) -> Result<Vec<RiskList>, AssessError> {
    let declared = material.telling().list.iter().zip(&counts.listed);
    declared.map(|(declared, happened)| list(material, declared, happened, counts.draws)).collect()
}

/// Probability that the event of a list happens to one country, traced.
pub(crate) fn probability(
    material: &Material<'_>,
    list: &str,
    (unit, happened, draws): (CountryId, f64, f64),
) -> forefend_report::Quantity {
    let query = format!("reference/list/{list}/{}", iso3(material.panel, unit));
    material.ledger.quantity(&query, happened / draws, Unit::Draws(draws as u64))
}

fn list(
    material: &Material<'_>,
    declared: &List,
    happened: &[f64],
    draws: f64,
) -> Result<RiskList, AssessError> {
    let units = &material.plan().units;
    let chosen = chosen(material, declared, happened)?;
    let of_rows = reasons(material, declared, &chosen)?;
    let shared = shared(&of_rows);
    let past = PastLists::of(material, declared);
    let rows = chosen.iter().zip(of_rows).map(|(&position, reasons)| {
        let unit = units[position];
        RiskRow {
            probability: probability(material, declared.id.as_ref(), (unit, happened[position], draws)),
            name: name(material.panel, unit),
            iso3: iso3(material.panel, unit),
            reasons: own(reasons, &shared),
            named: past.as_ref().map(|past| past.named(unit)),
        }
    });
    Ok(RiskList {
        id: declared.id.as_ref().clone(),
        title: declared.title.text(&material.clock),
        rule: declared.rule.text(&material.clock),
        horizon: material.clock.window_words(),
        label: Label::Projection,
        rows: rows.collect(),
        shared,
        record: past.as_ref().map(|past| past.sentence(material)),
        note: note(material, declared)?,
    })
}

/// Positions of the rows: the eligible, the most probable first.
fn chosen(material: &Material<'_>, declared: &List, happened: &[f64]) -> Result<Vec<usize>, AssessError> {
    let units = &material.plan().units;
    let mut chosen: Vec<usize> = (0..units.len()).collect();
    if let Some(text) = &declared.eligible {
        let wrong = |error| material.world.place_of(&declared.file, text).wrong(error);
        let of = eligible(&material.prepared.history, text.as_ref(), material.anchor()).map_err(wrong)?;
        chosen.retain(|&position| of[position]);
    }
    // Ties in probability are broken by the stable id, so that the list is the same everywhere.
    chosen.sort_by(|&a, &b| happened[b].total_cmp(&happened[a]).then(units[a].cmp(&units[b])));
    chosen.truncate(declared.rows);
    Ok(chosen)
}

/// What raises the odds in each row; nothing where the list is explained by no equation.
fn reasons(
    material: &Material<'_>,
    declared: &List,
    chosen: &[usize],
) -> Result<Vec<Vec<Reason>>, AssessError> {
    let Some(equation) = &declared.explained_by else { return Ok(vec![Vec::new(); chosen.len()]) };
    let model = &material.prepared.model;
    let classes = model.position(equation.as_ref()).map(|position| &model.variables[position].spec.classes);
    let of_class =
        |class: &f64| classes.and_then(|classes| classes.iter().skip(1).position(|known| known == class));
    let class = declared.class.as_ref().and_then(|class| of_class(class.as_ref())).unwrap_or_default();
    let reasons = explain(model, material.plan(), equation.as_ref(), class)?;
    let units = &material.plan().units;
    Ok(chosen.iter().map(|&position| raising(reasons.get(&units[position]))).collect())
}

/// The declared note, and what the list is worth.
fn note(material: &Material<'_>, declared: &List) -> Result<String, AssessError> {
    let note = declared.note.as_ref().map(|note| note.text(&material.clock)).unwrap_or_default();
    let skill = match &declared.book {
        Some(book) => book::skill(material, book.as_ref())?,
        None => crate::record::list_skill(material, declared.target()),
    };
    Ok(format!("{note} {skill}").trim().to_owned())
}

/// The reasons that raise the odds, strongest first.
fn raising(reasons: Option<&Vec<explain::Reason>>) -> Vec<Reason> {
    let raising = reasons.into_iter().flatten().filter(|reason| reason.contribution > LEAST);
    raising.map(|reason| Reason { text: reason.words.clone(), contribution: reason.contribution }).collect()
}

/// Reasons that every row of a list has: they tell none from another.
fn shared(rows: &[Vec<Reason>]) -> Vec<String> {
    let [first, rest @ ..] = rows else { return Vec::new() };
    if rest.is_empty() {
        return Vec::new();
    }
    let everywhere = |text: &str| rest.iter().all(|row| row.iter().any(|reason| reason.text == text));
    first.iter().map(|reason| reason.text.clone()).filter(|text| everywhere(text)).collect()
}

/// The strongest reasons of a row, those that all rows have left out.
fn own(reasons: Vec<Reason>, shared: &[String]) -> Vec<Reason> {
    reasons.into_iter().filter(|reason| !shared.contains(&reason.text)).take(REASONS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_rows_share_is_said_once() {
        let row = |texts: &[&str]| -> Vec<Reason> {
            texts.iter().map(|text| Reason { text: (*text).to_owned(), contribution: 1.0 }).collect()
        };
        let rows = [row(&["large", "poor", "young"]), row(&["near", "large"]), row(&["large", "young"])];
        let found = shared(&rows);
        assert_eq!(found, ["large"]);
        let left: Vec<String> = own(rows[0].clone(), &found).into_iter().map(|reason| reason.text).collect();
        assert_eq!(left, ["poor", "young"]);
        assert_eq!(shared(&rows[..1]), Vec::<String>::new(), "one row shares nothing");
        assert_eq!(shared(&[]), Vec::<String>::new());
    }
}
