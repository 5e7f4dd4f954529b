//! Every simulated death has one cause, totals add up, and the people of a country lose those who die.

use forefend_panel::{Availability, Year};
use forefend_simulate::memory::{Recorded, simulate_block};
use forefend_simulate::{CompiledPolicy, Model, Plan, WorldFiles};
use toml::Spanned;

const HORIZON: Year = Year(2031);
const DRAWS: usize = 8;
/// Deaths by country and cause, and the world's sum of each.
const CAUSES: [(&str, &str); 4] = [
    ("deaths", "world_deaths"),
    ("onesided_deaths", "world_onesided_deaths"),
    ("nonstate_deaths", "world_nonstate_deaths"),
    ("pandemic_deaths", "world_pandemic_deaths"),
];
const OTHERS: [&str; 4] = ["interstate_deaths", "intrastate_deaths", "interstate", "deaths_all_causes"];

fn plan() -> Plan {
    let world = WorldFiles::new("world", forefend_world::files());
    let panel = world.panel().unwrap();
    let names: Vec<&str> =
        CAUSES.iter().flat_map(|(own, of_world)| [*own, *of_world]).chain(OTHERS).collect();
    let mut model = Model::load(&world).unwrap().reduced_to(&names);
    let spanned = |name: &str| Spanned::new(0..0, name.to_owned());
    model.frame.record_world = CAUSES.iter().map(|(_, of_world)| spanned(of_world)).collect();
    model.frame.record_country = CAUSES.iter().map(|(own, _)| *own).chain(OTHERS).map(spanned).collect();
    model.frame.record.clear();
    let as_of = model.frame.as_of.parse().unwrap();
    Plan::estimated(&model, &panel.as_of(as_of, Availability::Published), HORIZON).unwrap().plan
}

fn run(plan: &Plan) -> Recorded {
    simulate_block(plan, &CompiledPolicy::default(), 11.into(), &(0..DRAWS as u64)).unwrap()
}

#[test]
fn every_death_has_one_cause_and_totals_add_up() {
    let plan = plan();
    let run = run(&plan);
    let of = |name: &str| run.column("country", name).unwrap();
    for (own, of_world) in CAUSES {
        let totals = run.column("world", of_world).unwrap();
        let sums = of(own).chunks_exact(plan.units.len()).map(|year| year.iter().sum::<f64>());
        for (sum, total) in sums.zip(totals) {
            assert!((sum - total).abs() <= 1e-9 * total.abs().max(1.0), "{own}: {sum}, {total}");
        }
        assert!(of(own).iter().all(|deaths| *deaths >= 0.0), "{own}");
        assert!(totals.iter().any(|total| *total > 0.0), "{own}: nobody dies, so nothing is shown");
    }
    // A battle death is of conflict between states or within one, never of both.
    let parts = of("interstate_deaths").iter().zip(of("intrastate_deaths"));
    for (all, (between, within)) in of("deaths").iter().zip(parts) {
        assert_eq!(*all, between + within);
        assert!(*between == 0.0 || *within == 0.0, "{between}, {within}");
    }
}

/// Deaths of a year are missing among the people of the next one, once each.
#[test]
fn the_people_lose_those_who_die_once() {
    let (mut without, mut with) = (plan(), plan());
    let (units, periods) = (without.units.len(), without.periods());
    let nobody = vec![0.0; units * periods];
    for plan in [&mut without, &mut with] {
        assert!(plan.know("pandemic_deaths", &nobody) && plan.know("deaths", &nobody));
    }
    // 10,000 in battle and 5,000 in a pandemic, in every state, in the year after next.
    let died = |deaths: f64| {
        let mut all = nobody.clone();
        all[2 * units..3 * units].fill(deaths);
        all
    };
    assert!(with.know("deaths", &died(10_000.0)) && with.know("pandemic_deaths", &died(5_000.0)));
    let (without, with) = (run(&without), run(&with));
    let of = |run: &Recorded| run.column("country", "deaths_all_causes").unwrap()[..units * periods].to_vec();
    let (without, with) = (of(&without), of(&with));
    let large: Vec<usize> = (0..units).filter(|unit| without[2 * units + unit] > 200_000.0).collect();
    assert!(large.len() > 10);
    for unit in large {
        let more = |period: usize| with[period * units + unit] - without[period * units + unit];
        assert_eq!(more(2), 0.0, "not in the year itself");
        assert!((more(3) / 15_000.0 - 1.0).abs() < 0.03, "{}", more(3));
        assert!(more(4).abs() < 600.0, "not a second time: {}", more(4));
    }
}
