//! No two modules of a crate import each other, directly or in a circle: each can be read, and tested, after those below it.
//!
//! The rule: a module is a file in `src` (`run.rs`) with all that stands in the folder of its name (`run/`), so a parent that
//! uses its children, or a child its parent, is no loop. An edge goes from the module in whose text `crate::other` stands,
//! outside comments and outside its tests, to `other`; a name that the crate's root hands on (`pub use world::WorldFiles`)
//! counts as its module. The root itself (`lib.rs`, `main.rs`) ties everything together and is left out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Loops that are known and wait to be opened: the crate, and modules of which some import each other. Take a line out when
/// its loop is gone; none may be added.
const KNOWN: [(&str, &[&str]); 2] =
    [("panel", &["as_of", "builder", "outcomes", "own_series", "panel"]), ("panel", &["calendar", "error"])];

/// Every module with those that it names.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// Source files of a crate by path inside `src`.
type Sources = Vec<(String, String)>;

#[test]
fn modules_of_a_crate_do_not_import_each_other() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for folder in std::fs::read_dir(crates).unwrap().map(|entry| entry.unwrap().path()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mut sources = Sources::new();
        read(&folder.join("src"), "", &mut sources);
        seen += sources.len();
        let found = loops(&imports(&sources)).into_iter();
        wrong.extend(found.map(|modules| format!("{name}: {}", modules.join(", "))));
    }
    assert!(seen > 300, "the sources are not where they were: {seen} files");
    wrong.sort();
    let known: Vec<String> = KNOWN.iter().map(|(of, list)| format!("{of}: {}", list.join(", "))).collect();
    assert_eq!(wrong, known, "modules that import each other, and those that are known to");
}

#[test]
fn a_loop_is_seen_however_it_is_written() {
    let of = |files: &[(&str, &str)]| {
        let sources: Sources =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        loops(&imports(&sources))
    };
    let root = ("lib.rs", "mod a;\nmod b;\npub use a::{One, deep::Two};\n");
    let loops_of_both = [["a".to_owned(), "b".to_owned()].to_vec()];
    for (a, b) in [
        ("use crate::b::X;", "use crate::a::Y;"),
        ("use crate::{b::{X, Z}, c};", "fn f() -> crate::a::Y {}"),
        ("use crate::b;", "use crate::{c,\n    One};"),
        ("use crate::b;", "use crate::Two;"),
    ] {
        assert_eq!(of(&[root, ("a.rs", a), ("b/inside.rs", b)]), loops_of_both, "{a} {b}");
    }
    // Comments, tests, a module's own folder and the root are no edges.
    let a = "use crate::b::X;\nuse crate::a::own::Z;";
    for b in ["/// See [`crate::a`].", "#[cfg(test)]\nmod tests {\n    use crate::a::Y;\n}", "use crate::c;"]
    {
        assert_eq!(of(&[root, ("a.rs", a), ("a/own.rs", "use crate::a::W;"), ("b.rs", b)]).len(), 0, "{b}");
    }
    // A circle of three.
    let three = of(&[("a.rs", "use crate::b;"), ("b.rs", "use crate::c;"), ("c.rs", "use crate::a;")]);
    assert_eq!(three, [["a", "b", "c"].map(str::to_owned).to_vec()]);
}

/// Reads the source files below `folder`, where there is one.
fn read(folder: &Path, inside: &str, sources: &mut Sources) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = format!("{inside}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), sources);
        } else if name.ends_with(".rs") {
            sources.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The module that a file belongs to; none for a crate's root.
fn module_of(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    let module = first.strip_suffix(".rs").unwrap_or(first);
    (!["lib", "main"].contains(&module)).then_some(module)
}

fn imports(sources: &Sources) -> Imports {
    let mut handed_on: BTreeMap<String, String> = BTreeMap::new();
    let mut modules = Imports::new();
    for (path, text) in sources {
        match module_of(path) {
            Some(module) => drop(modules.entry(module.to_owned()).or_default()),
            None => handed_on.extend(re_exports(&code(text))),
        }
    }
    for (path, text) in sources {
        let Some(module) = module_of(path) else { continue };
        let names: Vec<String> = code(text)
            .split("crate::")
            .skip(1)
            .flat_map(|rest| paths(rest).into_iter().map(first_of))
            .collect();
        for name in names {
            let own = modules.contains_key(&name);
            let other = if own { &name } else { handed_on.get(&name).unwrap_or(&name) };
            if other != module && modules.contains_key(other) {
                modules.entry(module.to_owned()).or_default().insert(other.clone());
            }
        }
    }
    modules
}

/// A text without its comments and without its tests, which stand at its end.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code = lines.collect::<Vec<_>>().join("\n");
    code.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned()
}

/// The names that a root hands on, each with the module it comes from.
fn re_exports(root: &str) -> Vec<(String, String)> {
    let uses = root.split("pub use ").skip(1);
    let pairs = uses.flat_map(|rest| paths(rest.trim_start_matches("self::"))).filter_map(|path| {
        let (module, _) = path.split_once("::")?;
        let name = path.rsplit([':', ' ']).next()?;
        Some((name.to_owned(), module.to_owned()))
    });
    pairs.collect()
}

/// The paths that a `use` names, with its braces written out: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(text: &str) -> Vec<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || "_:".contains(c))).unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    let Some(inside) = rest.strip_prefix('{') else {
        let renamed = rest.strip_prefix(" as ").map(|rest| first_of(rest.to_owned()));
        return vec![renamed.map_or_else(|| head.to_owned(), |name| format!("{head} {name}"))];
    };
    let (mut depth, mut start, mut found) = (1, 0, Vec::new());
    for (at, sign) in inside.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && sign == ',') {
            let part = inside[start..at].trim();
            found.extend(paths(part).into_iter().map(|path| format!("{head}{path}")));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn first_of(path: String) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Sets of modules each of which leads to every other.
fn loops(imports: &Imports) -> Vec<Vec<String>> {
    let reached = |from: &str| {
        let (mut all, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(module) = open.pop() {
            for next in imports.get(&module).into_iter().flatten() {
                if all.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        all
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        imports.keys().map(|module| (module, reached(module))).collect();
    let found = imports.keys().map(|module| {
        let both = |other: &&String| reached[module].contains(*other) && reached[*other].contains(module);
        imports.keys().filter(both).cloned().collect::<Vec<_>>()
    });
    found.filter(|modules| modules.len() > 1).collect::<BTreeSet<_>>().into_iter().collect()
}
