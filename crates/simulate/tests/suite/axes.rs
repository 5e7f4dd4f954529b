//! Variables on other axes than country: what they are, what they read, and that they keep the engine's promises.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, panel_builder};
use forefend_panel::{Membership, Panel, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{
    CompiledPolicy, Ensemble, Estimated, Fitted, Model, Plan, Policy, SimulateError, WorldFiles,
};

pub const AXES: &str = r#"
[[axis]]
id = "region"
title = "Regions"
units = "axes/regions.csv"
[[relation]]
name = "in_region"
between = ["region", "country"]
links = "axes/in_region.csv"
[[axis]]
id = "cohort"
title = "Ages"
product = { age = ["0-14", "15-64", "65+"], sex = ["female", "male"] }
[[axis]]
id = "border"
title = "Pairs of neighbours"
pairs = { linked_by = "borders" }
[[axis]]
id = "alliance"
title = "Organisations"
memberships = true
"#;

/// Twelve states: 1 to 6 north, 7 to 12 south; state 6 moves south in 1995.
const IN_REGION: &str = "region,country,first,last\nN,1,,\nN,2,,\nN,3,,\nN,4,,\nN,5,,\nN,6,,1994\nS,6,1995,\nS,7,,\nS,8,,\n\
                         S,9,,\nS,10,,\nS,11,,\nS,12,,\n";

pub const ELSEWHERE: &str = r#"
id = "elsewhere"
title = "Elsewhere"
status = "modelled"
why = "Every axis once."
[[variable]]
name = "region_people"
title = "People"
unit = "persons"
axis = "region"
kind = "identity"
expression = "total(people, in_region)"
[[variable]]
name = "region_conflicts"
title = "Conflicts"
unit = "states"
axis = "region"
kind = "identity"
expression = "total(conflict > 0, in_region)"
[[variable]]
name = "region_share"
title = "Share of the world's people"
unit = "share"
axis = "region"
kind = "identity"
expression = "region_people / world_people"
[[variable]]
name = "world_people"
title = "People"
unit = "persons"
axis = "world"
kind = "identity"
expression = "world_sum(people)"
[[variable]]
name = "neighbourhood"
title = "Conflicts in the state's region"
unit = "states"
kind = "identity"
expression = "at(region_conflicts, in_region)"
[[variable]]
name = "age_group"
title = "People"
unit = "persons"
axis = "cohort"
kind = "identity"
expression = "at(people, cohort) / 6"
[[variable]]
name = "summed_again"
title = "People"
unit = "persons"
kind = "identity"
expression = "total(age_group, cohort)"
[[variable]]
name = "tension"
title = "Tension"
unit = "index"
axis = "border"
kind = "equation"
family = "linear"
history = "at(conflict, border_a) + at(conflict, border_b) + at(growth, border_a)"
formula = "tension ~ lag(tension) + I(at(conflict, border_a) > 0) + I(at(conflict, border_b) > 0)"
covariance = "classical"
[[variable]]
name = "tension_around"
title = "Tension at the state's borders"
unit = "index"
kind = "identity"
expression = "highest(tension, border)"
[[variable]]
name = "members_in_conflict"
title = "Members in conflict"
unit = "share"
axis = "alliance"
kind = "identity"
expression = "average(conflict > 0, alliance)"
[[variable]]
name = "aid"
title = "Aid"
unit = "dollars"
axis = "region"
kind = "path"
values = "axes/aid.csv"
"#;

pub fn files(axes: &str, elsewhere: &str, aid: &str) -> WorldFiles {
    let record = "[record]\nregion = [\"region_people\", \"region_share\", \"region_conflicts\", \"aid\"]\n\
                  cohort = [\"age_group\"]\nborder = [\"tension\"]\nalliance = [\"members_in_conflict\"]\n";
    let countries = "record_country = [\"conflict\", \"people\", \"neighbourhood\", \"summed_again\", \
                     \"tension_around\", \"growth\"]";
    let start = SIMULATION.find("record_country").unwrap();
    let end = start + SIMULATION[start..].find('\n').unwrap();
    let simulation = format!("{}{countries}{}\n{record}", &SIMULATION[..start], &SIMULATION[end..]);
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    WorldFiles::new(
        "world",
        [
            file("simulation.toml", &simulation),
            file("drivers/growth.toml", DRIVER),
            file("drivers/elsewhere.toml", elsewhere),
            file("threats/conflict.toml", THREAT),
            file("axes.toml", axes),
            file("axes/regions.csv", "id,label\nN,North\nS,South\n"),
            file("axes/in_region.csv", IN_REGION),
            file("axes/aid.csv", aid),
            file("axes/none.csv", "id,label\n"),
        ],
    )
}

pub const AID: &str =
    "region,year,value\nN,1990,10\nN,1994,50\nS,1990,7\n# later than the view\nN,2003,1e9\n";

/// The panel of the suite with two organisations: one of every state, one that state 3 left in 1990.
fn allied() -> Panel {
    let mut builder = panel_builder(None);
    let member = |organisation: &str, unit: u16, last: Option<i16>| Membership {
        organisation: organisation.to_owned(),
        country: forefend_panel::CountryId(unit),
        status: forefend_panel::Status::Full,
        first: Year(1950),
        last: last.map(Year),
    };
    let all = (1..=12).map(|unit| member("all", unit, None));
    let few = [member("few", 2, None), member("few", 3, Some(1990))];
    builder.add_memberships(all.chain(few).collect()).unwrap();
    builder.build().unwrap()
}

pub fn planned(world: &WorldFiles) -> Result<(Plan, Fitted), SimulateError> {
    let panel = allied();
    let model = Model::load(world)?;
    model.check_indicators(world, &panel)?;
    let view = as_of(&panel, 2000);
    let Estimated { fitted, plan, .. } = Plan::estimated(&model, &view, Year(2010))?;
    Ok((plan, fitted))
}

/// Recorded values by axis and variable, in order of draw, year and unit.
pub type Values = BTreeMap<(String, String), Vec<f64>>;

fn run(plan: &Plan, block: u64, threads: usize) -> Values {
    run_under(plan, &Policy::default(), block, threads)
}

/// The total of a measure is a column of the world, under the measure's name.
pub fn run_under(plan: &Plan, policy: &Policy, block: u64, threads: usize) -> Values {
    let blocks: Mutex<BTreeMap<u64, Values>> = Mutex::new(BTreeMap::new());
    let keep = |first: u64, recorded: &Recorded| {
        let own = recorded.columns().map(|(axis, name, values)| {
            let name = name.strip_prefix("deployed:").unwrap_or(name);
            ((axis.to_owned(), name.to_owned()), values.to_vec())
        });
        blocks.lock().unwrap().insert(first, own.collect());
        Ok(())
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let ensemble = Ensemble { seed: 4, draws: 70, block, deterministic: false };
    let policy = policy.compile(plan).unwrap();
    pool.install(|| simulate_in_memory(plan, &policy, ensemble, &keep)).unwrap();
    let mut values = Values::new();
    for (key, column) in blocks.into_inner().unwrap().into_values().flatten() {
        values.entry(key).or_default().extend(column);
    }
    values
}

pub fn of<'a>(values: &'a Values, axis: &str, name: &str) -> &'a [f64] {
    &values[&(axis.to_owned(), name.to_owned())]
}

#[test]
fn values_on_every_axis_are_what_their_words_say() {
    let (plan, fitted) = planned(&files(AXES, ELSEWHERE, AID)).unwrap();
    let values = run(&plan, 70, 2);
    let people = of(&values, "country", "people");
    let conflict = of(&values, "country", "conflict");
    for (period, people) in people.chunks_exact(12).enumerate() {
        let conflict = &conflict[period * 12..(period + 1) * 12];
        let (north, south): (f64, f64) = (people[..5].iter().sum(), people[5..].iter().sum());
        let region = |name: &str| &of(&values, "region", name)[period * 2..period * 2 + 2];
        assert_eq!(region("region_people"), [north, south]);
        assert_eq!(region("region_share"), [north, south].map(|part| part / people.iter().sum::<f64>()));
        let at_war =
            |range: std::ops::Range<usize>| conflict[range].iter().filter(|c| **c > 0.0).count() as f64;
        let conflicts = [at_war(0..5), at_war(5..12)];
        assert_eq!(region("region_conflicts"), conflicts);
        for (unit, seen) in of(&values, "country", "neighbourhood")[period * 12..][..12].iter().enumerate() {
            assert_eq!(*seen, conflicts[usize::from(unit >= 5)]);
        }
        // A path of another axis: interpolated to 1994, then kept; the value of 2003 is not known in 2000.
        assert_eq!(region("aid"), [50.0, 7.0]);
        // Eleven pairs along the chain of states; a state's borders are the pairs it is in.
        let tension = &of(&values, "border", "tension")[period * 11..][..11];
        let around = &of(&values, "country", "tension_around")[period * 12..][..12];
        assert_eq!(around[0], tension[0]);
        assert_eq!(around[5], tension[4].max(tension[5]));
        let allied = &of(&values, "alliance", "members_in_conflict")[period * 2..][..2];
        // Summed as the engine sums, in order: state 3 has left.
        assert_eq!(allied, [at_war(0..12) / 12.0, f64::from(u8::from(conflict[1] > 0.0))]);
    }
    // People are conserved across the axis of ages.
    for (summed, people) in of(&values, "country", "summed_again").iter().zip(people) {
        assert!((summed - people).abs() <= 1e-9 * people);
    }
    let tension = &fitted.equations["tension"].fit;
    assert_eq!(tension.names.len(), 4);
    assert!(tension.n > 300, "{} pair-years", tension.n);
}

#[test]
fn the_same_bits_for_any_blocks_and_threads_on_every_axis() {
    let (plan, _) = planned(&files(AXES, ELSEWHERE, AID)).unwrap();
    let expected = run(&plan, 1000, 1);
    assert_eq!(expected.len(), 6 + 1 + 4 + 1 + 1 + 1);
    for (block, threads) in [(1, 2), (7, 7), (64, 1)] {
        assert!(run(&plan, block, threads) == expected, "blocks of {block}");
    }
}

#[test]
fn luck_stays_with_a_unit_whoever_else_there_is() {
    let fewer = AXES.replace("pairs = { linked_by = \"borders\" }", "pairs = {}");
    let (linked, _) = planned(&files(AXES, ELSEWHERE, AID)).unwrap();
    let (all, _) = planned(&files(&fewer, ELSEWHERE, AID)).unwrap();
    let axis = |plan: &Plan| plan.axes.units(plan.axes.find("border").unwrap()).clone();
    let (linked, all) = (axis(&linked), axis(&all));
    assert_eq!((linked.ids.len(), all.ids.len()), (11, 66));
    for (id, label) in linked.ids.iter().zip(&linked.labels) {
        assert_eq!(all.ids[all.position(label).unwrap()], *id);
    }
}

#[test]
fn every_draw_of_a_deterministic_run_is_its_mean() {
    let (plan, fitted) = planned(&files(AXES, ELSEWHERE, AID)).unwrap();
    let ensemble = Ensemble { seed: 4, draws: 3, block: 2, deterministic: true };
    let growths = Mutex::new(Vec::new());
    let keep = |_: u64, recorded: &Recorded| {
        growths.lock().unwrap().extend_from_slice(recorded.column("country", "growth")?);
        Ok(())
    };
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &keep).unwrap();
    let growths = growths.into_inner().unwrap();
    let (first, rest) = growths.split_at(growths.len() / 3);
    assert_eq!(first, &rest[..first.len()]);
    assert!(!fitted.equations.is_empty());
}

#[test]
fn a_file_that_an_axis_names_is_part_of_the_worlds_digest() {
    let world = files(AXES, ELSEWHERE, AID);
    let other = world.clone().with("axes/in_region.csv", IN_REGION.replace("S,12", "N,12").as_bytes());
    assert_ne!(world.digest(), other.digest());
    assert_eq!(world.digest(), other.with("axes/in_region.csv", IN_REGION.as_bytes()).digest());
}

#[test]
fn what_a_report_declares_is_part_of_the_worlds_digest() {
    let world = files(AXES, ELSEWHERE, AID);
    let told = |text: &[u8]| world.clone().with("report.toml", text).digest();
    // A list of another event is no list of the finished run.
    assert_ne!(told(b"event = \"a > 0\""), told(b"event = \"a > 1\""));
    // The near-term outlook stands outside the simulation.
    assert_eq!(world.digest(), world.clone().with("watch.toml", b"a = 1").digest());
}

#[test]
fn the_documented_axes_work() {
    let page = include_str!("../../../../docs/axes.md");
    let mut blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let axes = blocks.next().unwrap().replace("\"contiguity\"", "\"borders\"");
    let variable = blocks.next().unwrap();
    let elsewhere = ELSEWHERE.replace("axis = \"alliance\"", "axis = \"organisation\"");
    let elsewhere =
        elsewhere.replace("average(conflict > 0, alliance)", "average(conflict > 0, organisation)");
    assert!(
        elsewhere.contains("average(conflict > 0, organisation)")
            && variable.contains("axis = \"organisation\"")
    );
    let world = files(&axes, &elsewhere.replace("members_in_conflict", "alliance_share"), AID);
    let frame = world.text("simulation.toml").unwrap().replace("alliance = [", "organisation = [");
    let head = "id = \"extra\"\ntitle = \"\"\nstatus = \"modelled\"\nwhy = \"\"\n";
    let extra = format!("{head}{variable}");
    let world = world.with("simulation.toml", frame.as_bytes()).with("drivers/extra.toml", extra.as_bytes());
    let (plan, _) = planned(&world).unwrap();
    assert_eq!(plan.axes.lists.len(), 6);
    assert_eq!(plan.axes.units(plan.axes.find("cohort").unwrap()).labels[0], "gw1/0-14/female");
}
