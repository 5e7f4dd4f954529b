//! Pairs of states in a set of draws.

use std::collections::BTreeSet;
use std::sync::Arc;

use forefend_threats::disputes::{
    Chances, Course, Levels, Now, Pair, Sides, fades, log_odds_side, onset_terms,
};

use super::{CONFLICT, DEMOCRACY, Dyad, ESCALATION, INCOME, ONSET, POPULATION};
use super::{Calibrated, Draws, Turn, Workspace};
use crate::exponential::odds;
use crate::luck::Luck;

/// Years of peace beyond which the last dispute has faded; what fades is computed once for each.
const FADED: usize = 200;
/// Pairs whose log odds are added up side by side, and the terms of each.
const SIDE: usize = 8;
const TERMS: usize = forefend_threats::disputes::ONSET.len();
/// Levels where none are known: in the years before the first simulated one, whose fighting is known instead.
const NOBODY: Levels = Levels { now: [0.0; 2], before: [0.0; 2] };

/// A pair, the same in all draws.
struct Fixed {
    sides: [usize; 2],
    pair: Pair,
    /// Whether a dispute could come about.
    relevant: bool,
    /// Drivers of the last year known.
    drivers: Sides,
    start: Course,
}

/// Pairs of a set of draws.
#[derive(Clone)]
pub(super) struct RunningDyad {
    dyad: Arc<Dyad>,
    draws: Draws,
    pairs: Arc<[Fixed]>,
    /// By draw.
    chances: Arc<[Chances]>,
    /// Draws x pairs.
    courses: Vec<Course>,
    /// The year that courses have come to, and the last whose fighting is known.
    year: i16,
    known: i16,
    /// Pair and year of the fighting known after the last year of the table.
    fought: Arc<BTreeSet<(usize, i16)>>,
    /// Who fought in the year at hand, by pair.
    fights: Vec<bool>,
    fades: Arc<[[f64; 2]]>,
}

/// What a draw's year brings.
struct Year<'a> {
    number: i16,
    draw: usize,
    id: u64,
    ids: &'a [u64],
    /// By country: logarithm of strength, democracy, levels of this and the last year; none before the first simulated year.
    countries: Option<Countries<'a>>,
    onset: &'a [f64],
    escalation: &'a [f64],
}

struct Countries<'a> {
    strength: &'a [f64],
    democracy: &'a [f64],
    now: &'a [f64],
    before: &'a [f64],
}

impl RunningDyad {
    pub fn new(dyad: Arc<Dyad>, draws: Draws, calibrated: &Calibrated) -> Self {
        let values = |name: &str| calibrated.get(name).map_or(&[][..], Vec::as_slice);
        let number = |name: &str, at: usize| values(name).get(at).copied().unwrap_or_default();
        let pair = |row: usize| {
            let of = |name: &str| number(name, row);
            Fixed {
                sides: [of("a") as usize, of("b") as usize],
                pair: Pair { contiguous: of("contiguous"), major: of("major"), pact: of("pact") },
                relevant: of("relevant") > 0.0,
                drivers: Sides { democracy: of("democracy"), strength: of("strength") },
                start: Course {
                    peace: of("peace") as u16,
                    since: (of("since") >= 0.0).then_some(of("since") as u16),
                    lasted: of("lasted") as u16,
                },
            }
        };
        let pairs: Vec<Fixed> = (0..values("a").len()).map(pair).collect();
        let chances = draws.ids().map(|id| {
            let luck = Luck::at(draws.chance, id, 0, 0, dyad.once);
            let mut taken = 0;
            let mut drawn = |name: &str| {
                let (mean, factor) = (values(name), values(&format!("{name}_factor")));
                let mut own = mean.to_vec();
                for column in factor.chunks(mean.len().max(1)) {
                    let z = luck.normal(taken);
                    taken += 1;
                    own.iter_mut().zip(column).for_each(|(own, column)| *own += z * column);
                }
                own
            };
            let (onset, escalation) = (drawn("onset"), drawn("escalation"));
            Chances {
                onset,
                escalation,
                continuation: drawn("continuation"),
                lasts: number("lasts", 0) / number("lasts", 1),
            }
        });
        let fought = values("fought").chunks_exact(2).map(|known| (known[0] as usize, known[1] as i16));
        let chances = chances.collect();
        Self {
            dyad,
            draws,
            chances,
            courses: draws.ids().flat_map(|_| pairs.iter().map(|pair| pair.start)).collect(),
            pairs: pairs.into(),
            year: number("known", 0) as i16,
            known: number("known", 1) as i16,
            fought: Arc::new(fought.collect()),
            fights: Vec::new(),
            fades: (0..FADED).map(|peace| fades(peace as f64)).collect(),
        }
    }

    /// Moves every draw on to the year at hand, over the years since the table ends where it is the first.
    pub fn year(&mut self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [Vec<f64>]) {
        let [onset, risk, conflict, enemies, war, onsets, conflicts] = out else { return };
        let countries = turn.now.ids(turn.wires.inputs[CONFLICT].1).len();
        let ids = turn.listed();
        for column in [&mut *onset, risk, conflict, enemies, war, onsets, conflicts] {
            column.clear();
        }
        for passed in self.year + 1..turn.year.0 {
            self.turn_to(passed, ids, work);
            let (mut onset, mut risk) = (Vec::new(), Vec::new());
            for (draw, id) in self.draws.ids().enumerate() {
                onset.clear();
                risk.clear();
                let year =
                    Year { number: passed, draw, id, ids, countries: None, onset: &[], escalation: &[] };
                self.advance(&year, work.luck_of_units.in_draw(id), &mut onset, &mut risk);
            }
        }
        self.year = turn.year.0;
        self.turn_to(turn.year.0, ids, work);
        let moved = [turn.moved(ONSET), turn.moved(ESCALATION)];
        let mut strength = vec![0.0; countries];
        for (draw, id) in self.draws.ids().enumerate() {
            let of = |input: usize, lag: usize| turn.input(input, lag).draw(draw);
            let sides = of(POPULATION, 1).iter().zip(of(INCOME, 1));
            strength
                .iter_mut()
                .zip(sides)
                .for_each(|(own, (people, income))| *own = libm::log(people * income));
            let shift = |lever: usize| {
                moved[lever].as_ref().map_or(&[][..], |all| &all[draw * ids.len()..][..ids.len()])
            };
            let year = Year {
                number: turn.year.0,
                draw,
                id,
                ids,
                countries: Some(Countries {
                    strength: &strength,
                    democracy: of(DEMOCRACY, 1),
                    now: of(CONFLICT, 0),
                    before: of(CONFLICT, 1),
                }),
                onset: shift(ONSET),
                escalation: shift(ESCALATION),
            };
            let from = onset.len();
            self.advance(&year, work.luck_of_units.in_draw(id), onset, risk);
            onsets.push(onset[from..].iter().sum());
            self.tell(draw, countries, conflict, enemies);
            self.number_wars(draw, countries, war);
            conflicts.push(conflict[from..].iter().sum());
        }
    }

    fn turn_to(&mut self, year: i16, ids: &[u64], work: &mut Workspace) {
        work.luck_of_units.set(self.draws.chance, i32::from(year), ids, self.dyad.yearly);
        // Beyond what is known nobody asks.
        let rows = if year <= self.known { 0..ids.len() } else { 0..0 };
        self.fights = rows.map(|row| self.fought.contains(&(row, year))).collect();
    }

    /// Courses of the pairs in a draw.
    fn of_draw(&self, draw: usize) -> &[Course] {
        &self.courses[draw * self.pairs.len()..][..self.pairs.len()]
    }

    /// Who fights at the end of the year in a draw: by pair, and with how many each country.
    fn tell(&self, draw: usize, countries: usize, conflict: &mut Vec<f64>, enemies: &mut Vec<f64>) {
        let from = enemies.len();
        enemies.resize(from + countries, 0.0);
        let courses = self.of_draw(draw);
        for (course, fixed) in courses.iter().zip(&*self.pairs) {
            let fights = f64::from(u8::from(course.fights()));
            conflict.push(fights);
            if fights > 0.0 {
                fixed.sides.iter().for_each(|side| enemies[from + side] += 1.0);
            }
        }
    }

    /// By country the number of the war that it is in: 1 + the row of the first state among all that fighting links in the
    /// year, directly or through common enemies; 0 where it has no enemy.
    fn number_wars(&self, draw: usize, countries: usize, war: &mut Vec<f64>) {
        let from = war.len();
        war.resize(from + countries, 0.0);
        let war = &mut war[from..];
        let courses = self.of_draw(draw);
        let fighting: Vec<[usize; 2]> = courses
            .iter()
            .zip(&*self.pairs)
            .filter(|(course, _)| course.fights())
            .map(|(_, pair)| pair.sides)
            .collect();
        for &side in fighting.iter().flatten() {
            war[side] = side as f64 + 1.0;
        }
        // The smaller number of two enemies goes to both, until nothing changes.
        let mut changed = true;
        while changed {
            changed = false;
            for &[a, b] in &fighting {
                let first = war[a].min(war[b]);
                changed |= war[a] != war[b];
                (war[a], war[b]) = (first, first);
            }
        }
    }

    /// Moves the pairs of a draw on by a year, with the `luck` of each; onsets and their chances go into `onset` and `risk`.
    fn advance(&mut self, year: &Year<'_>, luck: &[f64], onset: &mut Vec<f64>, risk: &mut Vec<f64>) {
        let from = risk.len();
        self.add_chances(year, risk);
        let chances = &self.chances[year.draw];
        let courses = &mut self.courses[year.draw * self.pairs.len()..][..self.pairs.len()];
        for (row, (course, fixed)) in courses.iter_mut().zip(&*self.pairs).enumerate() {
            let (begins, drawn) = (risk[from + row], luck[row]);
            let fought = (year.number <= self.known).then(|| self.fights[row]);
            if !(course.at_hand() || drawn < begins || fought == Some(true)) {
                course.rest();
                onset.push(0.0);
                continue;
            }
            let number = i32::from(year.number);
            let luck = Luck::at(self.draws.chance, year.id, number, year.ids[row], self.dyad.events);
            let now = Now {
                onset: begins,
                levels: year.countries.as_ref().map_or(NOBODY, |countries| countries.levels(fixed.sides)),
                escalation: year.escalation.get(row).copied().unwrap_or_default(),
                luck: [drawn, luck.nth(0), luck.nth(1)],
                fought,
            };
            onset.push(f64::from(u8::from(course.advance(chances, &now))));
        }
    }

    /// Adds the chance that a dispute begins, one a pair; 0 where none could.
    fn add_chances(&self, year: &Year<'_>, risk: &mut Vec<f64>) {
        let from = risk.len();
        let coefficients = &self.chances[year.draw].onset;
        let courses = self.of_draw(year.draw);
        let mut pairs = courses.iter().zip(&*self.pairs).enumerate();
        for start in (0..courses.len()).step_by(SIDE) {
            let (mut terms, mut shift) = ([[0.0; SIDE]; TERMS], [0.0; SIDE]);
            for (lane, (row, (course, fixed))) in pairs.by_ref().take(SIDE).enumerate() {
                let drivers = year.countries.as_ref();
                let drivers = drivers.map_or(fixed.drivers, |countries| countries.drivers(fixed.sides));
                let peace = self.fades[(usize::from(course.peace) + 1).min(FADED - 1)];
                let own = onset_terms(peace, fixed.pair, drivers);
                terms.iter_mut().zip(own).for_each(|(terms, own)| terms[lane] = own);
                shift[lane] = year.onset.get(row).copied().unwrap_or_default();
            }
            let number = SIDE.min(courses.len() - start);
            risk.extend_from_slice(&log_odds_side(coefficients, &terms, &shift)[..number]);
        }
        odds(&mut risk[from..]);
        for (risk, fixed) in risk[from..].iter_mut().zip(&*self.pairs) {
            *risk = if fixed.relevant { 1.0 - 1.0 / (1.0 + *risk) } else { 0.0 };
        }
    }
}

impl Countries<'_> {
    fn drivers(&self, [a, b]: [usize; 2]) -> Sides {
        let two = |values: &[f64]| [values[a], values[b]];
        Sides::new(two(self.democracy), two(self.strength))
    }

    fn levels(&self, [a, b]: [usize; 2]) -> Levels {
        let two = |values: &[f64]| [values[a], values[b]];
        Levels { now: two(self.now), before: two(self.before) }
    }
}
