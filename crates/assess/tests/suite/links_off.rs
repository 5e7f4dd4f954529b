//! With every link from a threat off, each threat runs as if it were alone, bit for bit.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{Availability, Year};
use forefend_simulate::memory::simulate_block;
use forefend_simulate::spec::Axis;
use forefend_simulate::{CompiledPolicy, Model, Plan, Switches, WorldFiles};
use toml::Spanned;

const HORIZON: Year = Year(2030);
const DRAWS: u64 = 8;

/// Whose values follow from whose by what the words mean, and by no influence that could be off: a state at war or with mass killing
/// has failed; a year of 1,000 civilians killed is one of 25; states fight where there is fighting; one process begins a pandemic,
/// by whichever cause.
const BY_DEFINITION: [(&str, &str); 6] = [
    ("state_failure", "armed_conflict"),
    ("state_failure", "mass_killing"),
    ("terrorism", "mass_killing"),
    ("disputes_between_states", "armed_conflict"),
    ("pandemic", "deliberate_biological_attack"),
    ("deliberate_biological_attack", "pandemic"),
];

/// The shipped world with every link off that comes from a threat, everything that a threat declares recorded.
fn unlinked(links_off: bool) -> (Model, Plan) {
    let world = WorldFiles::new("world", forefend_world::files());
    let panel = world.panel().unwrap();
    let plain = Model::load(&world).unwrap();
    let threats: BTreeSet<&str> = plain.threats.iter().map(|threat| threat.id.as_str()).collect();
    let links = forefend_assess::describe_links(&world).unwrap().links.into_iter();
    let from_threats = links.filter(|link| link.on && !link.correlation && threats.contains(&*link.from));
    let without = if links_off { from_threats.map(|link| link.id).collect() } else { Vec::new() };
    let world = world.switched(&Switches { scenario: None, without, with: Vec::new() }).unwrap();
    let mut model = Model::load(&world).unwrap();
    model.frame.record_world.clear();
    model.frame.record_country.clear();
    model.frame.record.clear();
    let frame = &mut model.frame;
    for variable in model.threats.iter().flat_map(|threat| &threat.variable) {
        let name = Spanned::new(0..0, variable.name.as_ref().clone());
        match &variable.axis {
            Axis::World => frame.record_world.push(name),
            Axis::Country => frame.record_country.push(name),
            Axis::Declared(axis) => frame.record.entry(axis.clone()).or_default().push(name),
        }
    }
    let as_of = model.frame.as_of.parse().unwrap();
    let plan = Plan::estimated(&model, &panel.as_of(as_of, Availability::Published), HORIZON).unwrap().plan;
    (model, plan)
}

/// Values of every recorded variable, to the bit.
fn values(plan: &Plan) -> BTreeMap<String, Vec<u64>> {
    let recorded = simulate_block(plan, &CompiledPolicy::default(), 7.into(), &(0..DRAWS)).unwrap();
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect();
    recorded.columns().map(|(_, name, values)| (name.to_owned(), bits(values))).collect()
}

/// Variables of `threat` that differ where every other threat's variables stand at 0 in all simulated years.
fn differ_alone(model: &Model, plan: &Plan, all: &BTreeMap<String, Vec<u64>>, threat: &str) -> Vec<String> {
    let mut alone = plan.clone();
    let by_definition = |other: &str| BY_DEFINITION.contains(&(threat, other));
    for other in model.threats.iter().filter(|other| other.id != threat && !by_definition(&other.id)) {
        for variable in &other.variable {
            let name = variable.name.as_ref();
            let cells = all[name].len() / DRAWS as usize;
            assert!(alone.know(name, &vec![0.0; cells]), "{name}");
        }
    }
    let found = values(&alone);
    let own = model.threats.iter().find(|own| own.id == threat).unwrap();
    let own = own.variable.iter().map(|variable| variable.name.as_ref());
    own.filter(|name| found[*name] != all[*name]).cloned().collect()
}

/// `threat: variable` of all that is not as alone.
fn not_as_alone(links_off: bool) -> Vec<String> {
    let (model, plan) = unlinked(links_off);
    let all = values(&plan);
    let of = |threat: &String| {
        let named = |name: String| format!("{threat}: {name}");
        differ_alone(&model, &plan, &all, threat).into_iter().map(named).collect::<Vec<_>>()
    };
    model.threats.iter().flat_map(|threat| of(&threat.id)).collect()
}

#[test]
fn without_links_each_threat_runs_as_if_alone() {
    assert_eq!(not_as_alone(true), Vec::<String>::new());
    // With them they do not: the comparison can fail.
    let linked = not_as_alone(false);
    for name in
        ["mass_killing: mass_killing_onset", "displacement: refugees", "terrorism: civilians_attacked"]
    {
        assert!(linked.iter().any(|found| found == name), "{name}: {linked:#?}");
    }
}
