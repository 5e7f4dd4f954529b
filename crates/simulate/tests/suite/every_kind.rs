//! A world that holds every kind of variable and of error there is, for the promises that must hold for all of them.

use std::sync::OnceLock;

use forefend_panel::{CountryId, Indicator, Panel, Year};
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::spec::{Axis, ErrorKind, Family, FillRule, Kind, PathRule};
use forefend_simulate::{Estimated, Model, Plan, WorldFiles};

use crate::common::{DRIVER, FIRST, LAST, Ready, SIMULATION, STATES, THREAT, as_of, panel_builder};

/// What a run of this world records, by axis.
pub const RECORDED: [(&str, &[&str]); 4] = [
    (
        "country",
        &["conflict", "deaths", "growth", "risk", "event", "level_of_all", "large", "late", "kept", "trade"],
    ),
    ("world", &["share", "events"]),
    ("border", &["tension"]),
    ("region", &["region_conflicts"]),
];

const MORE: &str = r#"
id = "more"
title = "More"
status = "modelled"
why = "Every other kind of variable and error once."
[[variable]]
name = "event"
title = "Event"
unit = "event"
kind = "equation"
family = "multinomial"
indicator = "event"
fill = "none"
classes = [0, 1]
formula = "event ~ lag(event) + I(conflict > 0) + log1p(lag(mean(deaths, 5)))"
penalty = 1.0
sample = { recalibrate = 10 }
[[variable]]
name = "risk"
title = "Chance of an event"
unit = "probability"
kind = "probability"
of = "event"
[[variable]]
name = "events"
title = "Events expected"
unit = "events"
axis = "world"
kind = "identity"
expression = "world_sum(risk)"
[[variable]]
name = "large"
title = "A number with a heavy tail"
unit = "units"
kind = "equation"
family = "linear"
error = "pareto-tail"
indicator = "growth"
formula = "large ~ lag(large) + event"
error_by = ["people > 6.9e6"]
[[variable]]
name = "level_of_all"
title = "A number whose level moves for all"
unit = "units"
kind = "equation"
family = "linear"
error = "normal"
moving_level = true
indicator = "late"
fill = "interpolate"
formula = "level_of_all ~ I(conflict > 1)"
covariance = "robust"
[[variable]]
name = "late"
title = "A series with nothing to be fitted on yet"
unit = "units"
kind = "equation"
family = "linear"
indicator = "late"
formula = "late ~ lag(late)"
sample = { first = 1999, years = 5 }
stand_in = 0.25
[[variable]]
name = "kept"
title = "A path that keeps its last value"
unit = "units"
kind = "path"
path = "frozen"
indicator = "late"
[[variable]]
name = "trade"
title = "A number with a lever and bounds"
unit = "units"
kind = "identity"
expression = "max(0.1, lag(trade) * (1 + growth)) + 0 * region_around"
initial = 1
bounds = [0, 100]
[[variable.lever]]
name = "trade"
title = "Trade"
scale = "multiplier"
bounds = [-1, 1]
[[variable]]
name = "region_conflicts"
title = "Conflicts"
unit = "states"
axis = "region"
kind = "identity"
expression = "total(conflict > 0, in_region)"
[[variable]]
name = "region_around"
title = "Conflicts in the region"
unit = "states"
kind = "identity"
expression = "at(region_conflicts, in_region)"
[[variable]]
name = "tension"
title = "Tension"
unit = "index"
axis = "border"
kind = "equation"
family = "linear"
history = "at(conflict, border_a) + at(conflict, border_b) + at(growth, border_a)"
formula = "tension ~ lag(tension) + I(at(conflict, border_a) > 0) + I(at(conflict, border_b) > 0)"
covariance = "none"
"#;

const AXES: &str = r#"
[[axis]]
id = "region"
title = "Regions"
units = "axes/regions.csv"
[[relation]]
name = "in_region"
between = ["region", "country"]
links = "axes/in_region.csv"
[[axis]]
id = "border"
title = "Pairs of neighbours"
pairs = { linked_by = "borders" }
"#;

fn files() -> WorldFiles {
    let list = |names: &[&str]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let frame: Vec<&str> = SIMULATION.lines().filter(|line| !line.starts_with("record")).collect();
    let [country, world, border, region] = RECORDED.map(|(_, names)| list(names));
    let simulation = format!(
        "{}\nrecord_country = [{country}]\nrecord_world = [{world}]\n[record]\nborder = [{border}]\nregion = [{region}]\n",
        frame.join("\n")
    );
    let members: String =
        (1..=STATES).map(|unit| format!("{},{unit},,\n", if unit <= 6 { "N" } else { "S" })).collect();
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    WorldFiles::new(
        "world",
        [
            file("simulation.toml", &simulation),
            file("drivers/growth.toml", DRIVER),
            file("drivers/more.toml", MORE),
            file("threats/conflict.toml", THREAT),
            file("axes.toml", AXES),
            file("axes/regions.csv", "id,label\nN,North\nS,South\n"),
            file("axes/in_region.csv", &format!("region,country,first,last\n{members}")),
        ],
    )
}

/// The panel of the suite with events, and a series whose level walks.
fn panel() -> Panel {
    let mut builder = panel_builder(None);
    for name in ["event", "late"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    let mut level = 0.0;
    for year in FIRST..=LAST {
        let luck = |unit: u16| Luck::at(9, 0, i32::from(year), u64::from(unit), Stream::named("every kind"));
        level += 0.2 * luck(0).normal(0);
        for unit in 1..=STATES {
            let event = f64::from(u8::from(luck(unit).nth(4) < 0.15));
            builder.set("event", CountryId(unit), Year(year), event).unwrap();
            builder.set("late", CountryId(unit), Year(year), level + 0.1 * luck(unit).normal(1)).unwrap();
        }
    }
    builder.build().unwrap()
}

/// The world, fitted and compiled once.
pub fn ready() -> &'static Ready {
    static READY: OnceLock<Ready> = OnceLock::new();
    READY.get_or_init(|| {
        let panel = panel();
        let model = Model::load(&files()).unwrap();
        let view = as_of(&panel, 2000);
        let Estimated { fitted, plan, .. } = Plan::estimated(&model, &view, Year(2010)).unwrap();
        Ready { model, fitted, plan }
    })
}

/// Whoever adds a kind of variable, error, path or fill adds it to this world: the lists below no longer compile
/// without it.
#[test]
fn the_world_of_the_promises_has_every_kind_of_variable_and_error() {
    let Ready { model, fitted, .. } = ready();
    let any = |holds: &dyn Fn(&forefend_simulate::spec::Variable) -> bool| {
        model.variables.iter().any(|variable| holds(&variable.spec))
    };
    for kind in [Kind::Path, Kind::Identity, Kind::Equation, Kind::Probability] {
        match kind {
            Kind::Path | Kind::Identity | Kind::Equation | Kind::Probability => {}
        }
        assert!(any(&|spec| spec.kind == kind), "{kind:?}");
    }
    for family in [Family::Linear, Family::Multinomial] {
        match family {
            Family::Linear | Family::Multinomial => {}
        }
        assert!(any(&|spec| spec.family == Some(family)), "{family:?}");
    }
    for error in [ErrorKind::Empirical, ErrorKind::Normal, ErrorKind::ParetoTail] {
        match error {
            ErrorKind::Empirical | ErrorKind::Normal | ErrorKind::ParetoTail => {}
        }
        assert!(any(&|spec| spec.family == Some(Family::Linear) && spec.error == error), "{error:?}");
    }
    for path in [PathRule::Projection, PathRule::Frozen] {
        match path {
            PathRule::Projection | PathRule::Frozen => {}
        }
        assert!(any(&|spec| spec.kind == Kind::Path && spec.path == path), "{path:?}");
    }
    for fill in [FillRule::None, FillRule::Interpolate, FillRule::Median] {
        match fill {
            FillRule::None | FillRule::Interpolate | FillRule::Median => {}
        }
        assert!(any(&|spec| spec.fill == fill), "{fill:?}");
    }
    for axis in ["country", "world", "region", "border"] {
        assert!(any(&|spec| spec.axis == Axis::from(axis.to_owned())), "{axis}");
    }
    let shocks = |name: &str| fitted.equations[name].world_shocks.len();
    assert_eq!((shocks("conflict"), shocks("level_of_all"), shocks("event")), (2, 1, 0));
    assert!(fitted.equations["growth"].common.is_some(), "a yearly effect drawn from those observed");
    assert_eq!(fitted.equations["large"].residual_by[0].len(), 2, "two groups with errors of their own");
    assert!(!fitted.equations.contains_key("late"), "nothing to be fitted on: the stand-in holds its place");
    assert!(any(&|spec| spec.sample.recalibrate.is_some()) && any(&|spec| spec.sample.half_life.is_some()));
}
