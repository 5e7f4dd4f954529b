//! A model without a driver, or with one term more: what an ablation compares with.

use std::collections::BTreeSet;

use forefend_estimate::Formula;
use forefend_panel::suggestion;

use super::{Declared, Model};
use crate::error::SimulateError;

/// The folder of threats.
const THREATS: &str = "threats/";

impl Model {
    /// Names of the variables that a driver's file declares; none of an unknown driver.
    pub fn variables_of_driver(&self, driver: &str) -> BTreeSet<&str> {
        let own = self.drivers.iter().filter(|known| known.id == driver);
        own.flat_map(|driver| &driver.variable).map(|variable| variable.name.as_ref().as_str()).collect()
    }

    /// The terms of threats' equations that read a variable of the driver's file, each as `(equation, term)`.
    pub fn terms_of_driver(&self, driver: &str) -> Vec<(String, String)> {
        let own = self.variables_of_driver(driver);
        let of = |declared: &Declared| -> Vec<(String, String)> {
            let formula = declared.formula.iter();
            let terms = formula.flat_map(|formula| formula.terms_reading(&|name| own.contains(name)));
            terms.map(|term| (declared.name().to_owned(), term)).collect()
        };
        self.variables.iter().filter(|one| is_of_threat(one)).flat_map(of).collect()
    }

    /// The model in which no equation of a threat reads the driver. Its variables still move, and still bound what cannot be more
    /// than there is (deaths, refugees): that is arithmetic, and no term.
    #[must_use]
    pub fn without_driver(&self, driver: &str) -> Self {
        let mut model = self.clone();
        let own = self.variables_of_driver(driver);
        for declared in model.variables.iter_mut().filter(|one| is_of_threat(one)) {
            declared.formula =
                declared.formula.take().map(|formula| formula.without(&|name| own.contains(name)));
        }
        model
    }

    /// The model with a term more in one equation.
    ///
    /// # Errors
    /// Told at `place`: an equation or a variable of the term that the model has not, a term that does not parse.
    pub fn with_term(&self, equation: &str, term: &str, place: &str) -> Result<Self, SimulateError> {
        let wrong = |source| SimulateError::Expression { place: place.to_owned(), source };
        let more = Formula::parse(&format!("{equation} ~ {term}")).map_err(wrong)?;
        for reference in more.references() {
            self.known(&reference.name, || place.to_owned())?;
        }
        let mut model = self.clone();
        let equations = self.variables.iter().filter(|one| one.formula.is_some()).map(Declared::name);
        let found = self.position(equation).and_then(|at| model.variables[at].formula.as_mut());
        let Some(formula) = found else {
            return Err(SimulateError::Unknown {
                place: place.to_owned(),
                what: "equation",
                name: equation.to_owned(),
                suggestion: suggestion(equation, equations),
            });
        };
        *formula = formula.with_terms_of(&more);
        Ok(model)
    }
}

fn is_of_threat(declared: &Declared) -> bool {
    declared.file.starts_with(THREATS)
}
