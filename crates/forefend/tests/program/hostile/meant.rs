//! What cannot be meant in a world is told before the first draw.

use super::Place;
use crate::small_world;

#[test]
fn everything_that_a_verb_reads_is_checked_before_the_first_draw() {
    let assess = ["assess", "--draws", "20"];
    let short = ["assess", "--draws", "20", "--no-track"];
    let with = |change: &dyn Fn(&Place), words: &[&str], code: i32, wanted: &[&str]| {
        let place = Place::new();
        change(&place);
        place.refused(words, code, wanted);
    };
    let told = |place: &Place, more: &str| {
        let before = std::fs::read_to_string(place.world().join("report.toml")).unwrap();
        place.write("report.toml", &format!("{before}{more}"));
    };
    let gone = |place: &Place| {
        std::fs::remove_file(place.world().join("organisations.toml")).unwrap();
        told(place, "[organisation]\nid = \"o\"\nevent = \"conflict > 0\"\ntitle = \"t\"\nmost = \"m\"\n");
    };
    with(&gone, &short, 3, &["organisations.toml", "not found"]);
    let garbled = |place: &Place| place.write("organisations.toml", "[[organisation]]\nid = ");
    with(&garbled, &short, 3, &["organisations.toml:2"]);
    let unknown = "[[organisation]]\nid = \"x\"\nshort = \"X\"\nname = \"X\"\n";
    with(&|place| place.write("organisations.toml", unknown), &short, 3, &["organisations.toml:2", "`x`"]);
    let book = |place: &Place| place.write("scorebook/backtest.parquet", "");
    let words = ["scorebook/backtest.parquet", "damaged", "delete it"];
    with(&book, &assess, 4, &words);
    with(&book, &["project", "--draws", "20"], 4, &words);
    with(&book, &["backtest", "--draws", "20", "--origins", "1992"], 4, &words);
    let of_list = |place: &Place| {
        place.write("scorebook/list.toml", "x");
        let list =
            "[[list]]\nid = \"l\"\ntitle = \"L\"\nrule = \"R\"\nevent = \"conflict > 0\"\nyears = \"any\"\n";
        told(place, &format!("{list}book = \"scorebook/list.toml\"\n"));
    };
    with(&of_list, &short, 3, &["scorebook/list.toml"]);
    with(
        &|place| place.write("targets.toml", ""),
        &assess,
        3,
        &["targets.toml:1", "0 targets", "[[target]]"],
    );
    let target = |keys: &str| {
        format!(
            "[[target]]\nid = \"t\"\ntitle = \"T\"\nkind = \"event\"\nvariable = \"conflict\"\nobserved = \"level\"\n{keys}\n"
        )
    };
    for (keys, wanted) in [
        ("probability = true\nat_least = 1", "`conflict` is no probability"),
        ("at_least = nan", "targets.toml:7: at_least = NaN"),
        ("at_least = 2\nat_most = 1", "no value can be inside"),
        ("at_least = 1\nat_origin = [{ series = \"level\" }]", "a condition needs"),
        ("at_least = 1\nat_origin = [{ series = \"level\", at_most = 0, years = 0 }]", "years = 0"),
        ("at_least = 1\nfirst_origin = -32768", "targets.toml:8: first_origin = "),
    ] {
        with(&|place| place.write("targets.toml", &target(keys)), &assess, 3, &["targets.toml:", wanted]);
        let backtest = ["backtest", "--draws", "20", "--origins", "1992"];
        with(&|place| place.write("targets.toml", &target(keys)), &backtest, 3, &["targets.toml:", wanted]);
    }
    // The random walk beside a share of the world needs a past of 31 years.
    let early = ["backtest", "--draws", "20", "--origins", "1985"];
    with(&|_| (), &early, 1, &["origin 1985", "choose a later origin"]);
    let long = "x".repeat(250);
    let setting = |place: &Place| place.edit("appraisal.toml", "\"published\"", &format!("\"{long}\""));
    with(&setting, &short, 3, &["appraisal.toml:3", "the id of setting", "at most 64"]);
    let portfolio =
        |place: &Place| place.edit("portfolios/reference.toml", "\"reference\"", &format!("\"{long}\""));
    with(&portfolio, &short, 3, &["reference.toml:1", "the id of portfolio", "at most 64"]);
    let units = |place: &Place| place.edit("portfolios/reference.toml", "\"reference\"", "\"units\"");
    with(&units, &short, 3, &["reference.toml:1", "folder of every run"]);
}

#[test]
fn numbers_of_measures_and_evidence_are_checked_for_their_meaning() {
    let with = |file: &str, from: &str, to: &str, wanted: &[&str]| {
        let place = Place::new();
        place.edit(file, from, to);
        place.refused(&["project", "--draws", "20"], 3, wanted);
    };
    let (measures, evidence) = ("measures.toml", "evidence/works.toml");
    for (scale, told) in [("nan", "scale = NaN"), ("-1", "scale = -1"), ("inf", "scale = inf")] {
        with(measures, "scale = 1", &format!("scale = {scale}"), &["measures.toml:7: ", told, "0 or more"]);
    }
    with(measures, "amount = 1", "amount = 0", &["measures.toml:12: amount = 0", "other than 0"]);
    with(measures, "amount = 1", "amount = 1\nrelative_deviation = -1", &["relative_deviation = -1"]);
    with(
        evidence,
        "low = 0.5",
        "standard_deviation = -1\nlow = 0.5",
        &["works.toml:8: standard_deviation = -1"],
    );
    with(evidence, "low = 0.5", "saturates_at = 0\nlow = 0.5", &["works.toml:8: saturates_at = "]);
    with(evidence, "value = 1.0", "value = nan", &["works.toml:7: value = NaN"]);
    with(evidence, "low = 0.5\nhigh = 1.5", "low = 2\nhigh = 1", &["works.toml:3", "does not hold"]);
    with(
        evidence,
        "value = 1.0\nlow = 0.5\nhigh = 1.5",
        "value = 1.0",
        &["measures.toml:9", "no usable value"],
    );
    with(
        evidence,
        "value = 1.0\nlow = 0.5\nhigh = 1.5",
        "value = -1.0\nlow = -2.0\nhigh = 0.0",
        &["cost evidence"],
    );
    with(
        "measures.toml",
        "\"missions\"\ntitle",
        "\"../x\"\ntitle",
        &["measures.toml:3", "the id of measure"],
    );
    with("principles.toml", "\"peace\"", "\"a b\"", &["principles.toml:2", "the id of principle"]);
    with("appraisal.toml", "from = 2002", "from = -32768", &["appraisal.toml:1: from = -32768"]);
}

#[test]
fn an_action_that_can_never_stand_is_an_error_with_its_place() {
    let place = Place::new();
    let mine = place.folder.path().join("mine.toml");
    let file = mine.to_str().unwrap();
    let line = small_world::ALTERNATIVE.lines().position(|line| line == "from = 2002").unwrap() + 1;
    for (keys, wanted) in [
        ("from = 20270", "from = 20270"),
        ("from = 2050", "can never stand by 2010"),
        ("until = 1990", "can never stand from 2001 on"),
        ("until = 2001", "can never stand, as portfolios may differ from 2002 on"),
        ("lag = 20", "can never stand by 2010"),
        ("from = 2008\nlag = 3", "can never stand by 2010"),
    ] {
        std::fs::write(&mine, small_world::ALTERNATIVE.replace("from = 2002", keys)).unwrap();
        let at = format!("mine.toml:{line}: ");
        place.refused(&["appraise", "--draws", "20", "--against", file], 3, &[&at, wanted]);
    }
    let limit = "\n[[limit]]\nmeasure = \"missions\"\ncapacity = 1\nfrom = 2050\n";
    std::fs::write(&mine, format!("{}{limit}", small_world::ALTERNATIVE)).unwrap();
    place.refused(
        &["appraise", "--draws", "20", "--against", file],
        3,
        &["mine.toml:", "never holds by 2010"],
    );
    std::fs::write(&mine, small_world::ALTERNATIVE).unwrap();
    assert!(place.run(&["appraise", "--draws", "20", "--against", file]).status.success());
}
