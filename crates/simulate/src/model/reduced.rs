//! A model cut down to what some of its variables need.

use std::collections::BTreeSet;

use forefend_estimate::{Expression, Formula};

use super::{Declared, Model};

impl Declared {
    /// Every expression that the variable is declared by; its formula is apart.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let texts = [&self.expression, &self.offset, &self.condition, &self.history, &self.shock_by];
        let of_error = self.error_by.iter().chain(&self.error_shared);
        texts.into_iter().flatten().chain(of_error).chain(self.weights.iter().flatten())
    }
}

impl Model {
    /// Positions of the variables in `names` and of all that they read, in any year.
    pub fn needed_by(&self, names: &[&str]) -> BTreeSet<usize> {
        let mut needed: BTreeSet<usize> = names.iter().filter_map(|name| self.position(name)).collect();
        let mut open: Vec<usize> = needed.iter().copied().collect();
        while let Some(position) = open.pop() {
            for read in self.reads(&self.variables[position]) {
                if needed.insert(read) {
                    open.push(read);
                }
            }
        }
        needed
    }

    /// The model with the variables in `names` and all that they read, in any year, and nothing else: what they do stays the
    /// same to the bit, because luck is keyed by name. Recorded variables that are gone are not recorded.
    pub fn reduced_to(&self, names: &[&str]) -> Self {
        let needed = self.needed_by(names);
        let mut model = self.clone();
        model.variables = needed.into_iter().map(|position| self.variables[position].clone()).collect();
        let whole = |name: &String| model.position(name).is_some();
        let kept = self.processes.iter().filter(|process| process.writes.iter().all(whole));
        model.processes = kept.cloned().collect();
        let correlations = self.correlations.iter();
        let kept = correlations.filter(|one| one.names().iter().all(|name| model.position(name).is_some()));
        model.correlations = kept.cloned().collect();
        let known = |name: &toml::Spanned<String>| model.position(name.as_ref()).is_some();
        let mut frame = self.frame.clone();
        frame.record_country.retain(&known);
        frame.record_world.retain(&known);
        frame.record.values_mut().for_each(|names| names.retain(&known));
        model.frame = frame;
        model
    }

    /// Positions of everything a variable's texts name, and of all that the process reads and writes that writes it.
    fn reads(&self, variable: &Declared) -> Vec<usize> {
        let of_texts = variable.expressions().flat_map(Expression::references);
        let of_formula = variable.formula.iter().flat_map(Formula::references);
        let of = variable.spec.of.iter().map(|of| of.as_ref().clone());
        let process = self.writer(variable).into_iter();
        let of_process = process.flat_map(|process| process.reads.iter().chain(&process.writes)).cloned();
        let correlated = self.correlated_before(variable.name());
        let names = of_texts.chain(of_formula).map(|reference| reference.name).chain(of).chain(of_process);
        let names = names.chain(correlated);
        names.filter_map(|name| self.position(&name)).collect()
    }
}
