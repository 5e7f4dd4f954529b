//! From a request to its answer: who may ask, what was asked for, who answers, and the headers of what is sent.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts as _, Query, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodFilter, get, on};
use bytes::Bytes;
use futures_util::StreamExt as _;

use crate::api::{self, Route};
use crate::asked::{ARRIVAL, Answer, Asked};
use crate::cache::Drawn;
use crate::compress::drawn;
use crate::frame::Page;
use crate::guard::{Doors, HEADERS};
use crate::problem::Problem;
use crate::workbench::Shared;
use crate::{assets, pages};

/// The other side of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub SocketAddr);

/// Everything the workbench answers, behind its doors.
pub fn router(workbench: Shared, doors: Doors) -> Router {
    let mut router = Router::new().route(assets::PLACE, get(asset));
    for page in pages::ALL {
        for path in page.paths {
            let draws =
                move |State(workbench): State<Shared>, request: Request| drawn_page(workbench, page, request);
            router = router.route(path, get(draws));
        }
    }
    for route in api::routes() {
        let answers =
            move |State(workbench): State<Shared>, request: Request| answered(workbench, route, request);
        router = router.route(route.path, on(filter(route.method), answers));
    }
    let nowhere = |State(workbench): State<Shared>, request: Request| async move {
        let problem = Problem::unknown("nothing is found at this address; start at /");
        told(&workbench, &problem, request.uri().path())
    };
    router
        .fallback(nowhere)
        .method_not_allowed_fallback(async |request: Request| {
            as_json(&Problem::method(format!("{} is not answered at this address", request.method())))
        })
        .with_state(workbench)
        .layer(middleware::from_fn_with_state(Arc::new(doors), guarded))
}

/// Lets in who may ask, and puts the headers of every answer on it.
async fn guarded(State(doors): State<Arc<Doors>>, request: Request, next: Next) -> Response {
    let checked = doors.check(request.method(), request.uri(), request.headers());
    let mut response = match (checked, doors.welcome(request.method(), request.uri())) {
        (Err(problem), _) => at_the_door(&problem, request.uri().path()),
        (Ok(()), Some((cookie, elsewhere))) => {
            let mut response = redirect(&elsewhere);
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            response
        }
        (Ok(()), None) => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

async fn asset(request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match asked(&mut parts).await.and_then(|asked| assets::find(&asked)) {
        Ok((file, for_good)) => {
            let keep = if for_good { "public, max-age=31536000, immutable" } else { "no-cache" };
            sent(&parts, &file, keep)
        }
        Err(problem) => as_json(&problem),
    }
}

async fn drawn_page(workbench: Shared, page: &'static Page, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let place = parts.uri.path().to_owned();
    let found = match asked(&mut parts).await {
        Ok(asked) => found_page(&workbench, page, asked).await,
        Err(problem) => Err(problem),
    };
    match found {
        Ok(page) => sent(&parts, &page, "no-cache"),
        Err(problem) => told(&workbench, &problem, &place),
    }
}

/// A page from the cache, or drawn on a thread that may take its time.
async fn found_page(workbench: &Shared, page: &'static Page, asked: Asked) -> Result<Arc<Drawn>, Problem> {
    let run = workbench.runs.newest().map_or(String::new(), |kept| kept.id.clone());
    let key = format!("{} {run} {:?} {:?}", page.id, asked.path, asked.query);
    if page.kept
        && let Some(found) = workbench.cache.find(&key)
    {
        return Ok(found);
    }
    let shared = Arc::clone(workbench);
    let draw = move || {
        let html = (page.draw)(&shared, &asked)?;
        let body = Bytes::from(forefend_report::finished(&html));
        let drawn = Arc::new(drawn("text/html; charset=utf-8", body));
        if page.kept {
            shared.cache.keep(key, Arc::clone(&drawn));
        }
        Ok(drawn)
    };
    off_thread(draw).await
}

fn filter(method: api::Method) -> MethodFilter {
    match method {
        api::Method::Get => MethodFilter::GET,
        api::Method::Post => MethodFilter::POST,
        api::Method::Delete => MethodFilter::DELETE,
    }
}

/// Answers an operation of the API.
async fn answered(workbench: Shared, route: &'static Route, request: Request) -> Response {
    let (mut parts, sent) = request.into_parts();
    let found = async {
        let mut asked = asked(&mut parts).await?;
        if let Some(accepts) = &route.accepts {
            if !accepts.media.contains(&asked.media.as_str()) {
                let media = accepts.media.join(" or ");
                return Err(Problem::media(format!("send Content-Type: {media}")));
            }
            asked.body = body(sent, accepts.most).await?;
        }
        off_thread(move || (route.answer)(&workbench, &asked)).await
    };
    match found.await {
        Ok(answer) => response(answer),
        Err(problem) => as_json(&problem),
    }
}

/// Runs what computes where it keeps no other request waiting.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let ended = tokio::task::spawn_blocking(work).await;
    ended.unwrap_or_else(|_| {
        Err(Problem::failed("the answer could not be made; please report what was asked for"))
    })
}

/// What a request asks for, but for its body.
async fn asked(parts: &mut Parts) -> Result<Asked, Problem> {
    let unreadable = |what: &str| {
        Problem::unreadable(format!("the {what} of the address cannot be read; it is UTF-8, percent-encoded"))
    };
    let names = RawPathParams::from_request_parts(parts, &()).await.map_err(|_| unreadable("path"))?;
    let path = names.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let Query(query) =
        Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|_| unreadable("query"))?;
    let media = text(parts, header::CONTENT_TYPE).split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let client = parts.extensions.get::<Peer>().map_or(String::new(), |peer| peer.0.ip().to_string());
    let query: BTreeMap<String, String> = query.into_iter().collect();
    Ok(Asked {
        path,
        query,
        body: Bytes::new(),
        media,
        accept: text(parts, header::ACCEPT).to_owned(),
        client,
    })
}

/// What a header says; nothing where it is absent or no text.
fn text(parts: &Parts, name: HeaderName) -> &str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// The body of a request, of up to so many bytes, within the time that it has to arrive.
pub(crate) async fn body(body: Body, most: usize) -> Result<Bytes, Problem> {
    let arrived = tokio::time::timeout(ARRIVAL, to_bytes(body, most)).await;
    let late = || Problem::slow(format!("the body did not arrive within {} seconds", ARRIVAL.as_secs()));
    arrived.map_err(|_| late())?.map_err(|error| {
        let causes = std::iter::successors(std::error::Error::source(&error), |error| error.source());
        let too_long = causes.into_iter().any(|cause| cause.to_string().contains("length limit"));
        match too_long {
            true => Problem::large(format!("up to {most} bytes are read here")),
            false => Problem::unreadable("the body ended early; send it again"),
        }
    })
}

/// Sends what was drawn, compressed for who takes it, or that it is still the same.
fn sent(parts: &Parts, drawn: &Drawn, keep: &'static str) -> Response {
    let tag = format!("\"{}\"", drawn.tag);
    let same = text(parts, header::IF_NONE_MATCH)
        .split(',')
        .any(|other| other.trim().trim_start_matches("W/") == tag);
    let packs = text(parts, header::ACCEPT_ENCODING).split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, "q=1"));
        let is_refused = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    });
    let packed = drawn.gzip.as_ref().filter(|_| packs);
    let body = if same { Bytes::new() } else { packed.unwrap_or(&drawn.plain).clone() };
    let mut response = Response::new(Body::from(body));
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(drawn.media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if packed.is_some() && !same {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// What an answer of the API is as a response.
pub(crate) fn response(answer: Answer) -> Response {
    match answer {
        Answer::Page(html) => unkept(200, "text/html; charset=utf-8", Body::from(html)),
        Answer::Facts(status, facts) => unkept(status, "application/json", Body::from(facts.to_string())),
        Answer::Text(status, text) => unkept(status, "application/json", Body::from(text)),
        Answer::File(media, name, bytes) => {
            let mut response = unkept(200, media, Body::from(bytes));
            let named =
                name.and_then(|name| HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok());
            if let Some(named) = named {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
            }
            response
        }
        Answer::Events(events) => {
            unkept(200, "text/event-stream", Body::from_stream(events.map(Ok::<_, Infallible>)))
        }
        Answer::Done => unkept(204, "application/json", Body::empty()),
        Answer::Elsewhere(place) => redirect(&place),
    }
}

/// An answer that nobody on the way keeps.
fn unkept(status: u16, media: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn redirect(place: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::LOCATION, HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/")));
    response
}

/// A problem as the API tells it.
pub(crate) fn as_json(problem: &Problem) -> Response {
    let text = serde_json::to_string(problem).unwrap_or_default();
    refusal(problem, "application/problem+json", text)
}

/// A problem of who is not let in: a page that shows nothing of what is inside, or facts below `/api/`.
fn at_the_door(problem: &Problem, place: &str) -> Response {
    if place.starts_with("/api/") {
        return as_json(problem);
    }
    refusal(problem, "text/html; charset=utf-8", pages::door(problem))
}

/// A problem as a page, or as facts below `/api/`.
fn told(workbench: &Shared, problem: &Problem, place: &str) -> Response {
    if place.starts_with("/api/") {
        return as_json(problem);
    }
    let page = pages::trouble(workbench, problem);
    refusal(problem, "text/html; charset=utf-8", forefend_report::finished(&page))
}

fn refusal(problem: &Problem, media: &'static str, text: String) -> Response {
    let mut response = unkept(problem.status, media, Body::from(text));
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
