//! Evidence as the report prints it: as published, with its grade and what it is used for.

use forefend_report::{EvidenceRow, Grounds, Unit};
use forefend_strategy::evidence::{Evidence, Use};

use crate::names::upper_first;

/// Rows on which no source disagrees first, then question by question; of each what the model uses first, then what is shown,
/// then what is only compared.
pub(crate) fn evidence_rows(rows: &[Evidence]) -> Vec<EvidenceRow> {
    let order = |row: &&Evidence| match row.purpose {
        Use::Model => 0,
        Use::Shown => 1,
        Use::ComparisonOnly => 2,
    };
    let mut sorted: Vec<&Evidence> = rows.iter().collect();
    sorted.sort_by_key(|row| (row.topic.clone(), order(row)));
    sorted.into_iter().map(evidence).collect()
}

fn evidence(row: &Evidence) -> EvidenceRow {
    let number = |value: f64| published(value, &row.unit);
    let (value, interval) = match (row.value, row.low, row.high) {
        (Some(value), Some(low), Some(high)) => {
            (with_unit(value, &row.unit), format!("{} to {} ({})", number(low), number(high), row.interval))
        }
        (Some(value), ..) => (with_unit(value, &row.unit), row.interval.clone()),
        (None, Some(low), Some(high)) => {
            let ends = format!("{} to {} {} ({})", number(low), number(high), row.unit, row.interval);
            (String::new(), ends)
        }
        _ => (String::new(), row.interval.clone()),
    };
    EvidenceRow {
        id: row.id.clone(),
        topic: row.topic.clone().unwrap_or_default(),
        measure: upper_first(&row.measure),
        quantity: format!("{}: {}", row.acts_on, row.quantity),
        value,
        interval,
        source: [row.source.as_str(), row.locator.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        how_known: row.how_known.clone(),
        grade: row.grade.text().to_owned(),
        grounds: match row.purpose {
            Use::ComparisonOnly => Grounds::ComparisonOnly,
            _ if row.is_assumption() => Grounds::Assumption,
            _ => Grounds::Evidence,
        },
        note: row.note.clone(),
    }
}

/// A number with the digits its source printed: separators from a thousand on, shares in percent.
pub(crate) fn published(value: f64, unit: &str) -> String {
    if unit == "share" {
        return format!("{:.0}%", 100.0 * value);
    }
    if value.abs() >= 1000.0 && value.fract() == 0.0 { Unit::Count.number(value) } else { format!("{value}") }
}

fn with_unit(value: f64, unit: &str) -> String {
    let number = published(value, unit);
    if unit == "share" { number } else { format!("{number} {unit}").trim().to_owned() }
}
