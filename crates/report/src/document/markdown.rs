//! A document as Markdown: the same sentences and tables, figures as tables of the years that matter.

use super::{Block, Document, KeyJudgement, Table};
use crate::ReportError;
use crate::brief::*;
use crate::shown::shown;

/// Years of a figure that Markdown prints, counted from the last observed one.
const EVERY: i32 = 5;

/// The document as Markdown.
///
/// # Errors
/// A sentence that names a quantity it does not carry.
pub fn markdown(document: &Document) -> Result<String, ReportError> {
    let mut out = format!("# {}\n\n", document.title);
    if !document.subtitle.is_empty() {
        out.push_str(&format!("{}\n\n", document.subtitle));
    }
    for part in &document.parts {
        out.push_str(&format!("## {}\n\n", part.title));
        for block in &part.blocks {
            out.push_str(&printed(block)?);
            out.push('\n');
        }
    }
    Ok(shown(out.trim_end()).into_owned() + "\n")
}

fn printed(block: &Block) -> Result<String, ReportError> {
    Ok(match block {
        Block::Heading(text) => format!("### {text}\n"),
        Block::Text(sentence) => format!("{}\n", sentence.text()?),
        Block::Note(sentence) => format!("*{}*\n", sentence.text()?),
        Block::Items(items) => items
            .iter()
            .map(|item| Ok(format!("- {}\n", item.text()?)))
            .collect::<Result<String, ReportError>>()?,
        Block::Judgements(told) => told
            .iter()
            .zip(1..)
            .map(|(one, at)| judgement(at, one))
            .collect::<Result<String, ReportError>>()?,
        Block::Table(of) => table(of)?,
        Block::Chart(chart) => {
            let note = chart.reading();
            let note = if note.is_empty() { note } else { format!("\n*{note}*\n") };
            format!("{}{note}", table(&chart.table())?)
        }
        Block::Fan(fan) => figure(fan),
        Block::Command(command) => format!("```sh\n{command}\n```\n"),
    })
}

fn judgement(number: usize, of: &KeyJudgement) -> Result<String, ReportError> {
    let (told, confidence, change) = of.sentences();
    let mut line = format!("{number}. **{}** ({}) {}", told.text()?, of.label.text(), confidence.text()?);
    if let Some(change) = change {
        line.push_str(&format!(" {}", change.text()?));
    }
    Ok(line + "\n")
}

/// A cell on one line, whose bars are no borders.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

fn table(of: &Table) -> Result<String, ReportError> {
    let head: Vec<String> = of.head.iter().map(|head| cell(head)).collect();
    let mut out = if of.caption.is_empty() { String::new() } else { format!("**{}**\n\n", of.caption) };
    out.push_str(&format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len())));
    for row in &of.rows {
        let cells: Result<Vec<String>, ReportError> =
            row.iter().map(|sentence| Ok(cell(&sentence.text()?))).collect();
        out.push_str(&format!("| {} |\n", cells?.join(" | ")));
    }
    Ok(out)
}

/// The last observed value and every fifth year after it.
fn figure(fan: &Fan) -> String {
    let unit = fan.unit_note();
    let unit = if unit.is_empty() { unit } else { format!(" ({unit})") };
    let mut out = format!("**{}{unit}**\n\n", fan.title);
    let number = |value: f64| fan.unit.number(value);
    let last = fan.observed.iter().filter(|point| point.value.is_finite()).max_by_key(|point| point.year);
    if let Some(point) = last {
        out.push_str(&format!("- {}: {} (observed)\n", point.year, number(point.value)));
    }
    let from = last.map_or(i32::MIN, |point| point.year);
    let end = fan.projected.iter().map(|band| band.year).max();
    let told = fan.projected.iter().filter(|band| {
        band.year > from && (band.year % EVERY == 0 || Some(band.year) == end) && band.p50.is_finite()
    });
    for band in told {
        let range = if band.p05.is_finite() && band.p95.is_finite() {
            format!(" [{}–{}]", number(band.p05), number(band.p95))
        } else {
            String::new()
        };
        out.push_str(&format!("- {}: {}{range}\n", band.year, number(band.p50)));
    }
    if !fan.note.is_empty() {
        out.push_str(&format!("\n*{}*\n", fan.note));
    }
    out
}
