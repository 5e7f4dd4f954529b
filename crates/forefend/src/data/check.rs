//! `forefend data check`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use forefend_panel::{Check, Finding, Month, PanelError};

use super::table::{WIDTH, counted, cut, thousands};
use super::{Loaded, load_to_check};
use crate::cli::Global;
use crate::cli::data::CheckArguments;
use crate::failure::Failure;
use crate::terminal::say;

/// Findings printed for each check and indicator.
const WORST: usize = 3;

/// Prints what looks wrong; fails when a value is impossible, with `--strict` on more.
pub fn check(global: &Global, arguments: &CheckArguments) -> Result<(), Failure> {
    let Loaded { panel, as_of, .. } = load_to_check(&arguments.source)?;
    let findings =
        panel.check(&arguments.ids, as_of, crate::input::this_month()?).map_err(|error| match error {
            PanelError::UnknownName { .. } => Failure::command(format!("{error} (see `forefend data list`)")),
            other => other.into(),
        })?;
    let checked = if arguments.ids.is_empty() { panel.indicators().count() } else { arguments.ids.len() };
    if global.json {
        say(&format!("{}\n", super::json(&facts(&findings, checked, as_of))?));
    } else {
        say(&text(&findings, checked, as_of));
    }
    let failing = |finding: &&Finding| match finding.check {
        Check::Impossible => true,
        Check::Hole | Check::EndsEarly => false,
        Check::OutsideInterval | Check::Jump | Check::StraightLine | Check::Repeated => arguments.strict,
    };
    match findings.iter().filter(failing).count() {
        0 => Ok(()),
        failures if arguments.strict => Err(Failure::data(format!(
            "{}; correct the data, or check without --strict",
            counted(failures, "finding", "findings")
        ))),
        failures => Err(Failure::data(format!(
            "{}; correct the data, their unit, or the bounds in indicators.toml",
            counted(failures, "impossible value", "impossible values")
        ))),
    }
}

fn counts(findings: &[Finding]) -> BTreeMap<Check, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.check).or_insert(0) += 1;
    }
    counts
}

fn facts(findings: &[Finding], checked: usize, as_of: Month) -> serde_json::Value {
    let counts = counts(findings);
    let counts: Vec<serde_json::Value> = Check::ALL
        .iter()
        .map(|check| serde_json::json!({ "check": check, "findings": counts.get(check).unwrap_or(&0) }))
        .collect();
    serde_json::json!({
        "as_of": as_of, "indicators": checked, "counts": counts, "findings": findings,
    })
}

fn text(findings: &[Finding], checked: usize, as_of: Month) -> String {
    let counts = counts(findings);
    let mut text = format!(
        "{} checked as of {as_of}; the rules: `forefend data check --help`\n",
        counted(checked, "indicator", "indicators")
    );
    for check in Check::ALL {
        let count = counts.get(&check).copied().unwrap_or(0);
        let _ = writeln!(text, "\n{}: {}", check.title(), thousands(&count.to_string()));
        let mut by_indicator: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.check == check) {
            by_indicator.entry(&finding.indicator).or_default().push(finding);
        }
        for (indicator, found) in by_indicator {
            let _ = writeln!(text, "  {indicator}: {}", thousands(&found.len().to_string()));
            for finding in found.iter().take(WORST) {
                let _ = writeln!(text, "{}", cut(&format!("    {}", words(finding)), WIDTH));
            }
            if found.len() > WORST {
                let _ = writeln!(text, "    and {} more (--json)", found.len() - WORST);
            }
        }
    }
    text
}

fn words(finding: &Finding) -> String {
    let years = match finding.first == finding.last {
        true => finding.last.to_string(),
        false => format!("{}-{}", finding.first, finding.last),
    };
    match &finding.country {
        Some(country) => format!("{country} {years}: {}", finding.detail),
        None => finding.detail.clone(),
    }
}
