//! A small synthetic world without any conflict: twelve states, forty years; poverty by an identity, droughts by an equation.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_assess::{Appraised, Asked, AssessError, Options, Progress, Questions, appraise};
use forefend_panel::{CountryId, Indicator, Panel, PanelBuilder, Year};
use forefend_runs::Shard;
use forefend_simulate::WorldFiles;
use forefend_simulate::luck::{Luck, Stream};

pub const STATES: u16 = 12;
const NAMES: [&str; 3] = ["drought", "income", "people"];

/// One file a part of the chain; `threats/drought.toml` carries an outcome of its own.
pub const FILES: [(&str, &str); 9] = [
    (
        "simulation.toml",
        r#"
anchor = "drought"
as_of = "2000-12"
history_from = 1960
horizon = 2010
networks = []
record_country = []
record_world = ["people_in_drought"]
"#,
    ),
    (
        "drivers/poverty_and_inequality.toml",
        r#"
id = "poverty_and_inequality"
title = "Poverty"
status = "modelled"
why = "synthetic"
[[variable]]
name = "people"
title = "People"
unit = "persons"
kind = "path"
indicator = "people"
[[variable]]
name = "income"
title = "Log of income"
unit = "log"
kind = "equation"
family = "linear"
indicator = "income"
formula = "income ~ lag(income) + I(lag(drought) > 0)"
bounds = [-5, 5]
[[variable]]
name = "poor"
title = "Share of people who are poor"
unit = "share"
kind = "identity"
expression = "1 / (1 + exp(income))"
"#,
    ),
    (
        "threats/drought.toml",
        r#"
id = "drought"
title = "Drought"
status = "modelled"
why = "synthetic"
event = "synthetic"
resolution = "synthetic"
[[variable]]
name = "drought"
title = "Drought"
unit = "level"
kind = "equation"
family = "multinomial"
indicator = "drought"
fill = "none"
classes = [0, 1]
formula = "drought ~ I(lag(drought) > 0) + lag(income)"
[[variable.lever]]
name = "drought_hazard"
title = "Hazard of drought"
scale = "log-hazard"
bounds = [-5, 5]
[[variable]]
name = "people_in_drought"
title = "People in drought"
unit = "persons"
axis = "world"
kind = "identity"
expression = "world_sum(people * (drought > 0))"
[[outcome]]
id = "drought_years"
title = "Drought-years"
unit = "drought-years"
value = "drought > 0"
units = "sum"
years = "sum"
better = "less"
"#,
    ),
    (
        "measures.toml",
        r#"
[[measure]]
id = "irrigation"
title = "Irrigation"
element = "conflict prevention"
unit = "schemes"
cost = { evidence = "price", scale = 1 }
[[measure.effect]]
evidence = "works"
lever = "drought_hazard"
form = "log ratio"
amount = 1
"#,
    ),
    (
        "evidence/works.toml",
        r#"
[[effect]]
id = "works"
measure = "irrigation"
acts_on = "drought"
quantity = "log hazard ratio"
value = -1.0
low = -1.5
high = -0.5
interval = "synthetic"
unit = "log"
source = "synthetic"
locator = "synthetic"
how_known = "synthetic"
grade = "B2"
use = "model"
[[effect]]
id = "price"
measure = "irrigation"
acts_on = "money"
quantity = "a scheme for a year"
value = 1000.0
unit = "US$"
source = "synthetic"
how_known = "synthetic"
grade = "B2"
use = "shown"
"#,
    ),
    (
        "portfolios/reference.toml",
        r#"
id = "reference"
title = "Irrigation everywhere"
summary = "As today."
role = "reference"
[[action]]
measure = "irrigation"
where = "lag(income) > -9"
amount = 1
from = 2001
"#,
    ),
    (
        "portfolios/none.toml",
        "id = \"none\"\ntitle = \"None\"\nsummary = \"None.\"\nrole = \"alternative\"\n",
    ),
    (
        "appraisal.toml",
        "from = 2002\n[[setting]]\nid = \"published\"\ntitle = \"As published\"\ndiscount = 0.0\nassumptions = true\n",
    ),
    (
        "principles.toml",
        "[[principle]]\nid = \"relief\"\ntitle = \"Relief\"\nsentence = \"Fewer?\"\nobjective = { outcome = \"drought_years\" }\n",
    ),
];

/// The world's own outcomes, beside that of the threat.
pub const OUTCOMES: &str = r#"
[[outcome]]
id = "not_poor"
title = "Share of people who are not poor"
unit = "share"
value = "1 - poor"
weight = "people"
units = "weighted mean"
years = "last"
better = "more"
"#;

/// The world with `outcomes` as its `outcomes.toml`.
pub fn world(outcomes: &str) -> WorldFiles {
    let files = FILES.into_iter().chain([("outcomes.toml", outcomes)]);
    WorldFiles::new("world", files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())))
}

/// Drought, income and people of every state, 1960 to 2000. The first states are the poorest; a drought costs a twentieth of the
/// income of the year after it.
pub fn figures() -> BTreeMap<(i16, u16), [f64; 3]> {
    let mut figures = BTreeMap::new();
    let mut dry = [false; STATES as usize + 1];
    for year in 1960..=2000 {
        for unit in 1..=STATES {
            let luck = Luck::at(3, 0, i32::from(year), u64::from(unit), Stream::named("drought"));
            let last = &mut dry[usize::from(unit)];
            let lost = if *last { 0.05 } else { 0.0 };
            *last = luck.nth(0) < if *last { 0.6 } else { 0.2 };
            let income = 0.2 * f64::from(unit) - 1.0 - lost + 0.03 * luck.normal(1);
            figures.insert((year, unit), [f64::from(u8::from(*last)), income, 1e6 * f64::from(unit)]);
        }
    }
    figures
}

/// The same as a panel.
pub fn panel() -> Panel {
    let mut builder = PanelBuilder::default();
    for name in NAMES {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}")).unwrap();
    }
    for ((year, unit), values) in figures() {
        for (name, value) in NAMES.into_iter().zip(values) {
            builder.set(name, CountryId(unit), Year(year), value).unwrap();
        }
    }
    builder.build().unwrap()
}

pub struct Quiet;

impl Progress for Quiet {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}
}

pub fn options(draws: u64, runs: &Path) -> Options {
    Options {
        seed: 3,
        draws,
        block: 16,
        deterministic: false,
        shard: Shard::WHOLE,
        as_of: None,
        to: None,
        command: "forefend test".to_owned(),
        code: "test".to_owned(),
        created: "2026-01-01".to_owned(),
        runs: runs.to_owned(),
        home: None,
        track: None,
    }
}

/// Appraises the portfolio `none`, forty draws.
pub fn appraised(mut world: WorldFiles, runs: &Path) -> Result<Appraised, AssessError> {
    let portfolios = ["none".to_owned()];
    let questions = Questions::default();
    let asked = Asked { portfolios: &portfolios, head_to_head: false, by: None, questions };
    appraise(&mut world, &panel(), &options(40, runs), asked, &Quiet)
}
