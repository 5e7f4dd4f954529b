//! `world/indicators.toml`: the declarations of all series, with the line where each one stands.
use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::{Indicator, PanelError};

/// Most characters of an id: that of every name of a world.
const LONGEST_ID: usize = 64;

/// An indicator as declared, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredIndicator {
    /// The declaration.
    pub indicator: Indicator,
    /// `file:line` of its entry.
    pub place: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declarations {
    #[serde(default)]
    indicator: Vec<Spanned<Indicator>>,
}

/// Reads the declarations in `text`; `file` is how messages name it. A series with `csv` gets its path as
/// `file`, and a missing citation is the source.
///
/// # Errors
/// [`PanelError::Declaration`] with file and line: wrong syntax, an unknown key, an id that no formula could
/// name, an id given twice, neither or both of `file` and `csv`, bounds that run backwards.
///
/// # Examples
/// ```
/// use forefend_panel::declared_indicators;
///
/// let text = r#"
/// [[indicator]]
/// id = "mortality"
/// csv = "mortality.csv"
/// title = "Deaths of infants"
/// unit = "per 1,000 live births"
/// source = "World Bank"
/// licence = "CC BY 4.0"
/// release_lag_months = 12
/// "#;
/// let declared = declared_indicators("indicators.toml", text)?;
/// assert_eq!(declared[0].indicator.release_lag(), 12);
/// assert_eq!(declared[0].place, "indicators.toml:2");
/// # Ok::<(), forefend_panel::PanelError>(())
/// ```
pub fn declared_indicators(file: &str, text: &str) -> Result<Vec<DeclaredIndicator>, PanelError> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count();
    let place = |at: usize| format!("{file}:{}", line(at));
    let parsed: Declarations = toml::from_str(text).map_err(|error| PanelError::Declaration {
        place: place(error.span().map_or(0, |span| span.start)),
        message: format!("{}; mend the entry and run again", error.message()),
    })?;
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    let mut declared = Vec::with_capacity(parsed.indicator.len());
    for entry in parsed.indicator {
        let place = place(entry.span().start);
        let mut indicator = entry.into_inner();
        if let Err(message) = complete(&mut indicator) {
            return Err(PanelError::Declaration { place, message });
        }
        if let Some(other) = places.insert(indicator.id.clone(), place.clone()) {
            let message = format!("`{}` is declared twice (also at {other}); rename one", indicator.id);
            return Err(PanelError::Declaration { place, message });
        }
        declared.push(DeclaredIndicator { indicator, place });
    }
    Ok(declared)
}

/// Fills in what may be left out, and checks the rest; the message of what is wrong otherwise.
fn complete(indicator: &mut Indicator) -> Result<(), String> {
    let id = &indicator.id;
    let starts = id.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let plain = id.chars().all(|each| each.is_ascii_alphanumeric() || each == '_');
    if !starts || !plain || id.len() > LONGEST_ID {
        let shown: String = id.chars().take(40).flat_map(char::escape_debug).collect();
        return Err(format!(
            "`{shown}` cannot be an id: use letters, digits and `_` (at most {LONGEST_ID}), and begin with a letter, so that \
             formulas can name it"
        ));
    }
    let inside = |file: &str| !file.contains(['/', '\\']) && !file.starts_with('.');
    if indicator.csv.is_none() && !inside(&indicator.file) {
        return Err(format!(
            "`{id}`: `file` is the name of a file of the snapshot, without folders; mend it"
        ));
    }
    if [indicator.bounds.lower, indicator.bounds.upper].into_iter().flatten().any(f64::is_nan) {
        return Err(format!("`{id}`: a bound is nan, which bounds nothing; give a number, or leave it out"));
    }
    match &indicator.csv {
        Some(_) if !indicator.file.is_empty() => {
            return Err(format!(
                "`{id}` has both `csv` (a file of this world) and `file` (a file of the snapshot); remove one"
            ));
        }
        Some(path) => indicator.file.clone_from(path),
        None if indicator.file.is_empty() => {
            return Err(format!(
                "`{id}` has no data: give `csv = \"data/{id}.csv\"`, a file inside the world, or `file`, the snapshot file that `forefend data build` writes it to"
            ));
        }
        None if indicator.columns.is_some() => {
            return Err(format!("`{id}`: `columns` is for a series with `csv`; remove it"));
        }
        None => {}
    }
    if let (Some(lower), Some(upper)) = (indicator.bounds.lower, indicator.bounds.upper)
        && lower > upper
    {
        return Err(format!("`{id}`: bounds {lower} to {upper} run backwards; swap them"));
    }
    if indicator.citation.is_empty() {
        indicator.citation.clone_from(&indicator.source);
    }
    Ok(())
}
