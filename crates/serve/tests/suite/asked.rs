//! A workbench on the small world, and requests to it without a socket.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use forefend_assess::{Options, Progress, assess};
use forefend_panel::Panel;
use forefend_runs::Shard;
use forefend_serve::whatif::Engine;
use forefend_serve::{Doors, Settings, Shared, Token, Workbench, router};
use forefend_simulate::WorldFiles;
use serde_json::Value;
use tower::ServiceExt as _;

/// Hears nothing.
pub struct Quiet;

impl Progress for Quiet {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}
}

/// The small world, and an output folder with one assessment of it.
pub struct Small {
    pub folder: tempfile::TempDir,
    pub world: WorldFiles,
}

impl Small {
    /// With `change` made to its files before it is read.
    pub fn new(change: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = folder.path().join("world");
        forefend_fixtures::folder::write(&files);
        std::fs::write(files.join("portfolios/mine.toml"), forefend_fixtures::folder::ALTERNATIVE).unwrap();
        change(&files);
        let world = WorldFiles::read_dir(&files).unwrap();
        let small = Self { folder, world };
        assess(&small.world, &small.panel(), &small.options(40), &Quiet).unwrap();
        small
    }

    /// The same for all tests that do not change it.
    pub fn shared() -> &'static Self {
        static SMALL: OnceLock<Small> = OnceLock::new();
        SMALL.get_or_init(|| Self::new(|_| ()))
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    pub fn panel(&self) -> Panel {
        self.world.panel().unwrap()
    }

    pub fn options(&self, draws: u64) -> Options {
        Options {
            seed: 1,
            draws,
            block: 50,
            deterministic: false,
            shard: Shard::WHOLE,
            as_of: None,
            to: None,
            command: "forefend test".to_owned(),
            code: "test".to_owned(),
            created: String::new(),
            runs: self.out().join("runs"),
            home: None,
            track: None,
        }
    }

    pub fn settings(&self, engine: Option<Box<dyn Engine>>) -> Settings {
        settings(&self.world, self.out(), engine)
    }

    pub fn bench(&self, engine: Option<Box<dyn Engine>>) -> Bench {
        let workbench = Workbench::open(self.settings(engine)).unwrap();
        Bench { router: router(std::sync::Arc::clone(&workbench), Doors::new(false, &[], None)), workbench }
    }
}

/// What a server of `world` is started with.
pub fn settings(world: &WorldFiles, out: PathBuf, engine: Option<Box<dyn Engine>>) -> Settings {
    Settings {
        bind: "127.0.0.1:0".parse().unwrap(),
        names: Vec::new(),
        out,
        world: world.clone(),
        panel: world.panel().unwrap(),
        world_options: " --world DIR".to_owned(),
        token: None,
        code: "test".to_owned(),
        today: "2001-06".parse().unwrap(),
        engine,
        workers: 4,
    }
}

/// A workbench that can be asked.
#[derive(Clone)]
pub struct Bench {
    pub router: Router,
    pub workbench: Shared,
}

/// What was answered.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// Sends a request through `router`; the name of this machine is put in where none is given.
pub fn send(
    router: &Router,
    (method, place): (&str, &str),
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Told {
    let mut request = Request::builder().method(method).uri(place);
    if headers.iter().all(|(name, _)| *name != "host") {
        request = request.header("host", "localhost:8080");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.into()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Told { status: parts.status.as_u16(), headers: parts.headers, body }
    })
}

impl Bench {
    pub fn get(&self, place: &str) -> Told {
        send(&self.router, ("GET", place), &[], "")
    }

    pub fn post(&self, place: &str, body: &Value) -> Told {
        send(&self.router, ("POST", place), &[("content-type", "application/json")], body.to_string())
    }
}

/// A token for tests, and its text.
pub fn token() -> (Token, &'static str) {
    (Token::given("a-token-for-tests-only").unwrap(), "a-token-for-tests-only")
}
