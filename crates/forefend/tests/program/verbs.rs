//! `project`, `appraise`, `backtest` and `run merge`: what they say, and what they refuse with which exit code.

use std::path::{Path, PathBuf};

use crate::in_small_world::{Small, numbers};
use crate::{files, program, small_world, text};

/// What the run calls a country.
fn label(run: &Path, id: u16) -> String {
    let text = std::fs::read_to_string(run.join("units/country.csv")).unwrap();
    text.lines().find_map(|line| line.strip_prefix(&format!("{id},"))).unwrap().to_owned()
}

#[test]
fn a_projection_prints_its_table_and_keeps_every_number() {
    let small = Small::new();
    let words = ["project", "--draws", "40", "--to", "2008"];
    let printed = small.done(&words);
    assert!(printed.contains("Share in conflict (share, %): projection"), "{printed}");
    let years: Vec<&str> = printed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(["2001", "2005", "2008"].iter().all(|year| years.contains(year)), "first, every fifth, last");
    let run = small.folder(&words);
    let numbers = numbers(&run);
    // 8 years, 4 numbers; the world has one variable, each of twelve states three, one of them with two chances.
    assert_eq!(numbers.len(), 8 * (4 * (1 + 12 * 3) + 12 * 2));
    let (mut deaths, mut level, mut conflict, mut war) = (0.0, 0.0, 0.0, 0.0);
    forefend_runs::Parts::at(&run.join("reference"))
        .countries(&["deaths", "conflict"], &mut |row| {
            if (row.country, row.year) == (7, 2004) {
                deaths += row.values[0];
                level += row.values[1];
                conflict += f64::from(u8::from(row.values[1] >= 1.0));
                war += f64::from(u8::from(row.values[1] >= 2.0));
            }
        })
        .unwrap();
    let of = |name: &str| numbers[&format!("reference/country/{}/{name}", label(&run, 7))];
    assert_eq!(of("deaths/2004/mean"), deaths / 40.0);
    // The mean of a level is no chance, and is not called one.
    assert_eq!(of("conflict/2004/mean_level"), level / 40.0);
    assert_eq!(of("conflict/2004/chance_of_1_or_more"), conflict / 40.0);
    assert_eq!(of("conflict/2004/chance_of_2_or_more"), war / 40.0);
    assert!(!numbers.contains_key(&format!("reference/country/{}/conflict/2004/mean", label(&run, 7))));
    assert!(printed.contains("year  median"), "both, labelled: {printed}");
    let again = small.run(&words, &[]);
    assert!(text(&again.stderr).contains("finished; nothing is simulated again"));
    assert_eq!(text(&again.stdout), printed);
}

#[test]
fn a_finished_run_stays_as_it_is_whatever_block_is_asked_for_or_merged_into_it() {
    let small = Small::new();
    let project = |block: &'static str| vec!["project", "--draws", "20", "--block", block];
    let run = small.folder(&project("1"));
    let contents = || -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
        files(&run).into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
    };
    let before = contents();
    let again = small.run(&project("20"), &[]);
    assert!(text(&again.stderr).contains("finished; nothing is simulated again"), "{again:?}");
    assert!(contents() == before, "another block");
    let shard = |shard: &'static str| {
        let words = [project("5"), vec!["--shard", shard]].concat();
        small.folder(&words).to_str().unwrap().to_owned()
    };
    let (one, two) = (shard("1/2"), shard("2/2"));
    let merged = small.run(&["run", "merge", &one, &two], &[]);
    assert!(text(&merged.stderr).contains("finished and stays as it is"), "{merged:?}");
    assert_eq!(text(&merged.stdout), text(&again.stdout));
    assert!(contents() == before, "shards of another block");
    // A part too many, as an earlier version left behind: no number is made from it.
    let part = run.join("reference/world-00000001.parquet");
    std::fs::copy(&part, run.join("reference/world-00000020.parquet")).unwrap();
    small.refused(&project("1"), &[], 5, &["draws do not add up", run.to_str().unwrap(), "delete"]);
}

#[test]
fn a_driver_restricts_what_is_recorded_and_printed() {
    let small = Small::new();
    let run = small.folder(&["project", "--draws", "20", "--driver", "growth"]);
    assert!(numbers(&run).keys().all(|query| query.contains("/growth/")));
    assert!(files(&run).iter().all(|path| !path.to_string_lossy().contains("deaths")));
    let whole = small.folder(&["project", "--draws", "20"]);
    assert_ne!(run, whole, "another run");
    let (part, all) = (numbers(&run), numbers(&whole));
    assert!(part.iter().all(|(query, value)| all[query].to_bits() == value.to_bits()), "the same numbers");
    small.refused(
        &["project", "--driver", "grwth"],
        &[],
        2,
        &["--driver", "`grwth`", "did you mean `growth`?"],
    );
    small.refused(
        &["project", "--driver", "none"],
        &[],
        2,
        &["--driver", "no variable of `none`", "growth, war"],
    );
}

#[test]
fn without_luck_every_draw_is_the_same() {
    let small = Small::new();
    let run = small.folder(&["project", "--draws", "20", "--deterministic"]);
    assert_eq!(run, small.folder(&["project", "--deterministic"]), "one draw, whatever is asked for");
    assert_eq!(crate::shards::manifest(&run)["draws"], 1);
    let numbers = numbers(&run);
    let spread = |query: &str| numbers[&format!("{query}/p95")] - numbers[&format!("{query}/p05")];
    assert_eq!(spread(&format!("reference/country/{}/growth/2009", label(&run, 3))), 0.0);
    assert_ne!(run, small.folder(&["project", "--draws", "20"]), "another run");
}

/// The closed loop without luck: rules and triggers run on the mean, every draw alike.
#[test]
fn an_appraisal_without_luck_has_no_spread_and_says_so() {
    let small = Small::new();
    let mine = small.path("mine.toml");
    let words = ["appraise", "--draws", "20", "--deterministic", "--against", &mine];
    assert!(small.done(&words).contains("Nothing is drawn"));
    let run = small.folder(&words);
    let facts = crate::shards::manifest(&run);
    assert_eq!((&facts["draws"], facts["deterministic"].as_bool()), (&1.into(), Some(true)));
    let numbers = numbers(&run);
    let ends: Vec<(&String, f64)> = numbers
        .iter()
        .filter_map(|(query, high)| {
            Some((query, high - numbers.get(&query.strip_suffix("/p95").map(|q| format!("{q}/p05"))?)?))
        })
        .collect();
    assert!(ends.iter().any(|(query, _)| query.starts_with("difference/")), "{numbers:?}");
    assert!(ends.iter().all(|(_, spread)| *spread == 0.0), "{ends:?}");
    assert_ne!(run, small.folder(&["appraise", "--draws", "20", "--against", &mine]), "another run");
}

#[test]
fn a_damaged_part_is_named_and_mended_by_its_own_command() {
    let small = Small::new();
    let words = ["project", "--draws", "40", "--block", "8"];
    let run = small.folder(&words);
    let part = run.join("reference/country-00000016.parquet");
    let sound = std::fs::read(&part).unwrap();
    let mut bytes = sound.clone();
    bytes[200] ^= 4;
    std::fs::write(&part, bytes).unwrap();
    std::fs::remove_file(run.join("reference/world-00000024.parquet")).unwrap();
    small.refused(&["run", "merge", run.to_str().unwrap()], &[], 5, &["country-00000016.parquet", "project"]);
    let told = text(&small.run(&words, &[]).stderr);
    for word in ["2 parts are damaged", "country-00000016.parquet", "world-00000024.parquet", "made again"] {
        assert!(told.contains(word) && !told.contains("nothing is simulated"), "{told}");
    }
    assert!(std::fs::read(&part).unwrap() == sound);
    assert!(text(&small.run(&words, &[]).stderr).contains("nothing is simulated again"));
    let joined = small.done(&["run", "merge", run.to_str().unwrap()]);
    assert!(joined.contains("nothing to join"), "{joined}");
}

/// Peak memory of the program in kilobytes, as the system last told before it ended (Linux).
fn peak(words: &[&str]) -> Option<u64> {
    let mut child = program(words, &[]).spawn().unwrap();
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), None);
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).or(peak);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    peak
}

/// Summaries included, of the shipped world: 4,000 draws once took a third more than 1,000.
#[test]
fn memory_does_not_grow_with_draws() {
    let folder = tempfile::tempdir().unwrap();
    let of = |draws: &str| {
        let out = folder.path().join(draws);
        let words = ["project", "--driver", "armed_conflict", "--to", "2030", "--threads", "1", "--quiet"];
        peak(&[&words[..], &["--draws", draws, "--out", out.to_str().unwrap()]].concat())
    };
    let (Some(few), Some(many)) = (of("500"), of("2000")) else {
        println!("skipped: this system does not tell a program's peak memory");
        return;
    };
    // 1,500 draws more: as strict by draw as 15 % would be of 3,000 more.
    assert!(many * 100 < few * 107, "{few} kB for 500 draws, {many} kB for 2,000");
}

#[test]
fn an_appraisal_prints_paired_differences_under_every_setting() {
    let small = Small::new();
    let mine = small.path("mine.toml");
    let words = ["appraise", "--draws", "40", "--against", &mine];
    let printed = small.done(&words);
    for word in [
        "Missions to wars (everywhere-at-war) against Nothing",
        "scenario",
        "Conflict-years",
        "published",
        "B2",
    ] {
        assert!(printed.contains(word), "{printed}");
    }
    let run = small.folder(&words);
    let numbers = numbers(&run);
    // The effect raises the hazard, draw by draw.
    assert!(numbers["difference/everywhere-at-war/conflict_years/published/mean"] > 0.0);
    assert_eq!(numbers["difference/everywhere-at-war/conflict_years/published/better"], 0.0);
    let stored = std::fs::read_to_string(run.join("portfolios/everywhere-at-war.toml")).unwrap();
    assert_eq!(stored, small_world::ALTERNATIVE, "the run holds the portfolio that is none of its world's");
    std::fs::write(&mine, small_world::ALTERNATIVE.replace("amount = 1", "amount = 2")).unwrap();
    assert_ne!(small.folder(&words), run, "another portfolio, another run");
}

#[test]
fn a_portfolio_that_cannot_be_used_is_named() {
    let small = Small::new();
    let reference = small.path("world/portfolios/reference.toml");
    let bad = small.path("bad.toml");
    std::fs::write(&bad, small_world::ALTERNATIVE.replace("\"missions\"", "\"mission\"")).unwrap();
    let mine = small.path("mine.toml");
    small.refused(
        &["appraise", "--against", "nowhere.toml"],
        &[],
        2,
        &["--against", "`nowhere.toml` is neither a file nor a portfolio of the world"],
    );
    small.refused(&["appraise", "--against", &reference], &[], 3, &[&reference, "role"]);
    small.refused(
        &["appraise", "--against", &bad],
        &[],
        3,
        &["bad.toml:7", "`mission`", "did you mean `missions`?"],
    );
    small.refused(&["appraise", "--against", &mine, &mine], &[], 3, &["another portfolio with id"]);
    small.refused(&["appraise"], &[], 2, &["--against"]);
    assert!(files(Path::new(&small.path("out"))).is_empty());
}

#[test]
fn shards_that_no_scheduler_can_have_meant_are_refused() {
    let small = Small::new();
    let project = |shard: &'static str| vec!["project", "--draws", "20", "--shard", shard];
    small.refused(&project("6/5"), &[], 2, &["shard 6 of 5"]);
    small.refused(&project("two"), &[], 2, &["2/5"]);
    small.refused(&project("auto"), &[], 2, &["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"]);
    small.refused(&project("auto"), &[("JOB_COMPLETION_INDEX", "1")], 2, &["auto/N"]);
    small.refused(&project("auto/2"), &[("SLURM_ARRAY_TASK_ID", "3")], 2, &["shard 3 of 2"]);
    // An array that is set shards by itself and says so; 1/1 turns that off.
    let array = [
        ("SLURM_ARRAY_TASK_ID", "2"),
        ("SLURM_ARRAY_TASK_MIN", "1"),
        ("SLURM_ARRAY_TASK_MAX", "2"),
        ("SLURM_ARRAY_TASK_COUNT", "2"),
    ];
    let output = small.run(&["project", "--draws", "20"], &array);
    assert!(text(&output.stderr).contains("shard 2/2 from SLURM_ARRAY_TASK_ID; --shard 1/1"), "{output:?}");
    assert!(text(&output.stdout).contains("forefend run merge"));
    let output = small.run(&["project", "--draws", "20", "--quiet"], &array);
    let told = text(&output.stderr);
    assert!(told.contains("shard 2/2 from SLURM_ARRAY_TASK_ID") && told.lines().count() == 1, "{told}");
    let output = small.run(&project("1/1"), &array);
    assert!(text(&output.stderr).is_empty() && text(&output.stdout).contains("projection"), "{output:?}");
}

#[test]
fn merging_refuses_what_does_not_fit_with_the_right_exit_code() {
    let small = Small::new();
    let shard = |seed: &str, shard: &str| {
        small.folder(&["project", "--draws", "40", "--block", "8", "--seed", seed, "--shard", shard])
    };
    let name = |path: &Path| path.to_str().unwrap().to_owned();
    let (one, two, other) = (name(&shard("1", "1/2")), name(&shard("1", "2/2")), name(&shard("2", "2/2")));
    small.refused(&["run", "merge", &one, &other], &[], 2, &["`seed`", &one, &other]);
    small.refused(
        &["run", "merge", &one],
        &[],
        2,
        &["shard 2/2 is missing", "--seed 1 --draws 40 --block 8", "--shard 2/2"],
    );
    small.refused(&["run", "merge", &two, &two], &[], 2, &["given twice"]);
    small.refused(&["run", "merge", "nowhere"], &[], 5, &["nowhere"]);
    let output = program(&["run", "merge", &one, &two], &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "another world");
    assert!(text(&output.stderr).contains("--world DIR"), "{}", text(&output.stderr));
    let part = format!("{two}/reference/world-00000032.parquet");
    let bytes = std::fs::read(&part).unwrap();
    std::fs::write(&part, &bytes[..50]).unwrap();
    small.refused(
        &["run", "merge", &one, &two],
        &[],
        5,
        &["world-00000032.parquet", "damaged", "--shard 2/2"],
    );
    std::fs::write(&part, bytes).unwrap();
    let partial = format!("{two}.partial");
    std::fs::rename(&two, &partial).unwrap();
    small.refused(&["run", "merge", &one, &partial], &[], 5, &["not finished", "--shard 2/2"]);
    std::fs::rename(&partial, &two).unwrap();
    small.done(&["run", "merge", &two, &one]);
}

#[test]
fn a_run_that_another_process_writes_or_that_was_cut_otherwise_is_refused() {
    let small = Small::new();
    let words = ["project", "--draws", "40", "--block", "8"];
    let run = small.folder(&words);
    let lock = run.with_extension("lock");
    let file = std::fs::File::create(&lock).unwrap();
    file.lock().unwrap();
    small.refused(&words, &[], 5, &["another process", "--out"]);
    drop(file);
    small.done(&words);
    std::fs::rename(&run, run.with_extension("partial")).unwrap();
    small.refused(
        &["project", "--draws", "40", "--block", "9"],
        &[],
        2,
        &["`block` is 8, now it is 9", "--block 8"],
    );
    let output = small.run(&words, &[]);
    assert!(
        text(&output.stderr).contains("resuming") && text(&output.stderr).contains("40 of 40"),
        "{output:?}"
    );
    assert!(run.exists());
}

#[test]
fn an_error_says_what_is_left_of_the_run() {
    let small = Small::new();
    let mine = small.path("mine.toml");
    let words = ["project", "--draws", "40", "--block", "8"];
    let run = small.folder(&words);
    let partial = run.with_extension("partial");
    // A part that cannot be written may be written another time.
    std::fs::rename(&run, &partial).unwrap();
    std::fs::remove_dir_all(partial.join("reference")).unwrap();
    std::fs::write(partial.join("reference"), "in the way").unwrap();
    small.refused(
        &words,
        &[],
        5,
        &["0 of 40 simulated draws are kept in", "the same command carries the run on"],
    );
    std::fs::remove_file(partial.join("reference")).unwrap();
    assert!(small.run(&words, &[]).status.success() && run.exists() && !partial.exists());
    // A value that is no number comes again, and its run is of no use to anybody.
    let war = small.folder.path().join("world/threats/war.toml");
    let text = std::fs::read_to_string(&war).unwrap();
    std::fs::write(&war, text.replace("25 * conflict * exp(growth)", "25 * conflict * log(growth - 5)"))
        .unwrap();
    let before = files(&small.folder.path().join("out"));
    small.refused(&words, &[], 1, &["`deaths` is not a number", "nothing of the run is kept"]);
    small.refused(
        &["appraise", "--draws", "40", "--against", &mine],
        &[],
        1,
        &["nothing of the run is kept"],
    );
    assert_eq!(files(&small.folder.path().join("out")), before);
}
