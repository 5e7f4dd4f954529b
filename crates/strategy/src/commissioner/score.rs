//! What a portfolio is worth to a commissioner, draw by draw.

use forefend_runs::parts::mean;
use forefend_score::quantiles;

use super::{Commissioner, Futures};
use crate::outcome::{OutcomeAt, Outcomes, Totals};
use crate::robust::worst_tenth;

/// What a portfolio is worth to a commissioner under one setting, in shares of what the reference has: 0.01 is what 1 % fewer
/// deaths would be worth to somebody who values nothing else.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// What the commissioner ranks by: the mean of futures, or of the worst tenth.
    pub value: f64,
    /// Quantiles over draws at 5 and 95 %.
    pub ends: [f64; 2],
    /// Share of draws in which the portfolio is worth more than the reference.
    pub better: f64,
}

/// Scores of portfolios by one commissioner: what is taken from the reference once.
#[derive(Debug, Clone)]
pub struct Scores<'a> {
    commissioner: &'a Commissioner,
    /// Outcome, signed weight by unit of the outcome, and its totals in the reference.
    parts: Vec<(OutcomeAt, f64, &'a [f64])>,
    /// Outcomes with a weight of which the reference has nothing, so that no share can be told.
    pub without_scale: Vec<OutcomeAt>,
}

impl<'a> Scores<'a> {
    /// Against `reference`, totals at the commissioner's own discount rate.
    pub fn new(commissioner: &'a Commissioner, outcomes: &Outcomes, reference: &'a Totals) -> Self {
        let (mut parts, mut without_scale) = (Vec::new(), Vec::new());
        for (at, weight) in &commissioner.weights {
            let totals = reference.get(at).map_or(&[][..], Vec::as_slice);
            let scale = mean(totals).abs();
            if !(scale > 0.0 && scale.is_finite()) {
                without_scale.push(*at);
                continue;
            }
            let sign = outcomes.get(*at).better.sign().unwrap_or(-1.0);
            parts.push((*at, sign * weight / scale, totals));
        }
        Self { commissioner, parts, without_scale }
    }

    /// The score of a portfolio with these totals; none where nothing that has a weight can be told.
    pub fn of(&self, totals: &Totals) -> Option<Score> {
        let worth = self.by_draw(totals);
        let tail = worst_tenth(worth.clone())?;
        let [low, high] = quantiles(&worth, [0.05, 0.95]);
        let value = match self.commissioner.futures {
            Futures::Mean => mean(&worth),
            Futures::WorstTenth => tail,
        };
        let better = worth.iter().filter(|worth| **worth > 0.0).count() as f64 / worth.len() as f64;
        Some(Score { value, ends: [low, high], better })
    }

    /// Shares of the reference by draw, in draw order; empty where nothing that has a weight can be told.
    fn by_draw(&self, totals: &Totals) -> Vec<f64> {
        let draws = self.parts.iter().map(|(.., reference)| reference.len()).min().unwrap_or(0);
        let mut worth = vec![0.0; draws];
        for (at, weight, reference) in &self.parts {
            let Some(own) = totals.get(at) else { continue };
            let rows = worth.iter_mut().zip(own).zip(*reference);
            rows.for_each(|((worth, own), reference)| *worth += weight * (own - reference));
        }
        worth
    }
}

impl Score {
    /// The reference's own: nothing, in every draw.
    pub const NOTHING: Self = Self { value: 0.0, ends: [0.0; 2], better: 0.0 };

    /// The one that is worse by its value; the first where they are alike.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.value < self.value { other } else { self }
    }
}
