//! A small synthetic world in a folder: twelve states, forty years; runs on it take moments.

use std::path::Path;

use forefend_panel::{CountryId, Indicator, PanelBuilder, Year};
use forefend_simulate::luck::{Luck, Stream};

const STATES: u16 = 12;

const FILES: [(&str, &str); 11] = [
    (
        "simulation.toml",
        r#"
anchor = "level"
as_of = "2000-12"
history_from = 1960
horizon = 2010
networks = []
record_country = ["conflict", "deaths", "growth"]
record_world = ["share"]
"#,
    ),
    (
        "drivers/growth.toml",
        r#"
id = "growth"
title = "Growth"
status = "modelled"
why = "synthetic"
[[variable]]
name = "growth"
title = "Growth"
unit = "share"
kind = "equation"
family = "linear"
indicator = "growth"
formula = "growth ~ lag(growth) + I(lag(conflict) > 0)"
bounds = [-0.5, 0.5]
"#,
    ),
    (
        "threats/war.toml",
        r#"
id = "war"
title = "War"
status = "modelled"
why = "synthetic"
event = "synthetic"
resolution = "synthetic"
[[variable]]
name = "conflict"
title = "Conflict"
unit = "level"
kind = "equation"
family = "multinomial"
indicator = "level"
fill = "none"
classes = [0, 1, 2]
formula = "conflict ~ I(lag(conflict) > 0) + lag(growth)"
[[variable.lever]]
name = "hazard"
title = "Hazard"
scale = "log-hazard"
bounds = [-5, 5]
[[variable]]
name = "deaths"
title = "Deaths"
unit = "deaths"
kind = "identity"
expression = "25 * conflict * exp(growth)"
[[variable]]
name = "share"
title = "Share in conflict"
unit = "share"
axis = "world"
kind = "identity"
expression = "world_mean(conflict > 0)"
"#,
    ),
    (
        "report.toml",
        r#"
[country]
variable = "conflict"
event = "conflict"
map = { title = "Conflict", heading = "Conflict", note = "Conflict", first = "First", calm = "Calm" }
[[country.level]]
id = "peace"
state = "at peace"
[[country.level]]
id = "conflict"
at_least = 1
state = "in conflict"
[[country.level]]
id = "war"
at_least = 2
state = "at war"
[country.amount]
variable = "deaths"
name = "deaths"
head = "Deaths"
"#,
    ),
    (
        "threats/none.toml",
        r#"
id = "none"
title = "None"
status = "not modelled"
why = "synthetic"
event = "synthetic"
resolution = "synthetic"
"#,
    ),
    (
        "measures.toml",
        r#"
[[measure]]
id = "missions"
title = "Missions"
element = "synthetic"
unit = "missions"
cost = { evidence = "works", scale = 1 }
[[measure.effect]]
evidence = "works"
lever = "hazard"
form = "log ratio"
amount = 1
"#,
    ),
    (
        "evidence/works.toml",
        r#"
[[effect]]
id = "works"
measure = "missions"
acts_on = "conflict"
quantity = "log hazard ratio"
value = 1.0
low = 0.5
high = 1.5
interval = "synthetic"
unit = "log"
source = "synthetic"
locator = "synthetic"
how_known = "synthetic"
grade = "B2"
use = "model"
note = ""
"#,
    ),
    (
        "portfolios/reference.toml",
        "id = \"reference\"\ntitle = \"Nothing\"\nsummary = \"Nothing.\"\nrole = \"reference\"\n",
    ),
    (
        "appraisal.toml",
        "from = 2002\n[[setting]]\nid = \"published\"\ntitle = \"As published\"\ndiscount = 0.0\nassumptions = true\n",
    ),
    (
        "outcomes.toml",
        r#"
lead = "battle_deaths"
through = "conflict_years"
[[outcome]]
id = "conflict_years"
title = "Conflict-years"
noun = "the level of conflict"
unit = "conflict-years"
value = "conflict > 0"
units = "sum"
years = "sum"
better = "less"
[[outcome]]
id = "war_years"
title = "War-years"
unit = "war-years"
value = "conflict > 1"
units = "sum"
years = "sum"
better = "less"
[[outcome]]
id = "battle_deaths"
title = "Battle deaths"
noun = "deaths"
fewer = "fewer"
unit = "deaths"
value = "deaths"
units = "sum"
years = "sum"
better = "less"
[[outcome]]
id = "cost"
title = "Cost"
unit = "US$"
kind = "cost"
better = "less"
"#,
    ),
    (
        "principles.toml",
        "[[principle]]\nid = \"peace\"\ntitle = \"Peace\"\nquestion = \"Is there less?\"\noutcome = \"conflict_years\"\n",
    ),
];

/// A portfolio against the reference of the small world.
pub const ALTERNATIVE: &str = r#"
id = "everywhere-at-war"
title = "Missions to wars"
summary = "Where there was war the year before."
role = "alternative"
[[action]]
measure = "missions"
where = "lag(conflict) > 0"
amount = 1
from = 2002
"#;

/// Writes the world into `folder`.
pub fn write(folder: &Path) {
    write_to(folder, 2000);
}

/// The same with data to another year: the years that both have are the same.
pub fn write_to(folder: &Path, last: i16) {
    for (name, text) in FILES {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut builder = PanelBuilder::default();
    for name in ["level", "growth"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}")).unwrap();
    }
    let mut before = [0.0; STATES as usize];
    for year in 1960..=last {
        for unit in 1..=STATES {
            let luck = Luck::at(3, 0, i32::from(year), u64::from(unit), Stream::named("fixture"));
            let hazard = if before[usize::from(unit) - 1] > 0.0 { 0.65 } else { 0.15 };
            let war = f64::from(u8::from(luck.nth(1) < 0.3));
            let level = if luck.nth(0) < hazard { 1.0 + war } else { 0.0 };
            before[usize::from(unit) - 1] = level;
            for (name, value) in [("level", level), ("growth", 0.02 + 0.03 * luck.normal(2))] {
                builder.set(name, CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    builder.build().unwrap().write_dir(&folder.join("snapshot")).unwrap();
}
