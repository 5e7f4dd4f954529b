//! Pages: drawn once, small, without a word of others that acts.

use forefend_serve::{Workbench, pages};

use crate::asked::{Small, send};

/// Places to ask a page at, with an example for each name in it.
fn places() -> Vec<String> {
    let of = |path: &str| path.replace("{iso3}", "AAA").replace("{id}", "war");
    pages::ALL.iter().flat_map(|page| page.paths).copied().map(of).collect()
}

#[test]
fn a_page_is_sent_once_and_compressed_to_who_takes_it() {
    let bench = Small::shared().bench(None);
    let first = bench.get("/");
    assert_eq!((first.status, first.header("cache-control")), (200, "no-cache"));
    let tag = first.header("etag").to_owned();
    let again = send(&bench.router, ("GET", "/"), &[("if-none-match", &tag)], "");
    assert_eq!((again.status, again.body.len()), (304, 0));
    let packed = send(&bench.router, ("GET", "/"), &[("accept-encoding", "br, gzip;q=0.5")], "");
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed.body[..]), &mut text).unwrap();
    assert_eq!(text, first.text());
    for refused in ["gzip;q=0", "gzip;q=0.0", "identity", ""] {
        let plain = send(&bench.router, ("GET", "/"), &[("accept-encoding", refused)], "");
        assert_eq!(plain.header("content-encoding"), "", "{refused}");
    }
}

#[test]
fn what_a_page_loads_is_there_and_kept_for_good() {
    let bench = Small::shared().bench(None);
    let page = bench.get("/").text();
    let loaded: Vec<&str> = page.split('"').filter(|part| part.starts_with("/static/")).collect();
    assert!(loaded.len() >= 3, "{loaded:?}");
    for place in loaded {
        let told = bench.get(place);
        assert_eq!(told.status, 200, "{place}");
        assert!(told.header("cache-control").contains("immutable"), "{place}");
    }
    assert_eq!(bench.get("/static/workbench.css?v=other").header("cache-control"), "no-cache");
    assert_eq!(bench.get("/static/none.css").status, 404);
}

#[test]
fn without_a_run_a_page_says_the_command_that_makes_one() {
    let small = Small::shared();
    let empty = tempfile::tempdir().unwrap();
    let settings = forefend_serve::Settings { out: empty.path().to_owned(), ..small.settings(None) };
    let workbench = forefend_serve::Workbench::open(settings).unwrap();
    let router = forefend_serve::router(workbench, forefend_serve::Doors::new(false, &[], None));
    let told = send(&router, ("GET", "/"), &[], "");
    assert_eq!(told.status, 503);
    assert!(told.text().contains("forefend assess --world DIR --out "), "{}", told.text());
    assert_eq!(send(&router, ("GET", "/api/v1/threats"), &[], "").status, 503);
    assert_eq!(send(&router, ("GET", "/api/v1/evidence"), &[], "").status, 200);
}

#[test]
fn pages_are_not_drawn_from_a_run_of_another_world() {
    let small = Small::shared();
    let text = small.world.text("simulation.toml").unwrap();
    let edited = small.world.clone().with("simulation.toml", format!("{text}\n# Edited since.\n").as_bytes());
    let workbench = Workbench::open(crate::asked::settings(&edited, small.out(), None)).unwrap();
    let router = forefend_serve::router(workbench, forefend_serve::Doors::new(false, &[], None));
    let told = send(&router, ("GET", "/"), &[], "");
    assert_eq!(told.status, 503);
    assert!(told.text().contains("is of another world than this workbench"), "{}", told.text());
    assert_eq!(small.bench(None).get("/").status, 200);
}

#[test]
fn script_in_any_word_of_the_world_is_words() {
    const SCRIPT: &str = "<script>alert(1)</script>\u{202e}";
    let small = Small::new(|files| {
        for file in [
            "threats/war.toml",
            "threats/none.toml",
            "drivers/growth.toml",
            "measures.toml",
            "outcomes.toml",
            "principles.toml",
            "report.toml",
            "portfolios/mine.toml",
            "evidence/works.toml",
            "appraisal.toml",
        ] {
            let path = files.join(file);
            let text = std::fs::read_to_string(&path).unwrap();
            let lines: Vec<String> = (text.lines())
                .map(|line| match line.split_once(" = \"") {
                    Some((key, _))
                        if [
                            "title",
                            "summary",
                            "why",
                            "event",
                            "resolution",
                            "source",
                            "note",
                            "sentence",
                            "measure_words",
                            "state",
                        ]
                        .contains(&key) =>
                    {
                        format!("{key} = \"{SCRIPT}\"")
                    }
                    _ => line.to_owned(),
                })
                .collect();
            std::fs::write(path, lines.join("\n") + "\n").unwrap();
        }
        let report = std::fs::read_to_string(files.join("report.toml")).unwrap();
        std::fs::write(files.join("report.toml"), report + "[[fan]]\nvariable = \"share\"\n").unwrap();
    });
    let bench = small.bench(None);
    let mut seen = false;
    for place in places() {
        let page = bench.get(&place).text();
        assert!(!page.contains("<script>"), "{place}: a script of the world stands in the page");
        assert!(!page.contains('\u{202e}'), "{place}: a mark of direction stands in the page");
        seen |= page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;");
    }
    assert!(seen, "no page shows a title of the world");
}
