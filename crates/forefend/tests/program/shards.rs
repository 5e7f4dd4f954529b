//! Shards of every verb, told by every scheduler, joined into the run made in one piece.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::{files, program, small_world, text};
use forefend_runs::Parts;

/// A draw, year and unit, and the bits of its values.
type Row = ((u32, i16, u64), Vec<u64>);

/// Every recorded value of a run as bits: by scenario, axis and variables, the rows in order.
pub type Decoded = BTreeMap<(String, String, Vec<String>), Vec<Row>>;

pub fn manifest(run: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(run.join("manifest.json")).unwrap()).unwrap()
}

pub fn decoded(run: &Path) -> Decoded {
    let manifest = manifest(run);
    let words = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let mut all = Decoded::new();
    // Alternatives record less than the reference, which is the first; origins of a backtest all record the same.
    let others = manifest.get("tables_of_others").unwrap_or(&manifest["tables"]);
    for (number, scenario) in manifest["scenarios"].as_array().unwrap().iter().map(words).enumerate() {
        let tables = if number == 0 { &manifest["tables"] } else { others };
        for table in tables.as_array().unwrap() {
            let axis = words(&table["axis"]);
            let variables: Vec<String> = table["variables"].as_array().unwrap().iter().map(words).collect();
            let names: Vec<&str> = variables.iter().map(String::as_str).collect();
            let mut rows: Vec<Row> = Vec::new();
            for part in Parts::at(&run.join(&scenario)).blocks(&axis).unwrap() {
                part.rows(&names, &mut |row| {
                    let bits = row.values.iter().map(|value| value.to_bits()).collect();
                    rows.push(((row.draw, row.year, row.unit), bits));
                })
                .unwrap();
            }
            rows.sort_unstable();
            assert!(rows.windows(2).all(|pair| pair[0].0 != pair[1].0), "a row stands twice");
            if !rows.is_empty() {
                all.insert((scenario.clone(), axis, variables), rows);
            }
        }
    }
    assert!(!all.is_empty());
    all
}

fn done(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or(serde_json::Value::Null)
}

fn folder_of(facts: &serde_json::Value) -> PathBuf {
    PathBuf::from(facts["folder"].as_str().unwrap())
}

/// Makes the run whole and in `count` shards with `variables(index)` set, joins these in another order, and compares.
fn same_in_shards(
    verb: &[&str],
    wanted: Option<&str>,
    count: usize,
    variables: impl Fn(usize) -> Vec<(String, String)>,
) {
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let typed = |out: &str, shard: Option<&str>| -> Vec<String> {
        let words = verb.iter().copied().chain(["--json", "--out", out]);
        words.chain(shard.iter().flat_map(|shard| ["--shard", shard])).map(str::to_owned).collect()
    };
    let run = |words: &[String], variables: &[(String, String)]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let variables: Vec<(&str, &str)> = variables.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        done(&program(&words, &variables).output().unwrap())
    };
    let whole = run(&typed(&out("whole"), None), &[]);
    let mut shards: Vec<PathBuf> =
        (0..count).map(|index| folder_of(&run(&typed(&out("shards"), wanted), &variables(index)))).collect();
    shards.reverse();
    shards.swap(0, count / 2);
    let before = files(&folder.path().join("shards"));
    let mut merge: Vec<String> =
        ["run", "merge", "--json", "--out", &out("merged")].map(str::to_owned).to_vec();
    merge.extend(shards.iter().map(|shard| shard.to_str().unwrap().to_owned()));
    if let Some(world) = verb.iter().position(|word| *word == "--world") {
        merge.extend(["--world".to_owned(), verb[world + 1].to_owned()]);
    }
    let mut merged = run(&merge, &[]);
    let (one, other) = (folder_of(&whole), folder_of(&merged));
    assert_eq!(one.file_name(), other.file_name(), "the run's id");
    assert!(decoded(&one) == decoded(&other));
    let names = |run: &Path| -> Vec<PathBuf> {
        let mut names: Vec<_> =
            files(run).iter().map(|path| path.strip_prefix(run).unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&one), names(&other));
    for name in names(&one) {
        let same = std::fs::read(one.join(&name)).unwrap() == std::fs::read(other.join(&name)).unwrap();
        assert!(same, "{} differs", name.display());
    }
    let mut whole = whole;
    for facts in [&mut whole, &mut merged] {
        facts["folder"] = serde_json::Value::Null;
    }
    assert_eq!(whole, merged, "what is told");
    let book = |name: &str| std::fs::read(folder.path().join(name).join("scorebook.parquet")).ok();
    assert_eq!(book("whole").is_some(), verb[0] == "backtest");
    assert!(book("whole") == book("merged"), "the score book");
    assert_eq!(files(&folder.path().join("shards")), before, "the shards stay as they were");
}

fn slurm(index: usize, count: usize) -> Vec<(String, String)> {
    let pairs = [("ID", index + 1), ("MIN", 1), ("MAX", count), ("COUNT", count), ("STEP", 1)];
    pairs.map(|(name, value)| (format!("SLURM_ARRAY_TASK_{name}"), value.to_string())).to_vec()
}

fn kubernetes(index: usize) -> Vec<(String, String)> {
    vec![("JOB_COMPLETION_INDEX".to_owned(), index.to_string())]
}

fn small() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let world = folder.path().join("world");
    small_world::write(&world);
    let world = world.to_str().unwrap().to_owned();
    (folder, world)
}

#[test]
fn five_tasks_of_slurm_project_the_shipped_world() {
    let verb = ["project", "--draws", "60", "--block", "7", "--to", "2031"];
    same_in_shards(&verb, None, 5, |index| slurm(index, 5));
}

#[test]
fn pods_of_kubernetes_appraise_a_portfolio_of_the_users_own() {
    let (folder, world) = small();
    let mine = folder.path().join("mine.toml");
    std::fs::write(&mine, small_world::ALTERNATIVE).unwrap();
    let mine = mine.to_str().unwrap();
    // More shards than blocks: some are empty.
    let verb = ["appraise", "--world", &world, "--draws", "40", "--block", "16", "--against", mine];
    same_in_shards(&verb, Some("auto/5"), 5, kubernetes);
}

#[test]
fn origins_are_shared_out_and_pooled_to_the_same_scores() {
    let verb = ["backtest", "--draws", "40", "--origins", "2000,2005,2010"];
    same_in_shards(&verb, Some("auto"), 2, |index| slurm(index, 2));
}

#[test]
fn the_script_of_the_guide_makes_five_shards_and_joins_them() {
    let (folder, world) = small();
    let scale = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scale");
    let out = folder.path().join("out");
    let script = |out: &Path, shards: &str| {
        let mut command = std::process::Command::new("bash");
        command.arg(scale.join("local.sh")).args(["project", "--draws", "50", "--block", "4"]);
        command.env("FOREFEND", env!("CARGO_BIN_EXE_forefend")).env("OUT", out).env("WORLD", &world);
        command.env("SHARDS", shards);
        command.output().unwrap()
    };
    let output = script(&out, "5");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let whole = folder.path().join("whole");
    let words = ["project", "--draws", "50", "--block", "4", "--json", "--world", &world];
    let facts = done(&program(&words, &[]).args(["--out", whole.to_str().unwrap()]).output().unwrap());
    let one = folder_of(&facts);
    assert!(decoded(&one) == decoded(&out.join("runs").join(one.file_name().unwrap())));
    assert!(script(&out, "5").status.success(), "the same line again finds everything there");
    let single = folder.path().join("single");
    assert!(script(&single, "1").status.success(), "one shard is the whole run");
    assert!(decoded(&one) == decoded(&single.join("runs").join(one.file_name().unwrap())));
}

#[test]
fn the_job_files_of_the_guide_are_well_formed() {
    let scale = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/scale");
    for script in ["local.sh", "slurm.sbatch"] {
        let status = std::process::Command::new("bash").arg("-n").arg(scale.join(script)).status().unwrap();
        assert!(status.success(), "{script}");
    }
    let yaml = std::fs::read_to_string(scale.join("kubernetes-job.yaml")).unwrap();
    assert!(!yaml.contains('\t'), "YAML knows no tabs");
    assert!(yaml.contains("completionMode: Indexed") && yaml.contains("completions: 20"));
    assert!(yaml.contains("auto/20"), "as many shards as completions");
    let lines = yaml.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    for line in lines {
        let indent = line.len() - line.trim_start().len();
        let entry = line.trim_start().trim_start_matches("- ");
        assert!(indent.is_multiple_of(2) && (entry.contains(':') || line == "---"), "{line}");
    }
}
