//! Measures: what can be done, which levers it moves by which evidence, and what it costs.

mod basis;
mod changed;
mod uncertainty;

use forefend_estimate::{Axis, Expression, Names};
use forefend_panel::suggestion;
use forefend_simulate::luck::{Chance, Luck, Stream};
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::spec::LeverScale;
use forefend_simulate::{Effect, PastRule, Plan, WorldFiles};
use serde::Deserialize;
use toml::Spanned;

pub use self::uncertainty::Setting;
use crate::deflator::Deflator;
use crate::error::StrategyError;
use crate::evidence::{Evidence, Use, place_of_price_year};
pub use crate::form::Form;

pub use self::basis::{Basis, Kind, Law};

/// The file that declares measures.
const PATH: &str = "measures.toml";

/// An effect of a measure: evidence, lever, and how one becomes the other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureEffect {
    /// Row of the evidence.
    pub evidence: Spanned<String>,
    /// Lever of the model.
    pub lever: Spanned<String>,
    /// How the value is to be read.
    pub form: Form,
    /// How amounts reach a lever of another axis, as an expression over `amount`: `at(amount, in_region)`. On one axis it
    /// may say what reaches others: `amount + 0.5 * neighbours(amount, contiguity)`.
    pub through: Option<Spanned<String>>,
    /// Amount at which the evidence holds; negative where the evidence is about less of what the measure gives.
    pub amount: f64,
    /// Standard deviation of the shift as a share of its mean, where the source prints no interval.
    pub relative_deviation: Option<f64>,
    /// `through`, parsed.
    #[serde(skip)]
    reach: Option<PastRule>,
}

impl MeasureEffect {
    /// Mean and standard deviation of the shift per unit of amount.
    fn shift_per_unit(&self, row: &Evidence) -> Option<(f64, f64)> {
        self.form.shift_per_unit(self.amount, self.relative_deviation, row)
    }
}

/// Cost of one unit of a measure for a year: evidence value x scale.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Row of the evidence.
    pub evidence: Spanned<String>,
    /// US dollars in one unit of the evidence value (1e6 for a value in millions).
    pub scale: f64,
}

/// One measure of `measures.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Element of the mission it belongs to.
    pub element: String,
    /// Unit of the amount.
    pub unit: String,
    /// What there is one amount of: `country` where absent, `world`, or an axis of `axes.toml`.
    pub axis: Option<Spanned<String>>,
    /// Effects; each acts on a different outcome.
    #[serde(default)]
    pub effect: Vec<MeasureEffect>,
    /// Cost of a unit-year.
    pub cost: Cost,
    /// What principles read of it; a rule that needs it cannot be checked where it is absent.
    pub basis: Option<Basis>,
}

/// Measures with the evidence they rest on.
#[derive(Debug, Clone)]
pub struct Measures {
    /// Measures in id order.
    pub measures: Vec<Measure>,
    /// Evidence in id order.
    pub evidence: Vec<Evidence>,
    /// What brings costs to dollars of one year.
    pub deflator: Deflator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureFile {
    #[serde(default)]
    measure: Vec<Measure>,
}

impl Measures {
    /// Reads `measures.toml` and `evidence/`, and checks one against the other.
    ///
    /// # Errors
    /// Unknown evidence, two effects of a measure on one lever, evidence that may not enter the model.
    ///
    /// # Examples
    /// ```
    /// use forefend_simulate::WorldFiles;
    /// use forefend_strategy::measure::Measures;
    ///
    /// let world = WorldFiles::new("world", forefend_world::files());
    /// let measures = Measures::load(&world)?;
    /// let peacekeeping = measures.get("peacekeeping").expect("declared");
    /// // What it does rests on an assumption, which is printed as such.
    /// let effect = measures.row(peacekeeping.effect[0].evidence.as_ref(), "measures.toml")?;
    /// assert!(effect.is_assumption());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(world: &WorldFiles) -> Result<Self, StrategyError> {
        let evidence = crate::evidence::load(world)?;
        let MeasureFile { mut measure } = world.parse(PATH)?;
        for effect in measure.iter_mut().flat_map(|measure| &mut measure.effect) {
            effect.reach = effect.through.as_ref().map(|text| parsed(world, text)).transpose()?;
        }
        measure.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(wrong) = measure.iter().find(|measure| !is_folder_name(&measure.id)) {
            return Err(StrategyError::Declaration {
                place: world.at_text(PATH, &format!("\"{}\"", wrong.id)),
                message: no_folder_name("measure", &wrong.id),
            });
        }
        if let Some(pair) = measure.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(StrategyError::Declaration {
                place: world.at_text(PATH, &format!("\"{}\"", pair[0].id)),
                message: format!("measure `{}` is declared twice; rename one", pair[0].id),
            });
        }
        let measures = Self { measures: measure, evidence, deflator: Deflator::load(world)? };
        for measure in &measures.measures {
            for effect in &measure.effect {
                let place = world.at(PATH, effect.evidence.span());
                let row = measures.row(effect.evidence.as_ref(), &place)?;
                if row.purpose != Use::Model {
                    return Err(StrategyError::Declaration {
                        place,
                        message: format!(
                            "evidence `{}` is for tables, not for the model; choose a row with use = \"model\"",
                            row.id
                        ),
                    });
                }
                if effect.shift_per_unit(row).is_none() {
                    return Err(StrategyError::Declaration { place, message: unusable(row) });
                }
                let same =
                    measure.effect.iter().filter(|other| other.lever.as_ref() == effect.lever.as_ref());
                if same.count() > 1 {
                    return Err(StrategyError::Declaration {
                        place,
                        message: format!(
                            "measure `{}` moves lever `{}` twice: rows on one outcome are alternatives; \
                             keep one",
                            measure.id,
                            effect.lever.as_ref()
                        ),
                    });
                }
            }
            measures.check_cost(measure, world)?;
        }
        Ok(measures)
    }

    /// The cost of a unit must be an amount of money.
    fn check_cost(&self, measure: &Measure, world: &WorldFiles) -> Result<(), StrategyError> {
        let place = world.at(PATH, measure.cost.evidence.span());
        let row = self.row(measure.cost.evidence.as_ref(), &place)?;
        if let Some(year) = row.price_year.filter(|year| self.deflator.to_base(*year).is_none()) {
            let message = format!(
                "evidence `{}`: price_year = {year} has no deflator; {}",
                row.id,
                self.deflator.remedy(year)
            );
            // The mistake is in the row and not in the measure that names it.
            let place = place_of_price_year(world, &row.id).unwrap_or(place);
            return Err(StrategyError::Declaration { place, message });
        }
        let cost = self.unit_cost(measure);
        if cost.as_ref().is_ok_and(|cost| cost.is_finite() && *cost >= 0.0) {
            return Ok(());
        }
        Err(StrategyError::Declaration {
            place,
            message: format!(
                "measure `{}`: its cost evidence needs a value of 0 or more; give one (times `scale` it must be finite)",
                measure.id
            ),
        })
    }

    /// Checks measures against the compiled model: axes, levers, and forms that a lever's scale has.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn check(&self, world: &WorldFiles, plan: &Plan) -> Result<(), StrategyError> {
        for measure in &self.measures {
            let own = measure.axis(world, plan)?;
            for effect in &measure.effect {
                let name: &str = effect.lever.as_ref();
                let Some((axis, lever)) = plan.levers().find(|(_, lever)| lever.name.as_ref() == name) else {
                    return Err(StrategyError::Unknown {
                        place: world.at(PATH, effect.lever.span()),
                        what: "lever",
                        name: name.to_owned(),
                        suggestion: suggestion(name, plan.levers().map(|(_, l)| l.name.as_ref().as_str())),
                    });
                };
                if effect.through.is_none() && own != axis && own != Axis::WORLD {
                    let (from, to) = (plan.axis_name(own), plan.axis_name(axis));
                    return Err(StrategyError::Declaration {
                        place: world.at(PATH, effect.lever.span()),
                        message: format!(
                            "`{}` is by {from}, and lever `{name}` moves a variable by {to}; say how amounts get there: \
                             through = \"at(amount, RELATION)\", or total, average, highest, lowest, world_sum",
                            measure.id
                        ),
                    });
                }
                let delay = lever.scale == LeverScale::Delay;
                let ratio = matches!(lever.scale, LeverScale::LogHazard | LeverScale::Multiplier);
                if (delay && effect.form != Form::Difference) || (ratio && effect.form == Form::Difference) {
                    let remedy = match delay {
                        true => {
                            "a delay, in years; give its evidence in years and write form = \"difference\""
                        }
                        false => {
                            "a logarithmic scale; write form = \"ratio\", \"log ratio\" or \"relative change\""
                        }
                    };
                    return Err(StrategyError::Declaration {
                        place: world.at(PATH, effect.lever.span()),
                        message: format!("lever `{name}` has {remedy}"),
                    });
                }
            }
        }
        Ok(())
    }

    /// The measure called `id`.
    pub fn get(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// The evidence called `id`, or an error at `place`.
    ///
    /// # Errors
    /// [`StrategyError::Unknown`] with the nearest id.
    pub fn row(&self, id: &str, place: &str) -> Result<&Evidence, StrategyError> {
        self.evidence.iter().find(|row| row.id == id).ok_or_else(|| StrategyError::Unknown {
            place: place.to_owned(),
            what: "evidence",
            name: id.to_owned(),
            suggestion: suggestion(id, self.evidence.iter().map(|row| row.id.as_str())),
        })
    }

    /// US dollars of the base year for one unit of `measure` for a year, at the central value of its evidence.
    ///
    /// # Errors
    /// When the evidence row has no value.
    pub fn unit_cost(&self, measure: &Measure) -> Result<f64, StrategyError> {
        let place = format!("measure `{}`", measure.id);
        let row = self.row(measure.cost.evidence.as_ref(), &place)?;
        let lacks =
            |what: &str| StrategyError::Declaration { place: place.clone(), message: what.to_owned() };
        let value = row.value.ok_or_else(|| lacks("its cost evidence has no value; give one"))?;
        let year = row.price_year.unwrap_or(self.deflator.base);
        let dollars = self.deflator.to_base(year);
        let dollars =
            dollars.ok_or_else(|| lacks("no deflator for the year of its cost; add it to deflator.toml"))?;
        Ok(value * measure.cost.scale * dollars)
    }

    /// US dollars for one unit of `measure` for a year in one draw, keyed by (seed, draw, evidence) and never by
    /// portfolio: log-normal with the value as its median and the interval as its `ends` say. Evidence without an
    /// interval gives its value in every draw; without luck every draw has its median.
    ///
    /// # Errors
    /// When the evidence row has no value.
    pub fn unit_cost_in_draw(
        &self,
        measure: &Measure,
        chance: impl Into<Chance>,
        draw: u64,
    ) -> Result<f64, StrategyError> {
        let central = self.unit_cost(measure)?;
        let row = self.row(measure.cost.evidence.as_ref(), "measures.toml")?;
        let (Some(low), Some(high)) = (row.low, row.high) else { return Ok(central) };
        if low <= 0.0 {
            return Ok(central);
        }
        let spread = row.ends.deviation(libm::log(high / low));
        let z = Luck::at(chance, draw, 0, 0, Stream::named(&format!("cost/{}", row.id))).normal(0);
        Ok(central * libm::exp(spread * z))
    }

    /// The effects of every measure under one setting of the deep uncertainties. An assumption is switched
    /// off as a whole, or kept undiscounted: the discount is for published, observational effects.
    ///
    /// # Errors
    /// When an evidence row has no value to use.
    pub fn effects(&self, setting: &Setting) -> Result<Vec<Effect>, StrategyError> {
        let mut effects = Vec::new();
        for measure in &self.measures {
            for effect in &measure.effect {
                let place = format!("measure `{}`", measure.id);
                let row = self.row(effect.evidence.as_ref(), &place)?;
                if !setting.is_on(row) {
                    continue;
                }
                let (mean, standard_deviation) = effect
                    .shift_per_unit(row)
                    .ok_or_else(|| StrategyError::Declaration { place, message: unusable(row) })?;
                effects.push(Effect {
                    evidence: row.id.clone(),
                    measure: measure.id.clone(),
                    lever: effect.lever.as_ref().clone(),
                    mean: setting.strength * mean,
                    standard_deviation: setting.strength * standard_deviation,
                    saturation: row.saturates_at.unwrap_or(f64::INFINITY),
                    through: effect.reach.clone(),
                    discount: if row.is_assumption() { 0.0 } else { setting.discount },
                });
            }
        }
        Ok(effects)
    }
}

impl Measure {
    /// The axis of its amounts in the compiled model.
    ///
    /// # Errors
    /// An axis that the world does not have, with its line.
    pub fn axis(&self, world: &WorldFiles, plan: &Plan) -> Result<Axis, StrategyError> {
        let Some(name) = &self.axis else { return Ok(Axis::UNITS) };
        plan.axes.find(name.as_ref()).ok_or_else(|| StrategyError::Unknown {
            place: world.at(PATH, name.span()),
            what: "axis",
            name: name.as_ref().clone(),
            suggestion: suggestion(name.as_ref(), plan.axes.lists.iter().map(|list| list.name.as_str())),
        })
    }
}

/// The message about evidence that an effect cannot be drawn from.
fn unusable(row: &Evidence) -> String {
    format!(
        "evidence `{}` has no usable value and spread in this form; give value with low/high, standard_deviation, or \
         relative_deviation (a relative change lies above -1)",
        row.id
    )
}

fn parsed(world: &WorldFiles, text: &Spanned<String>) -> Result<PastRule, StrategyError> {
    let place = world.at(PATH, text.span());
    match Expression::parse(text.as_ref()) {
        Ok(expression) => Ok(PastRule { expression, place }),
        Err(error) => Err(StrategyError::Declaration { place, message: error.to_string() }),
    }
}
