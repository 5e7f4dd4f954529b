//! A run over a file of gates.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::context::{Context, Sources};
use crate::error::VerifyError;
use crate::gates::{Check, Gates, Kind, Open};
use crate::registry::Registry;
use crate::verdict::{Judged, Measured, Verdict, judge, verdict};
use forefend_panel::suggestion;

/// Which entries to run.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Ids; all when empty.
    pub only: Vec<String>,
    /// Measure speeds too.
    pub speed: bool,
    /// Leave out what reads source figures.
    pub snapshot_only: bool,
}

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Its id.
    pub id: String,
    /// What is checked.
    pub title: String,
    /// Gate or bar.
    pub kind: Kind,
    /// Citation, or the word `snapshot`.
    pub source: String,
    /// Source files that it reads; none means the embedded snapshot alone.
    pub files: Vec<String>,
    /// Those of them that are not there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Whose level a bar is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// A bar not met of which nothing more can be said than that its interval holds the level.
    pub tie: bool,
    /// Why it was skipped or could not be computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Its values.
    pub values: Vec<Judged>,
    /// Time taken.
    pub seconds: f64,
}

/// How many of each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// Gates passed.
    pub pass: usize,
    /// Gates failed, and entries that could not be computed.
    pub fail: usize,
    /// Bars met.
    pub met: usize,
    /// Bars not met, ties among them.
    pub not_met: usize,
    /// Bars not met whose interval holds the level.
    pub ties: usize,
    /// Entries whose source is not there.
    pub skipped: usize,
}

/// What became of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The file of gates.
    pub gates: String,
    /// Whether no gate failed; bars and what was skipped have no say in it.
    pub passed: bool,
    /// How many of each verdict.
    pub counts: Counts,
    /// Ids of the entries that need the snapshot alone.
    pub from_snapshot: Vec<String>,
    /// Ids of speeds that were not asked for.
    pub speeds_not_asked: Vec<String>,
    /// Ids of entries that read source figures and were left out, as asked.
    pub sources_not_asked: Vec<String>,
    /// Time taken.
    pub seconds: f64,
    /// What became of each entry, in the order of the file.
    pub checks: Vec<Finding>,
    /// Entries that nothing computes; none where ids were chosen.
    pub open: Vec<Open>,
}

impl Outcome {
    /// Ids with this verdict.
    pub fn ids(&self, verdict: Verdict) -> Vec<&str> {
        let of = |finding: &&Finding| finding.verdict == verdict;
        self.checks.iter().filter(of).map(|finding| finding.id.as_str()).collect()
    }

    /// The facts as JSON text, with a line end.
    pub fn to_json(&self) -> String {
        // Numbers, text and lists only: writing them cannot fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// Runs the chosen entries. `progress` hears each id before its computation starts, with its number and their total.
///
/// # Errors
/// A mistake in the file of gates or in the selection: an unknown check or id, values expected that are not delivered
/// or delivered that are not expected. A computation that breaks down is no error of the run but a failed entry.
///
/// # Examples
/// ```
/// use forefend_verify::{Context, Gates, Measured, Registry, Selection, Sources, VerifyError, verify};
///
/// // A computation never sees what is expected of it.
/// fn half(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
///     Ok(vec![Measured::new("1 / 2", 0.5)])
/// }
///
/// let gates = Gates::parse("gates.toml", r#"
/// [[check]]
/// id = "half"
/// title = "one half"
/// kind = "gate"
/// check = "half"
/// source = "arithmetic"
/// values = [{ name = "1 / 2", expected = 0.5, absolute = 1e-12 }]
/// "#)?;
/// let registry = Registry::new([("half", half as forefend_verify::Computation)]);
/// let sources = Sources::new("no/such/folder".into(), Box::new(|| 0.0));
/// let outcome = verify(&gates, &registry, &sources, &Selection::default(), &|_, _, _| ())?;
/// assert!(outcome.passed && outcome.counts.pass == 1);
/// # Ok::<(), forefend_verify::VerifyError>(())
/// ```
pub fn verify(
    gates: &Gates,
    registry: &Registry,
    sources: &Sources,
    selection: &Selection,
    progress: &dyn Fn(&str, usize, usize),
) -> Result<Outcome, VerifyError> {
    registry.knows_all(gates)?;
    let chosen = choose(gates, selection)?;
    let started = sources.seconds();
    let mut checks = Vec::with_capacity(chosen.len());
    for (at, check) in chosen.iter().enumerate() {
        progress(&check.id, at, chosen.len());
        checks.push(find(check, registry, sources)?);
    }
    let not_asked = |check: &&Check| check.speed && !selection.speed && selection.only.is_empty();
    let left_out =
        |check: &&Check| selection.snapshot_only && selection.only.is_empty() && !check.files.is_empty();
    Ok(Outcome {
        gates: gates.file.clone(),
        passed: count(&checks).fail == 0,
        counts: count(&checks),
        from_snapshot: checks
            .iter()
            .filter(|finding| finding.files.is_empty())
            .map(|f| f.id.clone())
            .collect(),
        speeds_not_asked: gates.checks.iter().filter(not_asked).map(|check| check.id.clone()).collect(),
        sources_not_asked: gates.checks.iter().filter(left_out).map(|check| check.id.clone()).collect(),
        seconds: sources.seconds() - started,
        checks,
        open: if selection.only.is_empty() { gates.open.clone() } else { Vec::new() },
    })
}

fn choose<'a>(gates: &'a Gates, selection: &Selection) -> Result<Vec<&'a Check>, VerifyError> {
    for id in &selection.only {
        if let Some(open) = gates.open.iter().find(|open| open.id == *id) {
            return Err(VerifyError::NotComputed { id: id.clone(), why: open.why.clone() });
        }
        let Some(check) = gates.checks.iter().find(|check| check.id == *id) else {
            return Err(VerifyError::UnknownId {
                id: id.clone(),
                file: gates.file.clone(),
                suggestion: suggestion(id, gates.checks.iter().map(|check| check.id.as_str())),
            });
        };
        if check.speed && !selection.speed {
            return Err(VerifyError::SpeedNotAsked { id: id.clone() });
        }
        if selection.snapshot_only && !check.files.is_empty() {
            return Err(VerifyError::NeedsSources { id: id.clone(), files: check.files.join(", ") });
        }
    }
    let named = |check: &Check| selection.only.is_empty() || selection.only.contains(&check.id);
    let asked = |check: &Check| selection.speed || !check.speed;
    let at_hand = |check: &Check| !selection.snapshot_only || check.files.is_empty();
    Ok(gates.checks.iter().filter(|check| named(check) && asked(check) && at_hand(check)).collect())
}

fn find(check: &Check, registry: &Registry, sources: &Sources) -> Result<Finding, VerifyError> {
    let computation = registry.of(check)?;
    let started = sources.seconds();
    let measured = sources.check(check).and_then(|()| computation(&Context::new(sources, check)));
    let (verdict, reason, values) = match measured {
        Ok(measured) => {
            let values = pair(check, &measured)?;
            (verdict(check, &values), None, values)
        }
        Err(error @ VerifyError::MissingSource { .. }) => {
            (Verdict::Skipped, Some(error.to_string()), Vec::new())
        }
        Err(error) => (Verdict::Fail, Some(error.to_string()), Vec::new()),
    };
    Ok(Finding {
        id: check.id.clone(),
        title: check.title.clone(),
        kind: check.kind,
        source: check.source.clone(),
        files: check.files.clone(),
        missing: sources.missing_of(check),
        peer: check.peer.clone(),
        verdict,
        tie: verdict == Verdict::NotMet && values.iter().all(|value| value.holds || value.tie),
        reason,
        values,
        seconds: sources.seconds() - started,
    })
}

/// Each expected value with the delivered one of its name; both lists must be the same set.
fn pair(check: &Check, measured: &[Measured]) -> Result<Vec<Judged>, VerifyError> {
    let mut left = BTreeSet::new();
    for value in measured {
        let expected = check.values.iter().any(|expectation| expectation.name == value.name);
        if !expected || !left.insert(value.name.as_str()) {
            return Err(VerifyError::NotExpected {
                place: check.place.clone(),
                check: check.check.clone(),
                name: value.name.clone(),
            });
        }
    }
    let judged = |expectation: &crate::gates::Expectation| {
        let found = measured.iter().find(|value| value.name == expectation.name);
        found.map(|value| judge(expectation, value)).ok_or_else(|| VerifyError::NotDelivered {
            place: expectation.place.clone(),
            check: check.check.clone(),
            name: expectation.name.clone(),
            suggestion: suggestion(&expectation.name, measured.iter().map(|value| value.name.as_str())),
        })
    };
    check.values.iter().map(judged).collect()
}

fn count(checks: &[Finding]) -> Counts {
    let mut counts = Counts::default();
    for finding in checks {
        match finding.verdict {
            Verdict::Pass => counts.pass += 1,
            Verdict::Fail => counts.fail += 1,
            Verdict::Met => counts.met += 1,
            Verdict::NotMet => counts.not_met += 1,
            Verdict::Skipped => counts.skipped += 1,
        }
        counts.ties += usize::from(finding.tie);
    }
    counts
}
