//! Scope, evidence base, drivers, threats, and what moved since an earlier run.

use super::chart::Chart;
use super::{Block, Part, Table, past_ranks, pictures};
use crate::brief::*;
use crate::number::{Quantity, Unit};
use crate::text::upper_first;

/// What is in the report, and what is not.
pub(super) fn scope(brief: &Brief) -> Part {
    let run = &brief.run;
    let mut part = Part::new("scope", "Scope");
    let modelled = brief.threats.iter().filter(|threat| threat.status == ThreatStatus::Modelled).count();
    part.text(Sentence::plain(format!(
        "{} states and the world, {} to {}; data as of {}. {} of {} threats are modelled. Every number is of {} simulated futures.",
        Unit::Count.number(brief.outlook.countries.len() as f64),
        run.first_year,
        run.last_year,
        run.as_of,
        modelled,
        brief.threats.len(),
        Unit::Count.number(run.draws as f64),
    )));
    if run.nowcast_until >= run.first_year {
        part.text(Sentence::plain(format!(
            "Years to {} are past, but {}: they are simulated and called a nowcast.",
            run.nowcast_until, run.nowcast_reason
        )));
    }
    let without: Vec<Sentence> = (brief.threats.iter())
        .filter(|threat| threat.status != ThreatStatus::Modelled)
        .map(|threat| Sentence::plain(format!("{} ({}): {}", threat.title, threat.status.text(), threat.why)))
        .collect();
    if !without.is_empty() {
        part.text(Sentence::plain("Not covered, so that silence about it is no reassurance:"));
        part.blocks.push(Block::Items(without));
    }
    part
}

/// What the numbers rest on: measured skill, holes and limits; the series stand in the annex.
pub(super) fn evidence(brief: &Brief) -> Part {
    let mut part = Part::new("evidence", "Evidence base");
    part.blocks.push(Block::Heading("Skill on past years".to_owned()));
    for sentence in &brief.record.summary {
        part.text(sentence.clone());
    }
    if let Some(table) = skill(&brief.record) {
        part.blocks.push(Block::Table(table));
    }
    part.charts(pictures::of_record(&brief.record));
    part.blocks.push(Block::Heading("Holes and limits".to_owned()));
    let limit = |limit: &Limit| {
        Sentence::plain(format!(
            "{} {} {}",
            stop(&limit.problem),
            stop(&limit.cause),
            stop(&limit.mitigation)
        ))
    };
    part.blocks.push(Block::Items(brief.limits.iter().map(limit).collect()));
    part.note(&format!(
        "{} series enter; what each is, its source, vintage and licence stand in the annex.",
        Unit::Count.number(brief.sources.len() as f64)
    ));
    part
}

/// Every series with source, coverage, release lag and licence.
pub(super) fn series(brief: &Brief) -> Part {
    let mut part = Part::new("series", "Annex: series, with vintage and licence");
    let row = |source: &Source| {
        [&source.series, &source.source, &source.coverage, &source.lag, &source.licence]
            .map(Sentence::plain)
            .to_vec()
    };
    part.blocks.push(Block::Table(Table {
        caption: format!("Series, as published by {}", brief.run.as_of),
        head: ["Series", "Source", "Coverage", "Release lag", "Licence"].map(str::to_owned).to_vec(),
        rows: brief.sources.iter().map(row).collect(),
    }));
    part
}

/// Text that ends in a full stop.
fn stop(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

fn skill(record: &TrackRecord) -> Option<Table> {
    let rows: Vec<Vec<Sentence>> = (record.rows.iter())
        .filter_map(|row| {
            let leading = row.leading()?;
            Some(vec![
                Sentence::plain(format!("{}, {}", row.outcome, row.horizon)),
                Sentence::with("{0}", vec![leading.model.clone()]),
                Sentence::plain(&leading.best),
                Sentence::with("{0}", vec![leading.difference.clone()]),
                Sentence::plain(row.verdict.text()),
            ])
        })
        .collect();
    let head = ["Outcome, years ahead", "Model", "Best simple rule", "Difference", "Verdict"];
    let caption = "Model and best simple rule on the same past cases".to_owned();
    (!rows.is_empty()).then(|| Table { caption, head: head.map(str::to_owned).to_vec(), rows })
}

/// Drivers, each with its figures.
pub(super) fn drivers(brief: &Brief) -> Part {
    let mut part = Part::new("drivers", "Drivers");
    for element in Element::DRIVERS {
        let Some(section) = brief.elements.iter().find(|section| section.element == element) else {
            continue;
        };
        part.blocks.push(Block::Heading(element.title().to_owned()));
        part.text(Sentence::plain(format!("{}. {}", upper_first(section.standing.text()), section.why)));
        section.sentences.iter().for_each(|sentence| part.text(sentence.clone()));
        part.blocks.extend(facts(&section.facts));
        part.blocks.extend(section.fans.iter().map(|fan| Block::Fan(Box::new(fan.clone()))));
    }
    part
}

fn facts(facts: &[Fact]) -> Option<Block> {
    let item = |fact: &Fact| {
        Sentence::with(
            format!("{}: {{0}} ({})", verbatim(&fact.name), fact.label.text()),
            vec![fact.quantity.clone()],
        )
    };
    (!facts.is_empty()).then(|| Block::Items(facts.iter().map(item).collect()))
}

/// Threats: what may come, how likely, what is known of its worth; figures of the world and lists of states.
pub(super) fn threats(brief: &Brief) -> Part {
    let mut part = Part::new("threats", "Threats");
    brief.outlook.summary.iter().for_each(|sentence| part.text(sentence.clone()));
    let mut rows = Vec::new();
    for threat in &brief.threats {
        for chance in &threat.chances {
            let places: Vec<String> = chance
                .by
                .iter()
                .enumerate()
                .map(|(at, (year, _))| format!("{}: {{{at}:phia}}", chance.when(*year)))
                .collect();
            let shares = chance.by.iter().map(|(_, share)| share.clone()).collect();
            rows.push(vec![
                Sentence::plain(format!("{}: {}", threat.title, chance.title)),
                Sentence::with(places.join("; "), shares),
                chance.skill.clone(),
            ]);
        }
    }
    if !rows.is_empty() {
        part.blocks.push(Block::Table(Table {
            caption: "How likely, by when".to_owned(),
            head: ["Event", "How likely", "What is known of its worth"].map(str::to_owned).to_vec(),
            rows,
        }));
    }
    part.blocks.extend(brief.outlook.fans.iter().map(|fan| Block::Fan(Box::new(fan.clone()))));
    part.charts(pictures::of_countries(brief));
    part.charts(pictures::of_tails(brief));
    if brief.home.is_none() && Tolls::of(&brief.threats).is_some() {
        part.note(Tolls::UNSCORED);
    }
    for outbreak in brief.threats.iter().filter_map(|threat| threat.outbreak.as_ref()) {
        part.blocks.push(Block::Heading("How an outbreak travels: an example (scenario)".to_owned()));
        part.text(outbreak.in_words());
        part.charts([Chart::Arrival(outbreak.chart.clone())]);
    }
    for list in &brief.outlook.lists {
        part.blocks.push(Block::Table(risks(list)));
        part.charts(past_ranks::of_list(brief, list));
    }
    part
}

/// The rows of a list of risks; what came of earlier lists where any row says so.
pub(super) fn risks(list: &RiskList) -> Table {
    let has_record = list.has_record();
    let row = |row: &RiskRow| {
        let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let named = Sentence::plain(row.named.map(Named::words).unwrap_or_default());
        let mut cells =
            vec![Sentence::plain(&row.name), Sentence::with("{0}", vec![row.probability.clone()])];
        cells.extend(has_record.then_some(named));
        cells.push(Sentence::plain(reasons.join(", ")));
        cells
    };
    let heads = ["Country", "Probability", "On past lists", "Why"].into_iter();
    Table {
        caption: format!("{}, {} ({}). {}", list.title, list.horizon, list.label.text(), list.rule),
        head: heads.filter(|head| has_record || *head != "On past lists").map(str::to_owned).collect(),
        rows: list.rows.iter().map(row).collect(),
    }
}

/// Headline numbers that moved since an earlier run, as they stand in the report.
pub(super) fn moved(brief: &Brief, previous: Option<&Brief>) -> Part {
    let mut part = Part::new("moved", "What moved");
    let Some(previous) = previous else {
        part.note("No earlier run was given; `--previous RUN` names one, and `forefend report diff` says why a number moved.");
        return part;
    };
    let before = headlines(previous);
    let rows: Vec<Vec<Sentence>> = headlines(brief)
        .into_iter()
        .filter_map(|now| {
            let then = before.iter().find(|then| then.quantity.query() == now.quantity.query())?;
            let difference = now.quantity.value - then.quantity.value;
            (difference != 0.0).then(|| {
                let number = |quantity: &Quantity| Sentence::with("{0:bare}", vec![quantity.clone()]);
                let unit = moved_unit(&now.quantity.unit);
                let moved = Quantity::new(difference, unit, now.quantity.trace.clone()).signed();
                vec![
                    Sentence::plain(&now.title),
                    number(&then.quantity),
                    number(&now.quantity),
                    number(&moved),
                ]
            })
        })
        .collect();
    if rows.is_empty() {
        part.note("No headline number moved.");
        return part;
    }
    part.blocks.push(Block::Table(Table {
        caption: format!("Run {} against run {}", brief.run.id, previous.run.id),
        head: ["What", "Before", "Now", "Moved"].map(str::to_owned).to_vec(),
        rows,
    }));
    part.note("Why a number moved, and how much of it is chance, is told by `forefend report diff`.");
    part
}

/// The unit of a difference of two means: of counts it is no whole number.
pub fn moved_unit(unit: &Unit) -> Unit {
    match unit {
        Unit::Count => Unit::Number,
        Unit::Share | Unit::Probability | Unit::Draws(_) => Unit::Points,
        other => other.clone(),
    }
}

/// A number that two runs of the same questions share.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    /// What it is, with its year.
    pub title: String,
    /// The mean or share over draws.
    pub quantity: Quantity,
}

/// The headline numbers of a run, each a mean or a share over its draws: chances of threats, figures of the outlook in the map's year
/// and the last one, and what each alternative changes under the leading setting.
pub fn headlines(brief: &Brief) -> Vec<Headline> {
    let mut all = Vec::new();
    for threat in &brief.threats {
        for chance in &threat.chances {
            for (year, share) in &chance.by {
                all.push(Headline {
                    title: format!("{}, {}", chance.title, chance.when(*year)),
                    quantity: share.clone(),
                });
            }
        }
    }
    let years = [brief.outlook.map_year, brief.run.last_year];
    for fan in &brief.outlook.fans {
        for band in fan.projected.iter().filter(|band| years.contains(&band.year) && band.mean.is_finite()) {
            let query = format!("{}/{}/mean", fan.query, band.year);
            all.push(Headline {
                title: format!("{}, {}", fan.title, band.year),
                quantity: Quantity::new(
                    band.mean,
                    if fan.unit == Unit::Count { Unit::Number } else { fan.unit.clone() },
                    query,
                ),
            });
        }
    }
    let appraisal = &brief.appraisal;
    let leading = appraisal.settings.first().map(|setting| setting.id.as_str());
    for row in appraisal.differences.iter().filter(|row| Some(row.setting.as_str()) == leading) {
        let name = appraisal.alternatives.iter().find(|alternative| alternative.id == row.alternative);
        let outcome = appraisal.outcomes.iter().find(|outcome| outcome.id == row.outcome);
        if let (Some(name), Some(outcome)) = (name, outcome) {
            let quantity = Quantity::new(row.mean, outcome.unit.clone(), format!("{}/mean", row.query));
            all.push(Headline { title: format!("{}: {}", name.name, outcome.title), quantity });
        }
    }
    all
}
