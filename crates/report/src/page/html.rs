//! Markup for numbers: every printed number carries the run and the query it came from.

use super::sentence;
use crate::brief::*;
use crate::figure::strip::strip;
use crate::figure::svg::escape;
use crate::number::{Quantity, Unit};
use crate::provenance::Provenance;
use std::fmt;

/// Markup that is safe to print as it is: all text in it went through [`escape`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Html(pub String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Prints quantities and sentences of one run.
#[derive(Debug, Clone, Copy)]
pub struct Printer<'a> {
    run: &'a RunFacts,
}

impl<'a> Printer<'a> {
    /// A printer for the numbers of `run`.
    pub fn new(run: &'a RunFacts) -> Self {
        Self { run }
    }

    /// Draws of the run.
    pub fn draws(&self) -> u64 {
        self.run.draws
    }

    /// Full trace, `run:query`; empty for an untraced number.
    fn trace(&self, query: &str) -> String {
        if query.is_empty() || query.contains(':') {
            query.to_owned()
        } else {
            format!("{}:{query}", self.run.id)
        }
    }

    fn traced(&self, quantity: &Quantity, text: &str) -> Html {
        if quantity.value.is_nan() {
            return Html(r#"<span class="missing">no data</span>"#.to_owned());
        }
        let trace = self.trace(&quantity.trace);
        let text = &tied(text);
        if trace.is_empty() {
            return Html(format!(r#"<span class="q">{}</span>"#, escape(text)));
        }
        let (run, query) = trace.split_once(':').unwrap_or((&self.run.id, &trace));
        let words = Provenance::of(query).words(&quantity.unit);
        let title = format!("run {run} · query {query} · {words} · data {}", short(&self.run.data_digest));
        Html(format!(
            r#"<data class="q" value="{}" data-trace="{}" title="{}">{}</data>"#,
            quantity.value,
            escape(&trace),
            escape(&title),
            escape(text)
        ))
    }

    /// Number with unit and interval.
    pub fn full(&self, q: &Quantity) -> Html {
        self.with_interval(q, &q.bare())
    }

    /// Number with interval under a label that names the unit where that is long.
    pub fn fact(&self, q: &Quantity) -> Html {
        self.with_interval(q, &q.under_label())
    }

    fn with_interval(&self, q: &Quantity, text: &str) -> Html {
        let (number, interval) = (self.traced(q, text), self.interval(q));
        let number = if interval.0.is_empty() { number } else { Html(format!("{number} {interval}")) };
        match q.other_mean() {
            Some(mean) => Html(format!("{number} <span class=\"ci\">(mean {})</span>", self.number(mean))),
            None => number,
        }
    }

    /// The interval in brackets, or nothing.
    pub fn interval(&self, q: &Quantity) -> Html {
        let Some(interval) = q.interval().filter(|_| !q.value.is_nan()) else { return Html::default() };
        let level = if q.level == 90 { String::new() } else { format!(", {}% interval", q.level) };
        let interval = tied(&interval);
        // A long interval may be broken before "to" where a cell is narrow.
        let class = if interval.contains(' ') { "ci long" } else { "ci" };
        Html(format!(r#"<span class="{class}">[{}{level}]</span>"#, escape(&interval)))
    }

    /// Number without unit words and without interval.
    pub fn number(&self, q: &Quantity) -> Html {
        self.traced(q, &q.number())
    }

    /// Number with unit, without interval.
    pub fn bare(&self, q: &Quantity) -> Html {
        self.traced(q, &q.bare())
    }

    /// Number without unit words, with interval: for table cells whose head names the unit.
    pub fn cell(&self, q: &Quantity) -> Html {
        self.with_interval(q, &q.number())
    }

    /// A cell that may be empty.
    pub fn maybe(&self, q: &Option<Quantity>) -> Html {
        q.as_ref()
            .map_or_else(|| Html(r#"<span class="missing">no data</span>"#.to_owned()), |q| self.cell(q))
    }

    /// Yardstick word and number, or the number and the two words around its gap.
    pub fn phia(&self, q: &Quantity) -> Html {
        let words = crate::yardstick::phia(q.value).words();
        let number = self.full(q);
        if words.is_empty() { number } else { Html(format!("{words} ({number})")) }
    }

    /// A sentence with its numbers. Sentences were checked before the page began, so a failure prints the bare text.
    pub fn sentence(&self, s: &Sentence) -> Html {
        sentence::print(s, self).unwrap_or_else(|_| Html(escape(&s.template)))
    }

    /// A whole number in full, for facts about the run or the method that are not results.
    pub fn count(&self, n: &u64) -> String {
        Unit::Count.number(*n as f64)
    }

    /// A label as a chip.
    pub fn label(&self, label: impl std::borrow::Borrow<Label>) -> Html {
        let label = label.borrow();
        Html(format!(r#"<span class="chip {}">{}</span>"#, label.class(), label.text()))
    }

    /// A probability as a dot on a strip.
    pub fn strip(&self, q: &Quantity) -> Html {
        Html(strip(q))
    }

    /// Reasons of a row of a list, strongest first; the arrow is printed only where the list holds both kinds.
    pub fn reasons(&self, row: &RiskRow, both_kinds: &bool) -> Html {
        let reason = |r: &Reason| {
            let text = escape(&r.text);
            match (*both_kinds, r.contribution < 0.0) {
                (false, _) => text,
                (true, true) => format!(r#"<span class="down" title="lowers the risk">▼</span> {text}"#),
                (true, false) => format!(r#"<span class="up" title="raises the risk">▲</span> {text}"#),
            }
        };
        Html(row.reasons.iter().map(reason).collect::<Vec<_>>().join(", "))
    }

    /// A compact cell of a data table behind a figure: trace, no tooltip, since hundreds of them would weigh the page
    /// down.
    pub fn plain_cell(&self, value: f64, unit: &Unit, query: &str) -> Html {
        if value.is_nan() {
            return Html("<td>–</td>".to_owned());
        }
        let (trace, text) = (escape(&self.trace(query)), escape(&unit.number(value)));
        Html(format!(r#"<td data-trace="{trace}">{text}</td>"#))
    }
}

/// Binds a number to its unit with no-break spaces; an interval may break before "to" only.
fn tied(text: &str) -> String {
    // Words as long as this would push a line over the edge of a phone.
    if text.chars().count() > 30 {
        return text.to_owned();
    }
    text.replace(' ', "\u{a0}").replace("\u{a0}to\u{a0}", " to\u{a0}")
}

fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}
