//! Total fertility: a double-logistic fall (phase II), then an autoregressive return to a country's mean (phase III).
//!
//! The forms are those of Alkema et al. 2011 and Raftery, Alkema & Gerland 2014 as their program bayesTFR computes them
//! (`doDLcurve` in its `src/mcmc_likelihood.c`, read), in yearly steps:
//!
//! ```text
//! II   f' = f - pace * fall(f) + e      fall between 0 and 1, see [`fall`]
//! III  f' = f + pull * (mean - f) + e   from the first rise below the floor on
//!      e' = carry * e + sqrt(1 - carry^2) * (spread0 + spread1 * f) * normal
//! ```
//!
//! What differs: no Markov chains. The curve is one for the world, fitted by weighted least squares to every country's fall;
//! a country has its own pace and its own mean, partially pooled, each with the spread of what is not known of it.

use super::fitting::{NORMAL_80, absolute_quantile, carry_and_width, least, line, logistic, pooled};
use super::history::{History, last_number};

/// Level from which the fall began where its beginning is not on record: assumption, inside the 5.5 to 8.8 of bayesTFR.
const UNSEEN_START: f64 = 6.0;
/// A fall's beginning is on record where fertility reached this level (bayesTFR's
/// `min.TFRlevel.for.start.after.1950`).
const SEEN: f64 = 5.0;
/// Half of what a country's mean in phase III differs from the world's is taken to last: assumption.
const KEPT: f64 = 0.5;
/// Bounds of a country's pace over the world's.
const PACES: [f64; 2] = [0.2, 3.0];
/// Least and greatest fertility that a path reaches.
const BOUNDS: [f64; 2] = [0.5, 9.5];

/// What is the same for all countries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fertility {
    /// Widths of the three parts of the fall, as shares of the way from where it begins to the floor; they sum to 1.
    pub parts: [f64; 3],
    /// Level at which the fall ends, children a woman.
    pub floor: f64,
    /// Greatest fall a year, children a woman.
    pub pace: f64,
    /// Share of an error that is carried into the next year.
    pub carry: f64,
    /// Standard deviation of the error: at no fertility, and what each child a woman adds.
    pub spread: [f64; 2],
    /// Mean of phase III.
    pub mean: f64,
    /// Share of the way to it that a year goes.
    pub pull: f64,
    /// Standard deviation between countries of the pace (over the world's) and of the mean.
    pub between: [f64; 2],
    /// Correlation of two countries' yearly errors.
    pub shared: f64,
}

/// One country's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfCountry {
    /// Level from which the fall began.
    pub start: f64,
    /// Pace over the world's: mean, and standard deviation of what is not known of it.
    pub pace: [f64; 2],
    /// Mean of phase III: likewise.
    pub mean: [f64; 2],
    /// 1 where phase III has begun, else 0.
    pub risen: f64,
    /// Last known value.
    pub last: f64,
    /// Error of the last year known.
    pub error: f64,
}

/// Shape of the fall: between 0 and 1, at the level `tfr` of a country whose fall began at `start`.
pub fn fall(world: &Fertility, start: f64, tfr: f64) -> f64 {
    if tfr <= 1.0 {
        return 0.0;
    }
    let [first, second, third] = world.parts.map(|part| part * (start - world.floor).max(0.5));
    let early = world.floor + third + second + 0.5 * first;
    let late = world.floor + 0.5 * third;
    (logistic(tfr, late, third) - logistic(tfr, early, first)).max(0.0)
}

impl Fertility {
    /// Standard deviation of a year's error at a level.
    pub fn deviation(&self, tfr: f64) -> f64 {
        self.spread[0] + self.spread[1] * tfr
    }

    /// Expected change of a year in phase II, or III.
    pub fn drift(&self, start: f64, pace: f64, mean: f64, risen: bool, tfr: f64) -> f64 {
        if risen { self.pull * (mean - tfr) } else { -self.pace * pace * fall(self, start, tfr) }
    }

    /// The next year's level, phase and error. `normal` is a standard normal number, `wider` multiplies its spread.
    pub fn step(&self, country: &OfCountry, of_draw: [f64; 2], state: &mut State, normal: f64, wider: f64) {
        let drift = self.drift(country.start, of_draw[0], of_draw[1], state.risen, state.tfr);
        let fresh = libm::sqrt(1.0 - self.carry * self.carry) * self.deviation(state.tfr) * wider;
        state.error = self.carry * state.error + fresh * normal;
        let change = drift + state.error;
        state.risen |= state.tfr <= self.floor.min(2.0) && change > 0.0;
        state.tfr = (state.tfr + change).clamp(BOUNDS[0], BOUNDS[1]);
    }
}

/// A country's fertility in one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Children a woman.
    pub tfr: f64,
    /// Error of the last year.
    pub error: f64,
    /// Whether phase III has begun.
    pub risen: bool,
}

/// A year of a country in the fit: where it stands, and what changed to the next.
struct Change {
    country: usize,
    start: f64,
    tfr: f64,
    change: f64,
}

/// Years of phases II and III, country by country in order.
struct Changes {
    second: Vec<Change>,
    third: Vec<Change>,
    countries: Vec<OfCountry>,
}

/// Year from which phase III runs: two successive five-year means each above the one before, all three below 2; the years'
/// number where it has not begun.
fn rise(tfr: &[f64]) -> usize {
    let means: Vec<f64> = tfr.chunks(5).map(|five| five.iter().sum::<f64>() / five.len() as f64).collect();
    let full = tfr.len() / 5;
    (2..full)
        .find(|&k| {
            means[k] > means[k - 1]
                && means[k - 1] > means[k - 2]
                && means[k - 2..=k].iter().all(|mean| *mean < 2.0)
        })
        .map_or(tfr.len(), |k| 5 * (k - 1))
}

/// Greatest level, and the year's number from which phase II runs: the last one near the greatest level, or the first on record
/// where the fall began before.
fn beginning(tfr: &[f64]) -> (f64, usize) {
    let greatest = tfr.iter().copied().filter(|tfr| tfr.is_finite()).fold(0.0, f64::max);
    let near = |tfr: &f64| *tfr >= greatest - 0.25;
    (greatest, if greatest >= SEEN { tfr.iter().rposition(near).unwrap_or(0) } else { 0 })
}

fn changes(history: &History) -> Changes {
    let mut all = Changes { second: Vec::new(), third: Vec::new(), countries: Vec::new() };
    for country in 0..history.countries() {
        let tfr = history.of(&history.tfr, country);
        let (greatest, begun) = beginning(tfr);
        let start = if greatest >= SEEN { greatest.clamp(5.5, 8.8) } else { UNSEEN_START };
        let rise = rise(tfr);
        for (year, pair) in
            tfr.windows(2).enumerate().filter(|(_, pair)| pair.iter().all(|tfr| tfr.is_finite()))
        {
            let change = Change { country, start, tfr: pair[0], change: pair[1] - pair[0] };
            if year >= rise {
                all.third.push(change);
            } else if year >= begun {
                all.second.push(change);
            }
        }
        let last = last_number(tfr).unwrap_or(f64::NAN);
        let risen = f64::from(u8::from(rise < tfr.len()));
        all.countries.push(OfCountry { start, pace: [1.0, 0.0], mean: [0.0; 2], risen, last, error: 0.0 });
    }
    all
}

/// Fits the world's numbers and the countries' to a history.
pub fn fit(history: &History) -> (Fertility, Vec<OfCountry>) {
    let mut changes = changes(history);
    let mut world = Fertility {
        parts: [0.15, 0.55, 0.3],
        floor: 1.8,
        pace: 0.15,
        carry: 0.7,
        spread: [0.02, 0.015],
        mean: 1.75,
        pull: 0.04,
        between: [0.3, 0.2],
        shared: 0.0,
    };
    curve(&mut world, &changes.second);
    third_phase(&mut world, &changes);
    means(&world, &mut changes);
    for _ in 0..3 {
        world.between[0] = paces(&world, &mut changes);
        errors(&mut world, history, &changes.countries);
    }
    last_errors(&world, history, &mut changes.countries);
    world.shared = together(&world, history, &changes.countries);
    (world, changes.countries)
}

/// Fits the countries' numbers alone, in a world that is known.
pub fn fit_in(world: &Fertility, history: &History) -> Vec<OfCountry> {
    let mut changes = changes(history);
    means(world, &mut changes);
    paces(world, &mut changes);
    last_errors(world, history, &mut changes.countries);
    changes.countries
}

/// The curve of the world by least squares over all countries' falls, in units of the errors' spread, each at most three.
fn curve(world: &mut Fertility, falls: &[Change]) {
    if falls.len() < 50 {
        return;
    }
    let from = *world;
    let of = |x: &[f64]| {
        let shares = [libm::exp(x[0]), 1.0, libm::exp(x[1])];
        let sum: f64 = shares.iter().sum();
        let floor = 1.0 + 1.5 / (1.0 + libm::exp(-x[2]));
        Fertility { parts: shares.map(|share| share / sum), floor, pace: libm::exp(x[3]), ..from }
    };
    let loss = |x: &[f64]| {
        let tried = of(x);
        falls
            .iter()
            .map(|at| {
                let error = at.change + tried.pace * fall(&tried, at.start, at.tfr);
                (error / tried.deviation(at.tfr)).powi(2).min(9.0)
            })
            .sum::<f64>()
            // A weak pull towards the middle keeps the parts apart where little has been seen.
            + x.iter().map(|x| x * x).sum::<f64>()
    };
    let found = least(&[-1.0, -0.5, 0.2, -2.0], &[0.5, 0.5, 0.5, 0.3], 260, loss);
    *world = of(&found);
}

/// Mean and pull of phase III, and how far countries' means lie apart.
fn third_phase(world: &mut Fertility, changes: &Changes) {
    let n = changes.third.len() as f64;
    if n >= 100.0 {
        let mean_of = |value: &dyn Fn(&Change) -> f64| changes.third.iter().map(value).sum::<f64>() / n;
        let (level, change) = (mean_of(&|at| at.tfr), mean_of(&|at| at.change));
        let slope = mean_of(&|at| (at.tfr - level) * (at.change - change))
            / mean_of(&|at| (at.tfr - level).powi(2)).max(1e-9);
        world.pull = (-slope).clamp(0.02, 0.2);
        world.mean = (level + change / world.pull).clamp(1.3, 2.1);
    }
    let own: Vec<f64> = levels(changes).into_iter().flatten().map(|level| level - world.mean).collect();
    if own.len() >= 5 {
        world.between[1] = (absolute_quantile(&own, 0.8) / NORMAL_80).clamp(0.1, 0.4);
    }
}

/// Average level of each country in phase III; none where it has fewer than five years of it.
fn levels(changes: &Changes) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); changes.countries.len()];
    changes
        .third
        .iter()
        .for_each(|at| sums[at.country] = (sums[at.country].0 + at.tfr, sums[at.country].1 + 1.0));
    sums.into_iter().map(|(sum, years)| (years >= 5.0).then_some(sum / years)).collect()
}

/// Countries' own means of phase III.
fn means(world: &Fertility, changes: &mut Changes) {
    let levels = levels(changes);
    for (of, level) in changes.countries.iter_mut().zip(levels) {
        let own = level.map_or(0.0, |level| KEPT * (level - world.mean));
        let unknown = if of.risen > 0.5 { KEPT * world.between[1] } else { world.between[1] };
        of.mean = [world.mean + own, unknown];
    }
}

/// Countries' own paces: ridge regression on the curve, its prior as wide as countries differ. How wide that is now.
fn paces(world: &Fertility, changes: &mut Changes) -> f64 {
    let mut sums = vec![[0.0_f64; 2]; changes.countries.len()];
    // Carried errors hold less than one year's news a year.
    let news = (1.0 - world.carry) / (1.0 + world.carry);
    for at in &changes.second {
        let fall = world.pace * fall(world, at.start, at.tfr);
        let (deviation, most) = (world.deviation(at.tfr), 3.0 * world.deviation(at.tfr));
        let weight = news / deviation.powi(2);
        let error = (at.change + fall).clamp(-most, most);
        sums[at.country][0] += weight * fall * fall;
        sums[at.country][1] += weight * fall * (fall - error);
    }
    let (paces, between) = pooled(&sums, world.between[0], PACES);
    changes.countries.iter_mut().zip(paces).for_each(|(of, pace)| of.pace = pace);
    between
}

/// Errors of one year of a country, and those of five years standing on the first, over the spread's shape.
fn standardised(world: &Fertility, history: &History, country: usize, of: &OfCountry) -> Vec<[f64; 2]> {
    let tfr = history.of(&history.tfr, country);
    let (rise, begun) = (rise(tfr), beginning(tfr).1);
    let drift = |year: usize, level: f64| world.drift(of.start, of.pace[0], of.mean[0], year >= rise, level);
    (begun + 1..tfr.len().saturating_sub(5))
        .filter(|&year| tfr[year - 1..=year + 5].iter().all(|tfr| tfr.is_finite()))
        .map(|year| {
            let shape = world.deviation(tfr[year]);
            let error = tfr[year] - tfr[year - 1] - drift(year - 1, tfr[year - 1]);
            let mut level = tfr[year];
            for ahead in 0..5 {
                level += drift(year + ahead, level);
            }
            [error / shape, (tfr[year + 5] - level) / shape]
        })
        .collect()
}

/// Carry and spread of the errors: the carry that predicts five years ahead best, the spread whose 80 % interval five years
/// ahead held 80 % of what came, its slope with the level from the errors of one year.
fn errors(world: &mut Fertility, history: &History, countries: &[OfCountry]) {
    slope(world, history, countries);
    let all: Vec<[f64; 2]> = countries
        .iter()
        .enumerate()
        .flat_map(|(country, of)| standardised(world, history, country, of))
        .collect();
    if all.len() < 100 {
        return;
    }
    let (carry, wide) = carry_and_width(&all, (0..19).map(|k| 0.05 * f64::from(k)), world.carry);
    world.carry = carry;
    world.spread = world.spread.map(|spread| (spread * wide).clamp(0.0, 0.3));
}

/// The spread's shape: a straight line through the mean absolute errors of one year by level.
fn slope(world: &mut Fertility, history: &History, countries: &[OfCountry]) {
    let mut points = Vec::new();
    for (country, of) in countries.iter().enumerate() {
        let tfr = history.of(&history.tfr, country);
        let (rise, begun) = (rise(tfr), beginning(tfr).1);
        for (year, pair) in
            tfr.windows(2).enumerate().skip(begun).filter(|(_, pair)| pair.iter().all(|tfr| tfr.is_finite()))
        {
            let drift = world.drift(of.start, of.pace[0], of.mean[0], year >= rise, pair[0]);
            points.push([pair[0], (pair[1] - pair[0] - drift).abs().min(0.5)]);
        }
    }
    world.spread = line(points.into_iter(), 0.005).unwrap_or(world.spread);
}

/// The error of the last year known, no more than two deviations.
fn last_errors(world: &Fertility, history: &History, countries: &mut [OfCountry]) {
    for (country, of) in countries.iter_mut().enumerate() {
        let tfr = history.of(&history.tfr, country);
        let Some(&[before, last]) = tfr.last_chunk::<2>() else { continue };
        let drift = world.drift(of.start, of.pace[0], of.mean[0], of.risen > 0.5, before);
        let most = 2.0 * world.deviation(last);
        let error = last - before - drift;
        of.error = if error.is_finite() { error.clamp(-most, most) } else { 0.0 };
    }
}

/// Correlation of countries' yearly errors: how much of their variance the mean over countries has.
fn together(world: &Fertility, history: &History, countries: &[OfCountry]) -> f64 {
    let errors: Vec<Vec<f64>> = countries
        .iter()
        .enumerate()
        .map(|(country, of)| {
            standardised(world, history, country, of).iter().map(|[one, _]| one.clamp(-3.0, 3.0)).collect()
        })
        .collect();
    super::fitting::shared(&errors)
}
