//! A formula with terms less or more: what an ablation fits.

use super::{Formula, Term, Variable};

impl Formula {
    /// Number of terms of the right side, the intercept not counted.
    pub fn number_of_terms(&self) -> usize {
        self.terms.len()
    }

    /// The terms that read, at whatever lag, a column of which `read` holds, as they print.
    pub fn terms_reading(&self, read: &dyn Fn(&str) -> bool) -> Vec<String> {
        self.terms.iter().filter(|term| reads(term, read)).map(ToString::to_string).collect()
    }

    /// The formula without these terms, each dropped whole: of a product of income and years at peace nothing is left where
    /// income is to go. Without any term left it is a constant.
    ///
    /// # Examples
    /// ```
    /// use forefend_estimate::Formula;
    ///
    /// let formula = Formula::parse("conflict ~ lag(conflict) + log(income) + I(log(income) * peace)")?;
    /// let without = formula.without(&|name| name == "income");
    /// assert_eq!(without.to_string(), "conflict ~ 1 + lag(conflict)");
    /// # Ok::<(), forefend_estimate::EstimateError>(())
    /// ```
    #[must_use]
    pub fn without(&self, read: &dyn Fn(&str) -> bool) -> Self {
        let mut formula = self.clone();
        formula.terms.retain(|term| !reads(term, read));
        formula.intercept |= formula.terms.is_empty();
        formula
    }

    /// The formula with the terms of the right side of `other` that it does not have yet.
    ///
    /// # Examples
    /// ```
    /// use forefend_estimate::Formula;
    ///
    /// let formula = Formula::parse("conflict ~ lag(conflict)")?;
    /// let more = formula.with_terms_of(&Formula::parse("conflict ~ lag(conflict) + lag(openness)")?);
    /// assert_eq!(more.to_string(), "conflict ~ 1 + lag(conflict) + lag(openness)");
    /// # Ok::<(), forefend_estimate::EstimateError>(())
    /// ```
    #[must_use]
    pub fn with_terms_of(&self, other: &Self) -> Self {
        let mut formula = self.clone();
        for term in &other.terms {
            if !formula.terms.iter().any(|known| known.same(term)) {
                formula.terms.push(term.clone());
            }
        }
        formula.terms.sort_by_key(|term| term.variables.len());
        let new = other.bases.iter().filter(|(factor, _)| self.base_of(factor).is_none());
        formula.bases.extend(new.cloned());
        formula
    }
}

fn reads(term: &Term, read: &dyn Fn(&str) -> bool) -> bool {
    let names = term.variables.iter().map(Variable::expression).flat_map(|one| one.references());
    names.into_iter().any(|reference| read(&reference.name))
}
