//! The linear predictor of a fitted equation: design columns times the parameters of each draw.
//!
//! Design: columns that read nothing but paths are the same in all draws, so they are computed once a year for the whole
//! run, and summed once where the parameters are the same, too. Which columns these are is decided by what they read,
//! never by how a block happens to hold it, and they are summed before the others: the sums have the same bits in any
//! block.

use std::sync::OnceLock;

use forefend_estimate::{Axis, Program, Recipe, Scratch, SharedColumns};

use super::{Draws, Now, Turn, Workspace};
use crate::equation::FittedEquation;

/// A fitted equation with its terms compiled.
#[derive(Debug)]
pub(crate) struct Predictor {
    pub equation: FittedEquation,
    pub recipe: Recipe,
    /// What is added to it and was not fitted.
    pub offset: Option<Program>,
    /// Axis of its rows.
    pub axis: Axis,
    /// Numbers of the design columns that all draws share, and of the others, in the order in which they are summed.
    shared: Vec<usize>,
    own: Vec<usize>,
    /// What all draws share, by period; filled in by whichever block is there first.
    made: Vec<OnceLock<Shared>>,
}

/// The part of an equation in one period that is the same in all draws.
#[derive(Debug, Default)]
struct Shared {
    columns: SharedColumns,
    /// Sums of those columns, one a block of parameters, where these are the same in all draws, too.
    sums: Vec<Vec<f64>>,
}

impl Shared {
    /// The same of the units at `places`.
    fn of(&self, places: &[usize]) -> Self {
        let of = |sums: &Vec<f64>| places.iter().map(|place| sums[*place]).collect();
        Self { columns: self.columns.of(places), sums: self.sums.iter().map(of).collect() }
    }
}

impl Predictor {
    /// `same` tells which columns of the state are the same in all draws.
    pub fn new(
        equation: FittedEquation,
        recipe: Recipe,
        axis: Axis,
        periods: usize,
        same: &dyn Fn(usize) -> bool,
    ) -> Self {
        let all_paths = |column: &usize| recipe.reads_of(*column).all(|(read, _)| same(read));
        let (shared, own) = (0..recipe.columns()).partition(all_paths);
        let mut made = Vec::new();
        made.resize_with(periods, OnceLock::new);
        Self { equation, recipe, offset: None, axis, shared, own, made }
    }

    /// Columns that it reads, each with how many years back.
    pub fn reads(&self) -> Vec<(usize, usize)> {
        let of_offset = self.offset.iter().flat_map(Program::reads).copied();
        self.recipe.reads().into_iter().chain(of_offset).collect()
    }

    /// Whether each row follows from what is read of the same row.
    pub fn is_by_row(&self) -> bool {
        !self.recipe.reads_other_units() && !self.offset.iter().any(Program::reads_other_units)
    }

    /// The parameters of each draw, keyed by the variable's name.
    pub fn parameters(&self, name: &str, draws: Draws) -> Vec<Vec<f64>> {
        self.equation.parameters(name, draws.chance, draws.first, draws.number)
    }

    /// The linear predictors into `work.predictors`, one for each of `blocks` of parameters (a class of a multinomial).
    pub fn predict(&self, parameters: &[Vec<f64>], blocks: usize, turn: &Turn<'_>, work: &mut Workspace) {
        let (units, width) = (turn.now.ids(self.axis).len(), self.recipe.columns());
        work.predictors.resize_with(blocks, Vec::new);
        for predictor in &mut work.predictors {
            predictor.resize(turn.now.rows(self.axis), 0.0);
        }
        let (recipe, scratch) = (&self.recipe, &mut work.scratch);
        let made = &self.made[turn.period];
        let of_some = turn.now.places(self.axis).map(|places| match made.get() {
            Some(of_all) => of_all.of(places),
            None => self.share(blocks, turn.now, scratch),
        });
        let shared = match &of_some {
            Some(of_some) => of_some,
            None => made.get_or_init(|| self.share(blocks, turn.now, scratch)),
        };
        recipe.prepare(&shared.columns, turn.now, scratch);
        let column = |j: usize| recipe.column(j, &shared.columns, scratch);
        for (draw, own) in parameters.iter().enumerate() {
            let rows = draw * units..(draw + 1) * units;
            let in_draw = |j: usize| {
                let column = column(j);
                if column.len() == units { column } else { &column[rows.clone()] }
            };
            for (block, predictor) in work.predictors.iter_mut().enumerate() {
                let (beta, sums) = (&own[block * width..(block + 1) * width], &mut predictor[rows.clone()]);
                match shared.sums.get(block) {
                    Some(made) => sums.copy_from_slice(made),
                    None => self.add_shared(beta, &column, sums),
                }
                let (threes, rest) = self.own.as_chunks::<3>();
                threes.iter().for_each(|three| add_three(three.map(|j| beta[j]), three.map(in_draw), sums));
                rest.iter().for_each(|&j| add(beta[j], in_draw(j), sums));
            }
        }
        self.add_offset(turn, work);
    }

    fn add_offset(&self, turn: &Turn<'_>, work: &mut Workspace) {
        let Some(offset) = &self.offset else { return };
        work.second.resize(turn.now.rows(self.axis), 0.0);
        offset.evaluate(turn.now, &mut work.scratch, &mut work.second);
        for predictor in &mut work.predictors {
            add(1.0, &work.second, predictor);
        }
    }

    /// The part of the period at hand that is the same in all draws.
    fn share(&self, blocks: usize, now: &dyn Now, scratch: &mut Scratch) -> Shared {
        let columns = self.recipe.shared(&|column| now.is_path(column), now, scratch);
        let sums = |beta: &[f64]| {
            let mut sums = vec![0.0; now.ids(self.axis).len()];
            self.add_shared(beta, &|j| self.recipe.column(j, &columns, scratch), &mut sums);
            sums
        };
        let blocks = if self.equation.parameters_fixed { blocks } else { 0 };
        let each = self.equation.fit.coefficients.chunks(self.recipe.columns().max(1));
        let sums = each.take(blocks).map(sums).collect();
        Shared { columns, sums }
    }

    /// Sums of the columns that all draws share, from nothing.
    fn add_shared<'a>(&self, beta: &[f64], column: &dyn Fn(usize) -> &'a [f64], sums: &mut [f64]) {
        sums.fill(0.0);
        self.shared.iter().for_each(|&j| add(beta[j], column(j), sums));
    }
}

fn add(beta: f64, x: &[f64], sums: &mut [f64]) {
    sums.iter_mut().zip(x).for_each(|(sum, x)| *sum += beta * x);
}

/// Adds three columns one after the other to sums that are read and written once.
fn add_three(beta: [f64; 3], [x, y, z]: [&[f64]; 3], sums: &mut [f64]) {
    let rows = sums.iter_mut().zip(x).zip(y).zip(z);
    rows.for_each(|(((sum, x), y), z)| *sum = ((*sum + beta[0] * x) + beta[1] * y) + beta[2] * z);
}
