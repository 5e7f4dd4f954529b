//! The workbench under a bounded load: `cargo bench -p forefend-serve --bench load -- OUT`, where `OUT` holds the runs of an assessment.
//!
//! Fifty readers ask for pages that are drawn already, on a connection each; then what-ifs are asked one after the other, as a slider
//! would, and timed to their first and to their whole answer. Times are those of this machine, with whatever else runs on it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement may stop at the first surprise"
)]
#![allow(clippy::disallowed_methods, reason = "it measures time")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use forefend_serve::{Settings, serve};
use forefend_simulate::WorldFiles;
use serde_json::{Value, json};

const READERS: usize = 50;
const REQUESTS: usize = 200;
const WHAT_IFS: u32 = 15;
const PLACES: [&str; 3] = ["/", "/static/workbench.css", "/api/v1/openapi.json"];

fn main() {
    // `cargo test --benches` runs this too, without a folder: there is nothing to measure then.
    let Some(out) = std::env::args().skip(1).find(|word| !word.starts_with("--")) else { return };
    let world = WorldFiles::new("world", forefend_world::files());
    let settings = Settings {
        bind: "127.0.0.1:0".parse().unwrap(),
        names: Vec::new(),
        out: out.into(),
        panel: world.panel().unwrap(),
        world,
        world_options: String::new(),
        token: None,
        code: "load".to_owned(),
        today: "2026-11".parse().unwrap(),
        engine: None,
        workers: 8,
    };
    let (told, listening) = channel();
    std::thread::spawn(move || serve(settings, |listening| told.send(listening.address).unwrap()).unwrap());
    let address = listening.recv().unwrap();
    for place in PLACES {
        let (status, bytes) = Client::new(address).get(place);
        println!("{place}: {status}, {bytes} bytes as sent");
    }
    what_ifs(address);
    readers(address);
}

struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(300))).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    fn send(&mut self, method: &str, place: &str, body: &str) {
        let length = body.len();
        let head = format!(
            "{method} {place} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        self.stream.get_mut().write_all(format!("{head}{body}").as_bytes()).unwrap();
    }

    /// Status and length of the body that follows.
    fn head(&mut self) -> (u16, usize) {
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest[..3].parse().unwrap();
            }
            if let Some(rest) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = rest.trim().parse().unwrap();
            }
            if line == "\r\n" {
                return (status, length);
            }
        }
    }

    fn get(&mut self, place: &str) -> (u16, usize) {
        self.send("GET", place, "");
        let (status, length) = self.head();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, length)
    }

    fn post(&mut self, place: &str, body: &Value) -> Value {
        self.send("POST", place, &body.to_string());
        let (_, length) = self.head();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// The first event in which `seen` holds.
    fn event(&mut self, seen: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.stream.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                let value: Value = serde_json::from_str(data).unwrap();
                if seen(&value) {
                    return value;
                }
            }
        }
    }
}

fn percentile(times: &mut [Duration], share: f64) -> Duration {
    times.sort();
    times[((times.len() as f64 * share) as usize).min(times.len() - 1)]
}

fn readers(address: SocketAddr) {
    let begun = Instant::now();
    let threads: Vec<_> = (0..READERS)
        .map(|reader| {
            std::thread::spawn(move || {
                let mut client = Client::new(address);
                let one = |at: usize| {
                    let sent = Instant::now();
                    let (status, _) = client.get(PLACES[(reader + at) % PLACES.len()]);
                    assert_eq!(status, 200);
                    sent.elapsed()
                };
                (0..REQUESTS).map(one).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut times: Vec<Duration> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let all = begun.elapsed();
    let (middle, slow) = (percentile(&mut times, 0.5), percentile(&mut times, 0.95));
    println!("{READERS} readers, {} answers in {all:.2?}: p50 {middle:.2?}, p95 {slow:.2?}", times.len());
}

fn what_ifs(address: SocketAddr) {
    let portfolio =
        forefend_world::files().into_iter().find(|(path, _)| path == "portfolios/withdraw.toml").unwrap().1;
    let text = String::from_utf8(portfolio).unwrap();
    let mut client = Client::new(address);
    // The first waits until the world is fitted and the reference is laid.
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for at in 0..=WHAT_IFS {
        let text = text.replacen("title = \"", &format!("title = \"{at} "), 1);
        let sent = Instant::now();
        let id = client.post("/api/v1/whatifs", &json!({ "portfolio": text, "page": "load" }))["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let mut events = Client::new(address);
        events.send("GET", &format!("/api/v1/whatifs/{id}/events"), "");
        events.event(|value| value["draws"].as_u64().unwrap() >= 100 || value["state"] == "failed");
        let to_first = sent.elapsed();
        let last = events.event(|value| ["done", "failed"].contains(&value["state"].as_str().unwrap()));
        assert_eq!(last["state"], "done", "{last}");
        if at == 0 {
            println!(
                "the first what-if, with the world still to be fitted: {to_first:.2?}, whole {:.2?}",
                sent.elapsed()
            );
        } else {
            first.push(to_first);
            whole.push(sent.elapsed());
        }
    }
    let (middle, slow) = (percentile(&mut first, 0.5), percentile(&mut whole, 0.5));
    println!("{WHAT_IFS} what-ifs: median {middle:.2?} to the first answer, {slow:.2?} to the whole one");
}
