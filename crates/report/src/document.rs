//! A report built from a kept run: one document, printed as HTML, Markdown or JSON.
//!
//! # Design
//! [`document()`] picks what a template tells out of a [`Brief`] and lays it out as [`Part`]s of [`Block`]s: sentences, tables,
//! judgements, figures. Every number in it is a [`Quantity`](crate::Quantity) of the brief, or a difference of two, so the three
//! printers cannot disagree, and a server can print the same. Nothing is computed from draws here.

mod annex;
mod chart;
mod country;
mod home;
mod html;
mod judgements;
mod markdown;
mod numbers;
mod options;
mod past_ranks;
mod pictures;
mod recommended;
mod ro_crate;
mod situation;
mod terms;

pub use self::chart::{Chart, CountryChances};
pub use self::html::{document_parts, render_document};
pub use self::judgements::{KeyJudgement, MOST_JUDGEMENTS, NINETY, key_judgements, wilson};
pub use self::markdown::markdown;
pub use self::numbers::{provenance_csv, quantities};
pub use self::pictures::of_countries;
pub use self::ro_crate::{CRATE_FILE, CrateFile, ro_crate};
pub use self::situation::{Headline, headlines, moved_unit};

use crate::ReportError;
use crate::brief::*;
use serde::{Deserialize, Serialize};

/// Version of the layout of a document in JSON.
pub const DOCUMENT_SCHEMA: u32 = 1;

/// What a report is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Template {
    /// Everything: judgements, evidence, drivers, threats, principles, options, recommendations.
    Commission,
    /// Two pages for who decides.
    Brief,
    /// One country, by its ISO 3166-1 alpha-3 code.
    Country(String),
    /// Judgements, and what moved since an earlier run.
    Interim,
}

impl Template {
    /// Its name on the command line.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Commission => "commission",
            Self::Brief => "brief",
            Self::Country(_) => "country",
            Self::Interim => "interim",
        }
    }
}

/// A report as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// [`DOCUMENT_SCHEMA`] when it was made.
    pub schema: u32,
    /// What it is: the template's name, or "difference".
    pub template: String,
    /// Title as printed.
    pub title: String,
    /// One line under it.
    pub subtitle: String,
    /// The run that its numbers come from.
    pub run: RunFacts,
    /// The parts, in order of printing.
    pub parts: Vec<Part>,
}

/// One part of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its anchor: lower case, hyphens.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// What stands in a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading below that of the part.
    Heading(String),
    /// A paragraph.
    Text(Sentence),
    /// A reservation, or a note on how to read what stands above.
    Note(Sentence),
    /// Points.
    Items(Vec<Sentence>),
    /// Key judgements, numbered.
    Judgements(Vec<KeyJudgement>),
    /// A table.
    Table(Table),
    /// A figure with its numbers.
    Fan(Box<Fan>),
    /// A figure of another kind with its numbers.
    Chart(Box<Chart>),
    /// A command that can be typed.
    Command(String),
}

/// A table: the first cell of a row is its head.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Heads of the columns.
    pub head: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Sentence>>,
}

impl Part {
    pub(crate) fn new(id: &str, title: impl Into<String>) -> Self {
        Self { id: id.to_owned(), title: title.into(), blocks: Vec::new() }
    }

    pub(crate) fn text(&mut self, sentence: Sentence) {
        self.blocks.push(Block::Text(sentence));
    }

    pub(crate) fn charts(&mut self, charts: impl IntoIterator<Item = Chart>) {
        self.blocks.extend(charts.into_iter().map(|chart| Block::Chart(Box::new(chart))));
    }

    pub(crate) fn note(&mut self, text: &str) {
        self.blocks.push(Block::Note(Sentence::plain(text)));
    }
}

/// The document of a template; `previous` is the brief of an earlier run that changes are told against.
///
/// # Errors
/// A sentence of the brief that cannot be printed, or a country that the run does not tell of.
pub fn document(
    brief: &Brief,
    template: &Template,
    previous: Option<&Brief>,
) -> Result<Document, ReportError> {
    crate::page::check(brief)?;
    let judgements = judgements::part(brief, previous);
    let parts = match template {
        Template::Commission => [judgements]
            .into_iter()
            .chain(home::part(brief))
            .chain([
                situation::scope(brief),
                situation::evidence(brief),
                situation::drivers(brief),
                situation::threats(brief),
                options::principles(brief),
                options::options(brief, false),
                recommended::recommendations(brief),
                annex::change_our_mind(brief),
                annex::annex(brief),
                situation::series(brief),
                terms::glossary(),
            ])
            .collect(),
        Template::Brief => [judgements]
            .into_iter()
            .chain(home::in_short(brief))
            .chain([options::options(brief, true), recommended::short_list(brief), annex::in_a_line(brief)])
            .collect(),
        Template::Country(iso3) => {
            let own = brief.home.as_ref().filter(|home| country::is_called(brief, iso3, &home.iso3));
            let mut parts = country::parts(brief, iso3)?;
            parts.extend(own.and_then(|_| home::part(brief)));
            parts.extend([annex::annex(brief), terms::glossary()]);
            parts
        }
        Template::Interim => vec![judgements, situation::moved(brief, previous), annex::annex(brief)],
    };
    let title = match template {
        Template::Country(iso3) => country::title(brief, iso3)?,
        _ => brief.title.clone(),
    };
    Ok(Document {
        schema: DOCUMENT_SCHEMA,
        template: template.id().to_owned(),
        title,
        subtitle: brief.subtitle.clone(),
        run: brief.run.clone(),
        parts,
    })
}
