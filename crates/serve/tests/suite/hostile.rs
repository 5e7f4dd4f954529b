//! Requests that nobody means well.

use serde_json::json;

use crate::asked::{Small, send};

#[test]
fn no_name_leads_out_of_its_folder() {
    let bench = Small::shared().bench(None);
    for name in [
        "..",
        "%2e%2e",
        "..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "....",
        "a%00b",
        "%ff%fe",
        "C:%5c",
        "newest%2f..",
        &"a".repeat(5000),
    ] {
        for place in [
            "/static/",
            "/api/v1/runs/",
            "/api/v1/portfolios/",
            "/api/v1/whatifs/",
            "/api/v1/threats/",
            "/api/v1/countries/",
            "/",
        ] {
            let told = bench.get(&format!("{place}{name}"));
            assert!([400, 404].contains(&told.status), "{place}{name}: {}", told.status);
            let text = String::from_utf8_lossy(&told.body).into_owned();
            assert!(!text.contains("root:") && !text.contains("panicked"), "{place}{name}: {text}");
        }
    }
}

#[test]
fn bodies_that_are_too_large_or_of_another_kind_are_refused_before_they_are_read() {
    let bench = Small::shared().bench(None);
    let json = ("content-type", "application/json");
    let large = send(&bench.router, ("POST", "/api/v1/whatifs"), &[json], vec![b' '; (1 << 20) + 1]);
    assert_eq!((large.status, large.json()["detail"].as_str().unwrap().contains("1048576")), (413, true));
    let csv = ("content-type", "text/csv");
    assert_eq!(
        send(&bench.router, ("POST", "/api/v1/challenge"), &[csv], vec![b' '; (20 << 20) + 1]).status,
        413
    );
    assert_eq!(send(&bench.router, ("POST", "/api/v1/challenge"), &[json], "{}").status, 415);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(send(&bench.router, ("POST", "/api/v1/whatifs"), &[json], deep).status, 422);
}

#[test]
fn a_mistake_in_a_portfolio_is_told_with_its_line_and_a_remedy() {
    let bench = Small::shared().bench(None);
    let good = forefend_fixtures::folder::ALTERNATIVE;
    // The first question waits for the world to be fitted; from then on mistakes are told at once.
    let first = bench.post("/api/v1/whatifs", &json!({ "portfolio": good }));
    assert_eq!(first.status, 202, "{}", first.text());
    let place = format!("/api/v1/whatifs/{}/events", first.json()["id"].as_str().unwrap());
    bench.get(&place);
    for (from, to, line, words) in [
        ("measure = \"missions\"", "measure = \"mission\"", 7, "missions"),
        ("amount = 1", "amount = \"one\"", 9, "f64"),
        ("amount = 1", "amount = = 1", 9, ""),
        ("where = ", "colour = ", 8, "colour"),
        ("lag(conflict) > 0", "lag(conflikt) > 0", 8, "conflikt"),
    ] {
        let told = bench.post("/api/v1/whatifs", &json!({ "portfolio": good.replace(from, to) }));
        let problem = told.json();
        assert_eq!((told.status, problem["line"].as_u64()), (422, Some(line)), "{to}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{to}: {problem}");
    }
    // Of one that came in parts nobody has seen a line.
    let mut parts: serde_json::Value = toml::from_str(good).unwrap();
    parts["action"][0]["measure"] = json!("mission");
    let problem = bench.post("/api/v1/whatifs", &json!({ "portfolio": parts })).json();
    let place = "/portfolio/action/0/measure";
    assert_eq!((problem["pointer"].as_str(), problem.get("line")), (Some(place), None), "{problem}");
    assert!(problem["detail"].as_str().unwrap().starts_with(&format!("{place}: ")), "{problem}");
}

#[test]
fn forecasts_that_are_none_are_refused_with_their_line() {
    let bench = Small::shared().bench(None);
    // The small world knows no deaths by month: that is told, and nothing is stored.
    let told = send(
        &bench.router,
        ("POST", "/api/v1/challenge"),
        &[("content-type", "text/csv")],
        "month_id,country_id,draw,outcome\n",
    );
    assert_eq!(told.status, 409, "{}", told.text());
}
