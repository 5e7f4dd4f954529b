//! A server that is killed at any point loses no finished run.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use forefend_runs::stored::{State, stored};
use forefend_serve::serve;
use serde_json::{Value, json};

use crate::asked::{Small, settings};

/// Name of the variable that makes a process of this test a server: the folder that holds `world/` and `out/`.
const FOLDER: &str = "FOREFEND_SERVE_TEST";

/// Not a test: the server that the test below starts and kills.
#[test]
#[ignore = "the process that another test starts"]
fn the_server_itself() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Path::new(&folder);
    let world = forefend_simulate::WorldFiles::read_dir(&folder.join("world")).unwrap();
    serve(settings(&world, folder.join("out"), None), |listening| println!("at {}", listening.address))
        .unwrap();
}

/// A server in a process of its own, and its address.
fn started(folder: &Path) -> (Child, String) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["killed::the_server_itself", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address =
        lines.map_while(Result::ok).find_map(|line| Some(line.split_once("at 127.0.0.1:")?.1.to_owned()));
    (child, format!("127.0.0.1:{}", address.expect("the server says where it listens")))
}

fn asked(address: &str, method: &str, place: &str, body: &str) -> Value {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let length = body.len();
    write!(stream, "{method} {place} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn what_is_finished_when_it_is_killed_is_there_afterwards_and_the_rest_is_carried_on() {
    let small = Small::new(|_| ());
    let folder = small.folder.path();
    let runs = small.out().join("runs");
    let finished = || -> Vec<String> {
        let all = stored(&runs).unwrap();
        all.into_iter().filter(|run| run.state == State::Finished).map(|run| run.name).collect()
    };
    let before = finished();
    assert_eq!(before.len(), 1);
    let question = json!({ "portfolio": forefend_fixtures::folder::ALTERNATIVE }).to_string();
    // Killed while a run is being made, at points that lie further and further on.
    for wait in [0, 5, 20, 60, 150] {
        let (mut child, address) = started(folder);
        let id = asked(&address, "POST", "/api/v1/whatifs", &question)["id"].as_str().unwrap().to_owned();
        asked(&address, "POST", &format!("/api/v1/whatifs/{id}/keep"), "");
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(finished().iter().any(|run| *run == before[0]), "the assessment is gone");
    }
    let (mut child, address) = started(folder);
    let newest = asked(&address, "GET", "/api/v1/runs", "");
    assert_eq!(newest["newest"], before[0].as_str(), "{newest}");
    let id = asked(&address, "POST", "/api/v1/whatifs", &question)["id"].as_str().unwrap().to_owned();
    asked(&address, "POST", &format!("/api/v1/whatifs/{id}/keep"), "");
    let kept = (0..3000).find_map(|_| {
        std::thread::sleep(Duration::from_millis(10));
        let kept = asked(&address, "GET", &format!("/api/v1/whatifs/{id}"), "")["kept"].clone();
        (kept["state"] != "making").then_some(kept)
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = kept.expect("the run is made in the end");
    assert_eq!(kept["state"], "kept", "{kept}");
    // Every byte of it is what it was sealed with.
    let folder = runs.join(kept["run"].as_str().unwrap());
    assert!(forefend_runs::sealed(&folder, "numbers.csv").is_ok());
}
