//! The probability of an equation, and variables whose series begin later than the date of a run.

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, missions, panel_builder, world_with};
use forefend_panel::{CountryId, Indicator, Panel, Year};
use forefend_runs::{Parts, simulate};
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Fitted, Model, Plan, Policy};

const FLAG_BEGINS: i16 = 1990;

const MORE: &str = r#"
[[variable]]
name = "risk"
title = "Chance of conflict"
unit = "probability"
kind = "probability"
of = "conflict"
[[variable]]
name = "flag"
title = "Flag"
unit = "event"
kind = "equation"
family = "multinomial"
indicator = "flag"
fill = "none"
stand_in = 0
classes = [0, 1]
formula = "flag ~ I(conflict > 0)"
penalty = 1.0
"#;

/// The synthetic panel, with a flag observed from 1990, up in a third of the country-years.
fn panel() -> Panel {
    let mut builder = panel_builder(None);
    builder.add_indicator(Indicator::synthetic("flag")).unwrap();
    for year in FLAG_BEGINS..=2000 {
        for unit in 1..=12 {
            let up = (year as u16 + unit).is_multiple_of(3);
            builder.set("flag", CountryId(unit), Year(year), f64::from(u8::from(up))).unwrap();
        }
    }
    builder.build().unwrap()
}

fn plan(panel: &Panel, year: i16) -> (Fitted, Plan) {
    let threat = format!("{THREAT}{MORE}");
    let simulation = SIMULATION.replace("\"growth\"]", "\"growth\", \"risk\", \"flag\"]");
    let model = Model::load(&world_with(&simulation, DRIVER, &threat)).unwrap();
    let view = as_of(panel, year);
    let Estimated { fitted, plan, .. } = Plan::estimated(&model, &view, Year(2010)).unwrap();
    (fitted, plan)
}

/// Values of conflict, risk and flag, with draw, year and country.
fn rows(plan: &Plan, policy: &Policy) -> Vec<(u32, i16, u16, [f64; 3])> {
    let folder = tempfile::tempdir().unwrap();
    let ensemble = Ensemble { seed: 1, draws: 40, block: 17, deterministic: false };
    simulate(plan, &policy.compile(plan).unwrap(), ensemble, folder.path(), &|_| ()).unwrap();
    let mut rows = Vec::new();
    let mut keep = |row: forefend_runs::parts::CountryRow<'_>| {
        rows.push((row.draw, row.year, row.country, [row.values[0], row.values[1], row.values[2]]));
    };
    Parts::at(folder.path()).countries(&["conflict", "risk", "flag"], &mut keep).unwrap();
    rows
}

/// Parameters, common shock and levers are the equation's own: its luck falls on the side that the probability says, in
/// every draw, year and country.
#[test]
fn a_probability_is_what_the_luck_of_its_equation_is_thrown_against() {
    let panel = panel();
    let (_, plan) = plan(&panel, 2000);
    for policy in [Policy::default(), missions(&plan, 2003)] {
        let rows = rows(&plan, &policy);
        assert_eq!(rows.len(), 40 * 10 * 12);
        for (draw, year, country, [conflict, risk, _]) in rows {
            let luck =
                Luck::at(1, u64::from(draw), i32::from(year), u64::from(country), Stream::named("conflict"));
            assert_eq!(conflict > 0.0, luck.nth(0) > 1.0 - risk, "draw {draw}, {year}, {country}: {risk}");
        }
    }
}

#[test]
fn a_series_that_begins_later_is_stood_in_for() {
    let panel = panel();
    let (fitted, plan) = self::plan(&panel, 1985);
    assert!(!fitted.equations.contains_key("flag"));
    assert!(rows(&plan, &Policy::default()).iter().all(|row| row.3[2] == 0.0));
    let (fitted, plan) = self::plan(&panel, 2000);
    assert!(fitted.equations.contains_key("flag"));
    assert!(rows(&plan, &Policy::default()).iter().any(|row| row.3[2] == 1.0));
}

#[test]
fn a_model_cut_down_to_what_a_variable_needs_gives_the_same_bits() {
    let model = Model::load(&crate::common::world()).unwrap();
    let reduced = model.reduced_to(&["conflict"]);
    let names: Vec<&str> = reduced.variables.iter().map(|variable| variable.name()).collect();
    assert_eq!(names, ["conflict", "growth", "people"]);
    let panel = panel();
    let view = as_of(&panel, 2000);
    let conflict = |model: &Model| {
        let mut model = model.clone();
        model.frame.record_country.retain(|name| name.as_ref() == "conflict");
        let Estimated { plan, .. } = Plan::estimated(&model, &view, Year(2010)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ensemble = Ensemble { seed: 1, draws: 20, block: 20, deterministic: false };
        simulate(&plan, &CompiledPolicy::default(), ensemble, folder.path(), &|_| ()).unwrap();
        let mut values = Vec::new();
        Parts::at(folder.path()).countries(&["conflict"], &mut |row| values.push(row.values[0])).unwrap();
        values
    };
    assert_eq!(conflict(&model), conflict(&reduced));
}

#[test]
fn a_probability_of_nothing_or_of_a_linear_equation_is_refused() {
    let error = |of: &str| {
        let threat = format!("{THREAT}{MORE}").replace("of = \"conflict\"", &format!("of = \"{of}\""));
        Model::load(&world_with(SIMULATION, DRIVER, &threat)).unwrap_err().to_string()
    };
    assert!(error("conflit").contains("did you mean `conflict`?"), "{}", error("conflit"));
    assert!(error("growth").contains("must name a multinomial equation"), "{}", error("growth"));
}
