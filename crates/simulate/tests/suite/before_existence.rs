//! States before their independence, organisations before their first member, and what becomes known after the launch.

use std::sync::Mutex;

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, panel_builder};
use forefend_panel::{CodeSpell, Country, CountryId, Indicator, Membership, Panel, Status, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Fitted, History, Model, Plan, WorldFiles};

/// A state that exists, and has values, from 1990 on.
const YOUNG: u16 = 13;
const INDEPENDENT: i16 = 1990;

/// The panel of the suite with a young state, a slow series that ends in 1995, and an organisation founded in 1998.
fn later() -> Panel {
    let mut builder = panel_builder(None);
    let spell = CodeSpell {
        first: Year(INDEPENDENT),
        last: None,
        name: "Young".to_owned(),
        iso3: None,
        m49: None,
        gw: YOUNG,
        cow: None,
        views: None,
    };
    let young = Country {
        id: CountryId(YOUNG),
        name: "Young".to_owned(),
        continent: String::new(),
        region: String::new(),
        capital: None,
        state: true,
        spells: vec![spell],
    };
    builder.add_country(young).unwrap();
    builder.add_indicator(Indicator::synthetic("slow")).unwrap();
    for year in 1960..=2000 {
        if year >= INDEPENDENT {
            for (name, value) in [("level", f64::from(u8::from(year % 3 == 0))), ("growth", 0.02)] {
                builder.set(name, CountryId(YOUNG), Year(year), value).unwrap();
            }
        }
        builder.set("people", CountryId(YOUNG), Year(year), 1e6).unwrap();
        if year <= 1995 {
            for unit in 1..=YOUNG {
                let value = 0.1 + 0.001 * f64::from((i32::from(year) * 7 + i32::from(unit) * 5) % 11);
                builder.set("slow", CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    let founded = |unit: u16| Membership {
        organisation: "late".to_owned(),
        country: CountryId(unit),
        status: Status::Full,
        first: Year(1998),
        last: None,
    };
    builder.add_memberships(vec![founded(1), founded(2)]).unwrap();
    builder.build().unwrap()
}

/// The world of the suite with a memory of conflict, the slow series, and members in conflict; `key` belongs to `conflict`.
fn files(key: &str) -> WorldFiles {
    let threat = THREAT.replace("fill = \"none\"\n", &format!("fill = \"none\"\n{key}\n"))
        + r#"
[[variable]]
name = "memory"
title = "Memory of conflict"
unit = "share"
kind = "identity"
expression = "0.9 * lag(memory) + 0.1 * (conflict > 0)"
initial = 0
[[variable]]
name = "slow"
title = "Slow"
unit = "share"
kind = "equation"
family = "linear"
indicator = "slow"
formula = "slow ~ lag(slow)"
[[variable]]
name = "members_in_conflict"
title = "Members in conflict"
unit = "share"
axis = "alliance"
kind = "identity"
expression = "average(conflict > 0, alliance)"
"#;
    let axes = "[[axis]]\nid = \"alliance\"\ntitle = \"Organisations\"\nmemberships = true\n";
    let simulation = format!("{SIMULATION}[record]\nalliance = [\"members_in_conflict\"]\n");
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    WorldFiles::new(
        "world",
        [
            file("simulation.toml", &simulation),
            file("drivers/growth.toml", DRIVER),
            file("threats/conflict.toml", &threat),
            file("axes.toml", axes),
        ],
    )
}

fn history(key: &str, panel: &Panel) -> (Model, History) {
    let model = Model::load(&files(key)).unwrap();
    let history = History::build(&model, &as_of(panel, 2000), Year(2010)).unwrap();
    (model, history)
}

#[test]
fn memories_of_a_young_state_begin_where_it_did_not_exist_and_no_such_year_is_fitted_on() {
    let panel = later();
    let (model, with) = history("before_statehood = 0", &panel);
    let at = |history: &History, name: &str, year: i16| {
        let units = history.units.len();
        let row = history.units.iter().position(|unit| unit.0 == YOUNG).unwrap();
        history.table.column(name).unwrap()[(year - 1960) as usize * units + row]
    };
    assert_eq!((at(&with, "conflict", 1985), at(&with, "memory", 1989)), (0.0, 0.0));
    // 1992 is the first year of conflict since independence (divisible by three).
    assert!((at(&with, "memory", 1992) - 0.1).abs() < 1e-12);
    let raw = &with.observed["level"];
    let row = with.units.iter().position(|unit| unit.0 == YOUNG).unwrap();
    assert!(raw[25 * with.units.len() + row].is_nan(), "what was observed stays what it was");
    // Without the key the hole goes on for ever in what remembers.
    let (_, without) = history("", &panel);
    assert!(at(&without, "conflict", 1985).is_nan() && at(&without, "memory", 2000).is_nan());
    // The fit is the same: years before statehood are no rows.
    let view = as_of(&panel, 2000);
    let [one, other] = [&with, &without].map(|history| {
        let fitted = Fitted::estimate(&model, history, &view).unwrap();
        format!("{:?}", fitted.equations["conflict"].fit)
    });
    assert_eq!(one, other);
}

#[test]
fn an_organisation_has_no_value_before_its_first_member_and_what_is_known_since_the_launch_counts() {
    let panel = later();
    let (model, history) = history("before_statehood = 0", &panel);
    // The slow series ends in 1995: simulated years begin in 1996, and conflict is observed to 2000.
    assert_eq!((history.launch, history.anchor), (Year(1995), Year(2000)));
    let view = as_of(&panel, 2000);
    let fitted = Fitted::estimate(&model, &history, &view).unwrap();
    let plan = Plan::with(&model, &history, &fitted).unwrap();
    let kept = Mutex::new(Vec::new());
    let keep = |_: u64, recorded: &Recorded| {
        kept.lock().unwrap().extend_from_slice(recorded.column("alliance", "members_in_conflict")?);
        Ok(())
    };
    let ensemble = Ensemble { seed: 4, draws: 20, block: 20, deterministic: false };
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &keep).unwrap();
    let kept = kept.into_inner().unwrap();
    let periods = plan.periods();
    for draw in kept.chunks(periods) {
        assert!(draw[..2].iter().all(|value| value.is_nan()), "1996 and 1997: nobody had joined");
        for (period, value) in draw.iter().enumerate().skip(2) {
            let observed: Vec<f64> = [1, 2]
                .iter()
                .filter_map(|unit| {
                    view.observed("level", CountryId(*unit), plan.first + period as i16).unwrap()
                })
                .collect();
            if observed.len() == 2 {
                let share = observed.iter().filter(|level| **level > 0.0).count() as f64 / 2.0;
                assert_eq!(*value, share, "{}", plan.first + period as i16);
            }
            assert!((0.0..=1.0).contains(value));
        }
    }
}
