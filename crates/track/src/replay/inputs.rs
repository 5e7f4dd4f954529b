//! What the model read, and what of it did not exist at the date of the look.
//!
//! A replay reads series as they stand today. Their values were corrected since, some were published for the first time
//! years later, and holes were filled. The release lags of `indicators.toml` keep later *years* out; they cannot give
//! back the figures of the time. `publication.toml` of the world says when a series of this kind first existed.

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{Expression, Formula};
use forefend_panel::{AsOf, Axis, CountryId, Fill, Kind, Year};
use forefend_simulate::{Model, WorldFiles};
use serde::{Deserialize, Serialize};

use crate::error::TrackError;

/// The file of a world that says when series first existed.
pub const PUBLICATION: &str = "publication.toml";

/// First year of the years whose holes are counted: fits begin there.
const FITTED_FROM: Year = Year(1970);

/// When a series of this kind was first public.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The series, as `indicators.toml` names it, or a network.
    pub id: String,
    /// Year in which the data set, in the form used here, was first public.
    pub first_published: i16,
    /// What stood in its place before.
    pub before: String,
    /// How this is known.
    pub basis: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Publication {
    #[serde(default)]
    series: Vec<Published>,
}

/// Reads `publication.toml`; nothing where the world has none.
///
/// # Errors
/// [`TrackError::World`] with file and line.
pub fn publication(world: &WorldFiles) -> Result<Vec<Published>, TrackError> {
    if world.bytes(PUBLICATION).is_err() {
        return Ok(Vec::new());
    }
    Ok(world.parse::<Publication>(PUBLICATION).map_err(Box::new)?.series)
}

/// One series or network that the outcome rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its name in formulas.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Last year that was published at the look, by its release lag.
    pub last_known: Option<i16>,
    /// Months from the end of a year to its publication.
    pub release_lag_months: u32,
    /// Whether values are those of today's vintage, corrected since.
    pub revised: bool,
    /// Share of country-years from 1970 to the last known year without a value, filled by a line, a carried value or a
    /// median; none where holes are not filled.
    pub filled: Option<f64>,
    /// Year in which a series like this was first public; none where `publication.toml` does not say.
    pub first_published: Option<i16>,
    /// What stood in its place before, and how that is known.
    pub before: String,
}

impl Input {
    /// Whether it existed in the year of the look; none where nobody has said.
    pub fn existed(&self, look: i16) -> Option<bool> {
        self.first_published.map(|year| year <= look)
    }
}

/// Every series and network that `variable` rests on, directly or through other variables, by name.
pub(crate) fn inputs(
    model: &Model,
    variable: &str,
    view: &AsOf<'_>,
    units: &[CountryId],
    published: &[Published],
) -> Result<Vec<Input>, TrackError> {
    let known: BTreeMap<&str, &Published> =
        published.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let said = |id: &str| -> (Option<i16>, String) {
        known.get(id).map_or((None, String::new()), |entry| {
            (Some(entry.first_published), format!("{} ({})", entry.before, entry.basis))
        })
    };
    let (series, networks) = reads(model, variable);
    let mut found = Vec::new();
    for id in series {
        let declared = view.indicator(&id)?;
        let last_known = view.last_year(&id)?;
        let (first_published, before) = said(&id);
        found.push(Input {
            title: declared.title.clone(),
            last_known: last_known.map(|year| year.0),
            release_lag_months: declared.release_lag_months,
            revised: declared.revised || matches!(declared.kind, Kind::Path { .. }),
            filled: match &declared.axis {
                Axis::Country => share_missing(view, &id, units, last_known)?,
                Axis::World | Axis::Declared(_) => None,
            },
            first_published,
            before,
            id,
        });
    }
    for id in networks {
        let (first_published, before) = said(&id);
        found.push(Input {
            title: format!("network `{id}`"),
            last_known: Some(view.month().last_complete_year().0),
            release_lag_months: 0,
            revised: true,
            filled: None,
            first_published,
            before,
            id,
        });
    }
    Ok(found)
}

/// Share of the existing country-years without a value of their own; none where there is no hole.
fn share_missing(
    view: &AsOf<'_>,
    id: &str,
    units: &[CountryId],
    last: Option<Year>,
) -> Result<Option<f64>, TrackError> {
    let Some(last) = last.filter(|last| *last >= FITTED_FROM) else { return Ok(None) };
    let grid = view.grid(id, units, FITTED_FROM, last, Fill::None)?;
    let (mut holes, mut all) = (0_u64, 0_u64);
    for (year, row) in Year::range(FITTED_FROM, last).zip(grid.chunks_exact(units.len().max(1))) {
        for (unit, value) in units.iter().zip(row) {
            if view.roster().get(*unit).is_some_and(|country| country.exists(year)) {
                all += 1;
                holes += u64::from(value.is_nan());
            }
        }
    }
    Ok((holes > 0).then(|| holes as f64 / all as f64))
}

/// Indicators and networks that a variable rests on.
fn reads(model: &Model, variable: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut series, mut networks) = (BTreeSet::new(), BTreeSet::new());
    series.insert(model.frame.anchor.as_ref().clone());
    for declared in &model.reduced_to(&[variable]).variables {
        series.extend(declared.spec.indicator.iter().map(|name| name.as_ref().clone()));
        series.extend(declared.spec.sample.observed.iter().map(|name| name.as_ref().clone()));
        networks.extend(declared.expressions().flat_map(Expression::networks));
        networks.extend(declared.formula.iter().flat_map(Formula::networks));
    }
    (series, networks)
}
