//! One possible course of a cost, drawn so that its errors follow [`ErrorLaw`](super::ErrorLaw).

use super::moore::{ErrorLaw, Moore};

/// One course of the logarithm of a cost, year by year.
///
/// The true spread is that estimated, times `sqrt((m - 1) / chi2(m - 1))`; the true drift is that estimated less the mean
/// noise of the window, whose last year also enters the first year ahead through theta. Hence errors have the variance of
/// [`ErrorLaw::variance`], times the square of Student's t with m - 1 degrees of freedom as the paper takes them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course {
    drift: f64,
    noise: f64,
    theta: f64,
    previous: f64,
}

impl Course {
    /// Begins after the last observed year. `window` holds `changes + 1` standard normal numbers: the noise of the year before
    /// the window and of each year in it, oldest first. `spread` holds `changes - 1` of them, whose sum of squares says how far
    /// the estimated spread is from the true one; where all are 0 (no luck at all) it is taken as estimated.
    pub fn begin(moore: Moore, law: ErrorLaw, window: &[f64], spread: &[f64]) -> Self {
        let chi2: f64 = spread.iter().map(|z| z * z).sum();
        let factor = if chi2 > 0.0 { (spread.len() as f64 / chi2).sqrt() } else { 1.0 };
        let noise = moore.spread * factor / (1.0 + law.theta * law.theta).sqrt();
        let moved: f64 = window.windows(2).map(|pair| pair[1] + law.theta * pair[0]).sum();
        Self {
            drift: moore.drift - noise * moved / moore.changes.max(1) as f64,
            noise,
            theta: law.theta,
            previous: window.last().copied().unwrap_or_default(),
        }
    }

    /// Change of the logarithm in the next year, whose noise is the standard normal number `now`.
    pub fn advance(&mut self, now: f64) -> f64 {
        let change = self.drift + self.noise * (now + self.theta * self.previous);
        self.previous = now;
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator for tests: normal numbers by the sum of twelve uniforms (variance 1).
    fn normals(seed: &mut u64, number: usize) -> Vec<f64> {
        let mut uniform = || {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*seed >> 11) as f64 / (1u64 << 53) as f64
        };
        (0..number).map(|_| (0..12).map(|_| uniform()).sum::<f64>() - 6.0).collect()
    }

    #[test]
    fn errors_of_courses_follow_the_law() {
        let (law, moore) = (ErrorLaw { theta: 0.63 }, Moore { drift: -0.1, spread: 0.2, changes: 15 });
        let mut seed = 7;
        let (mut squares, draws) = ([0.0; 20], 20_000);
        for _ in 0..draws {
            let (before, ahead, spread) =
                (normals(&mut seed, 16), normals(&mut seed, 20), normals(&mut seed, 14));
            let mut course = Course::begin(moore, law, &before, &spread);
            let mut level = 0.0;
            for (h, now) in ahead.iter().enumerate() {
                level += course.advance(*now);
                squares[h] += ((level + 0.1 * (h + 1) as f64) / 0.2).powi(2) / f64::from(draws);
            }
        }
        for h in [1, 5, 10, 20] {
            let (found, expected) = (squares[h - 1], law.normalised(h, 15));
            assert!((found / expected - 1.0).abs() < 0.05, "{h} years ahead: {found} not {expected}");
        }
    }

    #[test]
    fn without_luck_a_course_is_the_drift() {
        let moore = Moore { drift: -0.1, spread: 0.2, changes: 5 };
        let mut course = Course::begin(moore, ErrorLaw { theta: 0.63 }, &[0.0; 6], &[0.0; 4]);
        let level: f64 = (0..3).map(|_| course.advance(0.0)).sum();
        assert!((level + 0.3).abs() < 1e-12);
    }
}
