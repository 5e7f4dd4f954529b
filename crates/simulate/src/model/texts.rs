//! Where the texts of a variable stand.

use toml::Spanned;

use crate::place::TextPlace;
use crate::spec::Variable;
use crate::world::WorldFiles;

/// Where the texts of a variable stand; the variable itself for a text that it does not have.
#[derive(Debug, Clone)]
pub struct Texts {
    /// Of the identity.
    pub expression: TextPlace,
    /// Of the equation.
    pub formula: TextPlace,
    /// Of what is added to its mean.
    pub offset: TextPlace,
    /// Of the condition.
    pub condition: TextPlace,
    /// Of the expression for its history.
    pub history: TextPlace,
    /// Of the condition that parts its common shock in two.
    pub shock_by: TextPlace,
    /// Of the expressions for the groups of its error.
    pub error_by: Vec<TextPlace>,
    /// Of the expression for the rows that share their error.
    pub error_shared: TextPlace,
    /// Of the weights of its levers.
    pub weights: Vec<TextPlace>,
}

impl Texts {
    pub(crate) fn find(world: &WorldFiles, spec: &Variable, path: &str) -> Self {
        let own = TextPlace::line(&world.at(path, spec.name.span()));
        let find = |text: Option<&Spanned<String>>| {
            text.map_or_else(|| own.clone(), |text| world.place_of(path, text))
        };
        Self {
            expression: find(spec.expression.as_ref()),
            formula: find(spec.formula.as_ref()),
            offset: find(spec.offset.as_ref()),
            condition: find(spec.condition.as_ref()),
            history: find(spec.history.as_ref()),
            shock_by: find(spec.shock.as_ref().and_then(|shock| shock.by.as_ref())),
            error_by: spec.error_by.iter().map(|text| world.place_of(path, text)).collect(),
            error_shared: find(spec.error_shared.as_ref()),
            weights: spec.lever.iter().map(|lever| find(lever.weight.as_ref())).collect(),
        }
    }
}
