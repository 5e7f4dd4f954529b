//! Where things stand in the last observed year: facts, no model.

mod change;

use forefend_report::{Confidence, Judgement, Label, Quantity, Topic, Worst, WorstRow};

use crate::counts::Counts;
use crate::lists::probability;
use crate::material::Material;
use crate::names::{iso3, join, name};
use crate::telling::{self, Country, Levels, Part};
use change::change;

/// What was observed of every simulated country, one row a year up to the last known one.
pub(super) struct Observed<'a> {
    country: &'a Country,
    levels: Levels,
    /// `[back][unit]`: value of the level so many years before the last known one.
    values: Vec<Vec<f64>>,
    /// The amount in the last known year, and in the one before; none where the world counts none.
    amounts: Option<[Vec<f64>; 2]>,
}

impl<'a> Observed<'a> {
    /// What history holds; none where the world tells nothing of countries, or has no level in the last known year.
    pub fn read(material: &'a Material<'_>) -> Option<Self> {
        let country = material.telling().country.as_ref()?;
        let history = &material.prepared.history;
        let units = history.units.len();
        let row = |name: &str, back: i16| -> Option<Vec<f64>> {
            let period = usize::try_from(material.anchor() - back - history.first.0).ok()?;
            Some(history.table.column(name)?.get(period * units..(period + 1) * units)?.to_vec())
        };
        let known = material.anchor() - history.first.0;
        let values: Vec<Vec<f64>> =
            (0..=known).map_while(|back| row(country.variable.as_ref(), back)).collect();
        if values.is_empty() {
            return None;
        }
        let amounts = country.amount.as_ref().map(|amount| {
            [0, 1].map(|back| row(amount.variable.as_ref(), back).unwrap_or_else(|| vec![f64::NAN; units]))
        });
        Some(Self { country, levels: country.levels(), values, amounts })
    }

    fn units(&self) -> usize {
        self.values[0].len()
    }

    fn amount(&self, back: usize, unit: usize) -> f64 {
        self.amounts.as_ref().map_or(f64::NAN, |amounts| amounts[back][unit])
    }

    /// Countries on a level or above in a year.
    fn at_least(&self, back: usize, level: usize) -> usize {
        self.values[back].iter().filter(|value| self.levels.of(**value).is_some_and(|of| of >= level)).count()
    }

    /// Countries on the worst level in the last known year, the hardest hit first.
    fn worst(&self) -> Vec<usize> {
        let amount = |unit: usize| if self.amount(0, unit).is_nan() { -1.0 } else { self.amount(0, unit) };
        let is_worst = |unit: &usize| self.levels.of(self.values[0][*unit]) == Some(self.levels.worst());
        let mut worst: Vec<usize> = (0..self.units()).filter(is_worst).collect();
        worst.sort_by(|&a, &b| amount(b).total_cmp(&amount(a)).then(a.cmp(&b)));
        worst
    }

    /// Years above the lowest level up to the last known one.
    fn years(&self, unit: usize) -> i16 {
        let above = |values: &&Vec<f64>| self.levels.of(values[unit]).is_some_and(|level| level > 0);
        self.values.iter().take_while(above).count() as i16
    }

    /// The amount of all countries.
    fn total(&self, back: usize) -> Option<f64> {
        let amounts = self.amounts.as_ref()?;
        Some(amounts[back].iter().filter(|amount| !amount.is_nan()).sum())
    }

    /// Query of a count of the countries in a state, "states_at_war".
    fn counted(&self, level: usize) -> String {
        format!("states_{}", self.levels.states[level].replace(' ', "_"))
    }

    /// An amount of one country or of all, traced.
    fn traced(&self, material: &Material<'_>, of: &str, year: i16, value: f64) -> Option<Quantity> {
        let amount = self.country.amount.as_ref()?;
        let unit = crate::fans::unit(&material.prepared.model, amount.variable.as_ref());
        Some(material.ledger.quantity(&format!("observed/{of}/{year}/{}", amount.name), value, unit))
    }
}

/// The table of the worst, where the world declares one.
pub(super) fn table(material: &Material<'_>, observed: &Observed<'_>, counts: &Counts) -> Option<Worst> {
    let told = observed.country.worst.as_ref()?;
    let (anchor, clock) = (material.anchor(), &material.clock);
    let worst = observed.worst();
    let list = told.list.as_ref().and_then(|id| {
        let lists = material.telling().list.iter().zip(&counts.listed);
        lists.into_iter().find(|(list, _)| list.id.as_ref() == id.as_ref())
    });
    let row = |&unit: &usize| {
        let id = material.plan().units[unit];
        let code = iso3(material.panel, id);
        let before = observed.amount(1, unit);
        let amount = |year, value| observed.traced(material, &format!("country/{code}"), year, value);
        WorstRow {
            name: name(material.panel, id),
            amount: amount(anchor, observed.amount(0, unit)),
            amount_before: (!before.is_nan()).then(|| amount(anchor - 1, before)).flatten(),
            since: i32::from(anchor - observed.years(unit) + 1),
            goes_on: list.map(|(list, happened)| {
                probability(material, list.id.as_ref(), (id, happened[unit], counts.draws))
            }),
            iso3: code,
        }
    };
    Some(Worst {
        caption: told.caption.text(clock),
        none: told.none.text(clock),
        heads: [
            told.state.text(clock),
            told.amount.text(clock),
            (anchor - 1).to_string(),
            told.since.text(clock),
            told.chance.as_ref().map(|chance| chance.text(clock)).unwrap_or_default(),
        ],
        rows: worst.iter().take(told.rows).map(row).collect(),
        others: worst
            .iter()
            .skip(told.rows)
            .map(|&unit| name(material.panel, material.plan().units[unit]))
            .collect(),
    })
}

/// How things stand and what changed, as far as the world declares words for it.
pub(super) fn judgements(material: &Material<'_>, observed: &Observed<'_>) -> Vec<Judgement> {
    let country = observed.country;
    let common = country.standing.as_ref().map(|told| common(material, observed, told));
    let changed = country.change.as_ref().and_then(|told| change(material, observed, told));
    common.into_iter().chain(changed).collect()
}

/// How many countries stand on each level, and what it came to.
fn common(material: &Material<'_>, observed: &Observed<'_>, told: &telling::Standing) -> Judgement {
    let query = |what: &str| format!("observed/world/{}/{what}", material.anchor());
    let count = |what: &str, value: usize| super::count(material, &query(what), value);
    let mut parts: Vec<(&str, Part)> = Vec::new();
    for level in 1..=observed.levels.worst() {
        let number = count(&observed.counted(level), observed.at_least(0, level));
        parts.push((&observed.levels.ids[level], Part::Number(number)));
        if level == 1 {
            parts.push(("states", Part::Number(count("states", observed.units()))));
        }
    }
    let total = observed.total(0);
    let amount = total.and_then(|total| observed.traced(material, "world", material.anchor(), total));
    parts.extend(amount.map(|amount| ("amount", Part::Number(amount))));
    let largest: Vec<usize> = observed.worst().into_iter().take(told.names).collect();
    let share = total
        .map_or(f64::NAN, |total| largest.iter().map(|&unit| observed.amount(0, unit)).sum::<f64>() / total);
    let words = told.largest.as_ref().filter(|_| !largest.is_empty() && share.is_finite());
    match words {
        None => parts.push(("largest", Part::Text(String::new()))),
        Some(words) => {
            let names: Vec<String> =
                largest.iter().map(|&unit| name(material.panel, material.plan().units[unit])).collect();
            let share =
                material.ledger.quantity(&query("share_of_largest"), share, forefend_report::Unit::Share);
            parts.extend([
                ("share", Part::Number(share)),
                ("names", Part::Text(join(&names))),
                ("largest", Part::Words(words.clone())),
            ]);
        }
    }
    let headline = if share > told.share { &told.above } else { &told.below };
    fact(Topic::Standing, headline.text(&material.clock), told.words.sentence(&material.clock, &parts))
}

/// What was observed needs no confidence.
fn fact(topic: Topic, headline: String, sentence: forefend_report::Sentence) -> Judgement {
    Judgement {
        topic,
        headline,
        sentence,
        label: Label::Observed,
        confidence: Confidence::High,
        confidence_reason: String::new(),
        link: Some("outlook".to_owned()),
    }
}
