//! Scales from data to SVG units, with round ticks.

/// Linear or logarithmic scale. Shape: `domain` in data units, `range` in SVG units (may run downwards).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
    logarithmic: bool,
}

impl Scale {
    /// Linear scale; an empty or reversed domain is widened so that every value has a place.
    pub fn linear(domain: (f64, f64), range: (f64, f64)) -> Self {
        let (low, high) = (domain.0.min(domain.1), domain.0.max(domain.1));
        let high =
            if high - low > 1e-12 * low.abs().max(high.abs()) { high } else { low + low.abs().max(1.0) };
        Self { domain: (low, high), range, logarithmic: false }
    }

    /// Base-10 logarithmic scale; the domain is cut at a smallest positive value.
    pub fn log(domain: (f64, f64), range: (f64, f64)) -> Self {
        let low = domain.0.min(domain.1).max(1e-9);
        let high = domain.0.max(domain.1);
        let high = if high > low * 1.001 { high } else { low * 10.0 };
        Self { domain: (low, high), range, logarithmic: true }
    }

    /// Place of a value in SVG units; `NaN` for what the scale cannot show (missing, or not positive on a log scale).
    pub fn at(&self, value: f64) -> f64 {
        let share = if self.logarithmic {
            if value <= 0.0 {
                return f64::NAN;
            }
            let (low, high) = (libm::log10(self.domain.0), libm::log10(self.domain.1));
            (libm::log10(value) - low) / (high - low)
        } else {
            (value - self.domain.0) / (self.domain.1 - self.domain.0)
        };
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// Place of a value, held within the range.
    pub fn clamped(&self, value: f64) -> f64 {
        let (low, high) = (self.range.0.min(self.range.1), self.range.0.max(self.range.1));
        self.at(value).clamp(low, high)
    }

    /// About `count` round values inside the domain (powers of ten on a log scale).
    pub fn ticks(&self, count: usize) -> Vec<f64> {
        if self.logarithmic { log_ticks(self.domain, count) } else { linear_ticks(self.domain, count) }
    }

    /// The domain, widened outwards to whole ticks.
    pub fn rounded(mut self, count: usize) -> Self {
        if self.logarithmic {
            let down = libm::floor(libm::log10(self.domain.0) + 1e-9);
            let up = libm::ceil(libm::log10(self.domain.1) - 1e-9);
            self.domain = (libm::pow(10.0, down), libm::pow(10.0, up));
        } else {
            let step = round_step(self.domain, count);
            self.domain = (
                libm::floor(self.domain.0 / step + 1e-9) * step,
                libm::ceil(self.domain.1 / step - 1e-9) * step,
            );
        }
        self
    }
}

/// Step of 1, 2 or 5 times a power of ten that gives about `count` ticks.
fn round_step(domain: (f64, f64), count: usize) -> f64 {
    let raw = (domain.1 - domain.0) / count.max(1) as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let lead = raw / power;
    power
        * if lead <= 1.0 {
            1.0
        } else if lead <= 2.0 {
            2.0
        } else if lead <= 5.0 {
            5.0
        } else {
            10.0
        }
}

fn linear_ticks(domain: (f64, f64), count: usize) -> Vec<f64> {
    let step = round_step(domain, count);
    let first = libm::ceil(domain.0 / step - 1e-9);
    let last = libm::floor(domain.1 / step + 1e-9);
    let whole = (last - first).clamp(0.0, 1000.0) as usize;
    (0..=whole).map(|i| (first + i as f64) * step).collect()
}

fn log_ticks(domain: (f64, f64), count: usize) -> Vec<f64> {
    let first = libm::ceil(libm::log10(domain.0) - 1e-9) as i32;
    let last = libm::floor(libm::log10(domain.1) + 1e-9) as i32;
    let step = (last - first).max(1).unsigned_abs().div_ceil(count.max(1) as u32) as i32;
    (first..=last)
        .filter(|power| (power - first) % step == 0)
        .map(|power| libm::pow(10.0, f64::from(power)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_and_cover_the_domain() {
        assert_eq!(
            Scale::linear((0.0, 0.27), (0.0, 1.0)).rounded(4).ticks(4),
            vec![0.0, 0.1, 0.2, 0.30000000000000004]
        );
        assert_eq!(
            Scale::log((120.0, 250_000.0), (0.0, 1.0)).rounded(4).ticks(4),
            vec![100.0, 1e3, 1e4, 1e5, 1e6]
        );
        assert_eq!(Scale::linear((5.0, 5.0), (0.0, 1.0)).at(5.0), 0.0);
        assert!(Scale::log((1.0, 10.0), (0.0, 1.0)).at(0.0).is_nan());
    }

    proptest! {
        /// More is never drawn lower, on either scale, and ticks stay few and inside.
        #[test]
        fn scales_are_monotone(low in 0.001f64..1e6, width in 0.001f64..1e6, a in 0.0f64..1.0, b in 0.0f64..1.0) {
            let domain = (low, low + width);
            let value = |share: f64| low + share * width;
            for scale in [Scale::linear(domain, (10.0, 400.0)), Scale::log(domain, (10.0, 400.0))] {
                let (p, q) = (scale.at(value(a.min(b))), scale.at(value(a.max(b))));
                prop_assert!(p <= q + 1e-9);
                let wide = scale.rounded(4);
                prop_assert!(wide.at(low) >= 10.0 - 1e-6 && wide.at(low + width) <= 400.0 + 1e-6);
                prop_assert!(wide.ticks(4).len() <= 8);
            }
        }
    }
}
