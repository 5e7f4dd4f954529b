//! What is known of pairs of states as of a date, and what the three logits are fitted on.

use forefend_estimate::{Design, Family, Fit, INTERCEPT, Request, fit};
use forefend_panel::{Fill, Unit, Year};
use forefend_threats::disputes::{
    CONTINUATION, ESCALATION, Levels, ONSET, Pair, Sides, continuation_terms, escalation_terms, fades,
    onset_terms,
};

use super::{Calibrated, DEMOCRACY, INCOME, Known, POPULATION, Series};
use crate::error::SimulateError;

/// Years of peace before a pair's record begins: about the median of the pairs that enter the table.
const UNKNOWN_PEACE: f64 = 19.0;
/// Events below which a logit is not fitted.
const FEWEST: usize = 5;

/// Values by pair and by country, year-major from `first` on.
pub(super) struct Record<'a> {
    known: &'a Known<'a>,
    first: i16,
    years: usize,
    /// Rows of the two countries of each pair.
    sides: Vec<[usize; 2]>,
    onset: Vec<f64>,
    contiguous: Vec<f64>,
    major: Vec<f64>,
    pact: Vec<f64>,
    fought: Vec<f64>,
    /// Position of the last year with a value of an onset.
    last: usize,
}

/// Disputes of one pair, up to the last year of their table.
struct Disputes {
    /// By year: whether one was at hand, began, or could have begun.
    at_hand: Vec<bool>,
    /// Years since the last at the end of each year, 0 while one is at hand.
    peace: Vec<f64>,
    /// Positions of the first and last year in the table.
    span: Option<(usize, usize)>,
}

impl<'a> Record<'a> {
    pub fn read(series: &Series, known: &'a Known<'a>) -> Result<Self, SimulateError> {
        let first = known.first;
        let last = known.as_of.last_year(&series.conflict)?.unwrap_or(known.last).max(first);
        let row = |country| known.countries.binary_search(country).unwrap_or_default();
        let sides = known.units.iter().map(|unit| match unit {
            Unit::Pair(a, b) => [row(a), row(b)],
            _ => [0, 0],
        });
        let grid = |id: &str| known.as_of.grid_on(id, known.units, first, last, Fill::None);
        let onset = grid(&series.onset)?;
        let pairs = known.units.len().max(1);
        Ok(Self {
            known,
            first: first.0,
            years: Year::count(first, last),
            sides: sides.collect(),
            last: onset.iter().rposition(|value| !value.is_nan()).unwrap_or_default() / pairs,
            onset,
            contiguous: grid(&series.contiguous)?,
            major: grid(&series.major)?,
            pact: grid(&series.pact)?,
            fought: grid(&series.conflict)?,
        })
    }

    fn of(&self, values: &[f64], pair: usize, year: usize) -> f64 {
        values[year * self.sides.len() + pair]
    }

    fn by_side(&self, input: usize, pair: usize, year: usize) -> [f64; 2] {
        let (values, countries) = (self.known.inputs[input], self.known.countries.len());
        self.sides[pair].map(|row| values.get(year * countries + row).copied().unwrap_or(f64::NAN))
    }

    fn levels(&self, pair: usize, year: usize) -> Levels {
        let of = |year| self.by_side(super::CONFLICT, pair, year).map(|level| level.max(0.0));
        Levels { now: of(year), before: of(year.saturating_sub(1)) }
    }

    fn drivers(&self, pair: usize, year: usize) -> Sides {
        let (people, income) = (self.by_side(POPULATION, pair, year), self.by_side(INCOME, pair, year));
        let strength = [0, 1].map(|side| libm::log(people[side] * income[side]));
        Sides::new(self.by_side(DEMOCRACY, pair, year), strength)
    }

    /// Those of the last year in which both states have them; nothing where none has.
    fn last_drivers(&self, pair: usize) -> Sides {
        let back = (0..self.years).rev().map(|year| self.drivers(pair, year));
        back.into_iter()
            .find(|sides| sides.democracy.is_finite() && sides.strength.is_finite())
            .unwrap_or(Sides { democracy: 0.0, strength: 0.0 })
    }

    /// What the table says last of a pair; nothing of pairs that it never has.
    fn pair(&self, pair: usize, span: Option<(usize, usize)>) -> Pair {
        let Some((_, last)) = span else { return Pair::default() };
        let of = |values: &[f64]| self.of(values, pair, last).max(0.0);
        Pair { contiguous: of(&self.contiguous), major: of(&self.major), pact: of(&self.pact) }
    }

    /// A year without a value between two with one is a year in which a dispute went on.
    fn disputes(&self, pair: usize) -> Disputes {
        let there: Vec<usize> =
            (0..=self.last).filter(|year| !self.of(&self.onset, pair, *year).is_nan()).collect();
        let span = there.first().copied().zip(there.last().copied());
        let (mut peace, mut at_hand, mut counted) = (UNKNOWN_PEACE, false, Vec::new());
        let mut hands = Vec::new();
        for year in 0..=self.last {
            let onset = self.of(&self.onset, pair, year);
            let inside = span.is_some_and(|(first, last)| (first..=last).contains(&year));
            // In the last year of the table a dispute that began the year before is missing, too, while it goes on.
            let at_the_end = at_hand && year == self.last;
            at_hand = onset > 0.0 || onset.is_nan() && (inside || at_the_end);
            let begun = span.is_some_and(|(first, _)| year >= first);
            peace = if at_hand { 0.0 } else { peace + f64::from(u8::from(begun)) };
            hands.push(at_hand);
            counted.push(peace);
        }
        Disputes { at_hand: hands, peace: counted, span }
    }

    /// By year: how long the fighting at the end of it has lasted, and years since the last.
    fn fighting(&self, pair: usize) -> Vec<(f64, Option<f64>)> {
        let (mut lasted, mut since) = (0.0, None::<f64>);
        let of_year = |year| {
            let fought = self.of(&self.fought, pair, year) > 0.0;
            lasted = if fought { lasted + 1.0 } else { 0.0 };
            since = if fought { Some(0.0) } else { since.map(|years| years + 1.0) };
            (lasted, since)
        };
        (0..self.years).map(of_year).collect()
    }

    /// The fits, where each pair stood in the last year of the table, and the fighting known since.
    pub fn calibrated(&self) -> Result<Calibrated, String> {
        let mut designs = [&ONSET[..], &ESCALATION[..], &CONTINUATION[..]].map(design);
        let mut calibrated = Calibrated::new();
        let (mut lasts, mut could_last) = (0.0, 0.0);
        for pair in 0..self.sides.len() {
            let (disputes, fighting) = (self.disputes(pair), self.fighting(pair));
            self.enter(pair, &disputes, &fighting, &mut designs);
            for year in 0..self.last {
                let inside = disputes.span.is_some_and(|(_, last)| year < last);
                if disputes.at_hand[year] && inside {
                    could_last += 1.0;
                    lasts += f64::from(u8::from(self.of(&self.onset, pair, year + 1).is_nan()));
                }
            }
            self.standing(pair, &disputes, &fighting, &mut calibrated);
        }
        for (name, design) in ["onset", "escalation", "continuation"].into_iter().zip(&designs) {
            let events = design.y.iter().filter(|y| **y > 0.0).count();
            if events < FEWEST {
                return Err(format!("{events} events to fit {name} of disputes between states on"));
            }
            let family = if name == "onset" { Family::Logit } else { Family::Firth };
            let fit = fit(design, &Request::new(family)).map_err(|error| format!("{name}: {error}"))?;
            calibrated.insert(format!("{name}_factor"), factor(&fit));
            calibrated.insert(name.to_owned(), fit.coefficients);
        }
        let year = |at: usize| f64::from(self.first) + at as f64;
        // A uniform prior on the share of disputes that last.
        calibrated.insert("lasts".to_owned(), vec![lasts + 1.0, could_last + 2.0]);
        calibrated.insert("known".to_owned(), vec![year(self.last), year(self.years.saturating_sub(1))]);
        Ok(calibrated)
    }

    /// Rows of a pair.
    fn enter(
        &self,
        pair: usize,
        disputes: &Disputes,
        fighting: &[(f64, Option<f64>)],
        [onset, escalation, continuation]: &mut [Design; 3],
    ) {
        for year in 1..self.years {
            let (lasted, since) = fighting[year - 1];
            let fought = self.of(&self.fought, pair, year);
            let began = if year <= self.last { self.of(&self.onset, pair, year) } else { f64::NAN };
            if !began.is_nan() {
                let of = |values: &[f64]| self.of(values, pair, year);
                let own =
                    Pair { contiguous: of(&self.contiguous), major: of(&self.major), pact: of(&self.pact) };
                let terms =
                    onset_terms(fades(disputes.peace[year - 1] + 1.0), own, self.drivers(pair, year - 1));
                push(onset, pair, year, &terms, began);
            }
            let levels = self.levels(pair, year);
            if fought.is_nan() || !levels.any() {
                continue;
            }
            if lasted > 0.0 {
                push(continuation, pair, year, &continuation_terms(&levels, lasted), fought);
            } else if year <= self.last && (disputes.at_hand[year] || fought > 0.0) {
                let since = since.map(|years| years + 1.0);
                push(escalation, pair, year, &escalation_terms(&levels, since), fought);
            }
        }
    }

    /// Where a pair stood in the last year of the table, and what moves it on.
    fn standing(
        &self,
        pair: usize,
        disputes: &Disputes,
        fighting: &[(f64, Option<f64>)],
        calibrated: &mut Calibrated,
    ) {
        let own = self.pair(pair, disputes.span);
        let fought = fighting.iter().any(|(lasted, _)| *lasted > 0.0);
        let (lasted, since) = fighting.get(self.last).copied().unwrap_or_default();
        let peace =
            if lasted > 0.0 { 0.0 } else { disputes.peace.get(self.last).copied().unwrap_or_default() };
        let drivers = self.last_drivers(pair);
        let [a, b] = self.sides[pair].map(|row| row as f64);
        let relevant = own.contiguous > 0.0 || own.major > 0.0 || fought;
        let columns = [
            ("a", a),
            ("b", b),
            ("contiguous", own.contiguous),
            ("major", own.major),
            ("pact", own.pact),
            ("relevant", f64::from(u8::from(relevant))),
            ("peace", peace),
            ("since", since.unwrap_or(-1.0)),
            ("lasted", lasted),
            ("democracy", drivers.democracy),
            ("strength", drivers.strength),
        ];
        for (name, value) in columns {
            calibrated.entry(name.to_owned()).or_default().push(value);
        }
        let later = (self.last + 1..self.years).filter(|year| self.of(&self.fought, pair, *year) > 0.0);
        for year in later {
            let known = [pair as f64, f64::from(self.first) + year as f64];
            calibrated.entry("fought".to_owned()).or_default().extend(known);
        }
    }
}

fn design(terms: &[&str]) -> Design {
    let names = terms.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    debug_assert_eq!(names.first().map(String::as_str), Some(INTERCEPT), "a constant first");
    Design::empty(names)
}

/// Adds a row, unless a value is missing.
fn push(design: &mut Design, pair: usize, year: usize, terms: &[f64], y: f64) {
    if y.is_nan() || terms.iter().any(|term| !term.is_finite()) {
        design.dropped += 1;
        return;
    }
    design.x.extend_from_slice(terms);
    design.y.push(y);
    design.unit.push(pair as u64);
    design.period.push(year as i32);
    design.rows += 1;
}

/// The factor of a fit's covariance, column by column: a draw is the coefficients plus the columns times normal numbers.
fn factor(fit: &Fit) -> Vec<f64> {
    let sampler = fit.sampler();
    let column = |which: usize| {
        let mut number = 0;
        let drawn = sampler.draw(&mut || {
            number += 1;
            f64::from(u8::from(number == which + 1))
        });
        drawn.into_iter().zip(&fit.coefficients).map(|(drawn, mean)| drawn - mean).collect::<Vec<f64>>()
    };
    (0..fit.coefficients.len()).flat_map(column).collect()
}
