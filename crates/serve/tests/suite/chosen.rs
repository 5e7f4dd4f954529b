//! What a reader chooses: the band of figures, and links that are switched together.

use serde_json::Value;

use crate::asked::{Bench, Small};

/// Two links, one of which can be switched on, and a figure of the world.
pub fn linked() -> Small {
    Small::new(|files| {
        let report = std::fs::read_to_string(files.join("report.toml")).unwrap();
        std::fs::write(files.join("report.toml"), report + "[[fan]]\nvariable = \"share\"\n").unwrap();
        let link = |id: &str, variable: &str, other: &str| {
            format!(
                "[[link]]\nid = \"{id}\"\ntitle = \"{id}\"\nfrom = \"growth\"\nto = \"war\"\nsource = \"fitted\"\n\
                 grade = \"B2\"\npatch = [{{ variable = \"{variable}\", without = [\"{other}\"] }}]\n"
            )
        };
        let both = link("growth_to_conflict", "conflict", "growth")
            + &link("conflict_to_growth", "growth", "conflict");
        std::fs::write(files.join("links.toml"), both).unwrap();
    })
}

fn effects(bench: &Bench, links: &str) -> Value {
    let told = bench.get(&format!("/api/v1/links/effects?links={links}"));
    assert_eq!(told.status, 200, "{}", told.text());
    told.json()
}

#[test]
fn links_are_switched_together_and_the_last_is_taken_back_first() {
    let small = linked();
    let bench = small.bench(None);
    let one = effects(&bench, "conflict_to_growth");
    let both = effects(&bench, "conflict_to_growth,growth_to_conflict,conflict_to_growth");
    assert_eq!(both["off"], serde_json::json!(["growth_to_conflict", "conflict_to_growth"]));
    assert_eq!(both["on"], serde_json::json!([]));
    assert_eq!(both, effects(&bench, "growth_to_conflict,conflict_to_growth"), "the order changes nothing");
    let value =
        |told: &Value, name: &str| told["effect"].as_array().unwrap().last().unwrap()[name].as_f64().unwrap();
    assert_eq!(value(&one, "declared"), value(&both, "declared"));
    assert_ne!(value(&one, "difference"), value(&both, "difference"));

    let page = bench.get("/drivers?links=growth_to_conflict,conflict_to_growth&band=50").text();
    assert!(page.contains("2 links switched together"), "{page}");
    assert!(
        page.contains("forefend assess --without-link growth_to_conflict --without-link conflict_to_growth")
    );
    let undo = page.split("data-undo").next().unwrap().rsplit("href=\"").next().unwrap();
    assert!(undo.starts_with("/drivers?links=growth_to_conflict&#38;band=50#switched"), "{undo}");
    let plain = bench.get("/drivers").text();
    assert!(plain.contains("/drivers?links=conflict_to_growth#switched") && !plain.contains("data-undo"));

    for (place, status) in [
        ("/drivers?links=growth_to_conflict,none", 404),
        ("/api/v1/links/effects?links=growth_to_conflict,none", 422),
        ("/api/v1/links/effects?links=,", 422),
    ] {
        assert_eq!(bench.get(place).status, status, "{place}");
    }
}

#[test]
fn every_band_that_is_chosen_is_computed() {
    let small = linked();
    let bench = small.bench(None);
    let run = bench.get("/api/v1/runs").json()["newest"].as_str().unwrap().to_owned();
    let numbers = std::fs::read_to_string(small.out().join("runs").join(run).join("numbers.csv")).unwrap();
    for (band, low, high) in [(50, "p25", "p75"), (80, "p10", "p90"), (90, "p05", "p95")] {
        let told = bench.get(&format!("/api/v1/outlook?band={band}")).json();
        let figure = &told["outlook"]["figures"][0];
        assert_eq!(told["outlook"]["band"], band);
        for year in figure["projected"].as_array().unwrap() {
            assert_eq!((&year["low"], &year["high"]), (&year[low], &year[high]));
            let query = format!("{}/{}/{low},", figure["query"].as_str().unwrap(), year["year"]);
            let query = query.rsplit_once(':').map_or(query.as_str(), |(_, query)| query);
            let found =
                numbers.lines().find_map(|line| line.strip_prefix(query)).map(|value| value.parse().unwrap());
            assert_eq!(found, year["low"].as_f64(), "{query}");
        }
        let page = bench.get(&format!("/?band={band}")).text();
        assert!(page.contains(&format!("{band}% of futures</span>")), "{band}");
        assert!(page.contains(&format!("/{low}\"")), "the numbers of the figure are those of the band");
        assert_eq!(page.contains("/p05\""), band == 90);
    }
    assert_eq!(bench.get("/").text().matches("aria-current=\"true\"").count(), 1);
    for place in ["/?band=70", "/api/v1/outlook?band=70"] {
        let told = bench.get(place);
        assert_eq!(told.status, 422, "{place}");
        assert!(told.text().contains("50, 80 or 90"), "{place}");
    }
}
