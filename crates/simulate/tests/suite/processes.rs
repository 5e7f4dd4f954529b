//! Declared processes, by the example of docs/process.md: known solutions, the engine's promises, and every mistake.

use std::collections::BTreeMap;

use forefend_estimate::Axis;
use forefend_panel::{Panel, Year};
use forefend_simulate::{Estimated, Fitted, History, Model, Plan, Policy, WorldFiles};

use crate::common::{self, Columns, DRIVER, FIRST, SIMULATION, THREAT, as_of, panel, recorded, world_with};

const OUTBREAK: &str = include_str!("../../../../docs/process/threats/outbreak.toml");
const AXES: &str = include_str!("../../../../docs/process/axes.toml");
const BANDS: &str = include_str!("../../../../docs/process/axes/age_bands.csv");
const SHARES: &str = include_str!("../../../../docs/process/axes/age_shares.csv");

/// Share of the infected who die, and of people, by age band as the files say.
const FATALITY: [f64; 3] = [0.00002, 0.001, 0.03];
const DRAWS: usize = 70;
const YEARS: usize = 10;

/// The world of the suite with the example laid into it.
fn world(outbreak: &str) -> WorldFiles {
    let simulation = format!(
        "{}[record]\nage_band = [\"outbreak_infected\", \"outbreak_deaths\", \"people_by_age\"]\n",
        SIMULATION.replace("record_world = [", "record_world = [\"outbreak_began\", ")
    );
    let population = "[[variable]]\nname = \"world_population\"\ntitle = \"\"\nunit = \"persons\"\naxis = \"world\"\n\
                      kind = \"identity\"\nexpression = \"world_sum(people)\"\n";
    world_with(&simulation, &format!("{DRIVER}{population}"), THREAT)
        .with("threats/outbreak.toml", outbreak.as_bytes())
        .with("axes.toml", AXES.as_bytes())
        .with("axes/age_bands.csv", BANDS.as_bytes())
        .with("axes/age_shares.csv", SHARES.as_bytes())
}

fn estimated(outbreak: &str, panel: &Panel) -> Estimated {
    let model = Model::load(&world(outbreak)).unwrap();
    Plan::estimated(&model, &as_of(panel, 2000), Year(2010)).unwrap()
}

/// One without luck in its course, R0 2 in every draw, and a beginning in about one year in six.
fn plain() -> String {
    OUTBREAK
        .replace("variation = 0.2", "variation = 0.0")
        .replace("reproduction = [1.4, 3.5]", "reproduction = [2, 2]")
        .replace("latent_days = [2, 5]", "latent_days = [3, 3]")
        .replace("infectious_days = [3, 8]", "infectious_days = [5, 5]")
        .replace("since = 1900", "since = 1980")
        .replace("beginnings = [1918, 1957, 1968, 2009, 2020]", "beginnings = [1985, 1990, 1995]")
}

const COLUMNS: [(&str, &str); 4] = [
    ("age_band", "outbreak_infected"),
    ("age_band", "outbreak_deaths"),
    ("age_band", "people_by_age"),
    ("world", "outbreak_began"),
];

fn run(plan: &Plan, policy: &Policy, block: u64, threads: usize) -> Columns {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| recorded(plan, policy, (4, DRAWS as u64, block), &COLUMNS))
}

/// A measure for the world that shifts one lever by `shift` in every year, and is nowhere in the reference.
fn shifted(lever: &str, shift: f64) -> Policy {
    common::shifted(lever, (Axis::WORLD, 1), YEARS, shift)
}

/// Sums over bands up to and including each year, by draw.
fn summed(values: &[f64]) -> Vec<f64> {
    let of_draw = |draw: &[f64]| {
        let yearly = draw.chunks(3).map(|bands| bands.iter().sum::<f64>());
        yearly
            .scan(0.0, |sum, year| {
                *sum += year;
                Some(*sum)
            })
            .collect::<Vec<f64>>()
    };
    values.chunks(3 * YEARS).flat_map(of_draw).collect()
}

#[test]
fn an_outbreak_of_the_engine_ends_at_the_final_size_and_kills_as_declared() {
    let run = run(&estimated(&plain(), &panel(None)).plan, &Policy::default(), 70, 1);
    let mut ended = 0;
    for (draw, began) in run["outbreak_began"].chunks(YEARS).enumerate() {
        let years: Vec<usize> = (0..YEARS).filter(|year| began[*year] > 0.0).collect();
        let rows = |year: usize| (draw * YEARS + year) * 3..(draw * YEARS + year + 1) * 3;
        for year in 0..YEARS {
            let (infected, deaths) =
                (&run["outbreak_infected"][rows(year)], &run["outbreak_deaths"][rows(year)]);
            if years.first().is_none_or(|first| year < *first) {
                assert!(infected.iter().chain(deaths).all(|people| *people == 0.0), "before one begins");
            }
            for band in 0..3 {
                assert!((deaths[band] - FATALITY[band] * infected[band]).abs() <= 1e-9 * infected[band]);
            }
        }
        if let [first] = years[..]
            && first + 3 < YEARS
        {
            // z = 1 - exp(-2 z); the seed of one in a million adds as little.
            let shares = (first..YEARS)
                .map(|year| run["outbreak_infected"][rows(year)][1] / run["people_by_age"][rows(year)][1]);
            let size: f64 = shares.sum();
            assert!((size - 0.796_812).abs() < 1e-5, "{size}");
            ended += 1;
        }
    }
    assert!(ended >= 5, "the fixture has moved: {ended}");
}

#[test]
fn threads_and_blocks_change_no_bit() {
    let plan = estimated(OUTBREAK, &panel(None)).plan;
    let one = run(&plan, &Policy::default(), 70, 1);
    assert!(one["outbreak_began"].iter().sum::<f64>() > 3.0, "the fixture has moved");
    for (block, threads) in [(1, 2), (16, 2), (17, 1), (70, 2)] {
        assert_eq!(
            run(&plan, &Policy::default(), block, threads),
            one,
            "blocks of {block}, {threads} threads"
        );
    }
}

#[test]
fn less_transmission_never_kills_more_and_a_lower_chance_never_begins_more_on_the_same_luck() {
    let plan = estimated(&plain(), &panel(None)).plan;
    let reference = run(&plan, &Policy::default(), 70, 1);
    assert_eq!(run(&plan, &shifted("outbreak_transmission", 0.0), 70, 1), reference);
    let mut before = summed(&reference["outbreak_deaths"]);
    for shift in [-0.1, -0.5, -2.0, -9.0] {
        let less = run(&plan, &shifted("outbreak_transmission", shift), 70, 1);
        assert_eq!(less["outbreak_began"], reference["outbreak_began"], "the same luck");
        let deaths = summed(&less["outbreak_deaths"]);
        assert!(deaths.iter().zip(&before).all(|(less, more)| less <= more), "{shift}");
        assert!(deaths.iter().sum::<f64>() < before.iter().sum::<f64>() || shift == -9.0, "{shift}");
        if shift == -9.0 {
            assert_eq!(deaths, before, "held at the lower bound, -2");
        }
        before = deaths;
    }
    let rare = run(&plan, &shifted("outbreak_chance", -1.0), 70, 1);
    assert!(rare["outbreak_began"].iter().zip(&reference["outbreak_began"]).all(|(less, more)| less <= more));
    assert!(rare["outbreak_began"].iter().sum::<f64>() < reference["outbreak_began"].iter().sum::<f64>());
}

#[test]
fn it_is_calibrated_from_what_was_known_and_carries_that_with_the_run() {
    let panel = panel(None);
    let chance = |outbreak: &str| estimated(outbreak, &panel).fitted.processes["outbreak"]["chance"][0];
    let last = f64::from(as_of(&panel, 2000).month().last_complete_year().0);
    assert_eq!(chance(OUTBREAK), 3.5 / (last - 1900.0 + 2.0), "1918, 1957 and 1968");
    let later = OUTBREAK.replace("1968, 2009, 2020]", "1968, 2001, 2002, 2003]");
    assert_eq!(chance(&later), chance(OUTBREAK), "what came after the date is not known");
    let Estimated { history, fitted, .. } = estimated(OUTBREAK, &panel);
    let stored: Fitted = serde_json::from_str(&serde_json::to_string(&fitted).unwrap()).unwrap();
    assert_eq!(stored, fitted);
    let model = Model::load(&world(OUTBREAK)).unwrap();
    let without = Fitted { processes: BTreeMap::new(), ..stored };
    assert!(
        !serde_json::to_string(&without).unwrap().contains("processes"),
        "as runs of other worlds store it"
    );
    let refused = Plan::with(&model, &history, &without).unwrap_err().to_string();
    check(&refused, &["outbreak.toml:11", "`outbreak` has no calibrated parameters"]);
    let early = OUTBREAK.replace("since = 1900", "since = 2050");
    let history = History::build(&model, &as_of(&panel, 2000), Year(2010)).unwrap();
    let refused = Fitted::estimate(&Model::load(&world(&early)).unwrap(), &history, &as_of(&panel, 2000));
    check(
        &refused.unwrap_err().to_string(),
        &["outbreak.toml:11", "since = 2050 lies after", "give an earlier one"],
    );
}

#[test]
fn conditions_and_delays_hold_for_each_output() {
    let panel = panel(None);
    let young = "name = \"outbreak_deaths\"\nwhere = \"age_share < 0.5\"\notherwise = -1";
    let text = plain().replace("name = \"outbreak_deaths\"", young);
    let delay = "kind = \"process\"\n[[variable.lever]]\nname = \"late\"\ntitle = \"\"\nscale = \"delay\"\n\
                 bounds = [0, 5]\nwhole = true\nmeanwhile = 0\n[[variable]]\nname = \"outbreak_deaths\"";
    let text = text.replacen("kind = \"process\"\n\n[[variable]]\nname = \"outbreak_deaths\"", delay, 1);
    let plan = estimated(&text, &panel).plan;
    let plain = run(&estimated(&plain(), &panel).plan, &Policy::default(), 70, 1);
    let reference = run(&plan, &Policy::default(), 70, 1);
    assert_eq!(reference["outbreak_infected"], plain["outbreak_infected"]);
    let expected = plain["outbreak_deaths"]
        .iter()
        .enumerate()
        .map(|(row, deaths)| if row % 3 == 1 { -1.0 } else { *deaths });
    assert_eq!(
        reference["outbreak_deaths"],
        expected.collect::<Vec<f64>>(),
        "the band of 0.65 is passed over"
    );
    let late = run(&plan, &shifted("late", 1.0), 70, 1);
    for (late, on_time) in
        late["outbreak_infected"].chunks(3 * YEARS).zip(plain["outbreak_infected"].chunks(3 * YEARS))
    {
        assert_eq!((&late[..3], &late[3..]), (&[0.0; 3][..], &on_time[..3 * YEARS - 3]), "a year later");
    }
    assert_eq!(
        late["outbreak_deaths"], reference["outbreak_deaths"],
        "the process itself knows nothing of it"
    );
}

#[test]
fn a_model_cut_down_keeps_a_process_whole_or_not_at_all() {
    let model = Model::load(&world(OUTBREAK)).unwrap();
    let kept = model.reduced_to(&["outbreak_began"]);
    assert_eq!(kept.processes.len(), 1);
    for name in ["outbreak_infected", "outbreak_deaths", "people_by_age", "age_share", "people"] {
        assert!(kept.position(name).is_some(), "{name}");
    }
    assert!(model.reduced_to(&["conflict"]).processes.is_empty());
}

fn check(found: &str, wanted: &[&str]) {
    for part in wanted {
        assert!(found.contains(part), "{found:?} does not say {part:?}");
    }
}

/// The first error on the way to a plan, of the example with `from` written as `to`.
fn refused(from: &str, to: &str) -> String {
    assert!(OUTBREAK.contains(from), "the fixture has moved: {from}");
    let panel = panel(None);
    let result = Model::load(&world(&OUTBREAK.replacen(from, to, 1)))
        .and_then(|model| Plan::estimated(&model, &as_of(&panel, 2000), Year(2010)));
    result.map(|_| FIRST).unwrap_err().to_string()
}

#[test]
fn every_mistake_is_told_with_its_line_and_a_remedy() {
    let cases: [(&str, &str, &[&str]); 24] = [
        (
            "kind = \"outbreak\"",
            "kind = \"outbrek\"",
            &[":13: ", "kind of process `outbrek`", "did you mean `outbreak`?"],
        ),
        (
            "reads = { people",
            "reads = { peple",
            &[":14: ", "unknown input `peple`", "did you mean `people`?"],
        ),
        (
            "reads = { people = \"people_by_age\" }",
            "",
            &[":11: ", "its input `people` has no variable; write reads = {"],
        ),
        (
            "\"people_by_age\" }",
            "\"people_by_ag\" }",
            &[":14: ", "variable `people_by_ag`", "`people_by_age`?"],
        ),
        (
            "\"people_by_age\" }",
            "\"world_population\" }",
            &[":14: ", "`people` needs a variable on an axis", "on `world`"],
        ),
        (
            ", began = \"outbreak_began\"",
            "",
            &[":11: ", "its output `began` has no variable; write writes = {"],
        ),
        (
            "began = \"outbreak_began\"",
            "begins = \"outbreak_began\"",
            &[":15: ", "output `begins`", "`began`?"],
        ),
        (
            "began = \"outbreak_began\"",
            "began = \"outbreak_deaths\"",
            &[":15: ", "`began` needs a variable on axis = \"world\""],
        ),
        (
            "deaths = \"outbreak_deaths\"",
            "deaths = \"outbreak_infected\"",
            &[":11: ", "`outbreak_infected` is written twice"],
        ),
        (
            "axis = \"world\"\nkind = \"process\"",
            "axis = \"world\"\nkind = \"identity\"\nexpression = \"0\"",
            &["it writes `outbreak_began`, which moves by itself; give it kind = \"process\""],
        ),
        ("seed = 1e-6", "", &[":11: ", "it needs the parameter `seed`: a number from 0.000000001 to 0.01"]),
        ("seed = 1e-6", "seed = 2", &[":26: ", "seed = 2; give a number from"]),
        ("seed = 1e-6", "seed = nan", &[":26: ", "seed", "finite number"]),
        (
            "seed = 1e-6",
            "sead = 1\nseed = 1e-6",
            &[":26: ", "unknown parameter `sead`", "did you mean `seed`?"],
        ),
        ("[1.4, 3.5]", "[3.5, 1.4]", &[":22: ", "give [LOW, HIGH] from 0 to 30, the lower first"]),
        ("[1918, 1957", "[1957, 1918", &[":20: ", "a list of years from 1500 to 2200, in order"]),
        ("\"65+\" = 0.03", "\"65-\" = 0.03", &[":30: ", "unknown unit `65-`", "did you mean `65+`?"]),
        ("\"65+\" = 0.03", "\"65+\" = 3", &[":30: ", "`fatality` needs", "mend that of `65+`"]),
        (
            "input = \"transmission\"",
            "input = \"transmision\"",
            &[":35: ", "`transmision`", "`transmission`?"],
        ),
        ("input = \"transmission\"\n", "", &[":33: ", "needs `input`, one of: transmission, chance"]),
        (
            "scale = \"multiplier\"",
            "scale = \"additive\"",
            &[":33: ", "moves on the scale \"multiplier\"; change `scale`"],
        ),
        ("bounds = [-2, 1]", "bounds = [1, 2]", &[":33: ", "bounds must hold 0"]),
        (
            "age_share * world_population",
            "age_share * world_population + 0 * outbreak_began",
            &["outbreak.toml", "cycle", "outbreak -> people_by_age -> outbreak"],
        ),
        (
            "title = \"A novel",
            "titel = \"\"\ntitle = \"A novel",
            &[":12: ", "unknown field `titel`; did you mean `title`?"],
        ),
    ];
    for (from, to, words) in cases {
        check(&refused(from, to), words);
    }
    let unwritten = "[[variable]]\nname = \"alone\"\ntitle = \"\"\nunit = \"\"\nkind = \"process\"\n\n[[variable]]\nname = \"age_share\"";
    check(
        &refused("[[variable]]\nname = \"age_share\"", unwritten),
        &["`alone` has kind = \"process\" and no process writes it"],
    );
}

/// What the page shows is what the files say.
#[test]
fn the_documented_process_is_the_one_that_runs() {
    let page = include_str!("../../../../docs/process.md");
    let science = include_str!("../../src/process/outbreak.rs");
    let mut shown = 0;
    for (language, file) in [("rust", science), ("toml", OUTBREAK)] {
        for block in page.split(&format!("```{language}\n")).skip(1) {
            let block = block.split("```").next().unwrap();
            assert!(file.contains(block), "not in the file:\n{block}");
            shown += 1;
        }
    }
    assert_eq!(shown, 10);
}
