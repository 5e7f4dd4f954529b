//! What a score book belongs to: words of a world change nothing of it, meanings do.

use forefend_fixtures::chain::{DEATHS, FRAME, LAST, files, panel, panel_with_deaths};
use forefend_panel::Panel;
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
