//! Columns of variables that policy can delay.
//!
//! Such a variable has two columns. The first holds what it would be without any delay. Its own process writes it, and
//! reads its own past in it, so the variable's luck, its other levers and its own text never notice a delay. The second
//! holds what has arrived: a step of its own ([`Delay`]) fills it from the first, everybody else reads it, and it is what
//! a run records. History and observed years are the same in both. Without a delay, both are equal to the bit.

use std::sync::Arc;

use forefend_estimate::EstimateError;

use super::Plan;
use super::step::{Output, Step};
use crate::error::SimulateError;
use crate::history::History;
use crate::luck::Stream;
use crate::model::Model;
use crate::process::Delay;
use crate::spec::{Family, Kind};

impl Plan {
    /// Adds a column for each variable that policy can delay.
    pub(super) fn add_delayed(&mut self, model: &Model) -> Result<(), SimulateError> {
        for (position, variable) in model.variables.iter().enumerate() {
            if variable.delays().next().is_none() {
                continue;
            }
            let inside =
                |source: EstimateError| SimulateError::Expression { place: variable.place.clone(), source };
            let past = self.table.column(variable.name()).map(<[f64]>::to_vec).unwrap_or_default();
            let name = format!("{} after its delay", variable.name());
            self.table.add_column_on(self.axis_of[position], &name, &past).map_err(inside)?;
            self.delayed.insert(position, self.names.len());
            // The same name: it is the one that messages and the run use, and the first that is found is the own one.
            self.names.push(variable.name().to_owned());
            self.axis_of.push(self.axis_of[position]);
            self.is_path.push(false);
            self.depths.push(1);
        }
        Ok(())
    }

    /// The step that follows the variable's own one, where policy can delay it.
    pub(super) fn delay(&self, model: &Model, own: &Output, history: &History) -> Option<Step> {
        let variable = &model.variables[own.column];
        let first = variable.delays().next()?;
        let most: f64 = variable.delays().map(|lever| lever.bounds[1]).sum();
        // No delay is longer than the years simulated; the value before the last whole year is read for fractions.
        let deepest = (most.min(self.periods() as f64).ceil() as usize) + 1;
        let whole = first.whole || variable.spec.family == Some(Family::Multinomial);
        let known = match variable.spec.kind {
            Kind::Path => self.simulated_part(history, own.column),
            _ => Vec::new(),
        };
        let process = Delay {
            of: own.column,
            axis: own.axis,
            deepest,
            whole: whole.then(|| Stream::named(&format!("{}/delay", variable.name()))),
            meanwhile: first.meanwhile,
            known,
        };
        let (column, known) = (self.as_seen(own.column), own.known.clone());
        let output = Output { column, axis: own.axis, condition: None, known };
        Some(Step::of(Arc::new(process), own.column, output))
    }
}
