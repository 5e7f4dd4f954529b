//! Which shard a process makes: typed, or told by a scheduler's array.

use std::str::FromStr;

use forefend_runs::Shard;

/// What `--shard` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// `I/N`.
    This(Shard),
    /// `auto`, or `auto/N`: the scheduler says which, and how many where N is not given.
    Auto(Option<u64>),
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("auto") {
            Some("") => Ok(Self::Auto(None)),
            Some(rest) => {
                let count = rest.strip_prefix('/').and_then(|n| n.parse().ok()).filter(|n| *n > 0);
                count.map(|n| Self::Auto(Some(n))).ok_or_else(|| format!("`{text}`: write auto or auto/5"))
            }
            None => text.parse().map(Self::This),
        }
    }
}

/// The shard to make, and the variables it was taken from.
#[derive(Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The shard.
    pub shard: Shard,
    /// Where it comes from; none where it was typed or there is only one.
    pub from: Option<String>,
    /// What to say where this is a task of an array that makes the whole run unasked.
    pub unasked: Option<String>,
}

const TASK: &str = "SLURM_ARRAY_TASK_ID";
const INDEX: &str = "JOB_COMPLETION_INDEX";

/// The shard that was typed or, without one, that of a scheduler's array of more than one task.
///
/// # Errors
/// In words with the remedy: an array variable that is no number, an index outside the shards, or a number of shards
/// that nothing tells.
pub fn choose(
    wanted: Option<Wanted>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Chosen, String> {
    let auto = match wanted {
        Some(Wanted::This(shard)) => return Ok(Chosen { shard, from: None, unasked: None }),
        Some(Wanted::Auto(count)) => Some(count),
        None => None,
    };
    let number = |name: &str| -> Result<Option<u64>, String> {
        let text = environment(name).filter(|text| !text.trim().is_empty());
        text.map(|text| text.trim().parse().map_err(|_| format!("{name}={text} is no whole number")))
            .transpose()
    };
    let found = match (number(TASK)?, number(INDEX)?) {
        (Some(task), _) => Some((TASK, slurm(task, auto, &number)?)),
        (None, Some(index)) => Some((INDEX, kubernetes(index, auto, &number)?)),
        (None, None) => None,
    };
    match (found, auto) {
        (Some((from, Some(shard))), _) if !shard.is_whole() => {
            Ok(Chosen { shard, from: Some(from.to_owned()), unasked: None })
        }
        (Some((name, _)), None) => {
            let task = environment(name).unwrap_or_default();
            let words = format!(
                "{name}={task}, but not how many tasks there are: this makes the whole run; --shard auto/N makes one of \
                 N shards, --shard 1/1 the whole run without this line"
            );
            Ok(Chosen { shard: Shard::WHOLE, from: None, unasked: Some(words) })
        }
        (Some(_), _) | (None, None) => Ok(Chosen { shard: Shard::WHOLE, from: None, unasked: None }),
        (None, Some(_)) => Err(format!(
            "--shard auto needs {TASK} or {INDEX}, and neither is set; run it as a task of an array job, or write \
             --shard 1/5"
        )),
    }
}

type Numbers<'a> = dyn Fn(&str) -> Result<Option<u64>, String> + 'a;

/// A task of a Slurm array. `auto` is what was typed: nothing, `auto`, or `auto/N`.
fn slurm(task: u64, auto: Option<Option<u64>>, number: &Numbers<'_>) -> Result<Option<Shard>, String> {
    let (least, most) = (number("SLURM_ARRAY_TASK_MIN")?, number("SLURM_ARRAY_TASK_MAX")?);
    let (count, step) =
        (number("SLURM_ARRAY_TASK_COUNT")?, number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1));
    if let Some(Some(count)) = auto {
        // Tasks are numbered from 1, so that one that failed can be sent again alone under its own number.
        if task == 0 || least == Some(0) {
            return Err(format!(
                "--shard auto/{count} counts tasks from 1, this array from 0; use --array=1-{count}"
            ));
        }
        return Shard::new(task, count).map(Some).map_err(|error| format!("{TASK}={task}: {error}"));
    }
    let (Some(least), Some(count)) = (least, count) else {
        return match auto {
            None => Ok(None),
            Some(_) => Err(format!(
                "{TASK}={task} is set but SLURM_ARRAY_TASK_MIN or SLURM_ARRAY_TASK_COUNT is not; say how many shards \
                 there are: --shard auto/N"
            )),
        };
    };
    let lonely = count == 1 && task > 1;
    if count <= 1 && !(lonely && auto.is_some()) {
        return Ok(None.or(auto.map(|_| Shard::WHOLE)));
    }
    let even = most.is_none_or(|most| most >= least && (most - least) / step + 1 == count);
    let inside = task >= least && (task - least).is_multiple_of(step) && (task - least) / step < count;
    if lonely || !even || !inside {
        return Err(format!(
            "{TASK}={task} is not one of {count} evenly numbered tasks, as when some of a larger array are sent \
             again; say how many shards there are: --shard auto/N"
        ));
    }
    Shard::new((task - least) / step + 1, count).map(Some)
}

/// A pod of an indexed Kubernetes job.
fn kubernetes(index: u64, auto: Option<Option<u64>>, number: &Numbers<'_>) -> Result<Option<Shard>, String> {
    let count = match auto {
        Some(Some(count)) => Some(count),
        _ => number("JOB_COMPLETIONS")?,
    };
    match (count, auto) {
        (Some(count), _) => {
            Shard::new(index + 1, count).map(Some).map_err(|error| format!("{INDEX}={index}: {error}"))
        }
        (None, None) => Ok(None),
        (None, Some(_)) => Err(format!(
            "{INDEX}={index} is set but the number of completions is not; say how many shards there are: --shard \
             auto/N, or set JOB_COMPLETIONS"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(wanted: &str, set: &[(&str, &str)]) -> Result<(String, bool), String> {
        let wanted = if wanted.is_empty() { None } else { Some(wanted.parse()?) };
        let environment =
            |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        choose(wanted, &environment).map(|chosen| (chosen.shard.to_string(), chosen.from.is_some()))
    }

    fn slurm(
        task: &'static str,
        least: &'static str,
        most: &'static str,
        count: &'static str,
    ) -> Vec<(&'static str, &'static str)> {
        let [a, b, c] = ["SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_COUNT"];
        vec![(TASK, task), (a, least), (b, most), (c, count)]
    }

    #[test]
    fn what_is_typed_wins() {
        assert_eq!(chosen("2/5", &slurm("3", "1", "9", "9")), Ok(("2/5".to_owned(), false)));
        assert_eq!(chosen("1/1", &slurm("3", "1", "9", "9")), Ok(("1/1".to_owned(), false)));
        assert_eq!(chosen("", &[]), Ok(("1/1".to_owned(), false)));
        for wrong in ["0/5", "6/5", "auto/0", "auto5", "x"] {
            assert!(chosen(wrong, &[]).is_err(), "{wrong}");
        }
    }

    /// A task that makes the whole run without being asked to says so: its neighbours would all make the same.
    #[test]
    fn a_lone_task_says_that_it_makes_the_whole_run() {
        let unasked = |wanted: &str, set: &[(&str, &str)]| {
            let wanted = if wanted.is_empty() { None } else { wanted.parse().ok() };
            let environment = |name: &str| {
                set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            choose(wanted, &environment).unwrap().unasked
        };
        for set in
            [&[(INDEX, "4")][..], &[(TASK, "4")], &slurm("1", "1", "1", "1"), &slurm("3", "3", "3", "1")]
        {
            let words = unasked("", set).unwrap();
            for word in [set[0].0, set[0].1, "whole run", "--shard auto/N", "--shard 1/1"] {
                assert!(words.contains(word), "{words}");
            }
            assert_eq!(unasked("1/1", set), None, "asked for");
        }
        assert_eq!(unasked("", &[]), None);
        assert_eq!(unasked("", &slurm("3", "1", "5", "5")), None);
        assert_eq!(unasked("auto", &slurm("1", "1", "1", "1")), None);
    }

    #[test]
    fn an_array_of_slurm_is_understood() {
        for wanted in ["", "auto"] {
            assert_eq!(chosen(wanted, &slurm("3", "1", "5", "5")), Ok(("3/5".to_owned(), true)));
            assert_eq!(chosen(wanted, &slurm("0", "0", "4", "5")), Ok(("1/5".to_owned(), true)));
            let mut stepped = slurm("7", "1", "9", "5");
            stepped.push(("SLURM_ARRAY_TASK_STEP", "2"));
            assert_eq!(chosen(wanted, &stepped), Ok(("4/5".to_owned(), true)));
        }
        assert_eq!(chosen("", &slurm("1", "1", "1", "1")), Ok(("1/1".to_owned(), false)));
        assert_eq!(chosen("auto/5", &slurm("3", "3", "3", "1")), Ok(("3/5".to_owned(), true)), "sent again");
        assert_eq!(chosen("auto/5", &[(TASK, "5")]), Ok(("5/5".to_owned(), true)));
        let refused = |wanted: &str, set: &[(&str, &str)], word: &str| {
            let error = chosen(wanted, set).unwrap_err();
            assert!(error.contains(word), "{error}");
        };
        refused("auto", &[(TASK, "3")], "auto/N");
        refused("auto", &slurm("3", "3", "3", "1"), "auto/N");
        refused("", &slurm("3", "3", "5", "2"), "auto/N");
        refused("auto/5", &slurm("6", "1", "6", "6"), "shard 6 of 5");
        refused("auto/5", &slurm("2", "0", "4", "5"), "--array=1-5");
        refused("auto", &[(TASK, "x")], "no whole number");
        refused("auto", &[], "neither is set");
    }

    #[test]
    fn an_indexed_job_of_kubernetes_is_understood() {
        assert_eq!(chosen("auto/5", &[(INDEX, "0")]), Ok(("1/5".to_owned(), true)));
        for wanted in ["", "auto"] {
            let set = [(INDEX, "4"), ("JOB_COMPLETIONS", "5")];
            assert_eq!(chosen(wanted, &set), Ok(("5/5".to_owned(), true)));
        }
        assert_eq!(chosen("", &[(INDEX, "4")]), Ok(("1/1".to_owned(), false)), "how many is not known");
        assert!(chosen("auto", &[(INDEX, "4")]).unwrap_err().contains("JOB_COMPLETIONS"));
        assert!(chosen("auto/4", &[(INDEX, "4")]).unwrap_err().contains("shard 5 of 4"));
    }
}
