//! Reading one outcome: keys that it needs, and keys that go together.

use forefend_estimate::Expression;
use forefend_panel::suggestion;
use forefend_simulate::spec::Axis;
use toml::Spanned;

use super::super::spec::{Kind, OutcomeSpec, OverUnits};
use super::super::{Counted, Outcome, Text};
use super::{Reader, axis_of, lower_first};
use crate::error::StrategyError;

impl Reader<'_> {
    fn text(&self, path: &str, text: &Spanned<String>) -> Result<Text, StrategyError> {
        let place = self.world.place_of(path, text);
        match Expression::parse(text.as_ref()) {
            Ok(expression) => Ok(Text { expression, place }),
            Err(error) => Err(place.wrong(error).into()),
        }
    }

    /// One outcome, by what it says of itself and of the groups.
    pub(super) fn outcome(&self, spec: &OutcomeSpec, path: &str) -> Result<Outcome, StrategyError> {
        let id = spec.id.as_ref().clone();
        let counted = match spec.kind {
            Kind::Cost => self.cost(spec, path).map(|()| None),
            Kind::Value => self.counted(spec, path).map(Some),
        };
        Ok(Outcome {
            noun: spec.noun.clone().unwrap_or_else(|| lower_first(&spec.title)),
            fewer: spec.fewer.clone().unwrap_or_else(|| "less".to_owned()),
            title: spec.title.clone(),
            unit: spec.unit.clone(),
            better: spec.better,
            place: self.world.at(path, spec.id.span()),
            counted: counted?,
            id,
        })
    }

    /// The cost is counted by the measures: nothing is left to say.
    fn cost(&self, spec: &OutcomeSpec, path: &str) -> Result<(), StrategyError> {
        let given = [
            ("value", spec.value.is_some()),
            ("axis", spec.axis.is_some()),
            ("units", spec.units.is_some()),
            ("weight", spec.weight.is_some()),
            ("years", spec.years.is_some()),
            ("group", spec.group.is_some()),
            ("by_country", spec.by_country.is_some()),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            None => Ok(()),
            Some((key, _)) => {
                let message = format!(
                    "outcome `{}`: a cost is counted from the measures, and `{key}` would do nothing; take it out",
                    spec.id.as_ref()
                );
                self.refuse(path, spec.id.span(), message)
            }
        }
    }

    fn counted(&self, spec: &OutcomeSpec, path: &str) -> Result<Counted, StrategyError> {
        let id = spec.id.as_ref();
        let refuse = |message: String| self.refuse(path, spec.id.span(), message);
        let Some(value) = &spec.value else {
            return refuse(format!("outcome `{id}` needs `value`, an expression such as \"deaths\""));
        };
        let Some(years) = &spec.years else {
            return refuse(format!(
                "outcome `{id}` needs `years`: \"sum\", \"last\", \"mean\", \"any\" or \"peak\" over the appraised years"
            ));
        };
        let axis = axis_of(spec.axis.as_ref());
        let units = self.over_units(spec, path, &axis)?;
        let group = spec.group.as_ref().map(|name| self.group(spec, path, (name, &axis))).transpose()?;
        let text =
            |text: &Option<Spanned<String>>| text.as_ref().map(|text| self.text(path, text)).transpose();
        Ok(Counted {
            value: self.text(path, value)?,
            weight: text(&spec.weight)?,
            by_country: text(&spec.by_country)?,
            years: *years.as_ref(),
            axis,
            units,
            group,
        })
    }

    /// The rule over units: none for the world, which is one unit; a weight where it is used, and only there.
    fn over_units(&self, spec: &OutcomeSpec, path: &str, axis: &Axis) -> Result<OverUnits, StrategyError> {
        let id = spec.id.as_ref();
        let Some(units) = &spec.units else {
            if *axis == Axis::World {
                return match &spec.weight {
                    None => Ok(OverUnits::Sum),
                    Some(weight) => {
                        let message = format!("outcome `{id}`: the world is one unit; leave `weight` out");
                        self.refuse(path, weight.span(), message)
                    }
                };
            }
            let message = format!(
                "outcome `{id}` has a value for each unit of `{}`; say how they become one: units = \"sum\", \"mean\", \
                 \"weighted mean\", \"share\", \"any\" or \"max\"",
                axis.name()
            );
            return self.refuse(path, spec.id.span(), message);
        };
        if *axis == Axis::World {
            let message = format!(
                "outcome `{id}`: the world is one unit, so nothing is added up; leave `units` out, or count by another `axis`"
            );
            return self.refuse(path, units.span(), message);
        }
        match (units.as_ref(), &spec.weight) {
            (OverUnits::WeightedMean, None) => {
                let message = format!(
                    "outcome `{id}`: a weighted mean needs `weight`, an expression such as \"population\""
                );
                self.refuse(path, units.span(), message)
            }
            (OverUnits::Sum | OverUnits::Mean | OverUnits::Any | OverUnits::Max, Some(weight)) => {
                let message = format!(
                    "outcome `{id}`: a weight is for units = \"weighted mean\" or \"share\"; change `units`, or leave it out"
                );
                self.refuse(path, weight.span(), message)
            }
            (units, _) => Ok(*units),
        }
    }

    fn group(
        &self,
        spec: &OutcomeSpec,
        path: &str,
        (name, axis): (&Spanned<String>, &Axis),
    ) -> Result<usize, StrategyError> {
        let Some(at) = self.groups.iter().position(|group| group.id.as_ref() == name.as_ref()) else {
            return Err(StrategyError::Unknown {
                place: self.world.at(path, name.span()),
                what: "group",
                name: name.as_ref().clone(),
                suggestion: suggestion(
                    name.as_ref(),
                    self.groups.iter().map(|group| group.id.as_ref().as_str()),
                ),
            });
        };
        let of = axis_of(self.groups[at].axis.as_ref());
        if of == *axis {
            return Ok(at);
        }
        let message = format!(
            "outcome `{}` is by {}, and group `{}` is of units of `{}`; choose a group of the outcome's own axis",
            spec.id.as_ref(),
            axis.name(),
            name.as_ref(),
            of.name()
        );
        self.refuse(path, name.span(), message)
    }
}
