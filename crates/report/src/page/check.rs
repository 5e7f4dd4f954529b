//! Checks that a brief can be printed, before anything is.

use super::sentence;
use crate::ReportError;
use crate::brief::*;

/// Every element once, every sentence with its quantities, every appraisal row with declared ids.
pub fn check(brief: &Brief) -> Result<(), ReportError> {
    for element in Element::ALL {
        match brief.elements.iter().filter(|s| s.element == element).count() {
            0 => return Err(ReportError::MissingElement(element)),
            1 => {}
            _ => return Err(ReportError::RepeatedElement(element)),
        }
    }
    sentences(brief).try_for_each(sentence::check)?;
    brief.appraisal.differences.iter().try_for_each(|d| declared(&brief.appraisal, d))
}

fn sentences(brief: &Brief) -> impl Iterator<Item = &Sentence> {
    let page = &brief.first_page;
    let home = brief.home.iter().flat_map(|home| &home.summary);
    let judgements = home.chain(&page.known).chain(page.judgements.iter().map(|j| &j.sentence));
    let lists = brief.outlook.lists.iter().flat_map(|list| &list.record);
    let elements = brief.elements.iter().flat_map(|e| &e.sentences);
    let threats = brief.threats.iter().flat_map(|threat| threat.chances.iter().map(|chance| &chance.skill));
    let threats = threats.chain(brief.joint.iter().map(|joint| &joint.words));
    let compared = brief.cascades.iter().filter_map(|cascades| cascades.compared.as_ref());
    let threats = threats.chain(compared.filter_map(|compared| compared.together.as_ref()));
    let elements = elements.chain(threats);
    let decision = &brief.appraisal.decision;
    let decision = decision.robust.iter().map(|table| &table.verdict).chain(&decision.council);
    let elements = elements.chain(decision);
    let chapters = brief.outlook.summary.iter().chain(&brief.appraisal.summary).chain(&brief.record.summary);
    judgements.chain(lists).chain(elements).chain(chapters).chain(brief.method.iter().map(|m| &m.text))
}

fn declared(appraisal: &Appraisal, d: &Difference) -> Result<(), ReportError> {
    let alternatives = appraisal.alternatives.iter().map(|a| a.id.as_str());
    known("alternative", &d.alternative, alternatives)?;
    known("outcome", &d.outcome, appraisal.outcomes.iter().map(|o| o.id.as_str()))?;
    known("setting", &d.setting, appraisal.settings.iter().map(|s| s.id.as_str()))
}

fn known<'a>(
    kind: &'static str,
    id: &str,
    declared: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), ReportError> {
    if declared.clone().any(|d| d == id) {
        return Ok(());
    }
    let suggestion = forefend_panel::nearest(id, declared).map(str::to_owned);
    Err(ReportError::UnknownId { kind, id: id.to_owned(), suggestion })
}
