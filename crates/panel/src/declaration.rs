//! `world/indicators.toml`: the declarations of all series, with the line where each one stands.
use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::suggest::{did_you_mean, nearest_key};
use crate::{Axis, AxisKind, Indicator, PanelAxis, PanelError};

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

/// An axis as declared, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredAxis {
    /// The declaration, without its listed units.
    pub axis: PanelAxis,
    /// CSV file inside the world that lists its units.
    pub units: Option<String>,
    /// `file:line` of its entry.
    pub place: String,
}

/// All that `indicators.toml` declares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeclaredSeries {
    /// Axes beyond country and world.
    pub axes: Vec<DeclaredAxis>,
    /// Series.
    pub indicators: Vec<DeclaredIndicator>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AxisEntry {
    id: String,
    title: String,
    kind: AxisKind,
    #[serde(default)]
    product: BTreeMap<String, Vec<String>>,
    units: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declarations {
    #[serde(default)]
    axis: Vec<Spanned<AxisEntry>>,
    #[serde(default)]
    indicator: Vec<Spanned<Indicator>>,
}

/// Where each series says its axis.
#[derive(Deserialize)]
struct AxisWords {
    #[serde(default)]
    indicator: Vec<AxisWord>,
}

#[derive(Deserialize)]
struct AxisWord {
    axis: Option<Spanned<String>>,
}

/// Reads the declarations of axes and series in `text`; `file` is how messages name it. A series with `csv` gets its path as
/// `file`, and a missing citation is the source.
///
/// # Errors
/// [`PanelError::Declaration`] with file and line: wrong syntax, an unknown key, an id that no formula could
/// name, an id given twice, neither or both of `file` and `csv`, bounds that run backwards, an axis that is not declared.
///
/// # Examples
/// ```
/// use forefend_panel::declared_series;
///
/// let text = r#"
/// [[axis]]
/// id = "dyad"
/// title = "Pairs of states"
/// kind = "pairs"
///
/// [[indicator]]
/// id = "mortality"
/// csv = "mortality.csv"
/// title = "Deaths of infants"
/// unit = "per 1,000 live births"
/// source = "World Bank"
/// licence = "CC BY 4.0"
/// release_lag_months = 12
///
/// [[indicator]]
/// id = "trade"
/// axis = "dyad"
/// csv = "trade.csv"
/// title = "Trade"
/// unit = "dollars"
/// source = "us"
/// licence = "CC0-1.0"
/// release_lag_months = 12
/// "#;
/// let declared = declared_series("indicators.toml", text)?;
/// assert_eq!((declared.axes.len(), declared.indicators.len()), (1, 2));
/// assert_eq!(declared.indicators[0].indicator.release_lag(), 12);
/// assert_eq!(declared.indicators[0].place, "indicators.toml:7");
/// # Ok::<(), forefend_panel::PanelError>(())
/// ```
pub fn declared_series(file: &str, text: &str) -> Result<DeclaredSeries, PanelError> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|&byte| byte == b'\n').count();
    let place = |at: usize| format!("{file}:{}", line(at));
    let parsed: Declarations = toml::from_str(text).map_err(|error| PanelError::Declaration {
        place: place(error.span().map_or(0, |span| span.start)),
        message: match nearest_key(error.message()) {
            near if near.ends_with('?') => near,
            words => format!("{words}; mend the entry and run again"),
        },
    })?;
    let mut axes: Vec<DeclaredAxis> = Vec::with_capacity(parsed.axis.len());
    for entry in parsed.axis {
        let place = place(entry.span().start);
        let AxisEntry { id, title, kind, product, units } = entry.into_inner();
        let axis = PanelAxis { id, title, kind, product, units: BTreeMap::new() };
        let twice = axes.iter().any(|other| other.axis.id == axis.id);
        let message = match check_id(&axis.id).err().or_else(|| axis.problem()) {
            Some(message) => message,
            None if twice => format!("axis `{}` is declared twice; rename one", axis.id),
            None if units.is_some() && axis.kind != AxisKind::Listed => {
                format!(
                    "axis `{}` of kind \"{}\" has no list of units; remove `units`",
                    axis.id,
                    axis.kind.word()
                )
            }
            None => {
                axes.push(DeclaredAxis { axis, units, place });
                continue;
            }
        };
        return Err(PanelError::Declaration { place, message });
    }
    check_axes(text, &parsed.indicator, &axes, &place)?;
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    let mut indicators = Vec::with_capacity(parsed.indicator.len());
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
        indicators.push(DeclaredIndicator { indicator, place });
    }
    Ok(DeclaredSeries { axes, indicators })
}

/// Refuses a series on an axis that is not declared, at the line where it says so.
fn check_axes(
    text: &str,
    indicators: &[Spanned<Indicator>],
    axes: &[DeclaredAxis],
    place: &dyn Fn(usize) -> String,
) -> Result<(), PanelError> {
    let unknown = |entry: &&Spanned<Indicator>| match &entry.get_ref().axis {
        Axis::Declared(name) => axes.iter().all(|declared| declared.axis.id != *name),
        Axis::World | Axis::Country => false,
    };
    let Some((at, entry)) = indicators.iter().enumerate().find(|(_, entry)| unknown(entry)) else {
        return Ok(());
    };
    let words = toml::from_str::<AxisWords>(text).ok();
    let start = words.and_then(|words| Some(words.indicator.get(at)?.axis.as_ref()?.span().start));
    let name = entry.get_ref().axis.word();
    let shown: String = name.chars().take(40).flat_map(char::escape_debug).collect();
    let known = ["country", "world"].into_iter().chain(axes.iter().map(|declared| declared.axis.id.as_str()));
    Err(PanelError::Declaration {
        place: place(start.unwrap_or(entry.span().start)),
        message: format!(
            "no axis `{shown}`{}; an axis is `country`, `world`, or declared in this file as [[axis]]",
            did_you_mean(name, known)
        ),
    })
}

/// Whether a formula could name it; the message otherwise.
fn check_id(id: &str) -> Result<(), String> {
    let starts = id.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let plain = id.chars().all(|each| each.is_ascii_alphanumeric() || each == '_');
    if starts && plain && id.len() <= LONGEST_ID {
        return Ok(());
    }
    let shown: String = id.chars().take(40).flat_map(char::escape_debug).collect();
    Err(format!(
        "`{shown}` cannot be an id: use letters, digits and `_` (at most {LONGEST_ID}), and begin with a letter, so that \
         formulas can name it"
    ))
}

/// Fills in what may be left out, and checks the rest; the message of what is wrong otherwise.
fn complete(indicator: &mut Indicator) -> Result<(), String> {
    let id = &indicator.id;
    check_id(id)?;
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
