//! The likelihood of one group of Student-t rows, with its intercept integrated out.

use crate::gamma::digamma;

/// The integrand is followed until it has fallen by this many units of log density from its highest point.
const DROP: f64 = 34.0;
/// Most nodes on each side of the highest point.
const MOST_NODES: usize = 20_000;
/// Most residuals tried as the place of the highest point.
const MOST_CANDIDATES: usize = 24;

/// Scale, degrees of freedom and spread of the group intercepts; no spread means no group intercepts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) sigma: f64,
    pub(crate) nu: f64,
    pub(crate) tau: Option<f64>,
}

/// Log-likelihood of a group and its derivatives.
#[derive(Debug, Clone, Default)]
pub(crate) struct GroupTerms {
    pub(crate) value: f64,
    /// In the linear predictor of each row.
    pub(crate) slope: Vec<f64>,
    pub(crate) log_sigma: f64,
    pub(crate) log_nu: f64,
    pub(crate) log_tau: f64,
    /// Mean and variance of the intercept given the data.
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

/// Constants of the density, computed once for all groups.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Density {
    shape: Shape,
    /// log gamma((nu+1)/2) - log gamma(nu/2) - log(nu pi)/2 - log sigma.
    constant: f64,
    /// Its derivative in nu.
    constant_slope: f64,
}

impl Density {
    pub(crate) fn new(shape: Shape) -> Self {
        let nu = shape.nu;
        let constant = libm::lgamma(0.5 * (nu + 1.0))
            - libm::lgamma(0.5 * nu)
            - 0.5 * libm::log(nu * std::f64::consts::PI)
            - libm::log(shape.sigma);
        let constant_slope = 0.5 * (digamma(0.5 * (nu + 1.0)) - digamma(0.5 * nu) - 1.0 / nu);
        Self { shape, constant, constant_slope }
    }

    /// Terms of a group with the given residuals (response minus linear predictor).
    ///
    /// The integral over the intercept is a trapezoidal sum around the integrand's highest point. The integrand is
    /// analytic and dies out at both ends, so that the sum converges exponentially (Trefethen & Weideman 2014,
    /// doi:10.1137/130932132); unlike Gauss-Hermite rules it does not ask for one peak. The derivatives are means of
    /// those of the complete data over the intercept's distribution (Fisher's identity), on the same nodes.
    pub(crate) fn group(&self, residuals: &[f64]) -> GroupTerms {
        let mut total = GroupTerms { slope: vec![0.0; residuals.len()], ..GroupTerms::default() };
        let Some(tau) = self.shape.tau else {
            total.value = self.rows(residuals, 0.0);
            self.add_slopes(residuals, 0.0, 1.0, &mut total);
            return total;
        };
        let nodes = self.nodes(residuals, tau);
        let highest = nodes.iter().fold(f64::NEG_INFINITY, |most, node| most.max(node.1));
        let mass: f64 = nodes.iter().map(|node| libm::exp(node.1 - highest)).sum();
        let (mut square, mut mean) = (0.0, 0.0);
        for &(u, height) in &nodes {
            let weight = libm::exp(height - highest) / mass;
            mean += weight * u;
            square += weight * u * u;
            total.log_tau += weight * (u * u / (tau * tau) - 1.0);
            self.add_slopes(residuals, u, weight, &mut total);
        }
        total.value = highest + libm::log(mass * self.step(residuals.len(), tau));
        total.mean = mean;
        total.variance = (square - mean * mean).max(0.0);
        total
    }

    /// Log density of the rows given the intercept `u`. Logarithms are taken of products of several rows, for speed.
    fn rows(&self, residuals: &[f64], u: f64) -> f64 {
        let scale = 1.0 / (self.shape.sigma * self.shape.sigma * self.shape.nu);
        let (mut logarithms, mut product) = (0.0, 1.0);
        for r in residuals {
            product *= 1.0 + (r - u) * (r - u) * scale;
            if product > 1e100 {
                logarithms += libm::log(product);
                product = 1.0;
            }
        }
        logarithms += libm::log(product);
        residuals.len() as f64 * self.constant - 0.5 * (self.shape.nu + 1.0) * logarithms
    }

    /// Adds `weight` times the derivatives of the rows' log density at intercept `u`.
    fn add_slopes(&self, residuals: &[f64], u: f64, weight: f64, total: &mut GroupTerms) {
        let Shape { sigma, nu, .. } = self.shape;
        let (mut shares, mut logarithms, mut product) = (0.0, 0.0, 1.0);
        let variance = sigma * sigma * nu;
        for (r, slope) in residuals.iter().zip(&mut total.slope) {
            let distance = r - u;
            let spread = variance + distance * distance;
            *slope += weight * (nu + 1.0) * distance / spread;
            shares += distance * distance / spread;
            product *= spread / variance;
            if product > 1e100 {
                logarithms += libm::log(product);
                product = 1.0;
            }
        }
        logarithms += libm::log(product);
        let rows = residuals.len() as f64;
        total.log_sigma += weight * ((nu + 1.0) * shares - rows);
        total.log_nu +=
            weight * (nu * (rows * self.constant_slope - 0.5 * logarithms) + 0.5 * (nu + 1.0) * shares);
    }

    /// Distance of the nodes: below the width that the integrand has at least, and a fifth of the distance of its poles
    /// from the real line.
    fn step(&self, rows: usize, tau: f64) -> f64 {
        let Shape { sigma, nu, .. } = self.shape;
        let sharpest = 1.0 / (tau * tau) + rows as f64 * (nu + 1.0) / (nu * sigma * sigma);
        (0.7 / sharpest.sqrt()).min(0.2 * sigma * nu.sqrt())
    }

    /// Nodes with the log of the integrand, from the highest point down on both sides.
    fn nodes(&self, residuals: &[f64], tau: f64) -> Vec<(f64, f64)> {
        let prior = -libm::log(tau) - 0.5 * libm::log(2.0 * std::f64::consts::PI);
        let height = |u: f64| self.rows(residuals, u) + prior - 0.5 * (u / tau) * (u / tau);
        let step = self.step(residuals.len(), tau);
        let stride = residuals.len().div_ceil(MOST_CANDIDATES);
        let average = residuals.iter().sum::<f64>() / residuals.len() as f64;
        let candidates = residuals.iter().step_by(stride).copied().chain([0.0, average]);
        let (mut start, mut highest) = (0.0, f64::NEG_INFINITY);
        for u in candidates {
            let here = height(u);
            if here > highest {
                (start, highest) = (u, here);
            }
        }
        let mut nodes = vec![(start, highest)];
        for direction in [step, -step] {
            for k in 1..MOST_NODES {
                let u = start + k as f64 * direction;
                let here = height(u);
                nodes.push((u, here));
                highest = highest.max(here);
                if here < highest - DROP {
                    break;
                }
            }
        }
        nodes
    }
}
