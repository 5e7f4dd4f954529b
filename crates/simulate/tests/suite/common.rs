//! A small synthetic world: twelve states, forty years, a conflict equation and what hangs on it.

use forefend_estimate::Axis;
use forefend_panel::{AsOf, Availability, CountryId, Indicator, Link, Month, Panel, PanelBuilder, Year};
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::{Amount, Deployment, Effect, Estimated, Fitted, Model, Plan, Policy, WorldFiles};

pub const STATES: u16 = 12;
pub const FIRST: i16 = 1960;
pub const LAST: i16 = 2000;

pub const SIMULATION: &str = r#"
anchor = "level"
as_of = "2000-12"
history_from = 1960
horizon = 2010
networks = ["borders"]
record_country = ["conflict", "deaths", "growth"]
record_world = ["share"]
"#;

pub const DRIVER: &str = r#"
id = "growth"
title = "Growth"
status = "modelled"
why = "synthetic"
[[variable]]
name = "growth"
title = "Growth"
unit = "share"
kind = "equation"
family = "linear"
indicator = "growth"
formula = "growth ~ lag(growth) + log(people) + I(lag(conflict) > 0)"
common_shock = true
bounds = [-0.5, 0.5]
[[variable]]
name = "people"
title = "People"
unit = "persons"
kind = "path"
indicator = "people"
"#;

pub const THREAT: &str = r#"
id = "conflict"
title = "Conflict"
status = "modelled"
why = "synthetic"
event = "synthetic"
resolution = "synthetic"
[[variable]]
name = "conflict"
title = "Conflict"
unit = "level"
kind = "equation"
family = "multinomial"
indicator = "level"
fill = "none"
classes = [0, 1, 2]
formula = "conflict ~ I(lag(conflict) > 0) + log1p(neighbours(lag(conflict) > 0, borders)) + log(people) + lag(growth)"
sample = { half_life = 30 }
common_shock = true
shock = { by = "lag(conflict) > 0", persistence = [0.9, 1.0] }
[[variable.lever]]
name = "hazard"
title = "Hazard"
scale = "log-hazard"
bounds = [-5, 5]
[[variable]]
name = "log_deaths"
title = "Log deaths"
unit = "log deaths"
kind = "equation"
family = "linear"
history = "3 + 2 * conflict + growth"
formula = "log_deaths ~ log(people)"
where = "conflict > 0"
bounds = [3, 9]
[[variable]]
name = "deaths"
title = "Deaths"
unit = "deaths"
kind = "identity"
expression = "if(conflict > 0, exp(log_deaths), 0)"
[[variable]]
name = "share"
title = "Share in conflict"
unit = "share"
axis = "world"
kind = "identity"
expression = "world_mean(conflict > 0)"
"#;

pub fn world_with(simulation: &str, driver: &str, threat: &str) -> WorldFiles {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    WorldFiles::new(
        "world",
        [
            file("simulation.toml", simulation),
            file("drivers/growth.toml", driver),
            file("threats/conflict.toml", threat),
        ],
    )
}

pub fn world() -> WorldFiles {
    world_with(SIMULATION, DRIVER, THREAT)
}

/// The synthetic panel; values later than `corrupt_after` are replaced by nonsense.
pub fn panel(corrupt_after: Option<i16>) -> Panel {
    panel_builder(corrupt_after).build().unwrap()
}

/// The synthetic panel before it is closed, for tests that add to it.
pub fn panel_builder(corrupt_after: Option<i16>) -> PanelBuilder {
    let mut builder = PanelBuilder::default();
    for name in ["level", "growth", "people"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}")).unwrap();
    }
    let mut before = [0.0; STATES as usize];
    for year in FIRST..=LAST {
        let nonsense = corrupt_after.is_some_and(|after| year > after);
        for unit in 1..=STATES {
            let luck = Luck::at(3, 0, i32::from(year), u64::from(unit), Stream::named("fixture"));
            let hazard = 0.15 + 0.5 * f64::from(u8::from(before[unit as usize - 1] > 0.0));
            let level = if luck.nth(0) < hazard { 1.0 + f64::from(u8::from(luck.nth(1) < 0.3)) } else { 0.0 };
            before[unit as usize - 1] = level;
            let growth = 0.02 + 0.03 * luck.normal(2);
            let people = 1e6 * f64::from(unit) * (1.0 + 0.01 * f64::from(year - FIRST));
            let values = [("level", level), ("growth", growth), ("people", people)];
            for (name, value) in values {
                let value = if nonsense { 2.0 - (value % 2.0) } else { value };
                builder.set(name, CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    let links = (1..STATES).flat_map(|unit| {
        [(unit, unit + 1), (unit + 1, unit)].map(|(from, to)| Link {
            from: CountryId(from),
            to: CountryId(to),
            first: Year(1946),
            last: None,
            weight: 1.0,
        })
    });
    builder.add_network("borders", links.collect()).unwrap();
    builder
}

pub fn as_of(panel: &Panel, year: i16) -> AsOf<'_> {
    panel.as_of(Month::new(Year(year), 12).unwrap(), Availability::Observed)
}

pub struct Ready {
    pub model: Model,
    pub fitted: Fitted,
    pub plan: Plan,
}

/// Loads, fits and compiles the synthetic world as of the end of `year`.
pub fn ready(panel: &Panel, year: i16) -> Ready {
    let model = Model::load(&world()).unwrap();
    let view = as_of(panel, year);
    let Estimated { fitted, plan, .. } = Plan::estimated(&model, &view, Year(2010)).unwrap();
    Ready { model, fitted, plan }
}

/// Missions of 5 (thousand) in every state until `until`; the reference keeps them to the horizon.
pub fn missions(plan: &Plan, until: i16) -> Policy {
    let schedule = |until: i16| {
        let years = Year::range(plan.first, plan.horizon);
        let rows = years.flat_map(|year| vec![if year.0 <= until { 5.0 } else { 0.0 }; plan.units.len()]);
        vec![Amount::Schedule(rows.collect())]
    };
    let effect = |evidence: &str, mean: f64| Effect {
        evidence: evidence.to_owned(),
        measure: "missions".to_owned(),
        lever: "hazard".to_owned(),
        mean,
        // Small against the mean, so that no draw turns the sign.
        standard_deviation: 0.1 * mean.abs(),
        saturation: 10.0,
        through: None,
        discount: 0.0,
    };
    Policy {
        deployments: vec![Deployment {
            measure: "missions".to_owned(),
            axis: Axis::UNITS,
            amount: schedule(until),
            reference: schedule(2010),
        }],
        effects: vec![effect("first", -0.07), effect("second", -0.0531)],
    }
}
