//! Who may ask: names by which this server is called, requests of other sites, the token. A link on another site may open a page, so
//! that colleagues can send each other addresses; nothing else of another site is answered.
//!
//! A page of another site can make a browser send requests to an address that only this machine reaches. Such a request carries that
//! site's name: in `Host` where it has pointed its own name here (DNS rebinding), in `Origin` or `Sec-Fetch-Site` otherwise.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use sha2::{Digest, Sha256};

use crate::problem::Problem;
use crate::token::Token;

/// What the name of a cookie that holds a token begins with. What follows is of the token, since a browser shows the cookies of all
/// ports of a machine to each: two workbenches would take each other's away.
const COOKIE: &str = "forefend-";

/// What a request must show to be let in.
#[derive(Debug, Clone)]
pub struct Doors {
    names: Vec<String>,
    any_address: bool,
    token: Option<Token>,
}

impl Doors {
    /// Doors of a server on loopback or (`beyond`) on an address that others reach, called by `names` too.
    pub fn new(beyond: bool, names: &[String], token: Option<Token>) -> Self {
        let mut all: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        all.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
        Self { names: all, any_address: beyond, token }
    }

    /// Checks name, origin and token.
    ///
    /// # Errors
    /// What is missing, and what to do.
    pub fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let host = self.host(uri, headers)?;
        match *method {
            Method::GET | Method::HEAD => opened(headers)?,
            _ => same_site(headers, &host)?,
        }
        self.token(uri, headers)
    }

    /// The name that the request calls this server by. An address in digits cannot be pointed elsewhere, so beyond loopback any is
    /// taken; the port is no matter, since a tunnel has its own.
    fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<String, Problem> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let given = hosts.next().and_then(|value| value.to_str().ok());
        let given = given.or_else(|| uri.authority().map(|authority| authority.as_str()));
        let (Some(host), None) = (given, hosts.next()) else {
            return Err(Problem::unreadable("the request names no host, or two; send one Host header"));
        };
        let name = name_of(host).to_ascii_lowercase();
        let address = || name.parse::<std::net::IpAddr>().is_ok();
        if self.names.contains(&name) || self.any_address && address() {
            return Ok(host.to_ascii_lowercase());
        }
        Err(Problem::refused(
            "this server is not called by that name; use its address, or start it with --name NAME",
        ))
    }

    fn token(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let Some(token) = &self.token else { return Ok(()) };
        let bearer =
            headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let shown = [bearer, in_address(uri)].into_iter().flatten();
        if shown.chain(cookies(headers)).any(|text| token.is(text)) {
            return Ok(());
        }
        Err(Problem::token(
            "open this address with ?token=TOKEN at its end, the token that `forefend serve` printed or was started with; programs \
             send Authorization: Bearer TOKEN",
        ))
    }

    /// The cookie to set and the address without the token, where a page was opened by an address that holds it.
    pub fn welcome(&self, method: &Method, uri: &Uri) -> Option<(HeaderValue, String)> {
        let token = self.token.as_ref().filter(|_| *method == Method::GET)?;
        let text = in_address(uri).filter(|text| token.is(text))?;
        let of_token: String = Sha256::digest(text)[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        let cookie = format!("{COOKIE}{of_token}={text}; Path=/; HttpOnly; SameSite=Lax");
        let rest: Vec<&str> = uri
            .query()
            .unwrap_or("")
            .split('&')
            .filter(|part| !part.is_empty() && !part.starts_with("token="))
            .collect();
        let path = uri.path();
        let elsewhere = if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) };
        // Two slashes would lead to another site.
        let elsewhere = format!("/{}", elsewhere.trim_start_matches(['/', '\\']));
        Some((HeaderValue::from_str(&cookie).ok()?, elsewhere))
    }
}

/// The name in a `Host` header, without its port and brackets.
fn name_of(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    }
}

/// What is read may be opened by a link on another site, but not drawn into its pages: a picture or a frame there would have this
/// machine compute whenever it is shown.
fn opened(headers: &HeaderMap) -> Result<(), Problem> {
    let is = |name: &'static str, wanted: &str| {
        headers.get(HeaderName::from_static(name)).is_none_or(|value| value.to_str().ok() == Some(wanted))
    };
    let elsewhere = !(is("sec-fetch-site", "same-origin") || is("sec-fetch-site", "none"));
    if elsewhere && !(is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")) {
        return Err(Problem::refused("a page of another site asks for this; open the address itself"));
    }
    Ok(())
}

/// What another site's page cannot send. Programs send neither header, browsers at least one.
fn same_site(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let from_here = |site: &str| matches!(site, "same-origin" | "none");
    let fetched = text(HeaderName::from_static("sec-fetch-site")).is_none_or(from_here);
    let own =
        |origin: &str| origin.split_once("://").is_some_and(|(_, name)| name.eq_ignore_ascii_case(host));
    if fetched && text(header::ORIGIN).is_none_or(own) {
        return Ok(());
    }
    Err(Problem::refused("the request comes from a page of another site; make it from a page of this server"))
}

/// What cookies of workbenches hold, this one's and others'.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let parts = all.flat_map(|value| value.split(';')).map(str::trim);
    parts.filter_map(|part| Some(part.strip_prefix(COOKIE)?.split_once('=')?.1))
}

fn in_address(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|part| part.strip_prefix("token="))
}

/// Headers of every answer: no script but this server's files, no frame, no request elsewhere.
pub const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];
