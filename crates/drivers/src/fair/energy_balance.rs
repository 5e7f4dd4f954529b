//! The energy balance of an upper ocean, a middle and a deep one (Cummins, Stephenson & Stott 2020; Geoffroy et al. 2013).

use crate::matrix::{Matrix, exponential, identity, solution, times};

/// Years in which CO2 that rises by 1 % a year doubles.
fn doubling_time() -> f64 {
    libm::log(2.0) / libm::log(1.01)
}

/// Parameters of the three layers, the uppermost first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EnergyBalance {
    /// Heat capacity of each layer, W yr/m2/K.
    pub capacity: [f64; 3],
    /// Heat that passes per K, W/m2/K: to space, from the first to the second layer, from the second to the third.
    pub transfer: [f64; 3],
    /// Efficacy of heat uptake by the deepest layer.
    pub efficacy: f64,
    /// Rate at which forcing follows its cause, 1/yr.
    pub gamma: f64,
}

/// The balance over a year, exactly discretised: the state is forcing (W/m2) and three temperatures (K).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    matrix: Matrix<4>,
    of_forcing: [f64; 4],
}

impl Step {
    /// The state a year later under `forcing`, W/m2.
    pub fn after(&self, state: &[f64; 4], forcing: f64) -> [f64; 4] {
        let mut next = times(&self.matrix, state);
        next.iter_mut().zip(self.of_forcing).for_each(|(next, of)| *next += of * forcing);
        next
    }
}

/// The response to a step of forcing as a sum of exponentials (Leach et al. 2021).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    /// Years, the fastest first.
    pub timescales: [f64; 3],
    /// K per W/m2 that each contributes in the end.
    pub coefficients: [f64; 3],
}

impl EnergyBalance {
    /// The layers' matrix of differential equations, 1/yr (Cummins et al. 2020, eq. 5).
    fn layers(&self) -> Matrix<3> {
        let ([c1, c2, c3], [k1, k2, k3], e) = (self.capacity, self.transfer, self.efficacy);
        [
            [-(k1 + k2) / c1, k2 / c1, 0.0],
            [k2 / c2, -(k2 + e * k3) / c2, e * k3 / c2],
            [0.0, k3 / c3, -k3 / c3],
        ]
    }

    /// A step of one year; none where the parameters make no balance (a capacity or rate of 0).
    pub fn step(&self) -> Option<Step> {
        let layers = self.layers();
        let mut rates = [[0.0; 4]; 4];
        rates[0][0] = -self.gamma;
        rates[1][0] = 1.0 / self.capacity[0];
        for (row, of_layer) in rates.iter_mut().skip(1).zip(&layers) {
            row[1..].copy_from_slice(of_layer);
        }
        let matrix = exponential(&rates);
        let mut grown = matrix;
        for (row, of_identity) in grown.iter_mut().zip(identity::<4>()) {
            row.iter_mut().zip(of_identity).for_each(|(cell, one)| *cell -= one);
        }
        let of_forcing = solution(rates, times(&grown, &[self.gamma, 0.0, 0.0, 0.0]), f64::MIN_POSITIVE)?;
        Some(Step { matrix, of_forcing })
    }

    /// Timescales and coefficients of the response; none where the three rates are not apart.
    pub fn response(&self) -> Option<Response> {
        let layers = self.layers();
        let mut rates = eigenvalues(&layers);
        rates.sort_by(f64::total_cmp);
        let (mut timescales, mut coefficients) = ([0.0; 3], [0.0; 3]);
        for at in 0..3 {
            let (rate, [one, other]) = (rates[at], [rates[(at + 1) % 3], rates[(at + 2) % 3]]);
            // First element of the resolvent at its pole: what the mode takes of the first layer and gives to it.
            let minor = (rate - layers[1][1]) * (rate - layers[2][2]) - layers[1][2] * layers[2][1];
            timescales[at] = -1.0 / rate;
            coefficients[at] = timescales[at] * minor / ((rate - one) * (rate - other)) / self.capacity[0];
        }
        let apart = timescales.iter().chain(&coefficients).all(|number| number.is_finite());
        apart.then_some(Response { timescales, coefficients })
    }
}

impl Response {
    /// Warming in balance with twice the CO2, K; `forcing_4co2` in W/m2 is that of four times the CO2, twice that of two.
    pub fn equilibrium_climate_sensitivity(&self, forcing_4co2: f64) -> f64 {
        0.5 * forcing_4co2 * self.coefficients.iter().sum::<f64>()
    }

    /// Warming when CO2 that rises by 1 % a year has doubled, K.
    pub fn transient_climate_response(&self, forcing_4co2: f64) -> f64 {
        let years = doubling_time();
        let parts = self.coefficients.iter().zip(self.timescales).map(|(coefficient, timescale)| {
            coefficient * (1.0 - timescale / years * (1.0 - libm::exp(-years / timescale)))
        });
        0.5 * forcing_4co2 * parts.sum::<f64>()
    }
}

/// The three real eigenvalues of a tridiagonal matrix whose off-diagonal pairs have a positive product: the roots of its
/// characteristic polynomial by the trigonometric formula, polished by Newton's method.
fn eigenvalues(a: &Matrix<3>) -> [f64; 3] {
    let (p1, p2) = (a[0][1] * a[1][0], a[1][2] * a[2][1]);
    let trace = a[0][0] + a[1][1] + a[2][2];
    let minors = a[0][0] * a[1][1] + a[0][0] * a[2][2] + a[1][1] * a[2][2] - p1 - p2;
    let determinant = a[0][0] * a[1][1] * a[2][2] - a[0][0] * p2 - a[2][2] * p1;
    let value = |x: f64| ((x - trace) * x + minors) * x - determinant;
    let slope = |x: f64| (3.0 * x - 2.0 * trace) * x + minors;
    let centre = trace / 3.0;
    let spread = ((trace * trace - 3.0 * minors) / 9.0).max(0.0).sqrt();
    let cosine = (-0.5 * value(centre) / (spread * spread * spread)).clamp(-1.0, 1.0);
    let angle = libm::acos(cosine) / 3.0;
    let third = 2.0 * std::f64::consts::PI / 3.0;
    [0.0, 1.0, 2.0].map(|turn| {
        let mut root = centre + 2.0 * spread * libm::cos(angle - turn * third);
        for _ in 0..4 {
            let slope = slope(root);
            if slope != 0.0 {
                root -= value(root) / slope;
            }
        }
        root
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BALANCE: EnergyBalance =
        EnergyBalance { capacity: [4.0, 12.0, 80.0], transfer: [1.2, 2.5, 0.9], efficacy: 1.3, gamma: 2.0 };

    #[test]
    fn in_the_end_warming_is_forcing_over_what_goes_to_space() {
        let step = BALANCE.step().unwrap();
        let mut state = [0.0; 4];
        for _ in 0..5000 {
            state = step.after(&state, 3.0);
        }
        assert!(state.iter().zip([3.0, 2.5, 2.5, 2.5]).all(|(a, b)| (a - b).abs() < 1e-9), "{state:?}");
        let response = BALANCE.response().unwrap();
        assert!((response.coefficients.iter().sum::<f64>() - 1.0 / 1.2).abs() < 1e-12);
    }

    #[test]
    fn the_response_is_that_of_the_steps_where_forcing_follows_at_once() {
        let fast = EnergyBalance { gamma: 1e4, ..BALANCE };
        let (step, response) = (fast.step().unwrap(), fast.response().unwrap());
        let mut state = [1.0, 0.0, 0.0, 0.0];
        for year in 1..=100 {
            state = step.after(&state, 1.0);
            let modes = response.coefficients.iter().zip(response.timescales);
            let sum: f64 = modes.map(|(q, tau)| q * (1.0 - libm::exp(-f64::from(year) / tau))).sum();
            assert!((state[1] - sum).abs() < 1e-9, "year {year}: {} not {sum}", state[1]);
        }
    }
}
