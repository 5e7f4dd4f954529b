//! Portfolios: which measures stand where and when.

use forefend_estimate::Expression;
use forefend_panel::{AsOf, CountryId, Fill, Year};
use forefend_simulate::{Amount, Deployment, Plan, Policy, WorldFiles, suggestion};
use serde::Deserialize;
use toml::Spanned;

use crate::error::StrategyError;
use crate::measure::{Measures, Setting};

/// Part a portfolio plays in the appraisal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// What stands today, kept: everything else is measured against it.
    Reference,
    /// Something else.
    Alternative,
}

/// One deployment of a measure. Exactly one of `indicator`, `countries` and `where` says where.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The measure.
    pub measure: Spanned<String>,
    /// Series whose last observed values are kept as amounts by country.
    pub indicator: Option<Spanned<String>>,
    /// Countries by ISO3 code.
    #[serde(default)]
    pub countries: Vec<Spanned<String>>,
    /// Rule over lagged variables of the model: deployed wherever it holds in that future.
    #[serde(rename = "where")]
    pub rule: Option<Spanned<String>>,
    /// Amount by country and year; a factor on the series' values with `indicator`.
    pub amount: f64,
    /// First year; from the start where absent.
    pub from: Option<i16>,
    /// Last year; to the horizon where absent.
    pub until: Option<i16>,
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
    /// File inside the world.
    #[serde(skip)]
    file: String,
}

impl Portfolio {
    /// The file that declares it, as [`WorldFiles`] names it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Whether its deployments of `measure` are not those of `other`, as declared.
    pub fn deploys_otherwise(&self, other: &Self, measure: &str) -> bool {
        let declared = |portfolio: &Self| -> Vec<String> {
            let mine = portfolio.action.iter().filter(|action| action.measure.as_ref() == measure);
            mine.map(Action::words).collect()
        };
        declared(self) != declared(other)
    }
}

impl Action {
    /// What it says, without where in the file it stands.
    fn words(&self) -> String {
        let name = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.as_ref().clone());
        let countries: Vec<&String> = self.countries.iter().map(AsRef::as_ref).collect();
        let (indicator, rule) = (name(&self.indicator), name(&self.rule));
        format!("{indicator:?} {countries:?} {rule:?} {} {:?} {:?}", self.amount, self.from, self.until)
    }
}

/// Reads `portfolios/*.toml`: the reference first, then the alternatives by id.
///
/// # Errors
/// Syntax; no reference or more than one; an id declared twice.
pub fn load(world: &WorldFiles) -> Result<Vec<Portfolio>, StrategyError> {
    let mut portfolios: Vec<Portfolio> = Vec::new();
    for path in world.under("portfolios", ".toml") {
        let portfolio = read(world, path)?;
        if let Some(other) = portfolios.iter().find(|other| other.id == portfolio.id) {
            return Err(StrategyError::Declaration {
                place: world.at(path, 0..0),
                message: format!(
                    "portfolio `{}` is also declared in {}; rename one",
                    portfolio.id, other.file
                ),
            });
        }
        portfolios.push(portfolio);
    }
    portfolios.sort_by_key(|portfolio| (portfolio.role != Role::Reference, portfolio.id.clone()));
    let references = portfolios.iter().filter(|portfolio| portfolio.role == Role::Reference).count();
    if references != 1 {
        return Err(StrategyError::Declaration {
            place: world.at("portfolios", 0..0),
            message: format!("{references} portfolios have role = \"reference\"; exactly one is needed"),
        });
    }
    Ok(portfolios)
}

/// Reads one portfolio: a file of the world, or one added to it from elsewhere ([`WorldFiles::add_outside`]).
///
/// # Errors
/// A missing file; syntax.
pub fn read(world: &WorldFiles, path: &str) -> Result<Portfolio, StrategyError> {
    let mut portfolio: Portfolio = world.parse(path)?;
    portfolio.file = path.to_owned();
    Ok(portfolio)
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
}

/// The policy of `portfolio` against `reference` under one setting.
///
/// # Errors
/// Unknown measures, series, countries; rules that do not parse or read the same year.
pub fn policy(
    context: Context<'_>,
    portfolio: &Portfolio,
    reference: &Portfolio,
    setting: &Setting,
) -> Result<Policy, StrategyError> {
    let of = |portfolio| move |action| (portfolio, action);
    let actions =
        portfolio.action.iter().map(of(portfolio)).chain(reference.action.iter().map(of(reference)));
    for (portfolio, action) in actions {
        let name: &str = action.measure.as_ref();
        if context.measures.get(name).is_none() {
            return Err(StrategyError::Unknown {
                place: context.world.at(&portfolio.file, action.measure.span()),
                what: "measure",
                name: name.to_owned(),
                suggestion: suggestion(name, context.measures.measures.iter().map(|m| m.id.as_str())),
            });
        }
    }
    let mut deployments = Vec::new();
    for measure in &context.measures.measures {
        deployments.push(Deployment {
            measure: measure.id.clone(),
            amount: amounts(context, portfolio, &measure.id)?,
            reference: amounts(context, reference, &measure.id)?,
        });
    }
    Ok(Policy { deployments, effects: context.measures.effects(setting)? })
}

fn amounts(context: Context<'_>, portfolio: &Portfolio, measure: &str) -> Result<Vec<Amount>, StrategyError> {
    let mine = portfolio.action.iter().filter(|action| action.measure.as_ref() == measure);
    mine.map(|action| amount(context, portfolio, action)).collect()
}

fn amount(context: Context<'_>, portfolio: &Portfolio, action: &Action) -> Result<Amount, StrategyError> {
    let plan = context.plan;
    let years: Vec<Year> = Year::range(plan.first, plan.horizon).collect();
    let stands = |year: Year| {
        action.from.is_none_or(|from| year.0 >= from) && action.until.is_none_or(|until| year.0 <= until)
    };
    let place = |name: &Spanned<String>| context.world.at(&portfolio.file, name.span());
    let schedule = |by_unit: &[f64]| {
        let rows =
            years.iter().flat_map(|&year| by_unit.iter().map(move |a| if stands(year) { *a } else { 0.0 }));
        Amount::Schedule(rows.collect())
    };
    match (&action.indicator, action.countries.is_empty(), &action.rule) {
        (Some(indicator), true, None) => {
            Ok(schedule(&today(context, indicator.as_ref(), &plan.units, action.amount)?))
        }
        (None, false, None) => {
            let mut by_unit = vec![0.0; plan.units.len()];
            for code in &action.countries {
                let country = context.as_of.roster().find(code.as_ref()).map_err(|error| {
                    StrategyError::Declaration { place: place(code), message: error.to_string() }
                })?;
                let position = plan.units.binary_search(&country.id).map_err(|_| StrategyError::Unknown {
                    place: place(code),
                    what: "simulated country",
                    name: code.as_ref().clone(),
                    suggestion: "; it is not in the simulation, take it out".to_owned(),
                })?;
                by_unit[position] = action.amount;
            }
            Ok(schedule(&by_unit))
        }
        (None, true, Some(rule)) => {
            let place = place(rule);
            let rule = Expression::parse(rule.as_ref()).map_err(|source| StrategyError::Declaration {
                place: place.clone(),
                message: source.to_string(),
            })?;
            let amount = years.iter().map(|&year| if stands(year) { action.amount } else { 0.0 }).collect();
            Ok(Amount::Rule { rule, amount, place })
        }
        _ => Err(StrategyError::Declaration {
            place: place(&action.measure),
            message: "an action needs exactly one of `indicator`, `countries` and `where`".to_owned(),
        }),
    }
}

/// The series' values in its last observed year, times `factor`; countries without a value have 0.
fn today(
    context: Context<'_>,
    indicator: &str,
    units: &[CountryId],
    factor: f64,
) -> Result<Vec<f64>, StrategyError> {
    let Some(year) = context.as_of.last_year(indicator)? else { return Ok(vec![0.0; units.len()]) };
    let values = context.as_of.grid(indicator, units, year, year, Fill::None)?;
    Ok(values.into_iter().map(|value| if value.is_nan() { 0.0 } else { factor * value }).collect())
}
