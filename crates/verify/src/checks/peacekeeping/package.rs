//! Published effects of peacekeeping beside what the shipped model says of the same programmes. Nothing is calibrated to them.

use forefend_estimate::{Axis, Expression};
use forefend_panel::{CountryId, Year};
use forefend_runs::parts::mean;
use forefend_score::quantile_sorted;
use forefend_simulate::{Amount, Deployment, Effect, Estimated, Model, Plan, Policy};
use forefend_track::Observed;

use super::super::from_origin::{alone, draws_on};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const ORIGIN: Year = Year(2000);
/// Last year of the published programme.
const LAST: Year = Year(2013);
const DRAWS: u64 = 400;
const LEVER: &str = "conflict_hazard";
const EVIDENCE: [&str; 2] = ["evidence/measures.toml", "pko_hazard"];
/// Thousands of troops in a state in conflict: as many as the evidence reaches to.
const AT_WAR: f64 = 10.0;
/// Thousands after a war, and twice as many.
const AFTER_WAR: [f64; 2] = [5.0, 10.0];
/// US$ bn a year of a thousand (`cost_un_pko`).
const COST: f64 = 0.048;

/// Country-years of war and of conflict 2001-2013 with 10,000 troops in every state that was in conflict the year before, against none
/// more than there were, at three causal discounts; what it costs.
///
/// # Errors
/// Those of the snapshot and the engine; an evidence file without the row.
pub fn package(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let seen = context.once("missions from 2000", || Seen::at_origin(context))?;
    let none = seen.levels(&Policy::default())?;
    let programme = |discount| seen.levels(&seen.policy("lag(conflict) > 0", AT_WAR, discount)?);
    let mut measured = vec![Measured::new("country-years of war without it", mean(&count(&none, 2.0)))];
    for discount in [0.0, 0.5, 1.0] {
        let with = programme(discount)?;
        for (name, least) in [("war", 2.0), ("conflict", 1.0)] {
            let (with, without) = (count(&with, least), count(&none, least));
            let mut change: Vec<f64> =
                with.iter().zip(&without).map(|(with, none)| with / none - 1.0).collect();
            change.sort_by(f64::total_cmp);
            let name = format!("{name}, change at causal discount {discount}");
            let [low, high] = [0.05, 0.95].map(|share| quantile_sorted(&change, share));
            measured.push(Measured::with_interval(name, mean(&change), low, high));
        }
        if discount == 0.0 {
            // Country-years in conflict 2001-2013, for those of 2000-2012, which the rule reads.
            let years = f64::from(LAST.0 - ORIGIN.0);
            let places = mean(&count(&with, 1.0)) / years;
            measured.push(Measured::new("US$ bn 2001-2013", places * AT_WAR * COST * years));
        }
    }
    Ok(measured)
}

/// Chance of conflict within ten years in states at peace in 2000 that were in conflict in the ten years before: as it was, with 5,000
/// troops while the peace is young, and with twice as many.
///
/// # Errors
/// As [`package`].
pub fn after_war(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let seen = context.once("missions from 2000", || Seen::at_origin(context))?;
    let levels = Observed::read(&*context.panel()?, "conflict_level")?.0;
    let at = |unit: &CountryId, year: Year| levels.level(*unit, year).is_some_and(|level| level > 0.0);
    let after: Vec<usize> = (0..seen.plan.units.len())
        .filter(|&unit| {
            let unit = &seen.plan.units[unit];
            !at(unit, ORIGIN) && Year::range(ORIGIN - 9, ORIGIN - 1).any(|year| at(unit, year))
        })
        .collect();
    let risk = |policy: &Policy| -> Result<f64, VerifyError> {
        let units = seen.plan.units.len();
        let renewed = |draw: &Vec<f64>| {
            let years = draw.chunks_exact(units).take(10);
            let within = |unit: &&usize| years.clone().any(|year| year[**unit] > 0.0);
            after.iter().filter(within).count() as f64 / after.len() as f64
        };
        Ok(mean(&seen.levels(policy)?.iter().map(renewed).collect::<Vec<f64>>()))
    };
    let mut measured = vec![
        Measured::new("states", after.len() as f64),
        Measured::new("risk in ten years", risk(&Policy::default())?),
    ];
    let mut risks = Vec::new();
    for (thousands, name) in AFTER_WAR.into_iter().zip(["5,000 troops", "10,000 troops"]) {
        let policy = seen.policy("lag(conflict) == 0 & lag(peace_years) < 10", thousands, 0.5)?;
        risks.push(risk(&policy)?);
        measured.extend(risks.last().map(|risk| Measured::new(format!("risk with {name}"), *risk)));
    }
    measured.push(Measured::new("change as troops double", risks[1] / risks[0] - 1.0));
    Ok(measured)
}

/// The model as fitted at the origin, and what its evidence says of a thousand troops.
struct Seen {
    plan: Plan,
    /// Mean and standard deviation on the scale of the lever.
    effect: [f64; 2],
}

impl Seen {
    fn at_origin(context: &Context<'_>) -> Result<Self, VerifyError> {
        let (world, panel) = (context.world()?, context.panel()?);
        let model = alone(&Model::load(&world)?, &["conflict", "peace_years"]);
        let then = panel.as_of(ORIGIN.last_month(), forefend_panel::Availability::Observed);
        let Estimated { plan, .. } = Plan::estimated(&model, &then, LAST)?;
        Ok(Self { plan, effect: evidence(world.text(EVIDENCE[0])?)? })
    }

    /// Levels of conflict by draw; of each by year from the one after the origin and then by state.
    fn levels(&self, policy: &Policy) -> Result<Vec<Vec<f64>>, VerifyError> {
        let policy = policy.compile(&self.plan)?;
        let years = Year::count(ORIGIN + 1, LAST);
        let plan = ("country", &self.plan);
        draws_on(plan, &policy, (years, DRAWS), ["conflict"], |[levels]| levels.to_vec())
    }

    /// `thousands` of troops wherever `rule` holds, over what there was.
    fn policy(&self, rule: &str, thousands: f64, discount: f64) -> Result<Policy, VerifyError> {
        let rule = Expression::parse(rule).map_err(|error| VerifyError::computation(error.to_string()))?;
        let amount = vec![thousands; self.plan.periods()];
        let place = "this check".to_owned();
        let [mean, standard_deviation] = self.effect;
        Ok(Policy {
            deployments: vec![Deployment {
                measure: "peacekeeping".to_owned(),
                axis: Axis::UNITS,
                amount: vec![Amount::Rule { rule, amount, place }],
                reference: Vec::new(),
            }],
            effects: vec![Effect {
                evidence: EVIDENCE[1].to_owned(),
                measure: "peacekeeping".to_owned(),
                lever: LEVER.to_owned(),
                mean,
                standard_deviation,
                saturation: AT_WAR,
                through: None,
                discount,
            }],
        })
    }
}

/// Value and standard deviation of the row of the world's evidence.
fn evidence(text: &str) -> Result<[f64; 2], VerifyError> {
    let missing =
        || VerifyError::computation(format!("{} has no row `{}` with a value", EVIDENCE[0], EVIDENCE[1]));
    let table: toml::Table = text.parse().map_err(|_| missing())?;
    let rows = table.get("effect").and_then(|rows| rows.as_array()).ok_or_else(missing)?;
    let row = rows.iter().find(|row| row.get("id").and_then(|id| id.as_str()) == Some(EVIDENCE[1]));
    let number = |key: &str| row.and_then(|row| row.get(key)?.as_float()).ok_or_else(missing);
    Ok([number("value")?, number("standard_deviation")?])
}

/// Country-years at `least` or more, a draw.
fn count(draws: &[Vec<f64>], least: f64) -> Vec<f64> {
    draws.iter().map(|draw| draw.iter().filter(|level| **level >= least).count() as f64).collect()
}
