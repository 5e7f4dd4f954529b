//! What a score book belongs to: words of a world change nothing of it, meanings do.

use forefend_fixtures::chain::{DEATHS, FRAME, LAST, files, panel, panel_with_deaths};
use forefend_fixtures::{driver, every_kind, small};
use forefend_panel::{Bounds, CountryId, Indicator, Panel, Year};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{BelongsTo, Targets};

const THREAT: &str = "threats/conflict.toml";

fn frame() -> String {
    FRAME.replace("[\"conflict\"]", "[\"conflict\", \"deaths\"]")
}

fn now(world: &WorldFiles, panel: &Panel) -> BelongsTo {
    let model = Model::load(world).unwrap();
    let targets = Targets::load(world, &model, panel).unwrap();
    BelongsTo::now(world, &model, panel, &targets).unwrap()
}

/// The world with its threat rewritten.
fn with(rewrite: &dyn Fn(&str) -> String) -> WorldFiles {
    let world = files(&frame(), DEATHS);
    let text = rewrite(world.text(THREAT).unwrap());
    assert_ne!(text, world.text(THREAT).unwrap(), "the test must change something");
    world.with(THREAT, text.as_bytes())
}

#[test]
fn how_a_world_is_written_and_what_its_scores_do_not_read_part_no_book_from_it() {
    let panel = panel_with_deaths(0.06, 0.8);
    let own = now(&files(&frame(), DEATHS), &panel);
    let same: [&dyn Fn(&str) -> String; 6] = [
        &|text| format!("# A comment, corrected.\n\n{text}"),
        &|text| text.replace("I(lag(conflict) > 0)", "I( lag(conflict)>0 )"),
        &|text| text.replace("title = \"Deaths\"", "title = \"Battle deaths\""),
        &|text| text.replace("classes = [0, 1, 2]", "classes = [0.0, 1, 2e0]"),
        &|text| {
            text.replace(
                "kind = \"identity\"\nexpression = \"100 * conflict\"",
                "expression = \"100*conflict\"\nkind = \"identity\"",
            )
        },
        &|text| {
            format!(
                "{text}[[variable]]\nname = \"twice\"\ntitle = \"T\"\nunit = \"1\"\nkind = \"identity\"\nexpression = \"2 * deaths\"\n"
            )
        },
    ];
    for (at, rewrite) in same.iter().enumerate() {
        assert_eq!(now(&with(*rewrite), &panel), own, "{at}");
    }
    let later = files(&frame().replace("horizon = 2040", "horizon = 2050"), DEATHS);
    assert_eq!(now(&later, &panel), own, "a score ends with what is observed");
}

#[test]
fn a_changed_form_coefficient_datum_or_target_parts_them_and_the_difference_is_named() {
    let panel = panel_with_deaths(0.06, 0.8);
    let world = files(&frame(), DEATHS);
    let own = now(&world, &panel);
    let differs = |other: BelongsTo| own.differs(&other);
    let coefficient = with(&|text| text.replace("100 * conflict", "101 * conflict"));
    assert_eq!(differs(now(&coefficient, &panel)), ["world", "data"], "history is derived by it too");
    let bounded = with(&|text| text.replace("classes = [0, 1, 2]", "classes = [0, 1, 2]\npenalty = 1.0"));
    assert_eq!(differs(now(&bounded, &panel)), ["world", "parameters"]);
    let shocked =
        with(&|text| text.replace("classes = [0, 1, 2]", "classes = [0, 1, 2]\ncommon_shock = true"));
    assert_eq!(differs(now(&shocked, &panel)), ["world", "parameters"]);
    let target = "[[target]]\nid = \"war\"\ntitle = \"War\"\nkind = \"event\"\nvariable = \"conflict\"\nobserved = \"level\"\n";
    let targets = |bound: &str| {
        now(&world.clone().with("targets.toml", format!("{target}{bound}\n").as_bytes()), &panel)
    };
    assert_eq!(targets("at_least = 1").differs(&targets("at_least = 2")), ["world"]);
    assert_eq!(targets("at_least = 1").differs(&targets("at_least = 1.0 # comment")), [""; 0]);
    let observed = differs(now(&world, &panel_with_deaths(0.06, 0.81)));
    assert_eq!(observed, ["data", "parameters"]);
    assert_eq!(differs(BelongsTo { engine: "0".to_owned(), ..own.clone() }), ["engine"]);
}

/// The series that settles a target is read whole, whatever the model reads of it.
#[test]
fn a_datum_that_only_a_target_reads_counts() {
    let world = files(FRAME, "");
    let (with, without) = (panel_with_deaths(0.06, 0.8), panel(0.06, 0.8, LAST));
    assert_eq!(now(&world, &with).data, now(&world, &without).data, "deaths are neither read nor scored");
    let text = "[[target]]\nid = \"d\"\ntitle = \"D\"\nkind = \"amount\"\nvariable = \"conflict\"\nobserved = \"conflict_deaths\"\n";
    let scored = world.with("targets.toml", text.as_bytes());
    let model = Model::load(&scored).unwrap();
    let targets = Targets::load(&scored, &model, &with).unwrap();
    let own = BelongsTo::now(&scored, &model, &with, &targets).unwrap();
    assert_ne!(own.data, now(&files(FRAME, ""), &with).data);
}

const MORE: &str = "drivers/more.toml";
const SCIENCE: &str = "drivers/science.toml";

/// The world with every kind of variable, of which deaths of an outbreak by region are scored; the outbreak is declared in a
/// file of its own, beside a variable that no score reads.
fn outbreak() -> WorldFiles {
    let world = every_kind::files();
    let text = world.text(MORE).unwrap();
    let from = text.find("[[process]]").unwrap();
    let process = &text[from..from + text[from..].find("[[variable]]").unwrap()];
    let identity = |name: &str, expression: &str| {
        format!(
            "[[variable]]\nname = \"{name}\"\ntitle = \"T\"\nunit = \"1\"\nkind = \"identity\"\nexpression = \"{expression}\"\n"
        )
    };
    let science = driver("science", &(identity("unread", "2 * growth") + process));
    let more = text.replace(process, &identity("sick", "at(outbreak_deaths, in_region)"));
    let target = "[[target]]\nid = \"s\"\ntitle = \"S\"\nkind = \"amount\"\nvariable = \"sick\"\nobserved = \"growth\"\n";
    let world = world.with(MORE, more.as_bytes()).with(SCIENCE, science.as_bytes());
    world.with("targets.toml", target.as_bytes())
}

/// The world with `from` replaced in one of its files.
fn replaced(world: &WorldFiles, file: &str, from: &str, to: &str) -> WorldFiles {
    let text = world.text(file).unwrap();
    assert!(text.contains(from), "{file} has no `{from}`");
    world.clone().with(file, text.replace(from, to).as_bytes())
}

#[test]
fn a_process_counts_wherever_it_is_declared() {
    let (world, panel) = (outbreak(), every_kind::panel());
    let own = now(&world, &panel);
    let with = |from: &str, to: &str| now(&replaced(&world, SCIENCE, from, to), &panel);
    assert_ne!(with("seed = 1e-6", "seed = 2e-6").world, own.world);
    assert_ne!(with("S = 0.002", "S = 0.003").world, own.world);
    assert_eq!(with("seed = 1e-6", "seed = 0.000001 # a person in a million"), own);
    assert_eq!(with("title = \"An epidemic by region", "title = \"An outbreak by region"), own);
    assert_eq!(with("2 * growth", "3 * growth"), own, "no score reads it");
    let lever = "[[process.lever]]\nname = \"spread\"\ntitle = \"T\"\ninput = \"transmission\"\nscale = \"multiplier\"\nbounds = [-1, 1]\n";
    assert_eq!(
        with("[process.parameters]", &format!("{lever}[process.parameters]")),
        own,
        "levers are at rest"
    );
}

#[test]
fn axes_and_relations_count_where_they_are_used() {
    let (world, panel) = (outbreak(), every_kind::panel());
    let own = now(&world, &panel);
    let with = |file: &str, from: &str, to: &str| now(&replaced(&world, file, from, to), &panel);
    let spare = "[[axis]]\nid = \"spare\"\ntitle = \"Spare\"\nunits = \"axes/regions.csv\"\n[[relation]]\nname = \"unread_links\"\n\
                 between = [\"spare\", \"region\"]\nlinks = \"axes/spare.csv\"\n[[axis]]\nid = \"border\"";
    let spared = world.clone().with("axes/spare.csv", b"spare,region\nN,S\n");
    let spared = replaced(&spared, "axes.toml", "[[axis]]\nid = \"border\"", spare);
    assert_eq!(now(&spared, &panel), own, "no score reads them");
    assert_eq!(with("axes.toml", "{ linked_by = \"borders\" }", "{}"), own, "no score reads pairs");
    assert_eq!(with("axes/in_region.csv", "N,6,,", "# A comment.\nN,6, ,"), own, "rows are the same");
    for (from, to) in [("N,6,,", "S,6,,"), ("N,6,,", "N,6,,1999"), ("N,6,,\n", "")] {
        assert_ne!(with("axes/in_region.csv", from, to).world, own.world, "{from} {to}");
    }
    assert_ne!(with("axes/regions.csv", "South", "The South").world, own.world, "luck goes by labels");
}

/// What is possible of a series decides which of its values are read.
#[test]
fn bounds_of_a_series_that_is_read_count() {
    let stock = "[[variable]]\nname = \"stock\"\ntitle = \"Stock\"\nunit = \"1\"\nkind = \"path\"\npath = \"frozen\"\nindicator = \"stock\"\n";
    let target = "[[target]]\nid = \"s\"\ntitle = \"S\"\nkind = \"amount\"\nvariable = \"stock\"\nobserved = \"growth\"\n";
    let world = small::world().with("drivers/stock.toml", driver("stock", stock).as_bytes());
    let world = world.with("targets.toml", target.as_bytes());
    let bounded = |lower: Option<f64>, upper: Option<f64>| {
        let mut builder = small::panel_builder(None);
        let bounds = Bounds { lower, upper };
        builder.add_indicator(Indicator { bounds, ..Indicator::synthetic("stock") }).unwrap();
        for (unit, year) in
            (1..=small::STATES).flat_map(|unit| (small::FIRST..=small::LAST).map(move |year| (unit, year)))
        {
            builder.set("stock", CountryId(unit), Year(year), 1.0).unwrap();
        }
        now(&world, &builder.build().unwrap())
    };
    let own = bounded(None, None);
    assert_eq!(own.differs(&bounded(Some(0.0), None)), ["data"]);
    assert_eq!(own.differs(&bounded(None, Some(2.0))), ["data"]);
    assert_ne!(bounded(Some(1.0), None), bounded(None, Some(1.0)));
}
