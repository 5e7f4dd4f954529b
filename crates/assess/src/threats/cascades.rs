//! Chances of events with and without the links that come from a threat, on the same luck.
//!
//! The futures without are simulated here, in memory, on few draws: those of the run's first ones, whose luck they meet. The model
//! is cut down to what the events read, so that this costs a small part of the run.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use forefend_report::{Cascades, LinkRow, NINETY, Sentence, Unit, Unlinked, UnlinkedChance, UnlinkedEvent};
use forefend_runs::parts::WorldSeries;
use forefend_simulate::memory::{Recorded, simulate_block};
use forefend_simulate::{CompiledPolicy, Model, Plan, SimulateError, Switches};
use rayon::prelude::*;
use toml::Spanned;

use super::{Drawn, came, title, told_years};
use crate::error::AssessError;
use crate::links::{DescribedLink, describe_links};
use crate::material::Material;
use crate::telling::{self, Compiled, Measured};

/// Draws that one thread runs together. Changes no value.
const BLOCK: u64 = 25;

/// Links of the world with what they rest on, and the comparison that it asks for; none where it declares no link.
pub(crate) fn cascades(material: &Material<'_>, drawn: Drawn<'_>) -> Result<Option<Cascades>, AssessError> {
    let links = describe_links(material.world)?.links;
    if links.is_empty() {
        return Ok(None);
    }
    let threats: BTreeSet<&str> =
        material.prepared.model.threats.iter().map(|threat| threat.id.as_str()).collect();
    let comes_from_a_threat =
        |link: &DescribedLink| link.on && !link.correlation && threats.contains(link.from.as_str());
    let off: Vec<String> =
        links.iter().filter(|link| comes_from_a_threat(link)).map(|link| link.id.clone()).collect();
    let asked = material.telling().joint.as_ref().map_or(0, |joint| joint.unlinked);
    let draws = asked.min(material.draws);
    let switched = !material.world.switches().is_empty();
    let compared = match draws == 0 || off.is_empty() || switched {
        true => None,
        false => Some(compared(material, drawn, off, draws)?),
    };
    let rows = links.into_iter().map(|link| LinkRow {
        cascade: comes_from_a_threat(&link),
        id: link.id,
        title: link.title,
        on: link.on,
        source: link.source,
        grade: link.grade,
    });
    Ok(Some(Cascades { links: rows.collect(), compared }))
}

fn compared(
    material: &Material<'_>,
    drawn: Drawn<'_>,
    off: Vec<String>,
    draws: u64,
) -> Result<Unlinked, AssessError> {
    let without = futures(material, off, draws)?;
    let (mut events, mut alike, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
    for (at, chance) in material.telling().chance.iter().enumerate() {
        let mut with = drawn.series(material, chance.measured())?;
        with.values_mut().for_each(|values| values.truncate(draws as usize));
        match event(material, chance, (&with, &without[at])) {
            Some(event) => events.push(event),
            None => alike.push(chance.title.clone()),
        }
        if chance.joint {
            pairs.push((chance, with, &without[at]));
        }
    }
    Ok(Unlinked { draws, events, alike, together: together(material, &pairs, draws) })
}

/// None of an event that came in the same futures.
fn event(
    material: &Material<'_>,
    chance: &telling::Chance,
    (with, without): (&WorldSeries, &WorldSeries),
) -> Option<UnlinkedEvent> {
    let mut by = Vec::new();
    let mut differs = false;
    for year in told_years(material, chance) {
        let (ours, theirs) = (came(material, chance, with, year), came(material, chance, without, year));
        differs |= ours != theirs;
        let n = ours.len().min(theirs.len()) as f64;
        let share = |came: &[bool]| came.iter().filter(|came| **came).count() as f64 / n;
        let (ours_share, theirs_share) = (share(&ours), share(&theirs));
        let apart = ours.iter().zip(&theirs).filter(|(a, b)| a != b).count() as f64 / n;
        let mean = ours_share - theirs_share;
        // The difference of a future is -1, 0 or 1, so its square is whether the two differ.
        let half = NINETY * ((apart - mean * mean).max(0.0) / n).sqrt();
        let query = format!("unlinked/threat/{}/{}/{year}", chance.threat, chance.id.as_ref());
        let unit = || Unit::Draws(n as u64);
        by.push(UnlinkedChance {
            year: i32::from(year),
            with: material.ledger.quantity(&format!("{query}/with"), ours_share, unit()),
            without: material.ledger.quantity(&format!("{query}/without"), theirs_share, unit()),
            difference: material.ledger.interval(
                &format!("{query}/difference"),
                mean,
                [mean - half, mean + half],
                Unit::Points,
            ),
        });
    }
    differs.then(|| UnlinkedEvent {
        threat: title(material, &chance.threat),
        title: chance.title.clone(),
        by,
    })
}

/// How often several of the events that are counted together come in one year, with and without.
fn together(
    material: &Material<'_>,
    pairs: &[(&telling::Chance, WorldSeries, &WorldSeries)],
    draws: u64,
) -> Option<Sentence> {
    let at_least = material.telling().joint.as_ref()?.at_least.min(pairs.len());
    let (next, horizon) = (material.present + 1, material.clock.horizon);
    if pairs.len() < 2 || horizon < next {
        return None;
    }
    let cells: Vec<(i16, usize)> =
        (next..=horizon).flat_map(|year| (0..draws as usize).map(move |draw| (year, draw))).collect();
    let share = |all: &[&WorldSeries]| {
        let holds = |at: usize, (year, draw): (i16, usize)| {
            let value = all[at].get(&year).and_then(|values| values.get(draw));
            value.is_some_and(|value| pairs[at].0.holds(*value))
        };
        let events = |cell: (i16, usize)| (0..pairs.len()).filter(|at| holds(*at, cell)).count();
        let many = cells.iter().filter(|cell| events(**cell) >= at_least).count();
        many as f64 / cells.len() as f64
    };
    let of = |name: &str, value: f64| {
        material.ledger.quantity(&format!("unlinked/joint/{at_least}/{name}"), value, Unit::Share)
    };
    let with = of("with", share(&pairs.iter().map(|(_, with, _)| with).collect::<Vec<_>>()));
    let without = of("without", share(&pairs.iter().map(|(.., without)| *without).collect::<Vec<_>>()));
    let text = format!(
        "With the links {at_least} or more of {} events come in {{0}} of simulated years, without them in {{1}}.",
        pairs.len()
    );
    Some(Sentence::with(text, vec![with, without]))
}

/// By event: its number by year, draws in order, in the model without the links `off`.
fn futures(material: &Material<'_>, off: Vec<String>, draws: u64) -> Result<Vec<WorldSeries>, AssessError> {
    let switches = Switches { scenario: None, without: off, with: Vec::new() };
    let model = Model::load(&material.world.clone().switched(&switches)?)?;
    let chances = &material.telling().chance;
    let measured: Vec<Measured<'_>> = chances.iter().map(telling::Chance::measured).collect();
    let texts: Vec<&str> =
        measured.iter().filter_map(|of| of.expression).map(|text| text.as_ref().as_str()).collect();
    let compile = |texts: &[&str], plan: Option<&Plan>| {
        let units = plan.map_or(&[][..], |plan| plan.units.as_slice());
        Compiled::new(units, &[], texts, &[]).map_err(|error| AssessError::Declaration {
            place: telling::FILE.to_owned(),
            message: error.to_string(),
        })
    };
    let by_country = compile(&texts, None)?.variables();
    let of_world: BTreeSet<&str> =
        measured.iter().filter_map(|of| of.variable).map(|name| name.as_ref().as_str()).collect();
    let names: Vec<&str> = by_country.iter().map(String::as_str).chain(of_world.iter().copied()).collect();
    let mut model = model.reduced_to(&names);
    let spanned = |name: &str| Spanned::new(0..0, name.to_owned());
    model.frame.record_world = of_world.iter().map(|name| spanned(name)).collect();
    model.frame.record_country = by_country.iter().map(|name| spanned(name)).collect();
    model.frame.record.clear();
    let horizon = material.plan().horizon;
    let plan = Plan::estimated(&model, &material.as_of, horizon)?.plan;
    let blocks = forefend_simulate::blocks(draws, BLOCK);
    // The ledger of the material is of one thread.
    let chance = material.chance;
    let one = |block: &Range<u64>| {
        let recorded = simulate_block(&plan, &CompiledPolicy::default(), chance, block)?;
        let mut compiled = compile(&texts, Some(&plan))?;
        of_block(&plan, &recorded, &measured, &mut compiled, block)
    };
    let found: Vec<Result<Vec<WorldSeries>, AssessError>> = blocks.par_iter().map(one).collect();
    let mut all = vec![WorldSeries::new(); measured.len()];
    for block in found {
        for (series, of_block) in all.iter_mut().zip(block?) {
            for (year, values) in of_block {
                series.entry(year).or_default().extend(values);
            }
        }
    }
    Ok(all)
}

/// The numbers of the events in a block, read from what it recorded.
fn of_block(
    plan: &Plan,
    recorded: &Recorded,
    measured: &[Measured<'_>],
    compiled: &mut Compiled,
    block: &Range<u64>,
) -> Result<Vec<WorldSeries>, AssessError> {
    let names = compiled.variables();
    let columns: Result<Vec<&[f64]>, SimulateError> =
        names.iter().map(|name| recorded.column("country", name)).collect();
    let (columns, units, periods) = (columns?, plan.units.len(), plan.periods());
    let mut totals: BTreeMap<(usize, i16), Vec<f64>> = BTreeMap::new();
    let expressions = measured.iter().filter(|of| of.expression.is_some()).count();
    for draw in 0..(block.end - block.start) as usize {
        for period in 0..periods {
            let start = (draw * periods + period) * units;
            for unit in 0..units {
                let values: Vec<f64> = columns.iter().map(|column| column[start + unit]).collect();
                compiled.set(unit, &values);
            }
            compiled.ready();
            let year = plan.first.0 + period as i16;
            for at in 0..expressions {
                totals.entry((at, year)).or_default().push(compiled.total(at));
            }
        }
    }
    let mut next = 0;
    let mut all = Vec::new();
    for of in measured {
        let mut series = WorldSeries::new();
        let column = of.variable.map(|name| recorded.column("world", name.as_ref())).transpose()?;
        for period in 0..periods {
            let year = plan.first.0 + period as i16;
            let values = match column {
                Some(column) => column.iter().skip(period).step_by(periods).copied().collect(),
                None => totals.remove(&(next, year)).unwrap_or_default(),
            };
            series.insert(year, values);
        }
        next += usize::from(column.is_none());
        all.push(series);
    }
    Ok(all)
}
