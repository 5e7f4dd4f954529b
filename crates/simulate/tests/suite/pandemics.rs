//! Pandemics as the shipped world declares them, in the small world: the law, the engine's promises, and what levers do.

use std::fmt::Write as _;

use forefend_estimate::Axis;
use forefend_panel::{Indicator, Panel, Year};
use forefend_simulate::{Estimated, Model, Plan, Policy, WorldFiles};

use crate::common::{
    self, Columns, DRIVER, SIMULATION, STATES, THREAT, as_of, panel_builder, recorded, world_with,
};

const PANDEMIC: &str = include_str!("../../../../world/threats/pandemic.toml");
const DELIBERATE: &str = include_str!("../../../../world/threats/deliberate_biological_attack.toml");
const DRAWS: u64 = 60;
const YEARS: usize = 10;

/// Quantiles of the law fitted to the record, so that the fit finds it again; and 40 epidemics in the window.
fn epidemics() -> String {
    let mut text = "year,intensity\n".to_owned();
    for number in 0..400 {
        let survival = (f64::from(number) + 0.5) / 400.0 / 0.382;
        let size =
            if survival < 1.0 { 1e-3 + 0.0113 * (libm::pow(survival, -1.398) - 1.0) / 1.398 } else { 0.0 };
        writeln!(text, "{},{size}", 1600 + number % 345).unwrap();
    }
    (0..40).for_each(|number| writeln!(text, "{},0", 1961 + number).unwrap());
    text
}

fn contacts() -> String {
    let names: Vec<String> = (0..16).map(|cell| format!("contacts_{}_{}", cell / 4, cell % 4)).collect();
    format!("iso3,{}\nAAA,{}\n", names.join(","), ["5"; 16].join(","))
}

fn variable(name: &str, expression: &str) -> String {
    format!(
        "[[variable]]\nname = \"{name}\"\ntitle = \"\"\nunit = \"\"\nkind = \"identity\"\nexpression = \"{expression}\"\nhistory = \"{expression}\"\n"
    )
}

/// The world with some pandemics: `changed` are texts of the declaration and what stands in their place.
fn world(changed: &[(&str, &str)]) -> WorldFiles {
    let mut pandemic = PANDEMIC.replace("snapshot/driver_", "tables/").replace(".parquet", ".csv");
    for (from, to) in changed {
        assert!(pandemic.contains(from), "the fixture has moved: {from}");
        pandemic = pandemic.replace(from, to);
    }
    let ages = [
        ("population", "1e6 * people"),
        ("youth_share", "0.2"),
        ("working_age_share", "0.65"),
        ("dependency", "0.54"),
        ("over_65", "0.09 * population"),
        ("over_80", "0.02 * population"),
        ("gdppc", "5000"),
    ];
    let ages: String = ages.iter().map(|(name, expression)| variable(name, expression)).collect();
    let simulation = SIMULATION
        .replace("\"growth\"]", "\"growth\", \"pandemic_deaths\", \"pandemic_infections\", \"population\"]")
        .replace(
            "record_world = [",
            "record_world = [\"pandemic_begins\", \"pandemic_begins_in_laboratory\", ",
        );
    world_with(&simulation, &format!("{DRIVER}{ages}"), THREAT)
        .with("threats/pandemic.toml", pandemic.as_bytes())
        .with("threats/deliberate_biological_attack.toml", DELIBERATE.as_bytes())
        .with("tables/epidemics.csv", epidemics().as_bytes())
        .with("tables/contacts.csv", contacts().as_bytes())
}

fn panel() -> Panel {
    let mut builder = panel_builder(None);
    builder.add_indicator(Indicator::synthetic("pair_air_seats")).unwrap();
    builder.build().unwrap()
}

/// So often that the draws have some dozens.
const OFTEN: (&str, &str) = ("frequency = \"record\"", "frequency = \"covid_size\"");
const CHANCE: (&str, &str) = ("covid_size_chance = [0.025, 0.033]", "covid_size_chance = [0.01, 0.02]");

fn estimated(changed: &[(&str, &str)]) -> Estimated {
    let model = Model::load(&world(changed)).unwrap();
    Plan::estimated(&model, &as_of(&panel(), 2000), Year(2010)).unwrap()
}

const COLUMNS: [(&str, &str); 5] = [
    ("country", "pandemic_deaths"),
    ("country", "pandemic_infections"),
    ("country", "population"),
    ("world", "pandemic_begins"),
    ("world", "pandemic_begins_in_laboratory"),
];

fn run(plan: &Plan, policy: &Policy, block: u64) -> Columns {
    recorded(plan, policy, (4, DRAWS, block), &COLUMNS)
}

/// A measure that shifts one lever by `shift` in every year and country, and is nowhere in the reference.
fn shifted(lever: &str, shift: f64, by_country: bool) -> Policy {
    let units = if by_country { (Axis::UNITS, usize::from(STATES)) } else { (Axis::WORLD, 1) };
    common::shifted(lever, units, YEARS, shift)
}

#[test]
fn blocks_change_no_bit_and_nobody_dies_who_is_not_infected() {
    let plan = estimated(&[OFTEN, CHANCE]).plan;
    let one = run(&plan, &Policy::default(), DRAWS);
    assert!(one["pandemic_begins"].iter().sum::<f64>() > 20.0, "the fixture has moved");
    assert_eq!(run(&plan, &Policy::default(), 7), one);
    for ((deaths, infected), people) in
        one["pandemic_deaths"].iter().zip(&one["pandemic_infections"]).zip(&one["population"])
    {
        assert!((0.0..=infected * (1.0 + 1e-9)).contains(deaths), "{deaths} of {infected}");
        assert!(*deaths <= *people);
    }
}

/// Series end in 2000 and the run is made three years later: those three are simulated, and hold none.
#[test]
fn none_begins_before_the_date_of_the_run() {
    let model = Model::load(&world(&[OFTEN, CHANCE])).unwrap();
    let plan = Plan::estimated(&model, &as_of(&panel(), 2003), Year(2010)).unwrap().plan;
    let begun = &run(&plan, &Policy::default(), DRAWS)["pandemic_begins"];
    let years = plan.periods();
    let early = years - Year::count(Year(2004), Year(2010));
    assert!(early >= 3, "{early} years before the date");
    assert!(begun.chunks(years).all(|draw| draw[..early].iter().all(|begun| *begun == 0.0)));
    assert!(begun.iter().sum::<f64>() > 10.0);
}

#[test]
fn no_answer_kills_more_on_the_same_luck() {
    let plan = estimated(&[OFTEN, CHANCE]).plan;
    let dead = |policy: &Policy| run(&plan, policy, DRAWS)["pandemic_deaths"].iter().sum::<f64>();
    let reference = dead(&Policy::default());
    let cases = [
        ("outbreak_detection_delay", -20.0, true),
        ("outbreak_response_delay", -30.0, true),
        ("pandemic_distancing", -0.2, true),
        ("pandemic_travel", -3.0, false),
        ("vaccine_start", -200.0, false),
        ("vaccine_capacity", 0.7, false),
    ];
    for (lever, shift, by_country) in cases {
        let with = dead(&shifted(lever, shift, by_country));
        assert!(with <= reference * (1.0 + 1e-9), "{lever}: {with} against {reference}");
        assert!(with < reference || lever == "pandemic_travel", "{lever} does nothing");
    }
}

#[test]
fn safer_laboratories_begin_fewer_and_change_no_other() {
    let often = [("release = 0.00246", "release = 0.05"), ("seeds = [0.05, 0.40]", "seeds = [0.2, 0.4]")];
    let plan = estimated(&often).plan;
    let (reference, safer) = (
        run(&plan, &Policy::default(), DRAWS),
        run(&plan, &shifted("laboratory_release", -2.0, false), DRAWS),
    );
    assert!(
        safer["pandemic_begins_in_laboratory"].iter().sum::<f64>()
            < 0.5 * reference["pandemic_begins_in_laboratory"].iter().sum::<f64>()
    );
    for (before, after) in reference["pandemic_begins"].iter().zip(&safer["pandemic_begins"]) {
        assert!(after <= before, "the same luck");
    }
}

/// The law that is fitted, and how many epidemics the window has.
#[test]
fn the_law_is_fitted_from_the_record_as_known() {
    let fitted = estimated(&[]).fitted;
    let law = &fitted.processes["pandemics"]["law"];
    let [shape, _, scale, over, number, years] = law[..] else { panic!("{law:?}") };
    assert!((shape - 1.398).abs() < 0.1 && (scale - 0.0113).abs() < 0.002, "{law:?}");
    assert!((over - 0.38).abs() < 0.01, "{law:?}");
    // Forty of the window's own, and those of 1942 to 1944.
    assert_eq!((number, years), (43.0, 59.0));
}
