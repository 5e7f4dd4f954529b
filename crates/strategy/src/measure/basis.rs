//! What a measure is, by which law it stands, who carries it and how soon it ends: what principles read.

use serde::Deserialize;
use toml::Spanned;

/// What a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It acts before harm is done, without force.
    Preventive,
    /// It puts armed people into another state.
    Force,
    /// Neither: what answers harm, or binds states that agree to it.
    Other,
}

/// By which law a measure stands in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Law {
    /// The decision of an organisation of which the state is a member.
    Mandate,
    /// The state's own consent.
    Consent,
    /// A treaty that the state joins.
    Treaty,
    /// The state's own law: it acts at home.
    Own,
}

/// `basis = { ... }` of a measure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// What it is.
    pub kind: Kind,
    /// By which law it stands.
    pub law: Law,
    /// Organisation that carries it, as the panel's memberships name it; a portfolio may say otherwise.
    pub carried_by: Option<Spanned<String>>,
    /// Years after a decision to end it by which nothing of it is left; none where that is not known.
    pub ends_within: Option<f64>,
}
