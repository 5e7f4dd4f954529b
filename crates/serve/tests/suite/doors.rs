//! Whom the workbench lets in.

use axum::Router;
use axum::http::Method;
use forefend_serve::{Doors, ServeError, Settings, Workbench, router, serve};

use crate::asked::{Small, Told, send, token};

fn with(doors: Doors) -> Router {
    let workbench = Workbench::open(Small::shared().settings(None)).unwrap();
    router(workbench, doors)
}

fn get(router: &Router, place: &str, headers: &[(&str, &str)]) -> Told {
    send(router, ("GET", place), headers, "")
}

#[test]
fn names_that_are_not_its_own_are_refused() {
    let router = with(Doors::new(false, &["desk".to_owned()], None));
    for (host, status) in [
        ("localhost:8080", 200),
        ("127.0.0.1:9", 200),
        ("[::1]:8080", 200),
        ("LOCALHOST", 200),
        ("desk:8080", 200),
        ("evil.example", 403),
        ("evil.example:8080", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example", 403),
        ("10.0.0.1", 403),
        ("", 403),
    ] {
        assert_eq!(get(&router, "/api/v1/runs", &[("host", host)]).status, status, "{host}");
    }
    let twice = send(&router, ("GET", "/"), &[("host", "localhost"), ("host", "evil.example")], "");
    assert_eq!(twice.status, 400);
    // Beyond loopback an address in digits is one of this machine: a name could be pointed here by others, digits cannot.
    let beyond = with(Doors::new(true, &[], Some(token().0)));
    assert_eq!(
        get(&beyond, "/", &[("host", "10.0.0.1:8080"), ("authorization", &format!("Bearer {}", token().1))])
            .status,
        200
    );
    assert_eq!(
        get(&beyond, "/", &[("host", "evil.example"), ("authorization", &format!("Bearer {}", token().1))])
            .status,
        403
    );
}

#[test]
fn what_changes_something_comes_from_a_page_of_this_server() {
    let router = with(Doors::new(false, &[], None));
    let json = ("content-type", "application/json");
    for (header, status) in [
        (("sec-fetch-site", "same-origin"), 422),
        (("sec-fetch-site", "none"), 422),
        (("sec-fetch-site", "cross-site"), 403),
        (("sec-fetch-site", "same-site"), 403),
        (("origin", "http://localhost:8080"), 422),
        (("origin", "http://localhost:9090"), 403),
        (("origin", "https://evil.example"), 403),
        (("origin", "null"), 403),
        // A program sends neither.
        (("x-nothing", "1"), 422),
    ] {
        let told = send(&router, ("POST", "/api/v1/whatifs"), &[json, header], "{}");
        assert_eq!(told.status, status, "{header:?}: {}", told.text());
    }
    // A form of another site cannot send JSON.
    let form = send(&router, ("POST", "/api/v1/whatifs"), &[("content-type", "text/plain")], "{}");
    assert_eq!(form.status, 415);
}

#[test]
fn a_page_of_another_site_may_link_here_but_draws_nothing_in() {
    let router = with(Doors::new(false, &[], None));
    let fetched = |site: &str, mode: &str, dest: &str| {
        let headers = [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
        get(&router, "/data", &headers).status
    };
    assert_eq!(fetched("cross-site", "no-cors", "image"), 403);
    assert_eq!(fetched("same-site", "no-cors", "script"), 403);
    assert_eq!(fetched("cross-site", "navigate", "iframe"), 403);
    for (site, mode, dest) in [
        ("cross-site", "navigate", "document"),
        ("none", "navigate", "document"),
        ("same-origin", "cors", "empty"),
    ] {
        assert_ne!(fetched(site, mode, dest), 403, "{site} {mode} {dest}");
    }
    // Who is not let in reads a page, not JSON.
    let refused = get(&router, "/data", &[("host", "evil.example")]);
    assert!(refused.text().contains("<h1>refused</h1>"), "{}", refused.text());
}

#[test]
fn beyond_loopback_a_token_opens_and_becomes_a_cookie() {
    let (token, text) = token();
    let router = with(Doors::new(true, &[], Some(token)));
    for headers in [
        &[][..],
        &[("authorization", "Bearer wrong")],
        &[("cookie", "forefend-0=wrong")],
        &[("cookie", "other=a-token-for-tests-only")],
    ] {
        for place in ["/", "/api/v1/runs", "/static/workbench.css", "/nowhere", "/?token=wrong"] {
            let told = get(&router, place, headers);
            assert_eq!(told.status, 401, "{place} {headers:?}");
            assert!(!told.text().contains(text));
        }
    }
    let first = get(&router, &format!("/outlook?year=2030&token={text}"), &[]);
    assert_eq!((first.status, first.header("location")), (303, "/outlook?year=2030"));
    let cookie = first.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let shown = cookie.split(';').next().unwrap();
    assert_eq!(get(&router, "/", &[("cookie", shown)]).status, 200);
    // A browser shows the cookies of a machine's other workbenches too.
    let beside = format!("forefend-00000000=that-of-another-one; {shown}");
    assert_eq!(get(&router, "/", &[("cookie", &beside)]).status, 200);
    assert_eq!(get(&router, "/api/v1/runs", &[("authorization", &format!("Bearer {text}"))]).status, 200);
    // The address without the token stays on this server.
    let away = get(&router, &format!("//evil.example/?token={text}"), &[]);
    assert!(!away.header("location").starts_with("//"), "{}", away.header("location"));
}

#[test]
fn beyond_loopback_it_does_not_start_without_a_token() {
    let settings = Settings { bind: "0.0.0.0:0".parse().unwrap(), ..Small::shared().settings(None) };
    let error = serve(settings, |_| panic!("it listens")).unwrap_err();
    assert!(matches!(error, ServeError::Given { place: "--token", .. }), "{error}");
}

#[test]
fn every_answer_forbids_foreign_scripts_and_frames() {
    let router = with(Doors::new(false, &[], None));
    for (place, host) in [
        ("/", "localhost"),
        ("/nowhere", "localhost"),
        ("/api/v1/runs", "localhost"),
        ("/static/workbench.css", "localhost"),
        ("/", "evil.example"),
    ] {
        let told = get(&router, place, &[("host", host)]);
        let policy = told.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(told.header("x-content-type-options"), "nosniff");
        assert_eq!(told.header("access-control-allow-origin"), "");
    }
    assert_eq!(send(&router, (Method::PUT.as_str(), "/"), &[], "").status, 405);
}
