//! Closed-loop portfolios on the shipped world: what the documents say, and what a surge on warning really does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{AsOf, Availability, CountryId, Month, Panel, Year};
use forefend_runs::{Parts, simulate};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, WorldFiles, deployed_column};
use forefend_strategy::measure::Measures;
use forefend_strategy::portfolio::{self, Context};
use forefend_strategy::setting;

const PORTFOLIO: &str = "portfolios/proposal.toml";

/// The shipped world with a portfolio of ours beside the reference.
fn world(portfolio: &str) -> WorldFiles {
    let own = |(path, _): &(String, Vec<u8>)| {
        !path.starts_with("portfolios/") || path == "portfolios/reference.toml"
    };
    let shipped = forefend_world::files().into_iter().filter(own);
    WorldFiles::new("world", shipped.chain([(PORTFOLIO.to_owned(), portfolio.as_bytes().to_vec())]))
}

fn document(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(path)).unwrap()
}

struct Ready {
    panel: Panel,
    plan: Plan,
}

impl Ready {
    /// The shipped model, fitted, to 2035.
    fn new() -> Self {
        let world = world("");
        let panel = Panel::from_files(&world.folder("snapshot")).unwrap();
        let model = Model::load(&world).unwrap();
        let as_of = view(&panel);
        let horizon = Year(2035);
        let Estimated { plan, .. } = Plan::estimated(&model, &as_of, horizon).unwrap();
        Self { panel, plan }
    }

    /// The policies of the portfolio and of the reference, checked.
    fn policies(&self, text: &str) -> Result<[CompiledPolicy; 2], String> {
        let world = world(text);
        let measures = Measures::load(&world).unwrap();
        let portfolios = portfolio::load(&world).map_err(|error| error.to_string())?;
        let as_of = view(&self.panel);
        let appraisal = setting::load(&world).unwrap();
        let (plan, from) = (&self.plan, appraisal.from);
        let context = Context { world: &world, measures: &measures, as_of: &as_of, plan, from };
        let setting = &appraisal.setting[1];
        let of = |position: usize| -> Result<CompiledPolicy, String> {
            let policy = portfolio::policy(context, &portfolios[position], &portfolios[0], setting)
                .map_err(|error| error.to_string())?;
            policy.compile(&self.plan).map_err(|error| error.to_string())
        };
        Ok([of(1)?, of(0)?])
    }
}

fn view(panel: &Panel) -> AsOf<'_> {
    panel.as_of(Month::new(Year(2026), 11).unwrap(), Availability::Published)
}

const HEAD: &str = "id = \"p\"\ntitle = \"P\"\nsummary = \"p\"\nrole = \"alternative\"\n";

struct Runs {
    conflict: BTreeMap<(u32, i16, u16), f64>,
    deployed: BTreeMap<i16, Vec<f64>>,
    standing: BTreeMap<i16, Vec<f64>>,
}

const DRAWS: u64 = 50;

/// US$ 66,890 of 2018 in dollars of 2024: prices rose by these percentages in 2019 to 2024 (`world/deflator.toml`).
const PERSON_YEAR: f64 = 66_890.0 * 1.01507 * 1.00679 * 1.04385 * 1.07129 * 1.03598 * 1.02483;

fn run(ready: &Ready, policies: &[CompiledPolicy; 2]) -> Runs {
    let troops = deployed_column("peacekeeping");
    let [surge, reference] = [0, 1].map(|index| {
        let folder = tempfile::tempdir().unwrap();
        let ensemble = Ensemble { seed: 1, draws: DRAWS, block: 20, deterministic: false };
        simulate(&ready.plan, &policies[index], ensemble, folder.path(), &|_| ()).unwrap();
        folder
    });
    let mut conflict = BTreeMap::new();
    let parts = Parts::at(surge.path());
    parts
        .countries(&["conflict"], &mut |row| {
            conflict.insert((row.draw, row.year, row.country), row.values[0]);
        })
        .unwrap();
    let standing = Parts::at(reference.path()).world(&troops).unwrap();
    Runs { conflict, deployed: parts.world(&troops).unwrap(), standing }
}

/// Recomputed from the recorded futures by other means: the trigger, its term, capacity, budget and lag.
#[test]
fn a_surge_on_warning_keeps_to_its_trigger_lag_capacity_and_budget() {
    let ready = Ready::new();
    let policies = ready.policies(&document("portfolios/surge_on_warning.toml")).unwrap();
    let runs = run(&ready, &policies);
    let as_of = view(&ready.panel);
    let in_conflict = |draw: u32, year: i16, unit: CountryId| -> bool {
        let simulated = runs.conflict.get(&(draw, year, unit.0)).copied();
        let observed = || as_of.observed("conflict_level", unit, Year(year)).unwrap();
        simulated.or_else(observed).is_some_and(|level| level > 0.0)
    };
    let (mut surges, mut at_capacity, mut out_of_money) = (0, 0, 0);
    for draw in 0..DRAWS as u32 {
        let mut terms: BTreeMap<CountryId, i16> = BTreeMap::new();
        let mut account = 0.0;
        let mut expected = BTreeMap::from([(2027, 0.0)]);
        for year in 2027..2035 {
            for &unit in &ready.plan.units {
                let over = terms.get(&unit).is_none_or(|last| *last < year);
                let peace = (2..=6).all(|back| !in_conflict(draw, year - back, unit));
                if over && in_conflict(draw, year - 1, unit) && peace {
                    terms.insert(unit, year + 2);
                }
            }
            let on = terms.values().filter(|last| **last >= year).count() as f64;
            account += 1e9;
            let amount = (5000.0 * on).min(20_000.0).min(account / PERSON_YEAR);
            account -= amount * PERSON_YEAR;
            expected.insert(year + 1, amount);
            surges += usize::from(amount > 0.0);
            at_capacity += usize::from(amount == 20_000.0);
            out_of_money += usize::from(amount < (5000.0 * on).min(20_000.0));
        }
        for (year, amount) in expected {
            let [deployed, standing] =
                [&runs.deployed, &runs.standing].map(|totals| totals[&year][draw as usize]);
            let surge = deployed - standing;
            assert!((surge - amount).abs() < 1e-6, "draw {draw}, {year}: {surge} stand, {amount} are due");
        }
        assert_eq!(runs.deployed[&2026][draw as usize], runs.standing[&2026][draw as usize]);
    }
    // Of 400 draw-years, so that every part of the rule is tried.
    println!("surges in {surges}, at capacity in {at_capacity}, out of money in {out_of_money} of 400");
    assert!(surges > 100 && at_capacity > 20 && out_of_money > 20, "{surges} {at_capacity} {out_of_money}");
}

/// Today's missions are not in it and no action says `from`: what it changes begins with the appraisal all the same.
#[test]
fn until_the_first_year_of_the_appraisal_an_alternative_is_the_reference() {
    let ready = Ready::new();
    let text = format!(
        "{HEAD}[[action]]\nmeasure = \"early_action_fund\"\namount = 1\nwhere = \"lag(conflict) > 0\"\n"
    );
    let runs = run(&ready, &ready.policies(&text).unwrap());
    let before = runs.deployed.range(..2027);
    assert!(before.clone().count() >= 4);
    for (year, troops) in before {
        assert_eq!(troops, &runs.standing[year], "{year}");
    }
    assert!(runs.deployed[&2027].iter().all(|troops| *troops == 0.0));
    assert!(runs.standing[&2027].iter().all(|troops| *troops > 0.0));
}

#[test]
fn each_mistake_in_a_portfolio_gets_one_error_with_its_line_and_a_remedy() {
    let ready = Ready::new();
    let refused = |action: &str, line: usize, wanted: &[&str]| {
        let text = format!("{HEAD}{action}\n");
        let error = ready.policies(&text).err().unwrap_or_else(|| panic!("must be refused: {action}"));
        let place = format!("world/{PORTFOLIO}:{line}");
        for part in wanted.iter().chain([&place.as_str()]) {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    };
    let action = |keys: &str| format!("[[action]]\nmeasure = \"peacekeeping\"\namount = 5\n{keys}");
    let triggered = |keys: &str| action(&format!("trigger = \"lag(conflict) > 0\"\n{keys}"));
    refused(&action(""), 6, &["`countries`", "`where`", "`trigger`"]);
    refused(&action("where = \"conflict > 0\""), 8, &["the rule", "same year", "lag(conflict)"]);
    refused(&action("trigger = \"conflict > 0\""), 8, &["the trigger", "lag(conflict)"]);
    refused(&triggered("stop = \"peace_years > 2\""), 9, &["the stop rule", "lag(peace_years)"]);
    refused(&triggered("most = 2\npriority = \"deaths\""), 10, &["the priority", "lag(deaths)"]);
    refused(&action("trigger = \"lag(conflct) > 0\""), 8, &["`conflct`", "did you mean `conflict`?"]);
    refused(&action("where = \"lag(conflict) >\""), 8, &["column"]);
    refused(
        &action("where = \"neighbours(lag(conflict), contigity) > 0\""),
        8,
        &["unknown network", "`contigity`"],
    );
    refused(&triggered("indicator = \"peacekeeping_troops\""), 9, &["`indicator`", "of their own"]);
    refused(&action("indicator = \"peacekeeping_trops\""), 8, &["peacekeeping_troops"]);
    refused(&action("countries = [\"XYZ\"]"), 8, &["XYZ"]);
    refused(&triggered("lag = -1"), 9, &["lag = -1", "from 0 on"]);
    refused(&triggered("lag = 1.5"), 9, &["1.5"]);
    refused(&triggered("ramp = 0"), 9, &["ramp = 0", "from 1 on"]);
    refused(&triggered("duration = 0"), 9, &["duration = 0", "from 1 on"]);
    refused(&action("where = \"lag(conflict) > 0\"\nduration = 3"), 9, &["`duration`", "`trigger`"]);
    refused(
        &action("where = \"lag(conflict) > 0\"\nstop = \"lag(conflict) == 0\""),
        9,
        &["`stop`", "`trigger`"],
    );
    refused(&triggered("capacity = -5"), 9, &["capacity = -5", "0 or more"]);
    refused(&triggered("most_per_country = nan"), 9, &["most_per_country = NaN", "0 or more"]);
    refused(&triggered("most = 0"), 9, &["most = 0", "from 1 on"]);
    refused(&triggered("budget = { amount = -1.0 }"), 9, &["budget.amount = -1", "0 or more"]);
    refused(&triggered("budget = { amount = 1.0, carry = true }"), 9, &["carry_over"]);
    refused(&triggered("budget = { amount = 0 }"), 9, &["a budget of 0", "peacekeeping"]);
    refused(
        &triggered("whole = true\nbudget = { amount = 1.0 }"),
        10,
        &["can never pay", "leave out `whole`"],
    );
    refused(
        &triggered("whole = true\nbudget = { amount = 1.0, carry_over = true }"),
        10,
        &["all its years together"],
    );
    refused(&triggered("priority = \"lag(deaths)\""), 9, &["`priority`", "[[limit]]"]);
    refused(&triggered("whole = true"), 6, &["`whole`", "give a limit"]);
    refused(&triggered("from = 2030\nuntil = 2028"), 10, &["2028", "2030", "swap"]);
    refused(&triggered("from = 2024"), 9, &["from = 2024", "may differ from 2027 on"]);
    refused("[[action]]\nmeasure = \"peacekeeping\"\namount = -3", 7, &["amount = -3", "0 or more"]);
    let limit = |keys: &str| format!("{}\n[[limit]]\n{keys}", triggered(""));
    refused(&limit("measure = \"peacekeping\""), 11, &["did you mean `peacekeeping`?"]);
    refused(
        &limit("measure = \"early_action_fund\"\ncapacity = 3"),
        11,
        &["no action deploys `early_action_fund`"],
    );
    refused(&limit("measure = \"peacekeeping\"\ncapacity = -3"), 12, &["capacity = -3"]);
    refused(&limit("measure = \"peacekeeping\""), 11, &["limits nothing"]);
    let twice = "measure = \"peacekeeping\"\ncapacity = 3\n[[limit]]\nmeasure = \"peacekeeping\"\nmost = 3";
    refused(&limit(twice), 14, &["two [[limit]] tables", "put them into one"]);
}
