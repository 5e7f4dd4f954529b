//! What chances and exceedance curves must name.

use forefend_estimate::Axis as Rows;
use forefend_simulate::spec::Axis;
use forefend_track::TargetKind;

use super::Known;
use crate::error::AssessError;
use crate::telling::{Chance, Measured};

impl Known<'_> {
    /// A chance: its number, its years, what says that it is worth something.
    pub(super) fn chance(&self, chance: &Chance) -> Result<(), AssessError> {
        self.measured(chance.measured(), "chance")?;
        if chance.by.is_empty() || chance.by.windows(2).any(|pair| pair[0] >= pair[1]) {
            let message = "`by` holds one year or more, each after the one before it".to_owned();
            return Err(self.refuse(&chance.file, &chance.id, message));
        }
        match &chance.target {
            Some(_) if !chance.skill.is_empty() => {
                let message =
                    "a scored `target` says what a chance is worth; take `skill` out, or the target"
                        .to_owned();
                Err(self.refuse(&chance.file, &chance.id, message))
            }
            Some(target) => {
                let kinds = [TargetKind::Event, TargetKind::WorldShare, TargetKind::WorldAmount];
                self.target(&chance.file, target, &kinds)
            }
            None => Ok(()),
        }
    }

    /// One of a variable of the world and an expression.
    pub(super) fn measured(&self, of: Measured<'_>, what: &str) -> Result<(), AssessError> {
        match (of.variable, of.expression) {
            (Some(variable), None) => self.variable(of.file, variable, &Axis::World).map(|_| ()),
            (None, Some(expression)) => self.event(of.file, expression, Rows::WORLD),
            (Some(both), Some(_)) => {
                Err(self.refuse(of.file, both, format!("{what}: `variable` or `expression`, not both")))
            }
            (None, None) => Err(AssessError::Declaration {
                place: of.file.to_owned(),
                message: format!("{what}: give a `variable` of the world, or an `expression` with world_sum"),
            }),
        }
    }
}
