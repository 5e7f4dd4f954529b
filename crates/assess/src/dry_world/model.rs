//! The files of the world.

pub(super) const MODEL: [(&str, &str); 8] = [
    (
        "simulation.toml",
        r#"
anchor = "water"
as_of = "2001-03"
history_from = 1960
horizon = 2008
networks = []
record_country = ["water", "loss"]
record_world = ["share_dry"]
"#,
    ),
    (
        "drivers/climate_change.toml",
        r#"
id = "climate_change"
title = "Climate"
status = "modelled"
why = "A world of tests."
[[variable]]
name = "heat"
title = "Heat"
unit = "index"
kind = "equation"
family = "linear"
indicator = "heat"
formula = "heat ~ lag(heat)"
"#,
    ),
    (
        "threats/drought.toml",
        r#"
id = "drought"
title = "Drought"
status = "modelled"
why = "A world of tests."
event = "A year without rain."
resolution = "The rain gauge."
[[variable]]
name = "water"
title = "Want of water"
unit = "level"
kind = "equation"
family = "multinomial"
indicator = "water"
fill = "none"
classes = [0, 1, 2]
formula = "water ~ I(lag(water) > 0) + lag(heat)"
[[variable.lever]]
name = "thirst"
title = "Thirst"
scale = "log-hazard"
bounds = [-5, 5]
[variable.reasons]
"I(lag(water) > 0)" = ["dry the year before", "rain the year before"]
"lag(heat)" = ["a hot year", "a cool year"]
[[variable]]
name = "loss"
title = "Harvest lost"
unit = "tonnes"
kind = "identity"
indicator = "loss"
fill = "none"
expression = "100 * water * water * exp(heat)"
[[variable]]
name = "rainy_years"
title = "Years since the last drought"
unit = "years"
kind = "identity"
expression = "if(water > 0, 0, lag(rainy_years) + 1)"
initial = 0
[[variable]]
name = "share_dry"
title = "States without rain"
unit = "share"
axis = "world"
kind = "identity"
expression = "world_mean(water > 0)"
[[variable]]
name = "harvest_lost"
title = "Harvest lost, world"
unit = "tonnes"
axis = "world"
kind = "identity"
expression = "world_sum(loss)"
"#,
    ),
    (
        "threats/locusts.toml",
        r#"
id = "locusts"
title = "Locusts"
status = "not modelled"
why = "Nobody counts them."
event = "A swarm."
resolution = "None."
"#,
    ),
    (
        "measures.toml",
        r#"
[[measure]]
id = "wells"
title = "Wells"
element = "intervention in thirst"
unit = "wells"
cost = { evidence = "price", scale = 1 }
[[measure.effect]]
evidence = "digging"
lever = "thirst"
form = "log ratio"
amount = 1
"#,
    ),
    (
        "evidence/wells.toml",
        r#"
[[effect]]
id = "digging"
measure = "wells"
acts_on = "water"
quantity = "log hazard ratio"
value = -0.5
low = -1.0
high = 0.0
interval = "90 %"
unit = "log"
source = "assumption"
locator = ""
how_known = "assumption"
grade = "F6"
use = "model"
note = ""

[[effect]]
id = "price"
measure = "wells"
acts_on = "cost"
quantity = "price of a well"
value = 1000.0
low = 500.0
high = 2000.0
interval = "90 %"
unit = "US$"
source = "assumption"
locator = ""
how_known = "assumption"
grade = "F6"
use = "model"
note = ""
"#,
    ),
    (
        "portfolios/reference.toml",
        "id = \"reference\"\ntitle = \"No wells\"\nsummary = \"Nothing is dug.\"\nrole = \"reference\"\n",
    ),
    (
        "appraisal.toml",
        "from = 2002\n[[setting]]\nid = \"assumed\"\ntitle = \"As assumed\"\ndiscount = 0.0\nassumptions = true\n",
    ),
];

pub(super) const OUTCOMES: &str = r#"
lead = "loss"

[[outcome]]
id = "loss"
title = "Harvest lost"
noun = "the harvest lost"
unit = "tonnes"
value = "loss"
units = "sum"
years = "sum"
better = "less"

[[outcome]]
id = "cost"
title = "Cost"
unit = "US$"
kind = "cost"
better = "less"
"#;

pub(super) const PRINCIPLES: &str = "[[principle]]\nid = \"bread\"\ntitle = \"Bread\"\nsentence = \"Is less lost?\"\nobjective = { outcome = \"loss\" }\n";

/// A portfolio against the reference.
pub(super) const WELLS: &str = r#"
id = "wells"
title = "Wells everywhere"
summary = "A well where it was dry."
role = "alternative"
[[action]]
measure = "wells"
where = "lag(water) > 0"
amount = 1
from = 2002
"#;
