//! Disputes between states through the engine: known coefficients come back, luck is looked up, and who fights whom follows the
//! level of conflict by country.

use std::collections::BTreeMap;

use forefend_estimate::Axis;
use forefend_panel::{AxisKind, CountryId, Indicator, Panel, PanelAxis, Unit, Year};
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::{Estimated, Model, Plan, Policy, WorldFiles};
use forefend_threats::disputes::{Chances, Course, Levels, Now, Pair, Sides, chance, fades, onset_terms};

use crate::common::{
    Columns, DRIVER, FIRST, LAST, SIMULATION, STATES, THREAT, as_of, panel_builder, recorded, shifted,
    world_with,
};

const DRAWS: u64 = 50;
const YEARS: usize = 10;
/// Last year of the table of disputes.
const TABLE: i16 = 1990;

const DISPUTES: &str = r#"
id = "disputes"
title = "Disputes"
status = "modelled"
why = "synthetic"
event = "synthetic"
resolution = "synthetic"
[[process]]
name = "dyads"
title = "Pairs"
kind = "dyad"
reads = { conflict = "conflict", population = "people", income = "people", democracy = "growth" }
writes = { onset = "began", risk = "risk", conflict = "fights", enemies = "enemies", war = "war", onsets = "onsets", conflicts = "conflicts" }
[process.parameters]
onset_series = "onset"
contiguous_series = "contiguous"
major_power_series = "major"
defence_pact_series = "pact"
conflict_series = "fights"
[[process.lever]]
name = "more_disputes"
title = "Disputes"
input = "onset"
scale = "log-hazard"
bounds = [-3, 3]
"#;

/// The coefficients that the synthetic history is made with; democracy is the growth of the small world.
fn truth() -> Chances {
    Chances {
        onset: vec![-3.0, 1.0, 1.0, 0.8, 0.6, -0.7, 0.0, -0.3],
        escalation: vec![-0.5, 1.5, 0.5, 0.5],
        continuation: vec![0.0, 0.5, 0.0, 0.0],
        lasts: 0.3,
    }
}

fn variables() -> String {
    let one = |name: &str, axis: &str, more: &str| {
        format!(
            "[[variable]]\nname = \"{name}\"\ntitle = \"\"\nunit = \"number\"\naxis = \"{axis}\"\nkind = \"process\"\n{more}"
        )
    };
    let series = "indicator = \"fights\"\nfill = \"none\"\n";
    [
        one("began", "dyad", ""),
        one("risk", "dyad", ""),
        one("fights", "dyad", series),
        one("enemies", "country", "history = \"total(fights, dyad)\"\n"),
        one("war", "country", ""),
        one("onsets", "world", ""),
        one("conflicts", "world", ""),
    ]
    .concat()
}

fn world() -> WorldFiles {
    let simulation = SIMULATION
        .replace("record_world = [", "record_world = [\"onsets\", \"conflicts\", ")
        .replace("record_country = [", "record_country = [\"enemies\", \"war\", ");
    let simulation = format!("{simulation}[record]\ndyad = [\"began\", \"fights\"]\n");
    world_with(&simulation, DRIVER, THREAT)
        .with("threats/disputes.toml", format!("{DISPUTES}{}", variables()).as_bytes())
        .with("axes.toml", b"[[axis]]\nid = \"dyad\"\ntitle = \"Pairs\"\npanel = \"dyad\"\n")
}

/// Levels of conflict as the small world has them, and its people.
fn levels() -> BTreeMap<(u16, i16), f64> {
    let panel = crate::common::panel(None);
    let seen = as_of(&panel, LAST);
    let values = seen.values("level").unwrap();
    values
        .filter_map(|(unit, year, value)| match unit {
            Unit::Country(country) => Some(((country.0, year.0), value)),
            _ => None,
        })
        .collect()
}

/// The small world's panel with a history of pairs that [`truth`] made.
fn panel() -> Panel {
    let (levels, truth, mut builder) = (levels(), truth(), panel_builder(None));
    builder.add_axis(PanelAxis::synthetic("dyad", AxisKind::Pairs)).unwrap();
    for name in ["onset", "contiguous", "major", "pact", "fights"] {
        let mut series = Indicator::synthetic(name);
        series.axis = forefend_panel::Axis::Declared("dyad".to_owned());
        series.file = "dyad.parquet".to_owned();
        builder.add_indicator(series).unwrap();
    }
    let level = |state: u16, year: i16| levels.get(&(state, year)).copied().unwrap_or_default();
    for a in 1..=STATES {
        for b in a + 1..=STATES {
            let mut course = Course { peace: 19, since: None, lasted: 0 };
            let own = [
                f64::from(u8::from(b == a + 1)),
                f64::from(u8::from(a < 4)),
                f64::from(u8::from(b % 3 == 0)),
            ];
            let pair = Pair { contiguous: own[0], major: own[1], pact: own[2] };
            // Population times income of the small world, which are one series there.
            let strength = [a, b].map(|state| 2.0 * libm::log(f64::from(state)));
            for year in FIRST + 1..=LAST {
                let luck = Luck::at(
                    11,
                    0,
                    i32::from(year),
                    u64::from(a) * 100 + u64::from(b),
                    Stream::named("test"),
                );
                let terms =
                    onset_terms(fades(f64::from(course.peace) + 1.0), pair, Sides::new([0.0; 2], strength));
                let was_at_hand = course.at_hand();
                let now = Now {
                    onset: chance(&truth.onset, &terms, 0.0),
                    levels: Levels {
                        now: [a, b].map(|s| level(s, year)),
                        before: [a, b].map(|s| level(s, year - 1)),
                    },
                    escalation: 0.0,
                    luck: [luck.nth(0), luck.nth(1), luck.nth(2)],
                    fought: None,
                };
                let began = course.advance(&truth, &now);
                let mut set = |id: &str, value: f64| {
                    let unit = Unit::Pair(CountryId(a), CountryId(b));
                    builder.set_on(&String::new, id, unit, Year(year), value).unwrap();
                };
                set("fights", f64::from(u8::from(course.fights())));
                if year <= TABLE && (began || !(was_at_hand && course.at_hand())) {
                    set("onset", f64::from(u8::from(began)));
                    ["contiguous", "major", "pact"]
                        .into_iter()
                        .zip(own)
                        .for_each(|(id, value)| set(id, value));
                }
            }
        }
    }
    builder.build().unwrap()
}

fn estimated(panel: &Panel, year: i16) -> Estimated {
    Plan::estimated(&Model::load(&world()).unwrap(), &as_of(panel, year), Year(2010)).unwrap()
}

const COLUMNS: [(&str, &str); 7] = [
    ("dyad", "began"),
    ("dyad", "fights"),
    ("country", "enemies"),
    ("country", "war"),
    ("country", "conflict"),
    ("world", "onsets"),
    ("world", "conflicts"),
];

fn run(plan: &Plan, policy: &Policy, block: u64) -> Columns {
    recorded(plan, policy, (5, DRAWS, block), &COLUMNS)
}

#[test]
fn known_coefficients_come_back() {
    let estimated = estimated(&panel(), LAST);
    let calibrated = &estimated.fitted.processes["dyads"];
    for (name, expected) in [("onset", &truth().onset), ("escalation", &truth().escalation)] {
        let (found, factor) = (&calibrated[name], &calibrated[&format!("{name}_factor")]);
        for (at, expected) in expected.iter().enumerate() {
            // The rows of the factor, whose squares sum to the variance.
            let variance: f64 = factor.chunks(found.len()).map(|column| column[at] * column[at]).sum();
            let (error, from) = (variance.sqrt(), (found[at] - expected).abs());
            assert!(from < 3.5 * error, "{name} {at}: {} not {expected}, error {error}", found[at]);
            // What the pair is tells much; the two fadings go together, and growth in the place of democracy hardly moves.
            assert!(
                name == "escalation" || !(3..6).contains(&at) || error < 0.4,
                "{name} {at}: error {error}"
            );
        }
    }
    let lasts = &calibrated["lasts"];
    assert!((lasts[0] / lasts[1] - truth().lasts).abs() < 0.25, "{lasts:?}");
}

#[test]
fn any_block_has_the_same_pairs_and_they_fight_only_where_there_is_fighting() {
    let plan = estimated(&panel(), LAST).plan;
    let all = run(&plan, &Policy::default(), DRAWS);
    assert_eq!(all, run(&plan, &Policy::default(), 16));
    let (states, pairs) = (usize::from(STATES), usize::from(STATES * (STATES - 1) / 2));
    let sides: Vec<[usize; 2]> = (0..states).flat_map(|a| (a + 1..states).map(move |b| [a, b])).collect();
    assert!(all["conflicts"].iter().sum::<f64>() > 0.0 && all["onsets"].iter().sum::<f64>() > 0.0);
    for (at, fights) in all["fights"].chunks(pairs).enumerate() {
        let of = |values: &[f64]| values[at * states..][..states].to_vec();
        let (conflict, mut enemies) = (of(&all["conflict"]), of(&all["enemies"]));
        for (&[a, b], fights) in sides.iter().zip(fights) {
            // Both sides of one war, in the same draw.
            assert!(*fights == 0.0 || conflict[a].max(conflict[b]) > 0.0 && enemies[a].min(enemies[b]) > 0.0);
        }
        assert_eq!(all["conflicts"][at], fights.iter().sum::<f64>());
        assert_eq!(all["onsets"][at], all["began"][at * pairs..][..pairs].iter().sum::<f64>());
        for (&[a, b], fights) in sides.iter().zip(fights) {
            enemies[a] -= fights;
            enemies[b] -= fights;
        }
        assert!(enemies.iter().all(|left| *left == 0.0), "a state's enemies are the pairs it fights in");
        // A war has the number of its first state; whoever fights is in one, with all its enemies.
        let (war, enemies) = (of(&all["war"]), of(&all["enemies"]));
        for (state, number) in war.iter().enumerate() {
            assert_eq!(*number > 0.0, enemies[state] > 0.0);
            assert!(
                *number <= state as f64 + 1.0 && (*number == 0.0 || war[*number as usize - 1] == *number)
            );
        }
        assert!(sides.iter().zip(fights).all(|(&[a, b], fights)| *fights == 0.0 || war[a] == war[b]));
    }
}

#[test]
fn nothing_after_the_date_of_the_run_enters() {
    let panel = panel();
    let (early, of_table) = (estimated(&panel, TABLE), estimated(&panel, LAST));
    assert_ne!(
        early.fitted.processes["dyads"]["continuation"],
        of_table.fitted.processes["dyads"]["continuation"]
    );
    assert_eq!(early.fitted.processes["dyads"]["known"], [f64::from(TABLE), f64::from(TABLE)]);
}

#[test]
fn a_greater_chance_of_disputes_never_means_fewer_in_its_first_year() {
    let plan = estimated(&panel(), LAST).plan;
    let more = run(&plan, &shifted("more_disputes", (Axis::WORLD, 1), YEARS, 1.0), DRAWS);
    let fewer = run(&plan, &Policy::default(), DRAWS);
    let first = |run: &Columns| run["onsets"].iter().step_by(YEARS).copied().collect::<Vec<f64>>();
    let (more, fewer) = (first(&more), first(&fewer));
    assert!(more.iter().zip(&fewer).all(|(more, fewer)| more >= fewer));
    assert!(more.iter().sum::<f64>() > fewer.iter().sum::<f64>());
}
