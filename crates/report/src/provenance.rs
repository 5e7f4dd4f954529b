//! Where a number comes from: its query taken apart, for the eye and for machines.

use crate::number::Unit;

/// Last parts of queries that name a statistic.
const STATISTICS: [&str; 19] = [
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
    "mean",
    "observed",
    "low",
    "high",
    "better",
    "worse",
    "together",
    "apart",
    "model",
    "difference",
    "named",
    "came",
];

/// What a query says.
///
/// ```
/// let found = forefend_report::Provenance::of("r1:reference/world/share_in_conflict/2030/p50");
/// assert_eq!((found.run, found.table, found.variable.as_str()), ("r1", "world", "share_in_conflict"));
/// assert_eq!((found.year, found.statistic), (Some(2030), Some("p50")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// The run; empty where the trace names none, which is then the run of the report.
    pub run: &'a str,
    /// The query inside it: a line of its `numbers.csv`.
    pub query: &'a str,
    /// The table that it reads: an axis, or what was counted from it ("threat", "list", "difference", "track").
    pub table: &'a str,
    /// The variable, or what in the table is meant.
    pub variable: String,
    /// The calendar year, where the query names one.
    pub year: Option<i32>,
    /// The statistic, where the query names one.
    pub statistic: Option<&'a str>,
}

impl<'a> Provenance<'a> {
    /// Of a trace, `run:query` or `query`.
    pub fn of(trace: &'a str) -> Self {
        let (run, query) = trace.split_once(':').unwrap_or(("", trace));
        let all: Vec<&str> = query.split('/').collect();
        // Scenarios say nothing of a table; a query that is one word is a table of one number.
        let lead = usize::from(all.len() > 1 && ["reference", "observed"].contains(&all[0]));
        let (table, mut rest) =
            (all.get(lead).copied().unwrap_or_default(), all.get(lead + 1..).unwrap_or_default().to_vec());
        let statistic = rest.last().copied().filter(|last| STATISTICS.contains(last));
        if statistic.is_some() {
            rest.pop();
        }
        let is_year = |part: &&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        let at = rest.iter().rposition(is_year);
        let year = at.and_then(|at| rest.remove(at).parse().ok());
        Self { run, query, table, variable: rest.join("/"), year, statistic }
    }

    /// The words of a tooltip, without run and query: "table world · variable share_in_conflict · year 2030 · unit %".
    pub fn words(&self, unit: &Unit) -> String {
        let mut words = vec![format!("table {}", self.table)];
        if !self.variable.is_empty() {
            words.push(format!("variable {}", self.variable));
        }
        words.extend(self.year.map(|year| format!("year {year}")));
        if !unit.name().is_empty() {
            words.push(format!("unit {}", unit.name()));
        }
        words.join(" · ")
    }
}
