//! Which steps what is recorded depends on.

use super::Plan;

impl Plan {
    /// The same plan, which records only variables of which `wanted` is true, by axis and name.
    pub fn recording(&self, wanted: &dyn Fn(&str, &str) -> bool) -> Self {
        let mut plan = self.clone();
        for records in &mut plan.record {
            let axis = &self.axes.units(records.axis).name;
            records.columns.retain(|column| wanted(axis, &self.names[*column]));
        }
        plan
    }

    /// By step: whether anything that is recorded, or that is in the columns which a policy `reads`, depends on it in any year.
    pub(crate) fn needed(&self, reads: impl Iterator<Item = usize>) -> Vec<bool> {
        let mut columns = vec![false; self.names.len()];
        let recorded = self.record.iter().flat_map(|records| records.columns.iter().copied());
        recorded.chain(reads).for_each(|column| columns[column] = true);
        let mut steps = vec![false; self.steps.len()];
        // What a step reads may be written after it, in the year before.
        loop {
            let writes = |index: &usize| self.steps[*index].outputs.iter().any(|own| columns[own.column]);
            let new: Vec<usize> = (0..steps.len()).filter(|index| !steps[*index]).filter(writes).collect();
            if new.is_empty() {
                return steps;
            }
            for index in new {
                steps[index] = true;
                self.sources[index].iter().for_each(|(column, _)| columns[*column] = true);
            }
        }
    }
}
