//! From brief to page: checks, then one askama template with a partial for each chapter.

mod check;
mod country;
mod differences;
mod figures;
mod html;
mod replayed;
mod sentence;
mod tables;
mod typography;

use crate::ReportError;
use crate::brief::*;
use crate::number::Quantity;
use crate::shown::shown;
use askama::Template;
pub(crate) use check::check;
pub use country::render_country;
use differences::Differences;
use figures::Figures;
pub use html::{Html, Printer};
pub use replayed::render_replay;

/// What the templates see.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    brief: &'a Brief,
    print: Printer<'a>,
    figures: Figures,
    differences: Differences<'a>,
    style: Html,
}

impl<'a> Page<'a> {
    /// Sections of the named elements, in that order; the check before the page saw to it that each exists.
    fn elements(&self, ids: &[&str]) -> Vec<&'a ElementSection> {
        let find = |id: &str| self.brief.elements.iter().find(|section| section.element.id() == id);
        ids.iter().copied().filter_map(find).collect()
    }

    /// Topics of the first page that have something to say, with their judgements.
    fn topics(&self) -> Vec<(Topic, Vec<&'a Judgement>)> {
        let page = &self.brief.first_page;
        let all = Topic::ALL.into_iter().map(|topic| (topic, page.on(topic).collect::<Vec<_>>()));
        let says = |(topic, judgements): &(Topic, Vec<_>)| {
            !judgements.is_empty() || (*topic == Topic::Standing && page.worst.is_some())
        };
        all.filter(says).collect()
    }

    /// The reference, then the alternatives.
    fn portfolios(&self) -> Vec<&'a Portfolio> {
        let appraisal = &self.brief.appraisal;
        std::iter::once(&appraisal.reference).chain(&appraisal.alternatives).collect()
    }

    /// How a portfolio stands by a principle.
    fn principle_value<'p>(
        &self,
        principle: &'p Principle,
        portfolio: &Portfolio,
    ) -> Option<&'p PrincipleValue> {
        principle.values.iter().find(|value| value.portfolio == portfolio.id)
    }

    /// Verdicts that a reader must look at: the principle, the portfolio's name, and how it stands.
    fn broken(&self) -> Vec<(&'a Principle, &'a str, &'a PrincipleValue)> {
        let told = |value: &&PrincipleValue| {
            matches!(value.verdict, PrincipleVerdict::Fails | PrincipleVerdict::NotMeasurable)
        };
        let mut rows = Vec::new();
        for portfolio in self.portfolios() {
            for principle in &self.brief.principles {
                let own = self.principle_value(principle, portfolio).filter(told);
                rows.extend(own.map(|value| (principle, portfolio.name.as_str(), value)));
            }
        }
        rows
    }

    /// The name of a portfolio.
    fn named(&self, id: &str) -> &'a str {
        let found = self.portfolios().into_iter().find(|portfolio| portfolio.id == id);
        found.map_or("", |portfolio| portfolio.name.as_str())
    }

    /// The first minus the second of two alternatives at equal cost.
    fn pair_at_cost<'p>(&self, all: &'p AtEqualCost, first: &str, second: &str) -> Option<&'p Quantity> {
        let found = all.pairs.iter().find(|(one, other, _)| one == first && other == second);
        found.map(|(_, _, quantity)| quantity)
    }

    /// Sections of the drivers: those with several figures, or those with one at most, which stand side by side.
    fn drivers(&self, several: bool) -> Vec<&'a ElementSection> {
        self.elements(&Element::DRIVERS.map(Element::id))
            .into_iter()
            .filter(|e| (e.fans.len() > 1) == several)
            .collect()
    }

    /// Facts about what a fan shows ("World population, 2040" of the fan "World population"), with what their names say
    /// beyond its title ("2040"): they are printed with the fan.
    fn captions<'f>(&self, facts: &'f [Fact], fan: &Fan) -> Vec<(&'f str, &'f Fact)> {
        facts.iter().filter_map(|fact| Some((beyond(&fact.name, &fan.title)?, fact))).collect()
    }

    /// For a fan outside the sections of elements.
    fn no_facts(&self) -> &'static [Fact] {
        &[]
    }

    /// Facts that belong to none of the section's fans.
    fn facts_apart(&self, e: &'a ElementSection) -> Vec<&'a Fact> {
        let shown = |fact: &&Fact| !e.fans.iter().any(|fan| beyond(&fact.name, &fan.title).is_some());
        e.facts.iter().filter(shown).collect()
    }

    /// Whether any threat tells how likely its events are.
    fn tells_chances(&self) -> bool {
        self.brief.threats.iter().any(|threat| !threat.chances.is_empty())
    }

    /// Whether any threat shows how large a year can be.
    fn tells_exceedance(&self) -> bool {
        self.brief.threats.iter().any(|threat| threat.exceedance.is_some())
    }

    /// Deaths of the world by threat, where several threats are told in deaths.
    fn tolls(&self) -> Option<Tolls> {
        Tolls::of(&self.brief.threats)
    }

    /// Rows of the track record by outcome, in their order.
    fn record_groups(&self) -> Vec<(&'a str, &'a [SkillRow])> {
        let outcomes = self.brief.record.rows.chunk_by(|a, b| a.outcome == b.outcome);
        outcomes.map(|rows| (rows[0].outcome.as_str(), rows)).collect()
    }

    /// The horizon of a row under a head that says "years" already.
    fn span<'r>(&self, row: &'r SkillRow) -> &'r str {
        let horizon = row.horizon.as_str();
        horizon.strip_suffix(" years").or(horizon.strip_suffix(" year")).unwrap_or(horizon)
    }

    /// The origins that most rows share: said once, and again only where a row has others.
    fn common_origins(&self) -> &'a str {
        let rows = &self.brief.record.rows;
        let uses = |origins: &str| rows.iter().filter(|row| row.origins == origins).count();
        let all = rows.iter().map(|row| row.origins.as_str());
        all.max_by_key(|origins| uses(origins)).unwrap_or_default()
    }

    /// Whether a list repeats the note of the one before it, so that it need not be printed again.
    fn repeats_note(&self, list: &usize) -> bool {
        let lists = &self.brief.outlook.lists;
        *list > 0 && lists[*list - 1].note == lists[*list].note
    }

    /// Whether a series comes from the same source as the one before it.
    fn repeats_source(&self, series: &usize) -> bool {
        let sources = &self.brief.sources;
        *series > 0 && sources[*series - 1].source == sources[*series].source
    }

    /// The note on membership if all organisations share it.
    fn common_membership(&self) -> Option<&'a str> {
        let all = &self.brief.organisations;
        let first = all.first().map(|o| o.note.as_str())?;
        all.iter().all(|o| o.note == first).then_some(first)
    }
}

/// What a name says beyond a title it begins with: "2040" of "World population, 2040".
fn beyond<'n>(name: &'n str, title: &str) -> Option<&'n str> {
    name.strip_prefix(title)?.strip_prefix(", ").filter(|rest| !rest.is_empty())
}

/// Renders the whole report as one self-contained HTML page: no request leaves it, no script runs in it.
///
/// # Errors
/// A missing or repeated element, a sentence that names a quantity it does not carry, an appraisal row that names an
/// undeclared id.
///
/// # Examples
/// ```
/// use forefend_report::{Brief, elements_without_substance, render};
///
/// fn write(brief: &Brief) -> Result<String, Box<dyn std::error::Error>> {
///     let page = render(brief)?;
///     // No element of the mission is left without a number of this run, or a plain "no model yet".
///     assert_eq!(elements_without_substance(&page).len(), 0);
///     Ok(page)
/// }
/// ```
pub fn render(brief: &Brief) -> Result<String, ReportError> {
    check(brief)?;
    let print = Printer::new(&brief.run);
    let figures = Figures::draw(brief)?;
    let differences = Differences::new(&brief.appraisal);
    let page = Page { brief, print, figures, differences, style: Html(STYLE.to_owned()) };
    Ok(finished(&page.render()?))
}

/// A page as it leaves: typography of what is seen, and nothing that acts on the reader's screen.
pub fn finished(html: &str) -> String {
    shown(&typography::tidy(html)).into_owned()
}

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("../templates/style.css");
