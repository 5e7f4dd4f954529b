//! World shocks of an equation: what moves the predictors of all units of a draw together.

use forefend_estimate::{Program, is_true};

use super::{Draws, Predictor, Turn, Workspace};
use crate::luck::{Chance, Luck, Stream};
use crate::world_shock::{GridPoint, WorldShock};

/// The world shocks of each draw, and where they stand.
#[derive(Clone)]
pub(super) struct WorldShocks {
    draws: Draws,
    /// Last year that the shocks were fitted on; none without shocks.
    fitted: Option<i32>,
    /// Luck of each group of rows.
    streams: Vec<Stream>,
    /// By draw and group of rows: size and persistence, and where the shock stands.
    standing: Vec<Vec<(GridPoint, f64)>>,
}

impl WorldShocks {
    /// Size, persistence and last fitted state of each draw's shocks, keyed by (seed, draw, name) alone.
    pub fn begin(shocks: &[WorldShock], name: &str, draws: Draws) -> Self {
        let streams: Vec<Stream> = (0..shocks.len()).map(|group| stream(name, group)).collect();
        let of_draw = |draw: u64| {
            let start = |(world, stream): (&WorldShock, &Stream)| match draws.chance {
                Chance::Mean => world.mean(),
                Chance::Seeded(_) => {
                    let luck = Luck::at(draws.chance, draw, 0, 0, *stream);
                    world.start(luck.nth(0), luck.normal(1))
                }
            };
            shocks.iter().zip(&streams).map(start).collect()
        };
        // All groups of an equation are fitted on the same years.
        let fitted = shocks.first().map(|world| world.last);
        let standing = fitted.map_or_else(Vec::new, |_| draws.ids().map(of_draw).collect());
        Self { draws, fitted, streams, standing }
    }

    /// Moves the shocks of each draw on by a year and adds them to every predictor in `work`. In fitted years the outcome
    /// is known, so a shock rests until the last of them.
    /// Where there are two, `by` says which rows have the second.
    pub fn advance(
        &mut self,
        (predictor, by): (&Predictor, Option<&Program>),
        turn: &Turn<'_>,
        work: &mut Workspace,
    ) {
        let year = i32::from(turn.year.0);
        if self.fitted.is_none_or(|last| year <= last) {
            return;
        }
        for (group, stream) in self.streams.iter().enumerate() {
            for (draw, shocks) in self.draws.ids().zip(&mut self.standing) {
                let luck = Luck::at(self.draws.chance, draw, year, 0, *stream);
                let (point, shock) = &mut shocks[group];
                *shock = point.next(*shock, luck.normal(0));
            }
        }
        if let Some(by) = by {
            work.second.resize(turn.now.rows(predictor.axis), 0.0);
            by.evaluate(turn.now, &mut work.scratch, &mut work.second);
        }
        let units = turn.now.ids(predictor.axis).len();
        for (draw, shocks) in self.standing.iter().enumerate() {
            let rows = draw * units..(draw + 1) * units;
            let first = shocks[0].1;
            for eta in &mut work.predictors {
                match shocks.get(1) {
                    None => eta[rows.clone()].iter_mut().for_each(|eta| *eta += first),
                    Some((_, second)) => {
                        let own = eta[rows.clone()].iter_mut().zip(&work.second[rows.clone()]);
                        own.for_each(|(eta, holds)| *eta += if is_true(*holds) { *second } else { first });
                    }
                }
            }
        }
    }
}

fn stream(name: &str, group: usize) -> Stream {
    match group {
        0 => Stream::named(&format!("{name}/world")),
        _ => Stream::named(&format!("{name}/world/{group}")),
    }
}
