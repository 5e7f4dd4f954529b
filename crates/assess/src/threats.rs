//! What the report says of each threat, as its own file declares it: how likely its events are and by when, how large a year can
//! be, what can be done about it, what is known of its worth.

pub(crate) mod cascades;
pub(crate) mod joint;

use std::collections::BTreeSet;

use forefend_report::{EventChance, Exceedance, Sentence, Threat, ThreatStatus, Unit, verbatim};
use forefend_runs::Parts;
use forefend_runs::parts::WorldSeries;
use forefend_simulate::spec::{self, Status};

use crate::acting::Acting;
use crate::counts::Counts;
use crate::elements::{last_observed, number_of};
use crate::error::AssessError;
use crate::fans::{Fans, unit_of};
use crate::material::Material;
use crate::telling::{self, Measured};

/// Counts up to this one are told one by one.
const COUNTED: f64 = 30.0;

/// What the draws of the reference are read from.
#[derive(Clone, Copy)]
pub(crate) struct Drawn<'a> {
    pub parts: &'a Parts,
    pub counts: &'a Counts,
}

impl Drawn<'_> {
    /// Values by year, in draw order.
    pub fn series(&self, material: &Material<'_>, of: Measured<'_>) -> Result<WorldSeries, AssessError> {
        if let Some(variable) = of.variable {
            return Ok(self.parts.world(variable.as_ref())?);
        }
        let text = of.expression.map(|text| text.as_ref().as_str()).unwrap_or_default();
        let at = material.telling().expressions().position(|other| other == text);
        Ok(at.and_then(|at| self.counts.totals.get(at)).cloned().unwrap_or_default())
    }
}

/// The title of a threat, by id.
fn title(material: &Material<'_>, id: &str) -> String {
    let found = material.prepared.model.threats.iter().find(|threat| threat.id == id);
    found.map_or_else(|| id.to_owned(), |threat| threat.title.clone())
}

/// The list of threats: what is modelled first, then by name.
pub(crate) fn threats(
    material: &Material<'_>,
    fans: &Fans,
    drawn: Drawn<'_>,
) -> Result<Vec<Threat>, AssessError> {
    let mut rows = Vec::new();
    for threat in &material.prepared.model.threats {
        rows.push(one(material, fans, drawn, threat)?);
    }
    if let Some(declared) = &material.telling().outbreak {
        let followed = crate::arrival::outbreak(material)?;
        rows.iter_mut()
            .filter(|row| row.id == *declared.threat.as_ref())
            .for_each(|row| row.outbreak.clone_from(&followed));
    }
    rows.sort_by_key(|threat| (threat.status != ThreatStatus::Modelled, threat.title.clone()));
    Ok(rows)
}

fn one(
    material: &Material<'_>,
    fans: &Fans,
    drawn: Drawn<'_>,
    threat: &spec::Threat,
) -> Result<Threat, AssessError> {
    let telling = material.telling();
    let own = telling.chance.iter().filter(|chance| chance.threat == threat.id);
    let chances = own.map(|chance| event(material, drawn, chance)).collect::<Result<_, _>>()?;
    let curve = telling.exceedance.iter().find(|curve| curve.threat == threat.id);
    let number = match number_of(&threat.id, material, fans) {
        Some(number) => Some(number),
        None => last_observed(threat, material)?,
    };
    Ok(Threat {
        id: threat.id.clone(),
        title: threat.title.clone(),
        status: match threat.status {
            Status::Modelled => ThreatStatus::Modelled,
            Status::IndexOnly => ThreatStatus::IndexOnly,
            Status::NotModelled => ThreatStatus::NotModelled,
        },
        why: threat.why.clone(),
        resolution: threat.resolution.clone(),
        number,
        chances,
        exceedance: curve.map(|curve| exceedance(material, drawn, curve)).transpose()?,
        outbreak: None,
        levers: levers(material, threat),
    })
}

fn event(
    material: &Material<'_>,
    drawn: Drawn<'_>,
    chance: &telling::Chance,
) -> Result<EventChance, AssessError> {
    let series = drawn.series(material, chance.measured())?;
    let told = told_years(material, chance).into_iter().map(|year| {
        let came = came(material, chance, &series, year);
        let share = came.iter().filter(|came| **came).count() as f64 / came.len() as f64;
        let query = format!("reference/threat/{}/{}/{year}", chance.threat, chance.id.as_ref());
        material.ledger.enter_draws(&query, came.iter().map(|came| f64::from(u8::from(*came))));
        (i32::from(year), material.ledger.quantity(&query, share, Unit::Draws(came.len() as u64)))
    });
    Ok(EventChance {
        title: chance.title.clone(),
        label: chance.label.label(),
        by: told.collect(),
        in_year: chance.in_year,
        skill: skill(material, chance),
        scored: chance.target.is_some(),
        confidence: Some(
            crate::record::confidence(material, chance.target.as_ref().map(|t| t.as_ref().as_str())).0,
        ),
        first_page: chance.first_page.clone(),
    })
}

/// Years by which a chance is told: those of its entry that are simulated, else the last one.
fn told_years(material: &Material<'_>, chance: &telling::Chance) -> Vec<i16> {
    let (next, horizon) = (material.present + 1, material.clock.horizon);
    let by: Vec<i16> = chance.by.iter().copied().filter(|year| (next..=horizon).contains(year)).collect();
    if by.is_empty() { vec![horizon] } else { by }
}

/// By draw: whether the event comes by `year`.
fn came(material: &Material<'_>, chance: &telling::Chance, series: &WorldSeries, year: i16) -> Vec<bool> {
    let from = if chance.in_year { year } else { material.present + 1 };
    let mut came = vec![false; series.get(&year).map_or(0, Vec::len)];
    for values in series.range(from..=year).map(|(_, values)| values) {
        came.iter_mut().zip(values).for_each(|(came, value)| *came |= chance.holds(*value));
    }
    came
}

/// What is known of the worth of a chance: verdicts of the scored target, or words of its file.
fn skill(material: &Material<'_>, chance: &telling::Chance) -> Sentence {
    let Some(target) = &chance.target else {
        let words = if chance.skill.is_empty() { "Not scored." } else { &chance.skill };
        return Sentence::plain(verbatim(words));
    };
    let Some(record) = material.record else { return Sentence::plain(crate::record::unscored(material)) };
    let rows: Vec<_> = record.skill_on(target.as_ref()).collect();
    if rows.is_empty() {
        return Sentence::plain("Not scored for this model.");
    }
    let mut quantities = Vec::new();
    let words = crate::drivers::horizons(material, &rows, &mut quantities);
    Sentence::with(format!("On past years: {words}."), quantities)
}

/// The share of years after the present, over all draws, in which a number is so large or larger.
fn exceedance(
    material: &Material<'_>,
    drawn: Drawn<'_>,
    curve: &telling::Exceedance,
) -> Result<Exceedance, AssessError> {
    let series = drawn.series(material, curve.measured())?;
    let (next, horizon) = (material.present + 1, material.clock.horizon);
    let mut values: Vec<f64> = series.range(next..=horizon).flat_map(|(_, values)| values).copied().collect();
    values.sort_by(f64::total_cmp);
    let all = values.len() as f64;
    let query = format!("reference/threat/{}/exceedance", curve.threat);
    let mut points = Vec::new();
    for level in levels(&values) {
        let below = values.partition_point(|value| *value < level);
        let share = (values.len() - below) as f64 / all;
        if share > 0.0 {
            material.ledger.enter(&format!("{query}/{level}"), share);
            points.push((level, share));
        }
    }
    Ok(Exceedance {
        id: curve.threat.replace('_', "-"),
        title: curve.title.clone(),
        unit: unit_of(&curve.unit),
        years: (i32::from(next), i32::from(horizon)),
        points,
        query: material.ledger.prefix(&query),
        note: curve.note.clone(),
    })
}

/// Round levels from the smallest value above nothing to the largest: of counts whole numbers, or every second, fifth or tenth; else 1,
/// 2 and 5 of each power of ten.
fn levels(sorted: &[f64]) -> Vec<f64> {
    let largest = sorted.last().copied().filter(|value| *value > 0.0);
    let above = sorted.partition_point(|value| *value <= 0.0);
    let (Some(largest), Some(smallest)) = (largest, sorted.get(above)) else { return Vec::new() };
    let whole = sorted.iter().all(|value| value.fract() == 0.0);
    let steps = [1, 2, 5, 10].into_iter().find(|step| largest <= COUNTED * f64::from(*step));
    if let (true, Some(step)) = (whole, steps) {
        return (1..=largest as u32 / step).map(|number| f64::from(number * step)).collect();
    }
    // Five powers below the largest: what is smaller is nothing beside it.
    let low = libm::floor(libm::log10(smallest.max(largest * 1e-5))) as i32;
    let high = libm::ceil(libm::log10(largest)) as i32;
    let of_power = |power: i32| [1.0, 2.0, 5.0].map(|lead| lead * libm::pow(10.0, f64::from(power)));
    (low..=high).flat_map(of_power).filter(|level| *level <= largest).collect()
}

/// Measures whose effects move a lever of the threat's own file, with what these rest on.
fn levers(material: &Material<'_>, threat: &spec::Threat) -> String {
    let of_variables = threat.variable.iter().flat_map(|variable| &variable.lever);
    let of_processes = threat.process.iter().flat_map(|process| &process.lever);
    let names: BTreeSet<&str> =
        of_variables.chain(of_processes).map(|lever| lever.name.as_ref().as_str()).collect();
    let measures = &material.prepared.measures;
    let told = measures.measures.iter().filter_map(|measure| {
        let own = measure.effect.iter().filter(|effect| names.contains(effect.lever.as_ref().as_str()));
        let rows: Vec<_> = own.filter_map(|effect| measures.row(effect.evidence.as_ref(), "").ok()).collect();
        (!rows.is_empty()).then(|| format!("{} (on {})", measure.title, Acting::of(rows).words()))
    });
    told.collect::<Vec<_>>().join("; ")
}
