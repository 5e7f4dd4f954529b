//! Portfolios: which measures stand where and when, and what they may use (`docs/portfolios.md`).

mod action;
mod basis;
mod equal_cost;
mod limit;
mod load;
mod money;
mod short;
mod target;
mod vary;
mod years;

use forefend_panel::AsOf;
use forefend_panel::suggestion;
use forefend_simulate::{Amount, Deployment, Limited, Plan, Policy, WorldFiles};
use serde::Deserialize;
use toml::Spanned;

pub use self::action::Action;
pub use self::basis::CarriedBy;
pub use self::equal_cost::{AT_COST, EqualCost};
pub use self::limit::{BudgetRule, Limit, LimitRules};
pub use self::load::{load, read};
pub use self::short::{ShortBudget, short_budgets};
use crate::error::StrategyError;
use crate::measure::{Measure, Measures, Setting};

/// Part a portfolio plays in the appraisal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What stands today, kept: everything else is measured against it.
    Reference,
    /// Something else.
    Alternative,
}

/// One file under `portfolios/`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portfolio {
    /// Stable name, also the name of the scenario's folder.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// What it does, in a sentence or two.
    pub summary: String,
    /// Its part in the appraisal.
    pub role: Role,
    /// Its deployments.
    #[serde(default)]
    pub action: Vec<Action>,
    /// Limits that all its actions with a measure share; at most one a measure.
    #[serde(default)]
    pub limit: Vec<Limit>,
    /// Who carries what; principles read it.
    #[serde(default)]
    pub basis: Vec<CarriedBy>,
    /// False: it is not part of an assessment, and appraised only when it is named.
    #[serde(default = "yes")]
    pub in_report: bool,
    /// US dollars a year that all it deploys may cost together, at the central value of the evidence.
    pub yearly_budget: Option<Spanned<f64>>,
    /// The same portfolio at what the reference costs, beside it.
    pub equal_cost: Option<EqualCost>,
    /// Of the version at equal cost: the part of each standing amount that it keeps.
    #[serde(skip)]
    standing: Option<f64>,
    /// File inside the world.
    #[serde(skip)]
    file: String,
}

fn yes() -> bool {
    true
}

impl Portfolio {
    /// The name of its futures under a setting, and of their folder.
    pub fn scenario(&self, setting: &Setting) -> String {
        format!("{}@{}", self.id, setting.id)
    }

    /// The file that declares it, as [`WorldFiles`] names it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Whether its deployments of `measure` are not those of `other`, as declared.
    pub fn deploys_otherwise(&self, other: &Self, measure: &str) -> bool {
        let declared = |portfolio: &Self| -> Vec<String> {
            let actions = portfolio.action.iter().filter(|action| action.measure.as_ref() == measure);
            let limits = portfolio.limit.iter().filter(|limit| limit.measure.as_ref() == measure);
            let mut words: Vec<String> = actions.map(Action::words).chain(limits.map(Limit::words)).collect();
            words.sort();
            words
        };
        declared(self) != declared(other)
    }
}

/// What turning portfolios into policies reads.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The world's files, for places in messages.
    pub world: &'a WorldFiles,
    /// Measures and evidence.
    pub measures: &'a Measures,
    /// What is known.
    pub as_of: &'a AsOf<'a>,
    /// The compiled model.
    pub plan: &'a Plan,
    /// First year in which an alternative may decide otherwise than the reference (`from` of `appraisal.toml`).
    pub from: i16,
}

/// Where a portfolio says something, and refusals that name the place.
#[derive(Clone, Copy)]
struct Scope<'a> {
    context: Context<'a>,
    portfolio: &'a Portfolio,
    /// The part of the years in which its own decisions count.
    part: Part,
    /// US dollars a year that the reference costs; 0 where nothing asks for it.
    today: f64,
}

/// A part of the simulated years, cut at [`Context::from`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Before,
    After,
}

impl Scope<'_> {
    fn place<T>(&self, value: &Spanned<T>) -> String {
        self.context.world.at(&self.portfolio.file, value.span())
    }

    fn refuse<T, R>(&self, value: &Spanned<T>, message: impl Into<String>) -> Result<R, StrategyError> {
        Err(StrategyError::Declaration { place: self.place(value), message: message.into() })
    }

    /// A whole number of at least `least`.
    fn whole(&self, name: &str, value: &Spanned<i64>, least: u32) -> Result<u32, StrategyError> {
        match u32::try_from(*value.as_ref()) {
            Ok(number) if number >= least => Ok(number),
            _ => self
                .refuse(value, format!("{name} = {}; give a whole number from {least} on", value.as_ref())),
        }
    }

    /// A finite number of at least 0.
    fn amount(&self, name: &str, value: &Spanned<f64>) -> Result<f64, StrategyError> {
        match *value.as_ref() {
            number if number >= 0.0 && number.is_finite() => Ok(number),
            number => self.refuse(value, format!("{name} = {number}; give 0 or more")),
        }
    }

    fn measure(&self, name: &Spanned<String>) -> Result<&Measure, StrategyError> {
        let measures = self.context.measures;
        measures.get(name.as_ref()).ok_or_else(|| StrategyError::Unknown {
            place: self.place(name),
            what: "measure",
            name: name.as_ref().clone(),
            suggestion: suggestion(name.as_ref(), measures.measures.iter().map(|m| m.id.as_str())),
        })
    }

    /// Checks what every action and limit says by itself.
    fn check(&self) -> Result<(), StrategyError> {
        self.check_basis()?;
        for action in &self.portfolio.action {
            self.measure(&action.measure)?;
            self.can_stand(action)?;
        }
        for (position, limit) in self.portfolio.limit.iter().enumerate() {
            self.measure(&limit.measure)?;
            self.some_year((limit.from.as_ref(), limit.until.as_ref()), 0, "this [[limit]] never holds")?;
            let same = |other: &Limit| other.measure.as_ref() == limit.measure.as_ref();
            if self.portfolio.limit[..position].iter().any(same) {
                return self.refuse(
                    &limit.measure,
                    format!(
                        "measure `{}` has two [[limit]] tables; put them into one",
                        limit.measure.as_ref()
                    ),
                );
            }
        }
        Ok(())
    }

    fn limit(&self, measure: &Measure) -> Option<&Limit> {
        self.portfolio.limit.iter().find(|limit| limit.measure.as_ref() == &measure.id)
    }

    fn actions(&self, measure: &Measure) -> impl Iterator<Item = &Action> {
        self.portfolio.action.iter().filter(|action| action.measure.as_ref() == &measure.id)
    }

    /// What the portfolio deploys of a measure.
    fn amounts(&self, measure: &Measure) -> Result<Vec<Amount>, StrategyError> {
        let limit = self.limit(measure);
        let parts: Vec<Amount> = self
            .actions(measure)
            .map(|action| self.action(action, measure, limit.is_some()))
            .collect::<Result<_, _>>()?;
        let Some(limit) = limit else { return Ok(parts) };
        if parts.is_empty() {
            return self.refuse(
                &limit.measure,
                format!("no action deploys `{}`; add an [[action]], or take the limit out", measure.id),
            );
        }
        let Some(limits) = self.limits(&limit.rules, measure, &limit.measure)? else {
            return self.refuse(
                &limit.measure,
                "this [[limit]] limits nothing; give `capacity`, `most`, `budget`, `most_per_country` or `most_per_unit`",
            );
        };
        let limited = Limited {
            parts,
            limits,
            // What the reference decided before may come to stand later, and its limit goes with it.
            holds: Scope { part: if self.part == Part::After { Part::After } else { Part::All }, ..*self }
                .years(limit.from.as_ref(), limit.until.as_ref())?,
            place: self.place(&limit.measure),
        };
        Ok(vec![Amount::Limited(Box::new(limited))])
    }

    /// What an alternative deploys of a measure, all years together. Three kinds of action make it up:
    ///
    /// - actions that both portfolios declare in the same words: in every year;
    /// - other actions of the reference: decisions before the year [`Context::from`];
    /// - other actions of the alternative: decisions from that year on.
    ///
    /// So until `from` an alternative is the reference. Nobody can decide otherwise in the past. And costs are counted from
    /// `from` on: what was deployed otherwise before it would have effects that nobody pays for.
    fn against(&self, reference: &Self, measure: &Measure) -> Result<Vec<Amount>, StrategyError> {
        if !self.portfolio.deploys_otherwise(reference.portfolio, &measure.id) {
            return self.amounts(measure);
        }
        let (own, before) =
            (Scope { part: Part::After, ..*self }, Scope { part: Part::Before, ..*reference });
        own.check_from(measure)?;
        if self.limit(measure).is_some() || reference.limit(measure).is_some() {
            // Limits bind actions to one another, so all of them change hands together.
            let mut amounts = before.amounts(measure)?;
            amounts.extend(own.amounts(measure)?);
            return Ok(amounts);
        }
        let mut theirs: Vec<&Action> = reference.actions(measure).collect();
        let mut amounts = Vec::new();
        for action in self.actions(measure) {
            let shared = theirs.iter().position(|other| other.words() == action.words());
            let scope = if shared.is_some() { self } else { &own };
            amounts.push(scope.action(action, measure, false)?);
            shared.map(|position| theirs.remove(position));
        }
        for action in theirs {
            amounts.push(before.action(action, measure, false)?);
        }
        Ok(amounts)
    }

    /// Whether each simulated year lies in `from..=until`, and in this part of the years.
    fn years(
        &self,
        from: Option<&Spanned<i16>>,
        until: Option<&Spanned<i16>>,
    ) -> Result<Vec<bool>, StrategyError> {
        let (first, last) = (from.map(AsRef::as_ref), until.map(AsRef::as_ref));
        if let (Some(first), Some(last), Some(until)) = (first, last, until)
            && first > last
        {
            return self.refuse(until, format!("until = {last} lies before from = {first}; swap them"));
        }
        let plan = self.context.plan;
        let part = |year: i16| match self.part {
            Part::All => true,
            Part::Before => year < self.context.from,
            Part::After => year >= self.context.from,
        };
        let within = |year: i16| {
            part(year) && first.is_none_or(|first| year >= *first) && last.is_none_or(|last| year <= *last)
        };
        Ok((plan.first.0..=plan.horizon.0).map(within).collect())
    }
}

/// The policy of `portfolio` against `reference` under one setting.
///
/// # Errors
/// Unknown measures, series, countries; keys that do not go together; numbers out of range; rules that do not parse
/// or read the same year; an alternative that decides before [`Context::from`].
///
/// # Examples
/// ```
/// use forefend_panel::{Availability, Month, Year};
/// use forefend_simulate::{Model, Plan, WorldFiles};
/// use forefend_strategy::measure::Measures;
/// use forefend_strategy::{portfolio, setting};
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let panel = world.panel()?;
/// let as_of = panel.as_of(Month::new(Year(2026), 11)?, Availability::Published);
/// let plan = Plan::estimated(&Model::load(&world)?, &as_of, Year(2030))?.plan;
///
/// let (measures, portfolios) = (Measures::load(&world)?, portfolio::load(&world)?);
/// let appraisal = setting::load(&world)?;
/// let (from, reference) = (appraisal.from, &portfolios[0]);
/// let context = portfolio::Context { world: &world, measures: &measures, as_of: &as_of, plan: &plan, from };
/// let withdraw = portfolios.iter().find(|portfolio| portfolio.id == "withdraw").expect("declared");
/// let policy = portfolio::policy(context, withdraw, reference, &appraisal.setting[0])?;
/// assert_eq!(policy.deployments.len(), measures.measures.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn policy(
    context: Context<'_>,
    portfolio: &Portfolio,
    reference: &Portfolio,
    setting: &Setting,
) -> Result<Policy, StrategyError> {
    let part = Part::All;
    let other = Scope { context, portfolio: reference, part, today: 0.0 };
    other.check()?;
    let today = if portfolio.standing.is_some() { other.cost_of_reference()? } else { 0.0 };
    let own = Scope { portfolio, today, ..other };
    own.check()?;
    own.check_budget()?;
    context.measures.check(context.world, context.plan)?;
    let mut deployments = Vec::new();
    for measure in &context.measures.measures {
        deployments.push(Deployment {
            measure: measure.id.clone(),
            axis: measure.axis(context.world, context.plan)?,
            amount: own.against(&other, measure)?,
            reference: other.amounts(measure)?,
        });
    }
    Ok(Policy { deployments, effects: context.measures.effects(setting)? })
}
