//! Pattern scaling: local temperature as a multiple of global warming, with its errors.
//!
//! Each place has a level, its mean of the last years, and a slope, K a K of global warming, fitted by least squares on a window of the
//! last years and shrunk towards the mean of all places by how uncertain it is (empirical Bayes). What is left is an
//! autoregression of first order. A forecast is
//!
//! ```text
//! local(t) = level + slope (global(t) - mean of global over the years of the level) + noise(t)
//! ```
//!
//! and its variance adds that of slope and level. Windows of 25 and 15 years, the strength of shrinkage and the factor of
//! spread were chosen on data to 2000: see docs/drivers/climate.md.

/// How a pattern is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Years that slopes are fitted on, the last of the record.
    pub window: usize,
    /// Years of which the level is the mean, the last of the window.
    pub level: usize,
    /// How much more than by its standard error a slope is shrunk: 0 not at all, 1 as empirical Bayes says.
    pub shrinkage: f64,
    /// What standard deviations of forecasts are multiplied by.
    pub spread: f64,
}

/// The choice that ships.
pub const SETTINGS: Settings = Settings { window: 25, level: 15, shrinkage: 1.0, spread: 1.15 };

/// The pattern of many places.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Mean of global temperature over the years of the level, K.
    pub global: f64,
    /// Autocorrelation of the noise from year to year, the same everywhere.
    pub autocorrelation: f64,
    /// Slope of a place without a record, K/K: the mean of all.
    pub mean_slope: f64,
    /// By place.
    pub places: Vec<Place>,
}

/// One place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Its mean over the years of the level, K.
    pub level: f64,
    /// K a K of global warming.
    pub slope: f64,
    /// Standard error of the slope, K/K, and of the level, K.
    pub slope_error: f64,
    /// See `slope_error`.
    pub level_error: f64,
    /// Standard deviation of the noise, K.
    pub noise: f64,
}

/// Least squares of one place on global temperature.
struct Line {
    slope: f64,
    /// Variance of the slope, and of what is left.
    of_slope: f64,
    of_rest: f64,
}

impl Pattern {
    /// Fits the pattern of `places`, each with as many years as `global`, the last years the same; none where the window
    /// is longer than the record, or global temperature does not move.
    pub fn fit(global: &[f64], places: &[Vec<f64>], settings: Settings) -> Option<Self> {
        let Settings { window, level, shrinkage, .. } = settings;
        if window < 5 || level == 0 || level > window || global.len() < window || places.is_empty() {
            return None;
        }
        let last = |series: &'_ [f64], years: usize| series.len().checked_sub(years);
        let x = &global[global.len() - window..];
        let mut lines = Vec::with_capacity(places.len());
        for place in places {
            lines.push(Line::fit(x, &place[last(place, window)?..])?);
        }
        let count = lines.len() as f64;
        let mean_slope = lines.iter().map(|line| line.slope).sum::<f64>() / count;
        let spread = lines.iter().map(|line| (line.slope - mean_slope) * (line.slope - mean_slope));
        let error = lines.iter().map(|line| line.of_slope).sum::<f64>() / count;
        // Where places differ less than their errors say, they still differ a little.
        let between = (spread.sum::<f64>() / count - error).max(0.01 * error);
        let mean = |series: &[f64]| series.iter().sum::<f64>() / series.len() as f64;
        let at = mean(&x[window - level..]);
        let mut found = Vec::with_capacity(places.len());
        let (mut product, mut square) = (0.0, 0.0);
        for (place, line) in places.iter().zip(&lines) {
            let own = &place[place.len() - window..];
            let weight =
                if line.of_slope > 0.0 { between / (between + shrinkage * line.of_slope) } else { 1.0 };
            let slope = mean_slope + weight * (line.slope - mean_slope);
            let here = mean(&own[window - level..]);
            let rest: Vec<f64> =
                own.iter().zip(x).map(|(local, global)| local - here - slope * (global - at)).collect();
            product += rest.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>();
            square += rest[..window - 1].iter().map(|rest| rest * rest).sum::<f64>();
            found.push(Place {
                level: here,
                slope,
                slope_error: (weight * line.of_slope).sqrt(),
                level_error: (line.of_rest / level as f64).sqrt(),
                noise: line.of_rest.sqrt(),
            });
        }
        let autocorrelation = if square > 0.0 { (product / square).clamp(0.0, 0.95) } else { 0.0 };
        Some(Self { global: at, autocorrelation, mean_slope, places: found })
    }

    /// What place number `place` is expected to have at global temperature `global`, K.
    pub fn expected(&self, place: usize, global: f64) -> f64 {
        let Place { level, slope, .. } = self.places[place];
        level + slope * (global - self.global)
    }

    /// Standard deviation of a single year of place number `place` about [`Pattern::expected`], K.
    pub fn deviation(&self, place: usize, global: f64, settings: Settings) -> f64 {
        let Place { slope_error, level_error, noise, .. } = self.places[place];
        let distance = (global - self.global) * slope_error;
        settings.spread * (noise * noise + distance * distance + level_error * level_error).sqrt()
    }
}

impl Line {
    fn fit(x: &[f64], y: &[f64]) -> Option<Self> {
        let count = x.len() as f64;
        let (mean_x, mean_y) = (x.iter().sum::<f64>() / count, y.iter().sum::<f64>() / count);
        let square: f64 = x.iter().map(|x| (x - mean_x) * (x - mean_x)).sum();
        if square <= 0.0 {
            return None;
        }
        let product: f64 = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let slope = product / square;
        let rest = x.iter().zip(y).map(|(x, y)| y - mean_y - slope * (x - mean_x));
        let of_rest = rest.map(|rest| rest * rest).sum::<f64>() / (count - 2.0);
        Some(Self { slope, of_slope: of_rest / square, of_rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record without chance: a wave of noise about slopes that are known.
    fn record(years: usize, slopes: &[f64], noise: f64) -> (Vec<f64>, Vec<Vec<f64>>) {
        let global: Vec<f64> = (0..years).map(|year| 0.02 * year as f64).collect();
        let place = |(at, slope): (usize, &f64)| {
            let wave = |year: usize| noise * libm::sin(1.7 * (year * (at + 2)) as f64);
            global.iter().enumerate().map(|(year, global)| 10.0 + slope * global + wave(year)).collect()
        };
        let places = slopes.iter().enumerate().map(place).collect();
        (global, places)
    }

    #[test]
    fn slopes_and_levels_that_made_a_record_are_found_again() {
        let slopes = [0.5, 1.0, 2.0, 1.5];
        let (global, places) = record(60, &slopes, 0.0);
        let pattern = Pattern::fit(&global, &places, SETTINGS).unwrap();
        for (place, slope) in slopes.iter().enumerate() {
            assert!((pattern.places[place].slope - slope).abs() < 1e-9);
            assert!((pattern.expected(place, 2.0) - (10.0 + slope * 2.0)).abs() < 1e-9);
        }
        assert!((pattern.mean_slope - 1.25).abs() < 1e-9);
    }

    #[test]
    fn noisy_slopes_are_shrunk_towards_the_mean_and_the_more_the_noisier() {
        let slopes = [1.0, 1.1, 0.9, 1.0, 1.05];
        let deviation = |shrinkage: f64| {
            let (global, places) = record(40, &slopes, 0.8);
            let pattern = Pattern::fit(&global, &places, Settings { shrinkage, ..SETTINGS }).unwrap();
            pattern.places.iter().map(|place| (place.slope - pattern.mean_slope).abs()).sum::<f64>()
        };
        assert!(deviation(1.0) < deviation(0.0) && deviation(4.0) < deviation(1.0));
    }

    #[test]
    fn too_short_a_record_has_no_pattern_and_bands_widen_with_warming() {
        let (global, places) = record(40, &[1.0, 2.0, 0.5], 0.3);
        assert!(Pattern::fit(&global[..20], &places, SETTINGS).is_none());
        let pattern = Pattern::fit(&global, &places, SETTINGS).unwrap();
        assert!(pattern.deviation(0, 5.0, SETTINGS) > pattern.deviation(0, pattern.global, SETTINGS));
    }
}
