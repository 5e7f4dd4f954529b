//! Settings of the deep uncertainties, as declared.

use forefend_panel::suggestion;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::{WorldFiles, switch};
use serde::Deserialize;
use toml::Spanned;

use crate::error::StrategyError;
use crate::measure::{Measures, Setting};
use crate::outcome::{Better, OutcomeAt, Outcomes};

/// The file that declares settings.
const PATH: &str = "appraisal.toml";

/// `appraisal.toml`: the years compared and the settings of the deep uncertainties.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appraisal {
    /// First year in which portfolios may differ and totals are taken.
    pub from: i16,
    /// Settings; the first one leads, none is averaged away.
    pub setting: Vec<Setting>,
    /// Scenarios of `scenarios.toml` that an appraisal over courses looks at beside the model as it stands.
    #[serde(default)]
    pub courses: Vec<Spanned<String>>,
    /// At what size of the effects a portfolio is as good as the reference.
    #[serde(default)]
    pub break_even: Vec<BreakEvenQuestion>,
}

/// What a portfolio must be worth to be as good as the reference: an outcome alone, or an outcome in money less the cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreakEvenQuestion {
    /// Stable name.
    pub id: Spanned<String>,
    /// Words for a table.
    pub title: String,
    /// Id of the outcome.
    pub outcome: Spanned<String>,
    /// US dollars that one unit of it less (more, where more is better) is taken to be worth: the cost is then set against
    /// it. The outcome alone where absent.
    pub worth: Option<Spanned<f64>>,
}

impl Appraisal {
    /// The outcomes of `break_even`, in file order, checked against the world like all that settings name.
    ///
    /// # Errors
    /// Evidence, a scenario or an outcome that is not declared; an outcome without a direction, or the cost itself; a worth that is no
    /// amount of money above 0, or that has no cost to be set against.
    pub fn check(
        &self,
        world: &WorldFiles,
        measures: &Measures,
        outcomes: &Outcomes,
    ) -> Result<Vec<OutcomeAt>, StrategyError> {
        for id in self.setting.iter().flat_map(|setting| &setting.without) {
            measures.row(id.as_ref(), &world.at(PATH, id.span()))?;
        }
        self.check_courses(world)?;
        let one = |of: &BreakEvenQuestion| {
            let place = || world.at(PATH, of.outcome.span());
            let at = outcomes.named(of.outcome.as_ref(), place)?;
            let outcome = outcomes.get(at);
            if outcome.is_cost() || outcome.better == Better::Neither {
                return Err(StrategyError::Declaration {
                    place: place(),
                    message: format!(
                        "[[break_even]] asks when a portfolio is as good as the reference in an outcome, and `{}` is the cost \
                         or has no direction; choose another",
                        outcome.id
                    ),
                });
            }
            if let Some(worth) = &of.worth {
                let refused = |message: &str| StrategyError::Declaration {
                    place: world.at(PATH, worth.span()),
                    message: message.to_owned(),
                };
                if !(*worth.as_ref() > 0.0 && worth.as_ref().is_finite()) {
                    return Err(refused("worth is US dollars for a unit of the outcome, above 0"));
                }
                outcomes.cost().ok_or_else(|| {
                    refused("no outcome is the cost that `worth` is set against; declare one with kind = \"cost\"")
                })?;
            }
            Ok(at)
        };
        self.break_even.iter().map(one).collect()
    }

    /// Every course is a scenario that the world declares.
    fn check_courses(&self, world: &WorldFiles) -> Result<(), StrategyError> {
        if self.courses.is_empty() {
            return Ok(());
        }
        let (_, declared) = switch::declared(world)?;
        let known = || declared.scenario.iter().map(|one| one.id.as_ref().as_str());
        let unknown = self.courses.iter().find(|course| !known().any(|id| id == course.as_ref()));
        unknown.map_or(Ok(()), |course| {
            Err(StrategyError::Unknown {
                place: world.at(PATH, course.span()),
                what: "scenario",
                name: course.as_ref().clone(),
                suggestion: suggestion(course.as_ref(), known()),
            })
        })
    }
}

/// Most settings: each is a set of futures of every alternative.
const MOST_SETTINGS: usize = 100;

/// Reads `appraisal.toml`.
///
/// # Errors
/// Syntax; no setting; a discount outside [0, 1]; an id that is no folder name, or there twice.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let appraisal = forefend_strategy::setting::load(&world)?;
/// // Each setting is shown; none is averaged away.
/// assert!(appraisal.setting.len() > 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles) -> Result<Appraisal, StrategyError> {
    let appraisal: Appraisal = world.parse(PATH)?;
    let refuse = |text: &str, message: String| {
        Err(StrategyError::Declaration { place: world.at_text(PATH, text), message })
    };
    if appraisal.setting.is_empty() {
        return refuse("", "at least one [[setting]] is needed".to_owned());
    }
    if appraisal.setting.len() > MOST_SETTINGS {
        return refuse("", format!("more than {MOST_SETTINGS} settings; take some out"));
    }
    for (position, setting) in appraisal.setting.iter().enumerate() {
        let quoted = format!("\"{}\"", setting.id);
        if !(0.0..=1.0).contains(&setting.discount) {
            return refuse(&quoted, format!("setting `{}`: discount must lie in [0, 1]", setting.id));
        }
        if !(setting.strength >= 0.0 && setting.strength.is_finite()) {
            return refuse(&quoted, format!("setting `{}`: strength must be 0 or more", setting.id));
        }
        if !is_folder_name(&setting.id) {
            return refuse(&quoted, no_folder_name("setting", &setting.id));
        }
        // Each setting's futures stand in a folder named after it: two of one name would be taken for one another.
        if appraisal.setting[..position].iter().any(|other| other.id == setting.id) {
            return refuse(&quoted, format!("setting `{}` is declared twice; rename one", setting.id));
        }
    }
    for (position, one) in appraisal.break_even.iter().enumerate() {
        let refuse = |message: String| {
            Err(StrategyError::Declaration { place: world.at(PATH, one.id.span()), message })
        };
        if !is_folder_name(one.id.as_ref()) {
            return refuse(no_folder_name("break_even", one.id.as_ref()));
        }
        if appraisal.break_even[..position].iter().any(|other| other.id.as_ref() == one.id.as_ref()) {
            return refuse(format!("[[break_even]] `{}` is declared twice; rename one", one.id.as_ref()));
        }
    }
    Ok(appraisal)
}
