//! Evidence register: every effect and cost with its source, and what another value would do.

use askama::Template;
use forefend_report::{Html, Unit};
use forefend_strategy::evidence::{Evidence, Use};
use serde_json::json;

use crate::asked::Asked;
use crate::declared::{Declared, in_a_page};
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The choice of rows that a measure reads, which stand first: the whole register is long.
const USED: &str = "used";

/// The page.
pub const PAGE: Page = Page { id: "evidence", paths: &["/evidence"], kept: true, draw };

#[derive(Template)]
#[template(path = "evidence.html")]
struct Register<'a> {
    frame: Frame,
    rows: Vec<Row<'a>>,
    all: usize,
    search: String,
    only: String,
    declared: Html,
    changeable: Html,
}

/// A row with the measures that read it.
struct Row<'a> {
    of: &'a Evidence,
    used: Vec<&'a str>,
    /// Whether another value can be tried.
    acts: bool,
}

impl Row<'_> {
    fn value(&self) -> String {
        let number = |value: f64| Unit::Number.number(value);
        let Some(value) = self.of.value else { return "no value".to_owned() };
        match (self.of.low, self.of.high) {
            (Some(low), Some(high)) => format!("{} [{} to {}]", number(value), number(low), number(high)),
            _ => number(value),
        }
    }

    fn purpose(&self) -> &'static str {
        match self.of.purpose {
            Use::Model => "enters the model",
            Use::Shown => "shown only",
            Use::ComparisonOnly => "beside our result, never calibrated to",
        }
    }
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let declared = Declared::load(&workbench.world)?;
    let (search, only) = (asked.value("q").unwrap_or_default(), asked.value("only").unwrap_or(USED));
    let wanted = search.to_lowercase();
    let measures = &declared.measures;
    let row = |of: &'_ Evidence| -> (Vec<&str>, bool) {
        let acts = |measure: &&forefend_strategy::measure::Measure| {
            measure.effect.iter().any(|effect| effect.evidence.as_ref() == &of.id)
        };
        let costs = |measure: &&forefend_strategy::measure::Measure| measure.cost.evidence.as_ref() == &of.id;
        let used = measures.measures.iter().filter(|measure| acts(measure) || costs(measure));
        (
            used.map(|measure| measure.title.as_str()).collect(),
            measures.measures.iter().any(|measure| acts(&measure)),
        )
    };
    let rows = measures.evidence.iter().map(|of| {
        let (used, acts) = row(of);
        Row { of, used, acts }
    });
    let rows: Vec<Row<'_>> = rows.collect();
    let fits = |row: &Row<'_>| {
        let texts = [&row.of.measure, &row.of.acts_on, &row.of.source, &row.of.id, &row.of.note];
        let kind = match only {
            "assumed" => row.of.is_assumption(),
            USED => !row.used.is_empty(),
            "beside" => row.of.purpose == Use::ComparisonOnly,
            _ => true,
        };
        kind && texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let changeable: Vec<_> = (rows.iter().filter(|row| row.acts && row.of.value.is_some()))
        .map(|row| {
            let of = row.of;
            json!({
                "id": of.id, "words": format!("{}: {}", of.measure, of.acts_on), "quantity": of.quantity, "unit": of.unit, "value": of.value,
                "low": of.low, "high": of.high, "grade": of.grade.text(), "assumed": of.is_assumption(), "used": row.used,
            })
        })
        .collect();
    let all = rows.len();
    let page = Register {
        frame: Frame::new(workbench, PAGE.id, None),
        declared: declared.json(workbench)?,
        changeable: Html(in_a_page(&json!(changeable))),
        rows: rows.into_iter().filter(fits).collect(),
        all,
        search: search.to_owned(),
        only: only.to_owned(),
    };
    page.render().map_err(Problem::failed)
}
