//! Where the wars are, and what changed since the year before: facts, no model.

use forefend_report::{Confidence, Judgement, Label, Quantity, Sentence, Topic, Unit, War, Wars, verbatim};

use super::{count, join, some};
use crate::Material;
use crate::countries::{Statistics, iso3, name};

/// Rows of the table of wars.
const ROWS: usize = 7;
/// Names of a change that are printed.
const NAMES: usize = 4;

/// What was observed of every simulated state, one row a year up to the last known one.
pub(super) struct Standing {
    /// `[back][unit]`: level so many years before the last known one.
    levels: Vec<Vec<f64>>,
    /// Deaths in the last known year, and in the one before.
    deaths: [Vec<f64>; 2],
}

impl Standing {
    /// What history holds; none where it has no level of conflict in the last known year.
    pub fn read(material: &Material<'_>) -> Option<Self> {
        let history = &material.prepared.history;
        let units = history.units.len();
        let row = |name: &str, back: i16| -> Option<Vec<f64>> {
            let period = usize::try_from(material.anchor() - back - history.first.0).ok()?;
            Some(history.table.column(name)?.get(period * units..(period + 1) * units)?.to_vec())
        };
        let known = material.anchor() - history.first.0;
        let levels: Vec<Vec<f64>> = (0..=known).map_while(|back| row("conflict", back)).collect();
        if levels.is_empty() {
            return None;
        }
        let deaths = |back| row("deaths", back).unwrap_or_else(|| vec![f64::NAN; units]);
        Some(Self { levels, deaths: [deaths(0), deaths(1)] })
    }

    fn units(&self) -> usize {
        self.levels[0].len()
    }

    /// States at war in the last known year, the deadliest first.
    fn at_war(&self) -> Vec<usize> {
        let deaths = |unit: usize| if self.deaths[0][unit].is_nan() { -1.0 } else { self.deaths[0][unit] };
        let mut wars: Vec<usize> = (0..self.units()).filter(|&unit| self.levels[0][unit] >= 2.0).collect();
        wars.sort_by(|&a, &b| deaths(b).total_cmp(&deaths(a)).then(a.cmp(&b)));
        wars
    }

    /// Years without peace up to the last known one.
    fn years(&self, unit: usize) -> i16 {
        self.levels.iter().take_while(|levels| levels[unit] > 0.0).count() as i16
    }

    fn total(&self, back: usize) -> f64 {
        self.deaths[back].iter().filter(|deaths| !deaths.is_nan()).sum()
    }

    /// States whose level moved so from the year before.
    fn moved(&self, material: &Material<'_>, test: &dyn Fn(f64, f64) -> bool) -> Vec<String> {
        let Some(before) = self.levels.get(1) else { return Vec::new() };
        let mut moved: Vec<usize> =
            (0..self.units()).filter(|&unit| test(before[unit], self.levels[0][unit])).collect();
        // The deadliest first, in whichever of the two years.
        let size = |unit: usize| self.deaths.iter().map(|deaths| deaths[unit]).fold(0.0, f64::max);
        moved.sort_by(|&a, &b| size(b).total_cmp(&size(a)).then(a.cmp(&b)));
        moved.into_iter().map(|unit| verbatim(&name(material, material.plan().units[unit]))).collect()
    }
}

fn killed(material: &Material<'_>, unit: usize, year: i16, value: f64) -> Quantity {
    let code = iso3(material, material.plan().units[unit]);
    material.ledger.quantity(&format!("observed/country/{code}/{year}/deaths"), value, Unit::Deaths)
}

/// The table of wars.
pub(super) fn table(material: &Material<'_>, standing: &Standing, statistics: &Statistics) -> Wars {
    let anchor = material.anchor();
    let wars = standing.at_war();
    let window = material.window();
    let row = |&unit: &usize| {
        let id = material.plan().units[unit];
        let code = iso3(material, id);
        let before = standing.deaths[1][unit];
        let chance = statistics.all_conflict[unit] / statistics.draws;
        let query = format!("reference/list/ongoing/{code}");
        War {
            name: name(material, id),
            deaths: killed(material, unit, anchor, standing.deaths[0][unit]),
            deaths_before: (!before.is_nan()).then(|| killed(material, unit, anchor - 1, before)),
            since: i32::from(anchor - standing.years(unit) + 1),
            goes_on: Some(material.ledger.quantity(&query, chance, Unit::Probability)),
            iso3: code,
        }
    };
    Wars {
        year: i32::from(anchor),
        window: (i32::from(*window.start()), i32::from(*window.end())),
        rows: wars.iter().take(ROWS).map(row).collect(),
        others: wars.iter().skip(ROWS).map(|&unit| name(material, material.plan().units[unit])).collect(),
    }
}

/// How many states are in conflict and at war, and how many were killed.
pub(super) fn common(material: &Material<'_>, standing: &Standing) -> Judgement {
    let anchor = material.anchor();
    let at_least = |level: f64| standing.levels[0].iter().filter(|value| **value >= level).count();
    let query = |what: &str| format!("observed/world/{anchor}/{what}");
    let killed = standing.total(0);
    let wars = standing.at_war();
    let largest: Vec<usize> = wars.iter().copied().take(2).collect();
    let of_largest = largest.iter().map(|&unit| standing.deaths[0][unit]).sum::<f64>() / killed;
    let names: Vec<String> =
        largest.iter().map(|&unit| verbatim(&name(material, material.plan().units[unit]))).collect();
    let mut text = format!(
        "In {anchor} at least 25 people were killed in battle on the territory of each of {{0}} of {{1}} states; in {{2}} \
         of them at least 1,000. That is {{3}} in all"
    );
    let mut quantities = vec![
        count(material, &query("states_in_conflict"), at_least(1.0)),
        count(material, &query("states"), standing.units()),
        count(material, &query("states_at_war"), at_least(2.0)),
        material.ledger.quantity(&query("deaths"), killed, Unit::Deaths),
    ];
    if !names.is_empty() && of_largest.is_finite() {
        text.push_str(&format!(", {{4}} of them in {}", join(&names)));
        quantities.push(material.ledger.quantity(&query("share_of_largest"), of_largest, Unit::Share));
    }
    Judgement {
        topic: Topic::Wars,
        headline: match of_largest > 0.5 {
            true => "Most of the killing is in few places",
            false => "The killing is spread over many places",
        }
        .to_owned(),
        sentence: Sentence::with(text + ".", quantities),
        label: Label::Observed,
        confidence: Confidence::High,
        confidence_reason: String::new(),
        link: Some("outlook".to_owned()),
    }
}

/// What began, grew, eased and ended, and how many more or fewer were killed.
pub(super) fn change(material: &Material<'_>, standing: &Standing) -> Option<Judgement> {
    let before = standing.levels.get(1)?;
    let anchor = material.anchor();
    /// Words, and whether a state that went from one level to another belongs under them.
    type Move<'m> = (&'m str, &'m dyn Fn(f64, f64) -> bool);
    let moves: [Move<'_>; 5] = [
        ("war broke out in", &|a, b| a == 0.0 && b >= 2.0),
        ("conflict began in", &|a, b| a == 0.0 && b == 1.0),
        ("conflict grew into war in", &|a, b| a == 1.0 && b >= 2.0),
        ("war fell back to conflict in", &|a, b| a >= 2.0 && b == 1.0),
        ("conflict or war ended, at least for that year, in", &|a, b| a > 0.0 && b == 0.0),
    ];
    let parts: Vec<String> = moves
        .into_iter()
        .map(|(words, test)| (words, standing.moved(material, test)))
        .filter(|(_, names)| !names.is_empty())
        .map(|(words, names)| format!("{words} {}", some(&names, NAMES)))
        .collect();
    let moved = match parts.is_empty() {
        true => "no state moved between peace, conflict and war".to_owned(),
        false => parts.join("; "),
    };
    let states = |levels: &[f64]| levels.iter().filter(|level| **level > 0.0).count();
    let (then, now) = (states(before), states(&standing.levels[0]));
    let (killed_then, killed_now) = (standing.total(1), standing.total(0));
    let query = |year: i16, what: &str| format!("observed/world/{year}/{what}");
    let deaths = |year: i16, value| material.ledger.quantity(&query(year, "deaths"), value, Unit::Number);
    let compared = |now: f64, then: f64| match now.total_cmp(&then) {
        std::cmp::Ordering::Greater => "more",
        std::cmp::Ordering::Less => "fewer",
        std::cmp::Ordering::Equal => "as many",
    };
    Some(Judgement {
        topic: Topic::Change,
        headline: format!(
            "{} states in conflict than in {}, {} people killed",
            super::upper_first(compared(now as f64, then as f64)),
            anchor - 1,
            compared(killed_now, killed_then)
        )
        .replace("As many states in conflict than", "As many states in conflict as"),
        sentence: Sentence::with(
            format!(
                "{}. States in conflict: {{0}} after {{1}}. Killed in battle: {{2}} after {{3}}.",
                super::upper_first(&moved)
            ),
            vec![
                count(material, &query(anchor, "states_in_conflict"), now),
                count(material, &query(anchor - 1, "states_in_conflict"), then),
                deaths(anchor, killed_now),
                deaths(anchor - 1, killed_then),
            ],
        ),
        label: Label::Observed,
        confidence: Confidence::High,
        confidence_reason: String::new(),
        link: Some("outlook".to_owned()),
    })
}
