//! What principles say of each portfolio, after an appraisal.

use forefend_assess::Appraised;
use forefend_report::{Principle, PrincipleVerdict};
use serde_json::{Value, json};

/// Principles that a portfolio breaks, each with the place, and those that cannot be measured; the rest in a number.
pub fn words(appraised: &Appraised) -> String {
    let mut text = String::new();
    let Some(appraisal) = &appraised.appraisal else { return text };
    for portfolio in &appraisal.alternatives {
        let all: Vec<_> = appraised
            .principles
            .iter()
            .filter_map(|one| Some((one, one.values.iter().find(|value| value.portfolio == portfolio.id)?)))
            .collect();
        let with = |verdict: PrincipleVerdict| all.iter().filter(move |(_, value)| value.verdict == verdict);
        if all.is_empty() {
            continue;
        }
        let (kept, unclear) =
            (with(PrincipleVerdict::Meets).count(), with(PrincipleVerdict::Unclear).count());
        text.push_str(&format!(
            "{} ({}) under the {} principles: meets {kept}, unclear {unclear}\n",
            portfolio.name,
            portfolio.id,
            all.len()
        ));
        for (principle, value) in with(PrincipleVerdict::Fails) {
            let place = if value.place.is_empty() { String::new() } else { format!(": {}", value.place) };
            text.push_str(&format!(
                "  fails {} ({}){place}; {}\n",
                principle.name, principle.id, value.reason
            ));
        }
        for (principle, value) in with(PrincipleVerdict::NotMeasurable) {
            text.push_str(&format!(
                "  not measurable {} ({}): {}\n",
                principle.name, principle.id, value.reason
            ));
        }
    }
    text
}

/// The same for `--json`: every verdict.
pub fn facts(principles: &[Principle]) -> Value {
    let rows = principles.iter().flat_map(|principle| {
        principle.values.iter().map(|value| {
            json!({
                "principle": principle.id, "portfolio": value.portfolio, "verdict": value.verdict.text(),
                "place": value.place, "reason": value.reason,
            })
        })
    });
    rows.collect()
}
