//! What a forecast says about each country: how bad, why, how old its data are, and what changed.

use forefend_panel::{Month, Panel};
use serde::Serialize;

use crate::forecast::{Asked, Forecast, forecast};
use crate::grid::{BINS, Grid};
use crate::past::{Past, Place, Views};
use crate::settings::Settings;
use crate::{Group, Target, WatchError};

/// From this many deaths in twelve months on, violence is ongoing; below, more would be new. UCDP counts an armed conflict from
/// 25 deaths a year.
pub const ONGOING: u32 = 25;
/// The event that countries are ranked by: more than this many deaths in a month, the edge of a bin.
pub const EVENT: u32 = 25;
/// Months back to the outlook that this one is compared with.
pub const BEFORE: i32 = 3;
/// Groups of features that are given as reasons.
const REASONS: [Group; 4] = [Group::OwnHistory, Group::OtherViolence, Group::Neighbours, Group::Structural];
/// First bin above [`EVENT`].
const ABOVE: usize = 5;

/// Where a country stands at the origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// At least [`ONGOING`] deaths in the last twelve months.
    Ongoing,
    /// Fewer: more than [`EVENT`] deaths in a month would be a new onset.
    Quiet,
    /// No series of the target: the forecast is that of a country where nobody died.
    Unknown,
}

/// The outlook of one month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MonthAhead {
    /// The month.
    pub month: Month,
    /// Chance of any death.
    pub any: f64,
    /// Chance of more than [`EVENT`] deaths.
    pub above: f64,
    /// Mean deaths.
    pub mean: f64,
    /// Deaths that are exceeded with chances of 50, 10 and 5 %.
    pub quantiles: [u32; 3],
}

/// A reason: how much lower or higher the chance would be without a group of features.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reason {
    /// The group.
    pub group: Group,
    /// Chance as forecast minus the chance had nobody been killed (own history, other violence, neighbours), or were the
    /// country typical (structural); mean over the months.
    pub part: f64,
}

/// The outlook of one country.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountryOutlook {
    /// The country, and the last month known of it.
    #[serde(flatten)]
    pub place: Place,
    /// Where it stands.
    pub standing: Standing,
    /// Deaths in the last twelve known months; none where nothing is known.
    pub deaths_12: Option<u32>,
    /// Months from the last known one to the month at whose end the outlook is made.
    pub age: Option<i32>,
    /// Chance of any death in a month, mean over the months.
    pub any: f64,
    /// Chance of more than [`EVENT`] deaths in a month, mean over the months.
    pub above: f64,
    /// Mean deaths a month.
    pub mean: f64,
    /// Change of `above` against the same model's outlook of three months before; none for a country that was not there.
    pub change: Option<f64>,
    /// Reasons, the largest first. They do not add up: groups overlap.
    pub reasons: Vec<Reason>,
    /// Month by month.
    pub months: Vec<MonthAhead>,
}

/// The outlook of all countries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outlook {
    /// What is forecast.
    pub target: Target,
    /// The month at whose end it is made.
    pub as_of: Month,
    /// The last month of which the target is known.
    pub known_to: Month,
    /// Digest of the settings.
    pub settings: String,
    /// Country-months that the models learned from.
    pub rows: usize,
    /// Countries, the highest chance first.
    pub countries: Vec<CountryOutlook>,
}

/// The forecast, and what it says.
///
/// # Errors
/// Those of [`forecast`](crate::forecast()).
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// use forefend_watch::{Settings, Standing, Target, outlook};
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/watch.toml"));
/// let mut settings = Settings::parse("world/watch.toml", text)?;
/// // As they ship it takes seconds; few years and few trees will do here.
/// settings.rows.from = "2012-01".parse()?;
/// settings.forest.trees = 2;
/// (settings.boost.rounds, settings.boost.repeats) = (2, 1);
///
/// let panel = WorldFiles::new("world", forefend_world::files()).panel()?;
/// let (_, said) = outlook(&panel, "2015-10".parse()?, Target::StateBased, &settings, 3, 1)?;
/// // The highest chance of more than 25 deaths in a month stands first.
/// let first = &said.countries[0];
/// assert!(first.standing == Standing::Ongoing && first.above > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn outlook(
    panel: &Panel,
    as_of: Month,
    target: Target,
    settings: &Settings,
    horizon: usize,
    seed: u64,
) -> Result<(Forecast, Outlook), WatchError> {
    let asked = Asked { settings, horizon, seed, reasons: &REASONS };
    let before = Asked { reasons: &[], ..asked };
    let (now, before) = rayon::join(
        || forecast(Views::at(panel, as_of), target, asked),
        || forecast(Views::at(panel, as_of - BEFORE), target, before),
    );
    let now = now?;
    let before = match before {
        Ok(before) => Some(before),
        // Nothing to compare with.
        Err(WatchError::TooEarly { .. }) => None,
        Err(error) => return Err(error),
    };
    let past = Past::known(Views::at(panel, as_of), target)?;
    let grid = Grid::new();
    let mut countries: Vec<CountryOutlook> =
        (0..now.places.len()).map(|place| country(&now, before.as_ref(), &past, place, &grid)).collect();
    countries.sort_by(|a, b| b.above.total_cmp(&a.above).then(a.place.views.cmp(&b.place.views)));
    let outlook =
        Outlook { target, as_of, known_to: now.origin, settings: settings.hash(), rows: now.rows, countries };
    Ok((now, outlook))
}

fn country(
    now: &Forecast,
    before: Option<&Forecast>,
    past: &Past,
    place: usize,
    grid: &Grid,
) -> CountryOutlook {
    let months: Vec<MonthAhead> =
        (1..=now.horizon).map(|ahead| month_ahead(now, now.cell(place, ahead), grid)).collect();
    let mean = |of: fn(&MonthAhead) -> f64| months.iter().map(of).sum::<f64>() / months.len() as f64;
    let of = now.places[place].clone();
    let deaths_12 = of
        .known_to
        .and_then(|last| past.position(last))
        .map(|last| (last.saturating_sub(11)..=last).filter_map(|at| past.deaths(place, at)).sum::<u32>());
    let above = mean(|month| month.above);
    let mut reasons: Vec<Reason> = now
        .without
        .iter()
        .map(|(group, shares)| {
            let cells = (1..=now.horizon).map(|ahead| now.cell(place, ahead));
            let without = cells.map(|cell| above_of(&shares[cell])).sum::<f64>() / now.horizon as f64;
            Reason { group: *group, part: above - without }
        })
        .collect();
    reasons.sort_by(|a, b| b.part.abs().total_cmp(&a.part.abs()));
    CountryOutlook {
        standing: match deaths_12 {
            None => Standing::Unknown,
            Some(deaths) if deaths >= ONGOING => Standing::Ongoing,
            Some(_) => Standing::Quiet,
        },
        deaths_12,
        age: of.known_to.map(|last| now.as_of - last),
        any: mean(|month| month.any),
        above,
        mean: mean(|month| month.mean),
        change: before.and_then(|before| chance_before(before, &of, grid)).map(|then| above - then),
        reasons,
        months,
        place: of,
    }
}

fn chance_before(before: &Forecast, of: &Place, grid: &Grid) -> Option<f64> {
    let place = before.places.iter().position(|other| other.country == of.country)?;
    let cells = (1..=before.horizon).map(|ahead| before.cell(place, ahead));
    let total: f64 = cells.map(|cell| above_of(&grid.shares_of_bins(before.of(cell)))).sum();
    Some(total / before.horizon as f64)
}

fn above_of(bins: &[f64; BINS]) -> f64 {
    bins[ABOVE..].iter().sum()
}

fn month_ahead(of: &Forecast, cell: usize, grid: &Grid) -> MonthAhead {
    let shares = of.of(cell);
    let quantile = |share: f64| {
        let mut below = 0.0;
        let at = shares.iter().position(|part| {
            below += part;
            below >= share - 1e-9
        });
        grid.values()[at.unwrap_or(grid.len() - 1)]
    };
    MonthAhead {
        month: of.month(cell),
        any: 1.0 - shares[0],
        above: above_of(&grid.shares_of_bins(shares)),
        mean: shares.iter().zip(grid.values()).map(|(share, value)| share * f64::from(*value)).sum(),
        quantiles: [quantile(0.5), quantile(0.9), quantile(0.95)],
    }
}
