//! Outcomes against the model: what they read must be there, on their own axis, and recorded.

use forefend_estimate::Expression;
use forefend_panel::suggestion;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Axis;
use forefend_simulate::{Model, WorldFiles};
use toml::Spanned;

use super::read::axis_of;
use super::{Outcomes, Text};
use crate::error::StrategyError;
use crate::evidence::{Evidence, Use};
use crate::portfolio::Portfolio;

impl Outcomes {
    /// Checks that every expression reads variables of the model in the very year and on the axis that it counts by.
    ///
    /// # Errors
    /// The first name that the model does not have, or has on another axis; a lag or a relation in an outcome.
    pub fn check(&self, model: &Model, world: &WorldFiles) -> Result<(), StrategyError> {
        for (_, outcome) in self.iter() {
            let Some(counted) = &outcome.counted else { continue };
            if let Axis::Declared(name) = &counted.axis {
                known_axis(model, name, &outcome.place)?;
            }
            for text in counted.own() {
                check_text(model, text, &counted.axis)?;
            }
            if let Some(text) = &counted.by_country {
                check_text(model, text, &Axis::Country)?;
            }
        }
        for group in &self.groups {
            let axis = axis_of(group.axis.as_ref());
            let place = |name: &Spanned<String>| world.at(&group.file, name.span());
            if let (Axis::Declared(name), Some(written)) = (&axis, &group.axis) {
                known_axis(model, name, &place(written))?;
            }
            for text in group.rank.iter().chain(&group.condition) {
                let place = world.place_of(&group.file, text);
                let expression = Expression::parse(text.as_ref()).map_err(|error| place.wrong(error))?;
                let names = expression.references().into_iter().map(|read| read.name);
                for name in names {
                    known(model, &name, || place.of_name(&name))?;
                }
            }
        }
        Ok(())
    }

    /// Checks what names counterparts, and what these name.
    ///
    /// # Errors
    /// A counterpart with a portfolio that the world does not have; evidence beside a counterpart that nothing declares, or that
    /// is not for comparison only.
    pub fn check_counterparts(
        &self,
        world: &WorldFiles,
        portfolios: &[Portfolio],
        evidence: &[Evidence],
    ) -> Result<(), StrategyError> {
        for counterpart in &self.counterparts {
            if !portfolios.iter().any(|portfolio| portfolio.id == counterpart.portfolio) {
                return Err(StrategyError::Unknown {
                    place: counterpart.place.clone(),
                    what: "portfolio",
                    name: counterpart.portfolio.clone(),
                    suggestion: suggestion(
                        &counterpart.portfolio,
                        portfolios.iter().map(|one| one.id.as_str()),
                    ),
                });
            }
        }
        for row in evidence {
            let Some(name) = &row.beside else { continue };
            let quoted = format!("\"{name}\"");
            let holds = |path: &&str| world.text(path).is_ok_and(|text| text.contains(&quoted));
            let place = || {
                let path = world.under("evidence", ".toml").find(holds);
                path.map_or_else(String::new, |path| world.at_text(path, &quoted))
            };
            if row.purpose != Use::ComparisonOnly {
                return Err(StrategyError::Declaration {
                    place: place(),
                    message: format!(
                        "evidence `{}`: `beside` is for use = \"comparison only\"; leave it out",
                        row.id
                    ),
                });
            }
            if self.counterpart(name).is_none() {
                return Err(StrategyError::Unknown {
                    place: place(),
                    what: "counterpart of outcomes.toml",
                    name: name.clone(),
                    suggestion: suggestion(name, self.counterparts.iter().map(|one| one.id.as_str())),
                });
            }
        }
        Ok(())
    }

    /// Enters what the outcomes read into what a run records, where it is not recorded already.
    pub fn record(&self, model: &mut Model) {
        for (_, outcome) in self.iter() {
            let Some(counted) = &outcome.counted else { continue };
            for text in counted.own() {
                record(model, text, &counted.axis);
            }
        }
    }

    /// Enters what countries have of the outcomes into what a run records by country.
    pub fn record_by_country(&self, model: &mut Model) {
        for text in self.iter().filter_map(|(at, _)| self.by_country(at)) {
            record(model, text, &Axis::Country);
        }
    }
}

fn record(model: &mut Model, text: &Text, axis: &Axis) {
    text.expression.references().into_iter().for_each(|read| model.frame.keep(axis, &read.name));
}

fn known_axis(model: &Model, name: &str, place: &str) -> Result<(), StrategyError> {
    let known: Vec<&str> =
        model.axes.iter().map(|axis| axis.name.as_str()).chain(["country", "world"]).collect();
    if known.contains(&name) {
        return Ok(());
    }
    Err(StrategyError::Unknown {
        place: place.to_owned(),
        what: "axis",
        name: name.to_owned(),
        suggestion: suggestion(name, known),
    })
}

fn known<'a>(
    model: &'a Model,
    name: &str,
    place: impl FnOnce() -> String,
) -> Result<&'a Declared, StrategyError> {
    model.position(name).map(|position| &model.variables[position]).ok_or_else(|| StrategyError::Unknown {
        place: place(),
        what: "variable",
        name: name.to_owned(),
        suggestion: suggestion(name, model.variables.iter().map(Declared::name)),
    })
}

fn check_text(model: &Model, text: &Text, axis: &Axis) -> Result<(), StrategyError> {
    let reads = text.expression.references();
    if reads.is_empty() {
        return Err(StrategyError::Declaration {
            place: text.place.at(Some(1)),
            message: "an outcome reads no variable, so nothing can change it; name one".to_owned(),
        });
    }
    for read in reads {
        let refuse = |message: String| {
            Err(StrategyError::Declaration { place: text.place.of_name(&read.name), message })
        };
        let declared = known(model, &read.name, || text.place.of_name(&read.name))?;
        let of = &declared.spec.axis;
        if of != axis {
            return refuse(format!(
                "`{}` is by {}, and is counted by {} here; write axis = \"{}\", or declare an identity by {} that reads it",
                read.name,
                of.name(),
                axis.name(),
                of.name(),
                axis.name()
            ));
        }
        if read.maximum_lag > 0 || read.network.is_some() || read.text.is_some() {
            return refuse(format!(
                "an outcome reads each unit's own numbers of the very year; declare an identity that reads `{}` so, and \
                 name that",
                read.name
            ));
        }
    }
    Ok(())
}
