//! The API against its own document.

use std::collections::BTreeSet;

use forefend_serve::api::{document, routes};
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::asked::{Bench, Small, Told, send};

/// A reader of one schema of the document.
fn schema(document: &Value, reference: &Value) -> Validator {
    let whole = json!({ "$ref": reference["$ref"], "components": document["components"] });
    jsonschema::validator_for(&whole).unwrap()
}

/// Holds what was answered against what the document says of it.
fn check(document: &Value, (path, method): (&str, &str), told: &Told) {
    let operation = &document["paths"][path][method];
    let response = &operation["responses"][told.status.to_string()];
    assert!(
        response.is_object(),
        "{method} {path}: status {} is not in the document: {}",
        told.status,
        told.text()
    );
    if told.status == 204 {
        assert!(told.body.is_empty());
        return;
    }
    let media = told.header("content-type").split(';').next().unwrap();
    let content = &response["content"][media];
    assert!(content.is_object(), "{method} {path}: {media} is not in the document");
    if media.ends_with("json") {
        let found: Vec<String> = schema(document, &content["schema"])
            .iter_errors(&told.json())
            .map(|error| format!("{} at {}", error, error.instance_path))
            .collect();
        assert!(
            found.is_empty(),
            "{method} {path} ({}): {found:?}\n{}",
            told.status,
            &told.text()[..told.body.len().min(2000)]
        );
    }
}

/// A word as it stands in an address.
pub fn encoded(word: &str) -> String {
    let of = |byte: u8| match byte {
        b'%' | b'_' | b'.' | b'-' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02x}"),
    };
    word.bytes().map(of).collect()
}

/// The address of an operation with its parameters filled in by `value`.
fn place(path: &str, operation: &Value, value: &dyn Fn(&str, &str) -> Option<String>) -> String {
    let mut place = path.to_owned();
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (name, example) = (parameter["name"].as_str().unwrap(), parameter["example"].as_str().unwrap());
        match (parameter["in"].as_str().unwrap(), value(name, example)) {
            ("path", filled) => {
                place = place
                    .replace(&format!("{{{name}}}"), &encoded(&filled.unwrap_or_else(|| example.to_owned())))
            }
            (_, Some(filled)) => query.push(format!("{name}={}", encoded(&filled))),
            (_, None) => (),
        }
    }
    if query.is_empty() { place } else { format!("{place}?{}", query.join("&")) }
}

/// Every operation: path, method, and what the document says of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().clone();
        let path = path.clone();
        methods
            .into_iter()
            .map(move |(method, operation)| (path.clone(), method, operation))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

fn body_of(operation: &Value) -> (&'static str, String) {
    let content = &operation["requestBody"]["content"];
    if content["text/csv"].is_object() {
        return ("text/csv", "month_id,country_id,draw,outcome\n".to_owned());
    }
    ("application/json", json!({ "portfolio": forefend_fixtures::folder::ALTERNATIVE }).to_string())
}

fn answered(
    bench: &Bench,
    (path, method): (&str, &str),
    operation: &Value,
    value: &dyn Fn(&str, &str) -> Option<String>,
) -> Told {
    let (media, body) = body_of(operation);
    let place = place(path, operation, value);
    send(&bench.router, (&method.to_uppercase(), &place), &[("content-type", media)], body)
}

#[test]
fn the_document_is_one_and_holds_every_route_once() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let documented = operations(&document);
    assert_eq!(documented.len(), routes().count());
    let mut ids = BTreeSet::new();
    for (path, method, operation) in &documented {
        assert!(path.starts_with("/api/v1/"));
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
            "{path} {method}: its name is another's too"
        );
        let named: BTreeSet<&str> = (operation["parameters"].as_array().into_iter().flatten())
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let braced: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(named, braced, "{path}");
    }
    // Every schema is one, and every reference leads to one.
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for part in document.to_string().split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    for name in schemas.keys() {
        schema(&document, &json!({ "$ref": format!("#/components/schemas/{name}") }));
    }
}

#[test]
fn every_operation_answers_as_the_document_says() {
    let bench = Small::shared().bench(None);
    let document = document();
    let country = bench.get("/api/v1/countries").json()["countries"][0]["iso3"].as_str().unwrap().to_owned();
    let asked =
        bench.post("/api/v1/whatifs", &json!({ "portfolio": forefend_fixtures::folder::ALTERNATIVE })).json();
    bench.get(&format!("/api/v1/whatifs/{}/events", asked["id"].as_str().unwrap()));
    let mut well = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let value = |name: &str, example: &str| match (name, path.as_str()) {
            ("iso3", _) => Some(country.clone()),
            ("month", _) => Some("1993-06".to_owned()),
            ("id", path) if path.contains("threats") => Some("war".to_owned()),
            ("id", path) if path.contains("whatifs") => Some(asked["id"].as_str().unwrap().to_owned()),
            ("after" | "prefix", _) => None,
            _ => Some(example.to_owned()),
        };
        let told = answered(&bench, (&path, &method), &operation, &value);
        check(&document, (&path, &method), &told);
        if told.status < 300 {
            well.insert(path.clone());
        }
    }
    // The small world has no deaths by month and no links: all else is there.
    let all: BTreeSet<String> = operations(&document).into_iter().map(|(path, ..)| path).collect();
    let lacking: Vec<&String> = all.difference(&well).collect();
    assert_eq!(lacking, ["/api/v1/challenge", "/api/v1/links/effects", "/api/v1/watch"]);
}

#[test]
fn a_code_or_id_of_nothing_is_told_with_the_list_of_those_there_are() {
    let bench = Small::shared().bench(None);
    for (place, words) in [
        ("/api/v1/countries/zzz", "give the ISO3 code of one, such as UGA: GET /api/v1/countries lists"),
        ("/api/v1/threats/zzz", "GET /api/v1/threats lists"),
    ] {
        let told = bench.get(place);
        assert_eq!(told.status, 404, "{place}");
        assert!(told.json()["detail"].as_str().unwrap().contains(words), "{}", told.text());
    }
}

#[test]
fn whatever_is_asked_the_answer_is_one_of_the_document() {
    let bench = Small::shared().bench(None);
    let document = document();
    let operations: Vec<_> =
        operations(&document).into_iter().filter(|(path, ..)| !path.ends_with("/keep")).collect();
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let words = prop_oneof![
        "[a-zA-Z0-9_.-]{1,12}",
        "(%[0-9a-f]{2}){1,6}",
        Just("newest".to_owned()),
        Just("war".to_owned()),
        Just("reference".to_owned()),
        Just("-1".to_owned()),
        Just("99999999999999999999".to_owned()),
    ];
    let strategy = (0..operations.len(), prop::collection::vec(words, 6), ".{0,40}");
    runner
        .run(&strategy, |(at, words, body)| {
            let (path, method, operation) = &operations[at];
            let next = std::cell::Cell::new(0);
            let value = |_: &str, _: &str| {
                next.set(next.get() + 1);
                words.get(next.get() - 1).cloned()
            };
            let place = place(path, operation, &value);
            let (media, _) = body_of(operation);
            let told =
                send(&bench.router, (&method.to_uppercase(), &place), &[("content-type", media)], body);
            check(&document, (path, method), &told);
            Ok(())
        })
        .unwrap();
}

#[test]
fn numbers_are_those_of_the_run_in_every_form_and_page_by_page() {
    let small = Small::shared();
    let bench = small.bench(None);
    let run = bench.get("/api/v1/runs").json()["newest"].as_str().unwrap().to_owned();
    let text = std::fs::read_to_string(small.out().join("runs").join(&run).join("numbers.csv")).unwrap();
    let mut stored: Vec<(String, String)> = text
        .lines()
        .skip(1)
        .map(|line| line.rsplit_once(',').unwrap())
        .map(|(query, value)| (query.to_owned(), value.to_owned()))
        .collect();
    stored.sort();
    let mut paged = Vec::new();
    let mut after = String::new();
    loop {
        let page =
            bench.get(&format!("/api/v1/runs/newest/numbers?limit=97&after={}", encoded(&after))).json();
        for one in page["numbers"].as_array().unwrap() {
            paged.push((one["query"].as_str().unwrap().to_owned(), one["value"].as_f64()));
        }
        let Some(next) = page["next"].as_str() else { break };
        after = next.to_owned();
    }
    assert_eq!(paged.len(), stored.len());
    for ((query, value), (own, text)) in paged.iter().zip(&stored) {
        assert_eq!(
            (query, value.map(f64::to_bits)),
            (own, text.parse::<f64>().ok().filter(|value| value.is_finite()).map(f64::to_bits))
        );
    }
    let takes = |media: &str| {
        send(
            &bench.router,
            ("GET", "/api/v1/runs/newest/numbers?prefix=reference/"),
            &[("accept", media)],
            "",
        )
    };
    assert_eq!(
        takes("application/vnd.apache.arrow.stream").header("content-type"),
        "application/vnd.apache.arrow.stream"
    );
    let csv = takes("text/csv").text();
    let own: Vec<String> = stored
        .iter()
        .filter(|(query, _)| query.starts_with("reference/"))
        .map(|(query, _)| query.clone())
        .collect();
    let sent: Vec<String> =
        csv.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().0.to_owned()).collect();
    assert_eq!(sent, own);
}
