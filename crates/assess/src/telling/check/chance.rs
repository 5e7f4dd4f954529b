//! What chances and exceedance curves must name.

use forefend_estimate::Axis as Rows;
use forefend_simulate::spec::Axis;
use forefend_simulate::travel::{TABLES, TravelNetwork};
use forefend_track::TargetKind;

use super::Known;
use crate::error::AssessError;
use crate::telling::{Chance, FILE, Measured, Outbreak};

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

    /// An outbreak: its threat, its people, a disease that spreads, and a place of the network where it begins.
    pub(super) fn outbreak(&self, outbreak: &Outbreak) -> Result<(), AssessError> {
        let threats = self.model.threats.iter().map(|threat| threat.id.as_str());
        self.one_of("threat", FILE, &outbreak.threat, threats)?;
        self.variable(FILE, &outbreak.population, &Axis::Country)?;
        let origin = &outbreak.origin;
        if TABLES.iter().any(|path| self.world.bytes(path).is_err()) {
            let message =
                "this world has no network of flights to follow it by; take [outbreak] out".to_owned();
            return Err(self.refuse(FILE, origin, message));
        }
        let network = TravelNetwork::of_world(self.world)?;
        self.one_of(
            "place of the travel network",
            FILE,
            origin,
            network.places.iter().map(|place| place.iso3.as_str()),
        )?;
        let reproduction = *outbreak.reproduction.as_ref();
        let days = [outbreak.latent_days, outbreak.infectious_days];
        let spreads = reproduction > 1.0 && reproduction.is_finite();
        if spreads && days.iter().all(|days| *days > 0.0 && days.is_finite()) {
            return Ok(());
        }
        Err(AssessError::Declaration {
            place: self.world.at(FILE, outbreak.reproduction.span()),
            message: "an outbreak is followed where it spreads: `reproduction` above 1, `latent_days` and `infectious_days` above 0"
                .to_owned(),
        })
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
