//! Life expectancy: double-logistic gains of women, and the gap between the sexes.
//!
//! The forms are those of Raftery, Chunn, Gerland & Sevcikova 2013 and Lalic & Raftery as their program bayesLife computes
//! them (`doDL` in its `src/functions.c`, `e0.jmale.estimate`, read), in yearly steps:
//!
//! ```text
//! women  l' = l + pace * gain(l) + e    e' = carry * e + sqrt(1 - carry^2) * deviation(l) * normal
//! gap    g' = a + b g + c l50 + d l + f max(l - 75, 0) + error     up to l = 83, then g' = g + error
//! ```
//!
//! with l50 the women's in the first five years on record, and the gap between 0 and 18 years. As with fertility the curve
//! is one for the world and a country has its own pace, partially pooled.

use super::fitting::{NORMAL_80, absolute_quantile, carry_and_width, least, line, logistic, pooled, shared};
use super::history::{History, last_number};
use crate::matrix::solution;

/// Women's life expectancy from which the gap no longer follows it (bayesLife's `max.e0.eq1`).
const NO_LONGER: f64 = 83.0;
/// Bounds of the gap, in years (bayesLife's `gap.lim`), and of women's life expectancy.
const GAPS: [f64; 2] = [0.0, 18.0];
const BOUNDS: [f64; 2] = [20.0, 105.0];
/// Bounds of a country's pace over the world's.
const PACES: [f64; 2] = [0.2, 2.0];
/// A year's change of life expectancy beyond this is a catastrophe or its end, and no part of the fit: assumption.
const CATASTROPHE: f64 = 2.0;

/// What is the same for all countries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mortality {
    /// The four widths of the gains' curve in years of life expectancy.
    pub widths: [f64; 4],
    /// Gain a year in the middle, and at the end.
    pub gains: [f64; 2],
    /// Share of an error that is carried into the next year.
    pub carry: f64,
    /// Standard deviation of a year's error at 85 years, and what each year below adds.
    pub spread: [f64; 2],
    /// Standard deviation of countries' pace over the world's.
    pub between: f64,
    /// Correlation of two countries' yearly errors.
    pub shared: f64,
    /// Coefficients of the gap: constant, gap before, women's then, women's now, beyond 75.
    pub gap: [f64; 5],
    /// Standard deviation of the gap's error.
    pub gap_spread: f64,
}

/// One country's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfCountry {
    /// Pace over the world's: mean, and standard deviation of what is not known of it.
    pub pace: [f64; 2],
    /// Women's life expectancy in the first years on record.
    pub then: f64,
    /// Last known value of women.
    pub last: f64,
    /// Error of the last year known.
    pub error: f64,
    /// What men lacked of it then, years.
    pub gap: f64,
}

/// A country's mortality in one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Women's life expectancy, years.
    pub women: f64,
    /// Error of the last year.
    pub error: f64,
    /// What men lack of it, years.
    pub gap: f64,
}

impl Mortality {
    /// Gain of a year at the world's pace.
    pub fn gain(&self, level: f64) -> f64 {
        let [first, second, third, fourth] = self.widths;
        let middle = self.gains[0] * logistic(level, first + 0.5 * second, second);
        let late = logistic(level, first + second + third + 0.5 * fourth, fourth);
        middle + (self.gains[1] - self.gains[0]) * late
    }

    /// Standard deviation of a year's error at a level.
    pub fn deviation(&self, level: f64) -> f64 {
        self.spread[0] + self.spread[1] * (85.0 - level).clamp(0.0, 45.0)
    }

    /// The gap expected after a year.
    fn gap(&self, then: f64, before: f64, women: f64) -> f64 {
        if women > NO_LONGER {
            return before;
        }
        let [constant, gap, early, now, beyond] = self.gap;
        constant + gap * before + early * then + now * women + beyond * (women - 75.0).max(0.0)
    }

    /// The next year. `normals`: two standard normal numbers, of women and of the gap; `wider` multiplies their spread.
    pub fn step(&self, country: &OfCountry, pace: f64, state: &mut State, normals: [f64; 2], wider: f64) {
        let fresh = libm::sqrt(1.0 - self.carry * self.carry) * self.deviation(state.women) * wider;
        let change = pace * self.gain(state.women) + self.carry * state.error + fresh * normals[0];
        state.error = self.carry * state.error + fresh * normals[0];
        state.women = (state.women + change).clamp(BOUNDS[0], BOUNDS[1]);
        let gap = self.gap(country.then, state.gap, state.women) + self.gap_spread * wider * normals[1];
        state.gap = gap.clamp(GAPS[0], GAPS[1]);
    }
}

/// Changes of a year as (country, level, change), catastrophes left out.
fn changes(history: &History) -> Vec<(usize, f64, f64)> {
    (0..history.countries())
        .flat_map(|country| {
            let women = history.of(&history.e0[0], country);
            women.windows(2).map(move |pair| (country, pair[0], pair[1] - pair[0]))
        })
        .filter(|(_, level, change)| level.is_finite() && change.abs() <= CATASTROPHE)
        .collect()
}

/// Fits the world's numbers and the countries' to a history.
pub fn fit(history: &History) -> (Mortality, Vec<OfCountry>) {
    let mut world = Mortality {
        widths: [25.0, 15.0, 5.0, 18.0],
        gains: [0.5, 0.13],
        carry: 0.3,
        spread: [0.2, 0.01],
        between: 0.3,
        shared: 0.0,
        gap: [0.0, 1.0, 0.0, 0.0, 0.0],
        gap_spread: 0.1,
    };
    let changes = changes(history);
    let mut countries = beginnings(history);
    curve(&mut world, &changes);
    for _ in 0..3 {
        world.between = paces(&world, &changes, &mut countries);
        errors(&mut world, history, &countries);
    }
    gaps(&mut world, history, &countries);
    last_errors(&world, history, &mut countries);
    let rows: Vec<Vec<f64>> = countries
        .iter()
        .enumerate()
        .map(|(country, of)| {
            standardised(&world, history, country, of).iter().map(|[one, _]| one.clamp(-3.0, 3.0)).collect()
        })
        .collect();
    world.shared = shared(&rows);
    (world, countries)
}

/// Fits the countries' numbers alone, in a world that is known.
pub fn fit_in(world: &Mortality, history: &History) -> Vec<OfCountry> {
    let mut countries = beginnings(history);
    paces(world, &changes(history), &mut countries);
    last_errors(world, history, &mut countries);
    countries
}

/// Countries where they stand, at the world's pace.
fn beginnings(history: &History) -> Vec<OfCountry> {
    let of = |country: usize| {
        let [women, men] = [0, 1].map(|sex| history.of(&history.e0[sex], country));
        let early: Vec<f64> = women.iter().copied().filter(|e0| e0.is_finite()).take(5).collect();
        let last = last_number(women).unwrap_or(f64::NAN);
        OfCountry {
            pace: [1.0, 0.0],
            then: early.iter().sum::<f64>() / early.len().max(1) as f64,
            last,
            error: 0.0,
            gap: (last - last_number(men).unwrap_or(f64::NAN)).clamp(GAPS[0], GAPS[1]),
        }
    };
    (0..history.countries()).map(of).collect()
}

/// The error of the last year known, no more than two deviations.
fn last_errors(world: &Mortality, history: &History, countries: &mut [OfCountry]) {
    for (country, of) in countries.iter_mut().enumerate() {
        let Some(&[before, last]) = history.of(&history.e0[0], country).last_chunk::<2>() else { continue };
        let most = 2.0 * world.deviation(last);
        let error = last - before - of.pace[0] * world.gain(before);
        of.error = if error.is_finite() { error.clamp(-most, most) } else { 0.0 };
    }
}

/// The curve of the world by least squares, in units of the errors' spread, each at most three.
fn curve(world: &mut Mortality, changes: &[(usize, f64, f64)]) {
    if changes.len() < 50 {
        return;
    }
    let from = *world;
    // Widths and gains move by factors from where they start.
    let of = |x: &[f64]| {
        let factor = |k: usize| libm::exp(x[k].clamp(-2.0, 2.0));
        Mortality {
            widths: [0, 1, 2, 3].map(|k| from.widths[k] * factor(k)),
            gains: [from.gains[0] * factor(4), from.gains[1] * factor(5)],
            ..from
        }
    };
    let loss = |x: &[f64]| {
        let tried = of(x);
        let errors = changes.iter().map(|(_, level, change)| {
            ((change - tried.gain(*level)) / tried.deviation(*level)).powi(2).min(9.0)
        });
        errors.sum::<f64>() + 10.0 * x.iter().map(|x| x * x).sum::<f64>()
    };
    *world = of(&least(&[0.0; 6], &[0.3; 6], 400, loss));
}

/// Countries' own paces: ridge regression on the curve, its prior as wide as countries differ. How wide that is now.
fn paces(world: &Mortality, changes: &[(usize, f64, f64)], countries: &mut [OfCountry]) -> f64 {
    let mut sums = vec![[0.0_f64; 2]; countries.len()];
    let news = (1.0 - world.carry) / (1.0 + world.carry);
    for &(country, level, change) in changes {
        let gain = world.gain(level);
        let most = 3.0 * world.deviation(level);
        let weight = news / world.deviation(level).powi(2);
        sums[country][0] += weight * gain * gain;
        sums[country][1] += weight * gain * (gain + (change - gain).clamp(-most, most));
    }
    let (paces, between) = pooled(&sums, world.between, PACES);
    countries.iter_mut().zip(paces).for_each(|(of, pace)| of.pace = pace);
    between
}

/// Errors of one year, and those of five years standing on the first, over the spread's shape.
fn standardised(world: &Mortality, history: &History, country: usize, of: &OfCountry) -> Vec<[f64; 2]> {
    let women = history.of(&history.e0[0], country);
    (1..women.len().saturating_sub(5))
        .filter(|&year| women[year - 1..=year + 5].iter().all(|e0| e0.is_finite()))
        .map(|year| {
            let shape = world.deviation(women[year]);
            let error = women[year] - women[year - 1] - of.pace[0] * world.gain(women[year - 1]);
            let level = (0..5).fold(women[year], |level, _| level + of.pace[0] * world.gain(level));
            [error / shape, (women[year + 5] - level) / shape]
        })
        .collect()
}

/// Carry and spread, as with fertility: judged five years ahead. The slope is from the errors of one year.
fn errors(world: &mut Mortality, history: &History, countries: &[OfCountry]) {
    let mut points = Vec::new();
    for (country, of) in countries.iter().enumerate() {
        for pair in
            history.of(&history.e0[0], country).windows(2).filter(|pair| pair.iter().all(|e0| e0.is_finite()))
        {
            let below = (85.0 - pair[0]).clamp(0.0, 45.0);
            let error = (pair[1] - pair[0] - of.pace[0] * world.gain(pair[0])).abs().min(CATASTROPHE);
            points.push([below, error]);
        }
    }
    world.spread = line(points.into_iter(), 0.05).unwrap_or(world.spread);
    let all: Vec<[f64; 2]> = countries
        .iter()
        .enumerate()
        .flat_map(|(country, of)| standardised(world, history, country, of))
        .collect();
    if all.len() < 100 {
        return;
    }
    let (carry, wide) = carry_and_width(&all, (-6..19).map(|k| 0.05 * f64::from(k)), world.carry);
    world.carry = carry;
    world.spread = world.spread.map(|spread| spread * wide);
}

/// The gap's equation by least squares over the years up to 83, its error from the 80 % quantile of what is left.
fn gaps(world: &mut Mortality, history: &History, countries: &[OfCountry]) {
    let (mut squares, mut products) = ([[0.0_f64; 5]; 5], [0.0_f64; 5]);
    let rows = |country: usize| {
        let (women, men) = (history.of(&history.e0[0], country), history.of(&history.e0[1], country));
        (1..women.len()).filter_map(move |year| {
            let (before, now) = (women[year - 1] - men[year - 1], women[year] - men[year]);
            let usual = (now - before).abs() <= 1.0 && women[year] <= NO_LONGER;
            usual.then_some((
                [1.0, before, countries[country].then, women[year], (women[year] - 75.0).max(0.0)],
                now,
            ))
        })
    };
    for (terms, now) in (0..countries.len()).flat_map(rows) {
        for (i, line) in squares.iter_mut().enumerate() {
            (0..5).for_each(|j| line[j] += terms[i] * terms[j]);
            products[i] += terms[i] * now;
        }
    }
    if let Some(found) = solution(squares, products, 1e-9) {
        world.gap = found;
    }
    let left: Vec<f64> = (0..countries.len())
        .flat_map(rows)
        .map(|(terms, now)| now - terms.iter().zip(&world.gap).map(|(term, by)| term * by).sum::<f64>())
        .collect();
    if left.len() > 50 {
        world.gap_spread = absolute_quantile(&left, 0.8) / NORMAL_80;
    }
}
