//! One country, from what the run of the whole world says of it.

use super::situation::risks;
use super::{Block, Part, pictures};
use crate::ReportError;
use crate::brief::*;

fn find<'a>(brief: &'a Brief, iso3: &str) -> Result<&'a CountryOutlook, ReportError> {
    let countries = &brief.outlook.countries;
    countries.iter().find(|country| country.iso3.eq_ignore_ascii_case(iso3)).ok_or_else(|| {
        let upper = iso3.to_uppercase();
        let nearest = forefend_panel::nearest(&upper, countries.iter().map(|country| country.iso3.as_str()));
        ReportError::UnknownId {
            kind: "country",
            id: iso3.to_owned(),
            suggestion: nearest.map(str::to_owned),
        }
    })
}

/// The title of its report.
pub(super) fn title(brief: &Brief, iso3: &str) -> Result<String, ReportError> {
    Ok(format!("{}: outlook to {}", find(brief, iso3)?.name, brief.run.last_year))
}

/// Outlook by year, where it stands on the lists with what came of earlier ones.
pub(super) fn country(brief: &Brief, iso3: &str) -> Result<Part, ReportError> {
    let own = find(brief, iso3)?;
    let mut part = Part::new("outlook", "Outlook");
    let words = brief.outlook.words.as_ref();
    let level = own.level.and_then(|level| words?.levels.get(usize::from(level)));
    part.text(Sentence::plain(format!(
        "{}, {}: {} in {}{}.",
        own.name,
        own.region,
        level.map_or("level not known", String::as_str),
        brief.run.first_year - 1,
        own.calm_years
            .filter(|years| *years > 0)
            .map_or_else(String::new, |years| format!(", for {years} years")),
    )));
    if let Some(words) = words {
        let numbers = [(&words.first, &own.onset_cumulative)];
        let amounts = words.amount.iter().map(|head| (head, &own.expected_amount));
        let told = numbers.into_iter().chain(amounts).filter_map(|(head, number)| {
            let number = number.as_ref()?;
            Some(Sentence::with(format!("{}: {{0}}", verbatim(head)), vec![number.clone()]))
        });
        part.blocks.push(Block::Items(told.collect()));
        part.charts(pictures::of_country(brief, own));
    }
    for list in &brief.outlook.lists {
        let rows: Vec<RiskRow> = list.rows.iter().filter(|row| row.iso3 == own.iso3).cloned().collect();
        if !rows.is_empty() {
            part.blocks.push(Block::Table(risks(&RiskList { rows, ..list.clone() })));
        }
    }
    part.note(&format!(
        "Its drivers, neighbours, history and what was said of it before stand on the page that `forefend country {}` makes; that simulates anew.",
        own.iso3
    ));
    Ok(part)
}
