//! Commands as pages and the API show them: of the world and the output folder that the server was started with.

use forefend_serve::{Doors, Settings, Workbench, pages, router};

use crate::api::encoded;
use crate::asked::{Bench, Small};
use crate::chosen::linked;

const WORLD: &str = " --world 'my world'";

/// A server with a world and an output folder that are not the usual ones, and with blanks in their names.
fn bench(small: &Small, out: &str) -> Bench {
    let folder = small.folder.path().join(out);
    let settings = Settings { out: folder, world_options: WORLD.to_owned(), ..small.settings(None) };
    let workbench = Workbench::open(settings).unwrap();
    Bench { router: router(std::sync::Arc::clone(&workbench), Doors::new(false, &[], None)), workbench }
}

/// Commands in the text of a page.
fn shown(page: &str) -> Vec<String> {
    let plain = |text: &str| text.replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&");
    let parts = page.split("<code>").skip(1).filter_map(|part| part.split_once("</code>"));
    parts.map(|(text, _)| plain(text)).filter(|text| text.starts_with("forefend ")).collect()
}

/// The first country of the run, as it stands in an address.
fn first_country(bench: &Bench) -> String {
    encoded(bench.get("/api/v1/countries").json()["countries"][0]["iso3"].as_str().unwrap())
}

#[test]
fn every_command_shown_reads_this_world_and_writes_where_its_runs_are() {
    let small = linked();
    std::fs::rename(small.out(), small.folder.path().join("my out")).unwrap();
    let bench = bench(&small, "my out");
    let folder = small.folder.path().join("my out").display().to_string();
    let out = format!(" --out '{folder}'");
    let country = first_country(&bench);
    let mut verbs = std::collections::BTreeSet::new();
    let switched = "/drivers?links=growth_to_conflict".to_owned();
    let places = pages::ALL.iter().flat_map(|page| page.paths).copied();
    let places = places.map(|path| path.replace("{iso3}", &country).replace("{id}", "war"));
    for place in places.chain([switched]) {
        let page = bench.get(&place);
        for command in shown(&page.text()) {
            let mut words = command.split(' ');
            let verb = words.nth(1).unwrap().to_owned();
            // Of the rest `watch` and `data check` write nothing; a report is built from a run, without a world.
            let (of_world, of_out) = match verb.as_str() {
                // Named in prose, without what it would be asked for; `test` is what the small run says it was made by.
                "score" | "test" => continue,
                "report" if words.next() == Some("diff") => continue,
                "assess" | "appraise" | "replay" | "country" => (true, out.clone()),
                "watch" | "data" | "describe" => (true, String::new()),
                "report" => (false, format!(" --out '{folder}/report'")),
                other => panic!("{place}: say here what `{other}` reads and writes"),
            };
            assert_eq!(command.contains(WORLD), of_world, "{place}: {command}");
            assert!(command.contains(&of_out), "{place}: {command}");
            verbs.insert(verb);
        }
    }
    let verbs: Vec<&str> = verbs.iter().map(String::as_str).collect();
    assert_eq!(verbs, ["appraise", "assess", "country", "data", "replay", "report"], "pages show commands");
    let report = shown(&bench.get("/report").text()).pop().unwrap();
    assert!(report.starts_with(&format!("forefend report build '{folder}/runs/")), "{report}");
}

#[test]
fn the_api_shows_the_same_commands() {
    let small = Small::new(|_| ());
    std::fs::rename(small.out(), small.folder.path().join("my out")).unwrap();
    let bench = bench(&small, "my out");
    let out = format!(" --out '{}'", small.folder.path().join("my out").display());
    let replay = bench.get("/api/v1/replay/1993-06?draws=20").json();
    assert!(replay["command"].as_str().unwrap().ends_with(&format!("{WORLD}{out}")), "{}", replay["command"]);
    let links = bench.get("/api/v1/links/effects").json();
    assert!(links["detail"].as_str().unwrap().contains(&format!("forefend describe links{WORLD}`")));
    let none = self::bench(&small, "none yet");
    let told = none.get("/api/v1/countries").json();
    let wanted = format!("forefend assess{WORLD} --out '{}'", small.folder.path().join("none yet").display());
    assert!(told["detail"].as_str().unwrap().contains(&wanted), "{told}");
}

#[test]
fn the_document_of_a_page_is_that_of_the_api() {
    let bench = Small::shared().bench(None);
    let country = first_country(&bench);
    for (page, operation) in [
        (
            "/report?template=commission".to_owned(),
            "/api/v1/runs/newest/report?template=commission".to_owned(),
        ),
        ("/report".to_owned(), "/api/v1/runs/newest/report".to_owned()),
        (format!("/country/{country}"), format!("/api/v1/countries/{country}/report")),
    ] {
        let told = bench.get(&operation).json();
        let page = bench.get(&page).text();
        let parts = told["report"]["parts"].as_array().unwrap();
        assert!(!parts.is_empty());
        for part in parts.iter().filter(|part| part["id"] != "annex") {
            assert!(
                page.contains(&format!("id=\"{}\"", part["id"].as_str().unwrap())),
                "{operation}: {part}"
            );
        }
    }
    assert_eq!(bench.get("/api/v1/runs/newest/report?template=none").status, 422);
    assert_eq!(bench.get("/api/v1/countries/zzz/report").status, 404);
}
