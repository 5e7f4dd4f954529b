//! The terms of a formula, taken out by what they read.

use crate::expression;
use crate::formula::Formula;

impl Formula {
    /// Number of terms of the right side, the intercept not counted.
    pub fn number_of_terms(&self) -> usize {
        self.terms.len()
    }

    /// The formula without the terms that read one of `names`, at whatever lag or along whatever network.
    ///
    /// ```
    /// use forefend_estimate::Formula;
    ///
    /// let formula = Formula::parse("growth ~ lag(growth) + log1p(lag(deaths)) + I(deaths / people)")?;
    /// assert_eq!(formula.without(&["deaths"]).to_string(), "growth ~ 1 + lag(growth)");
    /// assert_eq!(formula.without(&["trade"]), formula);
    /// # Ok::<(), forefend_estimate::EstimateError>(())
    /// ```
    #[must_use]
    pub fn without(&self, names: &[&str]) -> Self {
        let mut formula = self.clone();
        formula.terms.retain(|term| {
            let parts: Vec<_> = term.variables.iter().map(|variable| variable.expression()).collect();
            let reads = expression::references(&parts);
            !reads.iter().any(|read| names.contains(&read.name.as_str()))
        });
        formula
    }
}
