//! A future that is known in part: what a backtest asks of a driver whose future is given to the model.

use super::Plan;

impl Plan {
    /// Keeps `values` of a variable in every draw, year-major over the simulated years x its units; NaN leaves the value to the
    /// model. Parameters stay as fitted: only the future differs. Whether the plan has the variable and its room is that of
    /// `values`.
    pub fn know(&mut self, variable: &str, values: &[f64]) -> bool {
        let Some(column) = self.names.iter().position(|name| name == variable) else { return false };
        if values.len() != self.periods() * self.units_of(column) {
            return false;
        }
        let outputs = self.steps.iter_mut().flat_map(|step| &mut step.outputs);
        let mut found = false;
        for output in outputs.filter(|output| output.column == column) {
            let known = output.known.get_or_insert_with(|| vec![f64::NAN; values.len()]);
            let new = known.iter_mut().zip(values).filter(|(_, value)| !value.is_nan());
            new.for_each(|(slot, value)| *slot = *value);
            found = true;
        }
        found
    }
}
