//! Every number of a document, for machines.

use super::{Block, Document, KeyJudgement};
use crate::brief::{BandWidth, Fan, Sentence};
use crate::number::Quantity;
use crate::provenance::Provenance;
use crate::text::csv_cell;

/// Every number of a document that resolves to a query, in order of printing; of a figure every drawn value.
pub fn quantities(document: &Document) -> Vec<Quantity> {
    let mut found = Vec::new();
    for block in document.parts.iter().flat_map(|part| &part.blocks) {
        match block {
            Block::Heading(_) | Block::Command(_) => {}
            Block::Text(sentence) | Block::Note(sentence) => of_sentence(sentence, &mut found),
            Block::Items(items) => items.iter().for_each(|item| of_sentence(item, &mut found)),
            Block::Judgements(told) => {
                for (told, confidence, change) in told.iter().map(KeyJudgement::sentences) {
                    [Some(told), Some(confidence), change]
                        .iter()
                        .flatten()
                        .for_each(|one| of_sentence(one, &mut found));
                }
            }
            Block::Table(table) => table.rows.iter().flatten().for_each(|cell| of_sentence(cell, &mut found)),
            Block::Chart(chart) => {
                chart.table().rows.iter().flatten().for_each(|cell| of_sentence(cell, &mut found));
            }
            Block::Fan(fan) => of_fan(fan, &mut found),
        }
    }
    found.retain(|quantity| !quantity.trace.is_empty() && !quantity.value.is_nan());
    found
}

fn of_sentence(sentence: &Sentence, found: &mut Vec<Quantity>) {
    for quantity in &sentence.quantities {
        found.push(quantity.clone());
        found.extend(quantity.other_mean().cloned());
    }
}

fn of_fan(fan: &Fan, found: &mut Vec<Quantity>) {
    let mut add = |value: f64, year: i32, statistic: &str| {
        let query = format!("{}/{year}/{statistic}", fan.query);
        found.push(Quantity::new(value, fan.unit.clone(), query));
    };
    fan.observed.iter().for_each(|point| add(point.value, point.year, "observed"));
    for band in &fan.projected {
        let told = BandWidth::default().statistics();
        told.iter().for_each(|(statistic, of)| add(of(band), band.year, statistic));
    }
}

/// The numbers of a document as CSV, each once: value and interval read back to the bit.
pub fn provenance_csv(document: &Document) -> String {
    let mut text = String::from("value,low,high,unit,year,table,variable,statistic,run,query\n");
    let mut seen = std::collections::BTreeSet::new();
    for quantity in quantities(document) {
        let found = Provenance::of(&quantity.trace);
        let run = if found.run.is_empty() { document.run.id.as_str() } else { found.run };
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let line = [
            quantity.value.to_string(),
            number(quantity.low),
            number(quantity.high),
            quantity.unit.name().to_owned(),
            found.year.map_or_else(String::new, |year| year.to_string()),
            found.table.to_owned(),
            found.variable.clone(),
            found.statistic.unwrap_or_default().to_owned(),
            run.to_owned(),
            found.query.to_owned(),
        ];
        let line = line.map(|cell| csv_cell(&cell).into_owned()).join(",");
        if seen.insert(line.clone()) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text
}
