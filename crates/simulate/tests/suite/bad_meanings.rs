//! Names, numbers and sizes that nobody can mean are refused where they stand, before anything is fitted or written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, panel};
use forefend_panel::Year;
use forefend_simulate::{History, Model, WorldFiles};

/// The first error of the small world with these files in place of its own, up to its history.
fn error(files: &[(&str, &str)]) -> String {
    let own =
        [("simulation.toml", SIMULATION), ("drivers/growth.toml", DRIVER), ("threats/conflict.toml", THREAT)];
    let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (path, text) in own.iter().chain(files) {
        all.insert((*path).to_owned(), text.as_bytes().to_vec());
    }
    let (world, panel) = (WorldFiles::new("world", all), panel(None));
    let view = as_of(&panel, 2000);
    let built = Model::load(&world).and_then(|model| {
        model.check_indicators(&world, &panel)?;
        History::build(&model, &view, Year(2010)).map(|_| ())
    });
    built.expect_err("this world is wrong").to_string()
}

fn check(found: &str, wanted: &[&str]) {
    for part in wanted {
        assert!(found.contains(part), "{found:?} does not say {part:?}");
    }
    assert!(found.len() < 600, "a message that can be read: {found}");
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} has changed: mend this test");
    text.replace(from, to)
}

#[test]
fn one_rule_for_names_everywhere() {
    let long = "x".repeat(300);
    for bad in
        ["a.b", "..", "../../x", "deployed:missions", "a b", "a-b", "9x", "é", "a\\u001b[31m", long.as_str()]
    {
        let driver = replaced(DRIVER, "name = \"people\"", &format!("name = \"{bad}\""));
        check(&error(&[("drivers/growth.toml", &driver)]), &["growth.toml:17: ", "letters, digits and _"]);
    }
    for bad in ["..", "a/b", "a b", long.as_str()] {
        let threat = replaced(THREAT, "name = \"hazard\"", &format!("name = \"{bad}\""));
        check(
            &error(&[("threats/conflict.toml", &threat)]),
            &["conflict.toml:", "the id of lever", "letters"],
        );
        let driver = replaced(DRIVER, "id = \"growth\"", &format!("id = \"{bad}\""));
        check(&error(&[("drivers/growth.toml", &driver)]), &["growth.toml:2: ", "the id of driver"]);
        let axes = format!("[[axis]]\nid = \"{bad}\"\ntitle = \"A\"\nproduct.sex = [\"f\", \"m\"]\n");
        check(
            &error(&[("axes.toml", &axes)]),
            &["axes.toml:2: ", "the id of axis", "letters, digits, - and _"],
        );
    }
    let relation = "[[relation]]\nname = \"a.b\"\nbetween = [\"country\", \"country\"]\nlinks = \"l.csv\"\n";
    check(&error(&[("axes.toml", relation)]), &["axes.toml:2: ", "the name of relation `a.b`"]);
    let shown = replaced(DRIVER, "name = \"people\"", "name = \"a\\u001b[31m\"");
    assert!(
        !error(&[("drivers/growth.toml", &shown)]).contains('\u{1b}'),
        "a terminal obeys nothing in a message"
    );
}

#[test]
fn a_number_is_finite_and_inside_its_meaning_or_an_error_at_its_key() {
    let of = |file: &str, text: &str, from: &str, to: &str, wanted: &[&str]| {
        check(&error(&[(file, &replaced(text, from, to))]), wanted);
    };
    let (frame, threat) = ("simulation.toml", "threats/conflict.toml");
    for year in ["-32768", "0", "20270", "32767"] {
        let line = format!("history_from = {year}");
        of(
            frame,
            SIMULATION,
            "history_from = 1960",
            &line,
            &["simulation.toml:4: history_from = ", "a year from"],
        );
        let line = format!("horizon = {year}");
        of(frame, SIMULATION, "horizon = 2010", &line, &["simulation.toml:5: horizon = ", "a year from"]);
    }
    of(frame, SIMULATION, "history_from = 1960", "history_from = 2005", &["simulation.toml:4: ", "2000"]);
    of(
        frame,
        SIMULATION,
        "history_from = 1960",
        "history_from = 2010",
        &["simulation.toml:4: ", "before horizon"],
    );
    of(
        threat,
        THREAT,
        "bounds = [-5, 5]",
        "bounds = [nan, 5]",
        &["conflict.toml:25: bounds = NaN", "finite"],
    );
    of(
        threat,
        THREAT,
        "bounds = [-5, 5]",
        "bounds = [-5, inf]",
        &["conflict.toml", "`hazard`", "finite bounds"],
    );
    of(threat, THREAT, "bounds = [3, 9]", "bounds = [nan, 9]", &["conflict.toml", "bounds = NaN"]);
    of(
        threat,
        THREAT,
        "classes = [0, 1, 2]",
        "classes = [0, 1, inf]",
        &["conflict.toml:16: classes = ", "finite"],
    );
    of(threat, THREAT, "fill = \"none\"", "penalty = -1", &["conflict.toml:15: penalty = -1", "above 0"]);
    of(
        threat,
        THREAT,
        "where = \"conflict > 0\"",
        "where = \"conflict > 0\"\notherwise = nan",
        &["otherwise = NaN"],
    );
    of(threat, THREAT, "{ half_life = 30 }", "{ first = 20270 }", &["conflict.toml:18: first = 20270"]);
}

#[test]
fn what_simulation_toml_lists_exists_and_is_listed_once() {
    let of = |from: &str, to: &str, wanted: &[&str]| {
        check(&error(&[("simulation.toml", &replaced(SIMULATION, from, to))]), wanted);
    };
    of(
        "[\"borders\"]",
        "[\"borders\", \"bordrs\"]",
        &["simulation.toml:6: ", "network `bordrs`", "`borders`"],
    );
    of("[\"borders\"]", "[\"borders\", \"borders\"]", &["simulation.toml:6: ", "listed twice"]);
    of("\"deaths\", ", "\"deaths\", \"deaths\", ", &["simulation.toml:7: ", "`deaths` is listed twice"]);
    let many: String = (0..100_000).fold(String::new(), |mut all, at| {
        let _ = write!(all, "\"n{at}\",");
        all
    });
    of("[\"borders\"]", &format!("[{many}]"), &["simulation.toml:6: ", "more than 100 networks"]);
}

#[test]
fn sizes_have_one_limit_each_and_none_of_them_wraps() {
    let axis = |lists: usize, levels: usize| {
        let mut text = "[[axis]]\nid = \"many\"\ntitle = \"Many\"\n".to_owned();
        for list in 0..lists {
            let levels: Vec<String> = (0..levels).map(|level| format!("\"l{level}\"")).collect();
            let _ = writeln!(text, "product.p{list} = [{}]", levels.join(", "));
        }
        text
    };
    // 2^64 combinations are none when they wrap.
    for (lists, levels) in [(64, 2), (16, 16), (1, 1_000_000), (3, 100)] {
        check(&error(&[("axes.toml", &axis(lists, levels))]), &["axes.toml:2: ", "use "]);
    }
    // 20,000 for each of twelve states.
    check(&error(&[("axes.toml", &axis(1, 20_000))]), &["axes.toml:2: ", "240000 units, more than 200000"]);
    let mut chain = DRIVER.to_owned();
    for at in 0..10_000 {
        let _ = write!(
            chain,
            "[[variable]]\nname = \"v{at}\"\ntitle = \"V\"\nunit = \"1\"\nkind = \"identity\"\nexpression = \"v{} + 1\"\n",
            at + 1
        );
    }
    check(&error(&[("drivers/growth.toml", &chain)]), &["growth.toml:", "more than a model may have (2000)"]);
    // Few variables on a large axis.
    let mut wide = DRIVER.to_owned();
    for at in 0..40 {
        let _ = write!(
            wide,
            "[[variable]]\nname = \"w{at}\"\ntitle = \"W\"\nunit = \"1\"\naxis = \"many\"\nkind = \"identity\"\nexpression = \"1\"\n"
        );
    }
    let files = [("drivers/growth.toml", wide.as_str()), ("axes.toml", &axis(1, 10_000))];
    check(&error(&files), &["growth.toml:", "more than 200000000 values"]);
}
