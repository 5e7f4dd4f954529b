//! Verbs on the small world, and what their runs hold.

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::{program, small_world, text};

/// The small world in a folder of its own, with a portfolio `mine.toml` beside it; runs go to `out`.
pub struct Small {
    pub folder: tempfile::TempDir,
}

impl Small {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        small_world::write(&folder.path().join("world"));
        std::fs::write(folder.path().join("mine.toml"), small_world::ALTERNATIVE).unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn run(&self, words: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut command = program(words, variables);
        command.args(["--world", &self.path("world")]);
        if words[0] != "run" {
            command.args(["--out", &self.path("out")]);
        }
        command.output().unwrap()
    }

    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run(words, &[]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    }

    pub fn folder(&self, words: &[&str]) -> PathBuf {
        let mut words = words.to_vec();
        words.push("--json");
        let facts: serde_json::Value = serde_json::from_str(&self.done(&words)).unwrap();
        PathBuf::from(facts["folder"].as_str().unwrap())
    }

    pub fn refused(&self, words: &[&str], variables: &[(&str, &str)], code: i32, wanted: &[&str]) {
        let output = self.run(words, variables);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert_eq!(error.lines().filter(|line| line.starts_with("error:")).count(), 1, "{error}");
        assert!(!error.contains("panicked"), "{error}");
        for word in wanted {
            assert!(error.contains(word), "{error:?} does not say {word:?}");
        }
    }
}

/// The lines of `numbers.csv`.
pub fn numbers(run: &Path) -> std::collections::BTreeMap<String, f64> {
    let text = std::fs::read_to_string(run.join("numbers.csv")).unwrap();
    let lines = text.lines().skip(1).filter_map(|line| line.rsplit_once(','));
    lines.map(|(query, value)| (query.to_owned(), value.parse().unwrap())).collect()
}
