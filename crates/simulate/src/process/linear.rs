//! A linear equation: a fitted mean, what all units of a year share, and an error of its own for each row.

use std::collections::BTreeSet;
use std::sync::Arc;

use forefend_estimate::{Program, Recipe};

use super::shared_luck::SharedLuck;
use super::shock::WorldShocks;
use super::{Draws, Predictor, Process, Running, Target, Turn, Workspace};
use crate::equation::{Calibrated, FittedEquation, number};
use crate::luck::{Chance, Luck, Stream};
use crate::residual::QuantileFunction;
use crate::spec::LeverScale;

/// A fitted linear equation, compiled.
#[derive(Debug)]
pub(crate) struct Linear {
    /// The variable, whose levers these are.
    pub variable: usize,
    /// Its name, which keys parameters and luck.
    pub name: String,
    pub predictor: Predictor,
    /// Bounds that the error is drawn from inside of.
    pub bounds: Option<[f64; 2]>,
    /// Which group's error a row draws: the first that has one.
    pub error_by: Vec<Program>,
    /// Which rows of a year draw one error between them: those with the same number above 0.
    pub error_shared: Option<Program>,
}

/// The equation in a set of draws.
#[derive(Clone)]
struct RunningLinear {
    linear: Arc<Linear>,
    draws: Draws,
    /// By draw.
    parameters: Vec<Vec<f64>>,
    shocks: WorldShocks,
    /// Luck of a row, and of what all rows of a year share.
    own: Stream,
    common: SharedLuck,
    /// Luck of what the countries of each group share: the streams, and the group of each unit once the units are known.
    groups: Vec<Stream>,
    group_of: Vec<Option<usize>>,
    /// The units that `group_of` is of.
    met: Vec<u64>,
}

impl Process for Linear {
    fn reads(&self) -> Vec<(usize, usize)> {
        let groups = self.error_by.iter().chain(&self.error_shared).flat_map(Program::reads).copied();
        self.predictor.reads().into_iter().chain(groups).collect()
    }

    fn is_by_row(&self) -> bool {
        // Rows that share an error share the luck of the first of them.
        self.error_shared.is_none()
            && self.predictor.is_by_row()
            && !self.error_by.iter().any(Program::reads_other_units)
    }

    fn begin(self: Arc<Self>, draws: Draws, _calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        Box::new(RunningLinear {
            linear: Arc::clone(&self),
            draws,
            parameters: self.predictor.parameters(&self.name, draws),
            shocks: WorldShocks::begin(&self.predictor.equation.world_shocks, &self.name, draws),
            own: Stream::named(&self.name),
            common: SharedLuck::of(&self.name, &self.predictor.equation.common_luck),
            groups: Vec::new(),
            group_of: Vec::new(),
            met: Vec::new(),
        })
    }

    fn equation(&self) -> Option<(&FittedEquation, &Recipe)> {
        Some((&self.predictor.equation, &self.predictor.recipe))
    }
}

impl Running for RunningLinear {
    fn advance(&mut self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [Vec<f64>]) {
        let linear = Arc::clone(&self.linear);
        let (predictor, out) = (&linear.predictor, &mut out[0]);
        let equation = &predictor.equation;
        predictor.predict(&self.parameters, 1, turn, work);
        self.shocks.advance((predictor, None), turn, work);
        // Groups of the errors, and after them the numbers of those who share one.
        let sharing = linear.error_by.len();
        work.groups.resize_with(sharing + 1, Vec::new);
        for (program, groups) in linear.error_by.iter().chain(&linear.error_shared).zip(&mut work.groups) {
            groups.resize(turn.now.rows(predictor.axis), 0.0);
            program.evaluate(turn.now, &mut work.scratch, groups);
        }
        out.resize(work.predictors[0].len(), 0.0);
        let shift = turn.levers.shift(Target::Variable(linear.variable, LeverScale::Additive));
        let (ids, year, chance) = (turn.now.ids(predictor.axis), i32::from(turn.year.0), self.draws.chance);
        work.luck_of_units.set(chance, year, ids, self.own);
        work.luck.resize(ids.len(), 0.0);
        self.find_groups(ids);
        let errors_of_rows = equation.residual.is_some() || !equation.residual_by.is_empty();
        for (d, (id, draw)) in self.draws.ids().zip(out.chunks_exact_mut(ids.len())).enumerate() {
            if errors_of_rows {
                work.luck.copy_from_slice(work.luck_of_units.in_draw(id));
                if linear.error_shared.is_some() {
                    share(
                        &work.groups[sharing][d * ids.len()..],
                        |u| turn.applies(d * ids.len() + u),
                        &mut work.luck,
                    );
                }
            }
            let luck = || self.common.uniform(chance, id, year);
            let shared = equation.common.as_ref().map_or(0.0, |errors| errors.drawn(chance, luck));
            let of_groups = self.shocks_of_groups(id, year);
            for (u, slot) in draw.iter_mut().enumerate() {
                let row = d * ids.len() + u;
                if turn.applies(row) {
                    let mut centre = work.predictors[0][row] + shared;
                    if let Some(group) = self.group_of.get(u).copied().flatten() {
                        centre += of_groups[group];
                    }
                    let shift = shift.as_ref().map_or(0.0, |shift| shift[row]);
                    let mut levels = work.groups.iter().zip(&equation.residual_by);
                    let own = levels.find_map(|(groups, errors)| errors.get(&number(groups[row])));
                    let residual = own.or(equation.residual.as_ref());
                    *slot = with_error(residual, linear.bounds, centre, (chance, work.luck[u]), shift);
                }
            }
        }
    }
}

impl RunningLinear {
    /// Which groups there are, and the one of each unit.
    fn find_groups(&mut self, ids: &[u64]) {
        let Some(shocks) = &self.linear.predictor.equation.common_by else { return };
        if self.met == ids {
            return;
        }
        self.met = ids.to_vec();
        let names: BTreeSet<&str> = shocks.groups.values().map(String::as_str).collect();
        let name = &self.linear.name;
        self.groups = names.iter().map(|group| Stream::named(&format!("{name}/common/{group}"))).collect();
        let at =
            |id: &u64| names.iter().position(|group| shocks.groups.get(id).is_some_and(|own| own == group));
        self.group_of = ids.iter().map(at).collect();
    }

    /// The shock of each group in a year of a draw.
    fn shocks_of_groups(&self, draw: u64, year: i32) -> Vec<f64> {
        let Some(shocks) = &self.linear.predictor.equation.common_by else { return Vec::new() };
        let chance = self.draws.chance;
        let shock =
            |stream: &Stream| shocks.law.drawn(chance, || Luck::at(chance, draw, year, 0, *stream).nth(0));
        self.groups.iter().map(shock).collect()
    }
}

/// Gives rows with the same number above 0 the luck of the first of them that the equation applies to: the same rank in the
/// error's distribution, so the outcomes go up and down together, each from its own mean.
fn share(numbers: &[f64], applies: impl Fn(usize) -> bool, luck: &mut [f64]) {
    let mut first: Vec<(f64, f64)> = Vec::new();
    for (u, (luck, number)) in luck.iter_mut().zip(numbers).enumerate() {
        if *number > 0.0 && applies(u) {
            match first.iter().find(|(of, _)| of == number) {
                Some((_, shared)) => *luck = *shared,
                None => first.push((*number, *luck)),
            }
        }
    }
}

/// Mean, error inside the bounds, then the policy shift: luck meets the reference path, the shift moves
/// the outcome from there, so that more shift never gives less.
fn with_error(
    residual: Option<&QuantileFunction>,
    bounds: Option<[f64; 2]>,
    mean: f64,
    (chance, luck): (Chance, f64),
    shift: f64,
) -> f64 {
    let Some(residual) = residual else { return mean + shift };
    let [low, high] = bounds.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
    let undisturbed = match (bounds, chance) {
        (None, _) => mean + residual.drawn(chance, || luck),
        (Some(_), Chance::Mean) => (mean + residual.mean()).clamp(low, high),
        (Some(_), Chance::Seeded(_)) => mean + residual.truncated(luck, low - mean, high - mean),
    };
    (undisturbed + shift).clamp(low, high)
}
