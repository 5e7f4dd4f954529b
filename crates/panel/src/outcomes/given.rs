//! What a file of outcomes says of one kind of violence, held against what the panel knows.
use std::collections::{BTreeMap, BTreeSet};

use super::file::{LONGEST, Read, Step};
use crate::own_series::bad;
use crate::{CountryId, Panel, PanelError};

/// Counts by country and period.
pub(super) type Cells = BTreeMap<(CountryId, i32), u32>;

/// Names in a message; the rest is counted.
const NAMED: usize = 8;

/// The values of one kind of violence that a file gives, with their lines.
pub(super) struct Given {
    values: BTreeMap<(CountryId, i32), (u32, usize)>,
    /// Periods in which all others have none, with the line that says so.
    others: BTreeMap<i32, usize>,
}

/// What a series of the panel knows, by period number.
pub(super) struct Known<'a> {
    /// Series, for messages.
    pub id: &'a str,
    /// Last period.
    pub last: i32,
    /// Countries that must have a value in every later period.
    pub due: BTreeSet<CountryId>,
    /// Countries that may have one.
    pub may: BTreeSet<CountryId>,
    /// The value of a country and period.
    pub get: &'a dyn Fn(CountryId, i32) -> Option<f64>,
}

impl Known<'_> {
    /// Whether anybody died there in the last period known, of months in the last twelve.
    fn is_fighting(&self, step: Step, country: CountryId) -> bool {
        let first = match step {
            Step::Month => self.last - 11,
            Step::Year => self.last,
        };
        (first..=self.last).any(|at| (self.get)(country, at).is_some_and(|deaths| deaths > 0.0))
    }
}

/// New values, and what a reader should know of how they came about.
#[derive(Default)]
struct Laid {
    cells: Cells,
    /// How often `*` gave a zero.
    zeros: usize,
    /// Periods that the file leaves out of countries that it names.
    holes: Vec<String>,
    /// Countries that got a zero and had deaths of late.
    fighting: BTreeSet<String>,
}

impl Laid {
    fn note(&self, file: &str, step: Step, known: &Known<'_>) -> Option<String> {
        let mut more = String::new();
        if !self.holes.is_empty() {
            more =
                format!(", {} of them of countries that it names: {}", self.holes.len(), listed(&self.holes));
        }
        if !self.fighting.is_empty() {
            let fighting: Vec<&str> = self.fighting.iter().map(String::as_str).collect();
            more.push_str(&format!(
                "; among them {} where people died in the last {} known: {}",
                fighting.len(),
                if step == Step::Month { "twelve months" } else { "year" },
                fighting.join(", ")
            ));
        }
        let note = || {
            format!("{file}: `*` says 0 for {} country-{}s of {}{more}", self.zeros, step.word(), known.id)
        };
        (self.zeros > 0).then(note)
    }
}

impl Given {
    /// What the column `at` of a file says; each country and period once.
    pub fn of(panel: &Panel, file: &str, read: &Read, at: usize) -> Result<Self, PanelError> {
        let (mut values, mut others, mut empty) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        for row in &read.rows {
            let Some(count) = row.counts[at] else {
                let country = row.country.into_iter();
                empty.extend(
                    country
                        .flat_map(|one| (row.periods.0..=row.periods.1).map(move |at| (one, at, row.line))),
                );
                continue;
            };
            for period in row.periods.0..=row.periods.1 {
                let before = match row.country {
                    Some(country) => values
                        .insert((country, period), (count, row.line))
                        .map(|(_, line)| (line, name(panel, country))),
                    None => others.insert(period, row.line).map(|line| (line, "`*`".to_owned())),
                };
                if let Some((line, who)) = before {
                    let message = format!(
                        "{who} has {} already, at line {line}; a country and {} may appear once: remove one of the two",
                        read.step.words(period),
                        read.step.word()
                    );
                    return Err(bad(file, row.line, message));
                }
            }
        }
        // What a row leaves empty is not known: `*` must not make it nothing.
        let hidden = |(_, period, _): &&(CountryId, i32, usize)| others.contains_key(period);
        if let Some((country, period, line)) = empty.iter().find(hidden) {
            let message = format!(
                "{} has an empty {} in {}, and `*` would make it 0; give a number",
                name(panel, *country),
                read.kinds[at].headers[0],
                read.step.words(*period)
            );
            return Err(bad(file, *line, message));
        }
        Ok(Self { values, others })
    }

    fn line(&self, period: i32) -> usize {
        let of_period =
            |((_, at), (_, line)): (&(CountryId, i32), &(u32, usize))| (*at == period).then_some(*line);
        self.values.iter().filter_map(of_period).chain(self.others.get(&period).copied()).min().unwrap_or(1)
    }

    /// Whether the file says nothing of this kind.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.others.is_empty()
    }

    /// The values of every new period, complete; and how often `*` gave a zero, with the holes of countries that the file names.
    pub fn laid(
        &self,
        panel: &Panel,
        file: &str,
        step: Step,
        known: &Known<'_>,
    ) -> Result<(Cells, Option<String>), PanelError> {
        let mut notes = Vec::new();
        notes.extend(self.agree(panel, file, step, known)?);
        let mut laid = Laid::default();
        for period in self.new_periods(file, step, known)? {
            let absent = self.lay_period(panel, step, known, period, &mut laid);
            if !absent.is_empty() {
                let when = step.words(period);
                let (count, word) =
                    (absent.len(), if absent.len() == 1 { "state has" } else { "states have" });
                let message = format!(
                    "{count} {word} no number of deaths in {when}: {}; give them, or a row `*,{when},0` where nobody died in any other",
                    listed(&absent)
                );
                return Err(bad(file, self.line(period), message));
            }
        }
        notes.extend(laid.note(file, step, known));
        Ok((laid.cells, (!notes.is_empty()).then(|| notes.join("; "))))
    }

    /// The periods after the last known one, of which none is left out.
    fn new_periods(
        &self,
        file: &str,
        step: Step,
        known: &Known<'_>,
    ) -> Result<std::ops::RangeInclusive<i32>, PanelError> {
        let periods = self.values.keys().map(|(_, period)| *period).chain(self.others.keys().copied());
        let new: BTreeSet<i32> = periods.filter(|period| *period > known.last).collect();
        let (Some(&first), Some(&end)) = (new.first(), new.last()) else {
            let (id, last, word) = (known.id, step.words(known.last), step.word());
            let message =
                format!("nothing is newer than the panel, whose {id} ends in {last}; give later {word}s");
            return Err(bad(file, 1, message));
        };
        if end - known.last > LONGEST {
            let message = format!("{} is too far ahead; correct the {}", step.words(end), step.word());
            return Err(bad(file, self.line(end), message));
        }
        if let Some(hole) = (known.last + 1..=end).find(|period| !new.contains(period)) {
            let message = format!(
                "{} is missing: the panel's {} ends in {}; give every {} after it, to {}",
                step.words(hole),
                known.id,
                step.words(known.last),
                step.word(),
                step.words(end)
            );
            let after = new.range(hole..).next().copied().unwrap_or(end);
            return Err(bad(file, self.line(after), message));
        }
        Ok(first..=end)
    }

    /// Lays one period; names of the states that must have a value and have none.
    fn lay_period(
        &self,
        panel: &Panel,
        step: Step,
        known: &Known<'_>,
        period: i32,
        laid: &mut Laid,
    ) -> Vec<String> {
        let mut absent = Vec::new();
        for &country in &known.due {
            match (self.values.get(&(country, period)), self.others.get(&period)) {
                (Some((count, _)), _) => {
                    laid.cells.insert((country, period), *count);
                }
                (None, Some(_)) => {
                    laid.zeros += 1;
                    if known.is_fighting(step, country) {
                        laid.fighting.insert(name(panel, country));
                    }
                    if self.values.keys().any(|(named, _)| *named == country) {
                        laid.holes.push(format!("{} {}", name(panel, country), step.words(period)));
                    }
                    laid.cells.insert((country, period), 0);
                }
                (None, None) => absent.push(name(panel, country)),
            }
        }
        for &country in &known.may {
            if let Some((count, _)) = self.values.get(&(country, period)) {
                laid.cells.insert((country, period), *count);
            }
        }
        absent
    }

    /// Values of periods that the panel knows, or of countries that it does not count, must not say something else.
    fn agree(
        &self,
        panel: &Panel,
        file: &str,
        step: Step,
        known: &Known<'_>,
    ) -> Result<Option<String>, PanelError> {
        let mut without = 0;
        for (&(country, period), &(count, line)) in &self.values {
            let (who, when, id) = (name(panel, country), step.words(period), known.id);
            let counted = known.due.contains(&country) || known.may.contains(&country);
            let value = (known.get)(country, period);
            if period <= known.last
                && let Some(value) = value
            {
                if value != f64::from(count) {
                    let message = format!(
                        "{who} {when} has {count} deaths here and {value} in the panel's {id}; remove the row: only what is newer \
                         than {} is added (`forefend data build` takes revised figures)",
                        step.words(known.last)
                    );
                    return Err(bad(file, line, message));
                }
            } else if period <= known.last || !counted {
                if count > 0 {
                    let message = format!(
                        "the panel's {id} does not count {who} in {when}; add its deaths to the state that holds the territory, or remove the row"
                    );
                    return Err(bad(file, line, message));
                }
                without += 1;
            }
        }
        for (&period, &line) in self.others.iter().filter(|(period, _)| **period <= known.last) {
            let some = known.due.iter().find(|country| {
                !self.values.contains_key(&(**country, period))
                    && (known.get)(**country, period).is_some_and(|value| value > 0.0)
            });
            if let Some(&country) = some {
                let message = format!(
                    "`*` says 0 for {} in {}, where the panel's {} has deaths; begin at {}",
                    name(panel, country),
                    step.words(period),
                    known.id,
                    step.words(known.last + 1)
                );
                return Err(bad(file, line, message));
            }
        }
        Ok((without > 0).then(|| {
            format!(
                "{file}: {without} zeros of countries that the panel's {} does not count are left out",
                known.id
            )
        }))
    }
}

/// The name of a country in messages.
pub(super) fn name(panel: &Panel, country: CountryId) -> String {
    panel.roster.get(country).map_or_else(|| country.to_string(), |country| country.name.clone())
}

fn listed(names: &[String]) -> String {
    let shown = names.len().min(NAMED);
    let more = names.len() - shown;
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names[..shown].join(", "))
}
