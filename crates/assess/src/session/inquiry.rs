//! Questions: a portfolio, and what of the evidence is taken to be otherwise.

use forefend_panel::{CountryId, suggestion};
use forefend_simulate::CompiledPolicy;
use forefend_strategy::measure::{Measures, Setting};
use forefend_strategy::portfolio::{self, Portfolio};
use serde::{Deserialize, Serialize};

use super::Session;
use super::answer::ShortOfMoney;
use super::laid::OfBlock;
use crate::error::AssessError;
use crate::selection;

/// How messages name the text of a portfolio that nobody gave a file.
pub const UNNAMED: &str = "portfolio.toml";

/// What is asked of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The portfolio, as its file would say it (docs/portfolios.md).
    pub toml: String,
    /// Which setting of `appraisal.toml` it is looked at under; the leading one where absent.
    #[serde(default)]
    pub setting: Option<String>,
    /// Another causal discount than that of the setting, in [0, 1].
    #[serde(default)]
    pub discount: Option<f64>,
    /// Rows of the evidence that are taken to be otherwise.
    #[serde(default)]
    pub effects: Vec<EffectChange>,
    /// A country for which bands by year are told too, by its key (ISO3).
    #[serde(default)]
    pub country: Option<String>,
}

impl Question {
    /// A portfolio under the leading setting, with nothing changed.
    pub fn of(toml: &str) -> Self {
        Self { toml: toml.to_owned(), setting: None, discount: None, effects: Vec::new(), country: None }
    }
}

/// A row of the evidence with another value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectChange {
    /// Id of the row.
    pub id: String,
    /// Its value, in the unit of the row.
    pub value: f64,
    /// Lower and upper end of its interval, which are what the row's `ends` says; as wide as nothing where absent.
    #[serde(default)]
    pub interval: Option<[f64; 2]>,
}

/// A question made ready, with the draws that it has been answered on so far.
#[derive(Debug, Clone)]
pub struct Inquiry {
    pub(super) portfolio: Portfolio,
    pub(super) setting: Setting,
    /// Measures with what was changed in their evidence.
    pub(super) measures: Measures,
    pub(super) policy: CompiledPolicy,
    /// Whether evidence of costs was changed: the reference costs otherwise too.
    pub(super) costs_otherwise: bool,
    pub(super) country: Option<CountryId>,
    pub(super) short: Vec<ShortOfMoney>,
    /// Whether all that its rules read is kept of the reference.
    pub(super) follows: bool,
    /// Blocks of draws in order, from the first on.
    pub(super) blocks: Vec<OfBlock>,
}

impl Inquiry {
    /// The portfolio asked about.
    pub fn portfolio(&self) -> &Portfolio {
        &self.portfolio
    }

    /// Whether it follows the reference that is kept, and so costs what it changes. One whose rules read what is not kept is simulated
    /// whole, beside the reference. What the world's own portfolios read is always kept.
    pub fn follows(&self) -> bool {
        self.follows
    }
}

/// Reads and compiles a question.
pub(super) fn inquiry(session: &Session, question: &Question) -> Result<Inquiry, AssessError> {
    let prepared = &session.prepared;
    let mut world = session.world.clone();
    world.add_outside(UNNAMED, question.toml.clone().into_bytes());
    let portfolio = portfolio::read(&world, UNNAMED)?;
    selection::check(&portfolio, UNNAMED)?;
    if portfolio.id == prepared.reference().id {
        return refuse(
            UNNAMED,
            format!("`{}` is the id of the reference; give the portfolio another", portfolio.id),
        );
    }
    let setting = setting(session, question)?;
    let mut measures = prepared.measures.clone();
    for change in &question.effects {
        measures = measures.with_effect(&change.id, change.value, change.interval)?;
    }
    let as_of = session.options.as_of(&prepared.model, &session.panel)?;
    let context = super::context(prepared, (&world, &measures), &as_of);
    let policy = portfolio::policy(context, &portfolio, prepared.reference(), &setting)?;
    let policy = policy.compile(&prepared.plan)?;
    let short = portfolio::short_budgets(context, &portfolio, prepared.reference())?;
    let short = short.into_iter().map(|one| ShortOfMoney { years: one.spans(), measure: one.measure });
    let short = short.collect();
    let country = question.country.as_ref().map(|key| country(session, key)).transpose()?;
    let changed = |id: &String| question.effects.iter().any(|change| &change.id == id);
    let costs_otherwise = measures.measures.iter().any(|measure| changed(measure.cost.evidence.as_ref()));
    let (follows, blocks) = (session.laid.is_followed_by(&policy), Vec::new());
    Ok(Inquiry { portfolio, setting, measures, policy, costs_otherwise, country, short, follows, blocks })
}

/// The setting asked for, with the discount asked for.
fn setting(session: &Session, question: &Question) -> Result<Setting, AssessError> {
    let settings = &session.prepared.appraisal.setting;
    let found = match &question.setting {
        None => settings.first(),
        Some(id) => settings.iter().find(|setting| &setting.id == id),
    };
    let Some(found) = found else {
        let known = suggestion(question.setting.as_deref().unwrap_or_default(), session.settings());
        return refuse("setting", format!("no setting of appraisal.toml has this id{known}"));
    };
    let discount = question.discount.unwrap_or(found.discount);
    if !(0.0..=1.0).contains(&discount) {
        return refuse("discount", format!("{discount} is no causal discount; give a number from 0 to 1"));
    }
    Ok(Setting { discount, ..found.clone() })
}

fn country(session: &Session, key: &str) -> Result<CountryId, AssessError> {
    let roster = session.panel.roster();
    let units = &session.prepared.plan.units;
    let found = units.iter().find(|id| roster.key(**id).eq_ignore_ascii_case(key));
    found.copied().map_or_else(
        || refuse("country", format!("`{key}` is no country that is simulated; give the ISO3 code of one")),
        Ok,
    )
}

fn refuse<T>(place: &str, message: String) -> Result<T, AssessError> {
    Err(AssessError::Declaration { place: place.to_owned(), message })
}
