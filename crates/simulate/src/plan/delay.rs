//! Columns of variables that policy can delay: what others see of them.
//!
//! Design: such a variable has two columns. Its own is what it would be: it, its luck, its other levers and its own text
//! know nothing of the delay. The second is what arrives, and what everybody else reads and what is recorded. The past
//! and observed years are the same in both, so with no delay they are equal to the bit.

use forefend_estimate::EstimateError;

use super::{Plan, Rule, Step};
use crate::error::SimulateError;
use crate::luck::Stream;
use crate::model::{Declared, Model};
use crate::spec::Family;

/// What others see of a variable that policy can delay.
#[derive(Debug, Clone)]
pub(crate) struct Delayed {
    /// The variable's own column, which levers name.
    pub of: usize,
    /// Luck by which a delay becomes a whole number of years; none where values between years are linear.
    pub whole: Option<Stream>,
    /// Value in a year in which nothing arrives; the value there was where absent.
    pub meanwhile: Option<f64>,
    /// A path's values, year-major from the first simulated year on: known beforehand.
    pub known: Vec<f64>,
}

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
    pub(super) fn delay(&mut self, variable: &Declared, own: &Step) -> Option<Step> {
        let first = variable.delays().next()?;
        let most: f64 = variable.delays().map(|lever| lever.bounds[1]).sum();
        // No delay is longer than the years simulated; the value before the last whole year is read for fractions.
        let deepest = (most.min(self.periods() as f64).ceil() as usize) + 1;
        self.deepen(&[(own.variable, deepest)]);
        let whole = first.whole || variable.spec.family == Some(Family::Multinomial);
        let known = match &own.rule {
            Rule::Path(path) => path.clone(),
            _ => Vec::new(),
        };
        let rule = Delayed {
            of: own.variable,
            whole: whole.then(|| Stream::named(&format!("{}/delay", variable.name()))),
            meanwhile: first.meanwhile,
            known,
        };
        let (variable, known) = (self.as_seen(own.variable), own.known.clone());
        Some(Step {
            variable,
            axis: own.axis,
            rule: Rule::Delay(rule),
            condition: None,
            known,
            shared: Vec::new(),
        })
    }
}
