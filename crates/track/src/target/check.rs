//! What a target must be: names that exist, bounds that hold something, keys that belong to its kind.

use std::ops::Range;

use forefend_panel::{Panel, suggestion};
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::spec::Kind;
use forefend_simulate::{Model, SimulateError};

use super::{FURTHEST, Target, TargetKind};

/// What targets are checked against.
pub(super) struct Known<'a> {
    pub model: &'a Model,
    pub panel: &'a Panel,
    /// `file:line` of a stretch of the target's file.
    pub place: &'a dyn Fn(Range<usize>) -> String,
}

type Checked<T = ()> = Result<T, SimulateError>;

/// Refuses a target that says what cannot be; `twice` where another has its id.
pub(super) fn check(known: &Known<'_>, target: &Target, twice: bool) -> Checked {
    known.id(target, twice)?;
    known.series(target)?;
    known.bounds(target)?;
    known.kind(target)
}

impl Known<'_> {
    fn wrong(&self, span: Range<usize>, message: String) -> Checked {
        Err(SimulateError::Declaration { place: (self.place)(span), message })
    }

    fn id(&self, target: &Target, twice: bool) -> Checked {
        let id = target.id();
        if !is_folder_name(id) {
            return self.wrong(target.id.span(), no_folder_name("target", id));
        }
        if twice {
            return self
                .wrong(target.id.span(), format!("target `{id}` is declared twice; give each its own id"));
        }
        Ok(())
    }

    /// The variable and every series are known, on one axis.
    fn series(&self, target: &Target) -> Checked {
        let id = target.id();
        let variable = target.variable.as_ref();
        let Some(position) = self.model.position(variable) else {
            return Err(SimulateError::Unknown {
                place: (self.place)(target.variable.span()),
                what: "variable",
                name: variable.clone(),
                suggestion: suggestion(variable, self.model.variables.iter().map(|declared| declared.name())),
            });
        };
        let axis = &self.model.variables[position].spec.axis;
        let Some(of_panel) = self.model.panel_axis(axis) else {
            let message = format!(
                "target `{id}`: `{variable}` lives on axis `{}`, of which the panel has no series; say `panel = \"AXIS\"` of it in \
                 axes.toml",
                axis.name()
            );
            return self.wrong(target.variable.span(), message);
        };
        for series in target.series() {
            let known = || self.panel.indicators().filter(|indicator| indicator.axis == of_panel);
            if !known().any(|indicator| indicator.id == *series.as_ref()) {
                return Err(SimulateError::Unknown {
                    place: (self.place)(series.span()),
                    what: match of_panel {
                        forefend_panel::Axis::Country => "series by country",
                        forefend_panel::Axis::World => "series of the world",
                        forefend_panel::Axis::Declared(_) => "series on the variable's axis",
                    },
                    name: series.as_ref().clone(),
                    suggestion: suggestion(series.as_ref(), known().map(|indicator| indicator.id.as_str())),
                });
            }
        }
        Ok(())
    }

    /// Bounds stand where they belong, and hold something.
    fn bounds(&self, target: &Target) -> Checked {
        let id = target.id();
        let bounded = matches!(target.kind, TargetKind::Event | TargetKind::WorldShare);
        if bounded == target.bound().is_empty() {
            let words = if bounded {
                "needs at_least, at_most or above"
            } else {
                "has no at_least, at_most or above (the floor of an amount is `least`)"
            };
            return self
                .wrong(target.id.span(), format!("target `{id}`: an {} {words}", kind_words(target.kind)));
        }
        let conditions = target.and.iter().chain(&target.at_origin);
        if let Some(condition) = conditions.clone().find(|condition| condition.bound().is_empty()) {
            let message = format!("target `{id}`: a condition needs at_least, at_most or above");
            return self.wrong(condition.series.span(), message);
        }
        if target.bound().is_impossible() || conditions.clone().any(|one| one.bound().is_impossible()) {
            return self.wrong(
                target.id.span(),
                format!("target `{id}`: no value can be inside its bounds; mend them"),
            );
        }
        Ok(())
    }

    /// What belongs to events alone, and the years ahead.
    fn kind(&self, target: &Target) -> Checked {
        let id = target.id();
        let variable = target.variable.as_ref();
        if target.probability && !is_probability(self.model, variable) {
            let message = format!(
                "target `{id}`: `{variable}` is no probability; name a variable of kind = \"probability\" (or an \
                 identity of unit \"probability\"), or leave `probability` out and give the bound that its values are put to"
            );
            return self.wrong(target.variable.span(), message);
        }
        let event = target.kind == TargetKind::Event;
        let of_events = target.within.is_some()
            || target.probability
            || !target.and.is_empty()
            || !target.at_origin.is_empty();
        let of_values = target.transform.is_some() || target.whole.is_some();
        if target.kind != TargetKind::Value && of_values {
            let message =
                format!("target `{id}`: transform and whole belong to kind = \"value\"; remove them");
            return self.wrong(target.id.span(), message);
        }
        if target.whole.is_some_and(|whole| !(whole > 0.0 && whole.is_finite())) {
            let message = format!("target `{id}`: whole is the share that is all: 1 or 100");
            return self.wrong(target.id.span(), message);
        }
        if !event && of_events {
            let message =
                format!("target `{id}`: within, probability, and, at_origin belong to an event; remove them");
            return self.wrong(target.id.span(), message);
        }
        let ordered =
            target.bands.iter().all(|band| 1 <= band[0] && band[0] <= band[1] && band[1] <= FURTHEST);
        let outside = |within: i16| !(1..=FURTHEST).contains(&within);
        if !ordered || target.bands.is_empty() || target.within.is_some_and(outside) {
            let message = format!(
                "target `{id}`: years ahead begin with 1, ascend and end by {FURTHEST}, as in bands = [[1, 3], [4, 6]]"
            );
            return self.wrong(target.id.span(), message);
        }
        Ok(())
    }
}

/// Whether a variable can be a probability: declared as one, or computed and of a unit that says so.
fn is_probability(model: &Model, variable: &str) -> bool {
    let declared = model.position(variable).map(|position| &model.variables[position].spec);
    declared.is_some_and(|spec| match spec.kind {
        Kind::Probability => true,
        Kind::Identity | Kind::Process => matches!(spec.unit.as_str(), "probability" | "share"),
        Kind::Path | Kind::Equation => false,
    })
}

fn kind_words(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Event => "event",
        TargetKind::Amount => "amount",
        TargetKind::WorldAmount => "amount of the world",
        TargetKind::Value => "value",
        TargetKind::WorldShare => "(world) share",
    }
}
