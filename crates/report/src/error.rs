//! The one error type of this crate.

use crate::brief::Element;

/// What can go wrong between a brief and a page on disk.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The brief says nothing about one of the mission's elements.
    #[error(
        "brief: no section for element `{}`; add an ElementSection for it, with Standing::NoModel and the reason if \
         nothing is modelled yet", .0.id()
    )]
    MissingElement(Element),
    /// The brief holds two sections for one element.
    #[error("brief: element `{}` has more than one section; merge them", .0.id())]
    RepeatedElement(Element),
    /// A sentence names a quantity that it does not carry.
    #[error(
        "brief: sentence \"{template}\" names {{{index}}} but carries {carried} quantities (first is {{0}})"
    )]
    MissingQuantity {
        /// The sentence as written.
        template: String,
        /// The index that was named.
        index: usize,
        /// How many quantities the sentence carries.
        carried: usize,
    },
    /// A sentence holds a placeholder that is not `{n}`, `{n:bare}` or `{n:phia}`.
    #[error(
        "brief: sentence \"{template}\" holds `{{{placeholder}}}`; write {{0}}, {{0:bare}} or {{0:phia}}"
    )]
    BadPlaceholder {
        /// The sentence as written.
        template: String,
        /// What stands between the braces.
        placeholder: String,
    },
    /// A row of the appraisal names a portfolio, outcome or setting that is not declared.
    #[error("brief: appraisal row names unknown {kind} `{id}`{}", hint(.suggestion))]
    UnknownId {
        /// "alternative", "outcome" or "setting".
        kind: &'static str,
        /// The name used.
        id: String,
        /// The nearest declared name.
        suggestion: Option<String>,
    },
    /// A report about a country that the run does not tell of.
    #[error("no country `{code}` in this run{}", nearest_country(.name))]
    UnknownCountry {
        /// The code as asked.
        code: String,
        /// Code and name of the nearest country that the run tells of.
        name: Option<(String, String)>,
    },
    /// The embedded world outline could not be read (a damaged build).
    #[error(
        "assets/countries-110m.json (embedded): {0}; the file in crates/report/assets is damaged: restore it"
    )]
    Outline(String),
    /// A template failed.
    #[error("template: {0}")]
    Template(#[from] askama::Error),
}

/// The remedy for a country that is not there.
fn nearest_country(nearest: &Option<(String, String)>) -> String {
    match nearest {
        Some((code, name)) => {
            format!("; did you mean {code} ({name})? Give the three letters of ISO 3166-1, such as UGA")
        }
        None => "; give the three letters of ISO 3166-1, such as UGA".to_owned(),
    }
}

fn hint(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|s| format!("; did you mean `{s}`?")).unwrap_or_default()
}
