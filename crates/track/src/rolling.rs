//! The origins, one after the other.

use std::path::{Path, PathBuf};

use forefend_panel::{Panel, Year};
use forefend_runs::RunWriter;
use forefend_score::{ReliabilityBin, reliability_bins};
use forefend_simulate::Model;
use rayon::prelude::*;

use crate::amounts::{self, AmountCase, amount_cases, amount_row};
use crate::base_rate::BaseRates;
use crate::cases::{Case, Event, cases};
use crate::error::TrackError;
use crate::forecast::{Place, simulate_from};
use crate::observed::Observed;
use crate::past_list::{PastList, is_listed, past_list};
use crate::random_walk::RandomWalk;
use crate::record::{BASIS, Calibration, TrackRecord};
use crate::said::{Forecast, Said};
use crate::settings::TrackSettings;
use crate::skill::{SkillRow, skill_row};
use crate::target::{Target, TargetKind, Targets};
use crate::truth::Truth;
use crate::units::{UnitId, Units};
use crate::values::{ValueCase, value_cases, value_row};
use crate::world_amount::{WorldAmount, amount_path, amount_rows, world_amount};
use crate::world_share::{self, WorldShare, share_path, share_rows};

/// Bins of the reliability table.
const BINS: usize = 10;
/// Years ahead that it pools, of an event in single years.
const POOLED: (i16, i16) = (1, 5);

/// Repeats the production path at every origin and scores it.
///
/// At origin o the model sees [`forefend_panel::Availability::Observed`] as of December of o, that is every year
/// completed by then as if published at once. `progress` is told the number of origins done and of all. The
/// record depends on the arguments alone, not on the number of threads.
///
/// # Errors
/// Any [`TrackError`]; one raised while forecasting names its origin.
///
/// # Examples
/// ```
/// use forefend_fixtures::small;
/// use forefend_panel::Year;
/// use forefend_simulate::Model;
/// use forefend_track::{Targets, TrackSettings, rolling_origins};
///
/// let (panel, model) = (small::panel(None), Model::load(&small::world())?);
/// let targets = Targets::of(&model, &panel)?;
/// let settings = TrackSettings {
///     origins: vec![Year(1990), Year(1994)],
///     horizon_years: 3,
///     draws: 100,
///     ..TrackSettings::default()
/// };
/// let record = rolling_origins(&model, &panel, &targets, &settings, &|_done, _of| ())?;
/// // One row of skill for conflict one to three years ahead, with the cases behind it.
/// let target = targets.all[0].id();
/// assert!(record.skill_at(target, 2).expect("scored").cases > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rolling_origins(
    model: &Model,
    panel: &Panel,
    targets: &Targets,
    settings: &TrackSettings,
    progress: &dyn Fn(usize, usize),
) -> Result<TrackRecord, TrackError> {
    let scoring = Scoring::new(model, panel, targets, settings)?;
    let mut read = Vec::with_capacity(settings.origins.len());
    let of_origin = |&origin: &Year| -> Result<Origin, TrackError> {
        let folder = tempfile::tempdir()?;
        scoring.simulate(origin, Place::Folder(folder.path()))?;
        scoring.read(origin, folder.path())
    };
    // As many at a time as there are threads: much of an origin (history, fits, scores) is the work of one.
    for origins in settings.origins.chunks(rayon::current_num_threads()) {
        progress(read.len(), settings.origins.len());
        let made: Vec<Result<Origin, TrackError>> = origins.par_iter().map(of_origin).collect();
        for origin in made {
            read.push(origin?);
        }
    }
    progress(settings.origins.len(), settings.origins.len());
    scoring.record(&read)
}

/// Checks the settings against the model and the panel without running anything.
///
/// # Errors
/// [`TrackError::Settings`], [`TrackError::NoOutcome`] and [`TrackError::ShortPast`].
pub fn check_origins(
    model: &Model,
    panel: &Panel,
    targets: &Targets,
    settings: &TrackSettings,
) -> Result<(), TrackError> {
    let scoring = Scoring::new(model, panel, targets, settings)?;
    for (position, (target, came)) in targets.all.iter().zip(&scoring.came).enumerate() {
        if let (TargetKind::WorldShare, Some(came)) = (target.kind, came) {
            check_past((target, came), &scoring.units[position], panel, settings)?;
        }
    }
    Ok(())
}

/// Fits and simulates the forecast of one origin into a scenario of a run: Parquet parts and `parameters.json`. What is
/// there and complete is kept, so that a stopped run is carried on; parameters that are not as they were written are not.
///
/// # Errors
/// Any [`TrackError`]; one raised while forecasting names its origin.
pub fn simulate_origin(
    model: &Model,
    panel: &Panel,
    targets: &Targets,
    settings: &TrackSettings,
    origin: Year,
    (writer, scenario): (&RunWriter, &str),
) -> Result<(), TrackError> {
    Scoring::new(model, panel, targets, settings)?.simulate(origin, Place::Run(writer, scenario))
}

/// Scores forecasts that [`simulate_origin`] has left in the folders that `folder` names: the record that
/// [`rolling_origins`] gives, to the bit.
///
/// # Errors
/// Any [`TrackError`].
pub fn score_origins(
    model: &Model,
    panel: &Panel,
    targets: &Targets,
    settings: &TrackSettings,
    folder: &dyn Fn(Year) -> PathBuf,
) -> Result<TrackRecord, TrackError> {
    let scoring = Scoring::new(model, panel, targets, settings)?;
    let read = |&origin: &Year| scoring.read(origin, &folder(origin));
    let read: Vec<Origin> = settings.origins.iter().map(read).collect::<Result<_, _>>()?;
    scoring.record(&read)
}

/// What every origin is forecast with and scored against.
pub(crate) struct Scoring<'a> {
    model: &'a Model,
    pub panel: &'a Panel,
    pub targets: &'a Targets,
    pub settings: &'a TrackSettings,
    /// The units of every target's axis.
    pub units: Vec<Units<'a>>,
    /// Events, by target; none for the others.
    pub events: Vec<Option<Event>>,
    /// What came of amounts and shares, by target; none for events.
    pub came: Vec<Option<Observed>>,
    /// Last year in which the anchor series is observed.
    pub last: Year,
}

/// One origin: what was said, with amounts scored at once, since their draws are many.
pub(crate) struct Origin {
    pub forecast: Forecast,
    /// By target; empty for other kinds.
    pub amounts: Vec<Vec<AmountCase>>,
    /// By target; empty for other kinds.
    pub values: Vec<Vec<ValueCase>>,
}

impl<'a> Scoring<'a> {
    pub fn new(
        model: &'a Model,
        panel: &'a Panel,
        targets: &'a Targets,
        settings: &'a TrackSettings,
    ) -> Result<Self, TrackError> {
        let anchor = model.frame.anchor.as_ref();
        let last = panel.coverage(anchor)?.last;
        let last = last.ok_or_else(|| TrackError::Settings {
            message: format!("`{anchor}` has no value at all; rebuild the snapshot"),
        })?;
        settings.check(last)?;
        let units = targets.all.iter().map(|target| Units::of_target(target, model, panel));
        let units = units.collect::<Result<Vec<_>, _>>()?;
        let (mut events, mut came) = (Vec::new(), Vec::new());
        for (position, target) in targets.all.iter().enumerate() {
            let on = &units[position];
            let (mut event, mut settled) = (None, None);
            match target.kind {
                TargetKind::Event => {
                    let truth = Truth::read(target, on, panel)?;
                    let rates = BaseRates::of(&truth);
                    event = Some(Event { position, target: target.clone(), truth, rates });
                }
                TargetKind::WorldShare => {
                    let observed = Observed::read_on(on, panel, target.observed.as_ref())?.0;
                    settled = Some(world_share::settled(target, &observed));
                }
                TargetKind::Value => {
                    settled = Some(Observed::read_on(on, panel, target.observed.as_ref())?.0);
                }
                TargetKind::Amount | TargetKind::WorldAmount => {
                    let observed = Observed::read_on(on, panel, target.observed.as_ref())?.0;
                    settled = Some(amounts::settled(target, &observed));
                }
            }
            events.push(event);
            came.push(settled);
        }
        Ok(Self { model, panel, targets, settings, units, events, came, last })
    }

    fn simulate(&self, origin: Year, place: Place<'_>) -> Result<(), TrackError> {
        let years = (origin, self.last);
        simulate_from(self.model, self.panel, self.targets, years, self.settings, (place, &|_| Ok(())))
    }

    /// What was said from `origin`, by the parts in `folder`.
    pub fn read(&self, origin: Year, folder: &Path) -> Result<Origin, TrackError> {
        let mut forecast =
            Forecast::read((self.targets, &self.units), (origin, self.last), self.settings, folder)?;
        let (mut amounts, mut values) = (Vec::new(), Vec::new());
        for (position, (target, came)) in self.targets.all.iter().zip(&self.came).enumerate() {
            let (named, units) = ((position, target), &self.units[position]);
            let came = |kind| came.as_ref().filter(|_| target.kind == kind);
            amounts.push(
                came(TargetKind::Amount)
                    .map_or_else(Vec::new, |came| amount_cases(&forecast, named, came, units)),
            );
            values.push(match came(TargetKind::Value) {
                Some(came) => value_cases(&forecast, named, came, units)?,
                None => Vec::new(),
            });
            if matches!(forecast.said[position], Said::Amount(_)) {
                forecast.said[position] = Said::Amount(Vec::new());
            }
        }
        Ok(Origin { forecast, amounts, values })
    }

    fn pool(&self, origins: &[Origin], event: &Event, band: (i16, i16)) -> Vec<(i16, Vec<Case>)> {
        let of = |origin: &Origin| cases(&origin.forecast, event, &self.units[event.position], band);
        origins.iter().map(|origin| (origin.forecast.origin.0, of(origin))).collect()
    }

    fn record(&self, origins: &[Origin]) -> Result<TrackRecord, TrackError> {
        let settings = self.settings;
        let (mut skill, mut shares, mut totals) = (Vec::new(), Vec::new(), Vec::new());
        for (position, target) in self.targets.all.iter().enumerate() {
            skill.extend(self.rows(origins, position, target)?);
            let Some(came) = &self.came[position] else { continue };
            let scored = origins.iter().filter(|origin| target.scored_from(origin.forecast.origin.0));
            let scored: Vec<&Origin> = scored.collect();
            if scored.is_empty() {
                continue;
            }
            if target.kind == TargetKind::WorldShare {
                let share = self.share(&scored, position, target, came)?;
                skill.extend(share_rows(target, &share, settings.seed)?);
                shares.push(share);
            }
            if target.kind == TargetKind::WorldAmount
                && let Some(total) = self.total(&scored, position, target, came)?
            {
                skill.extend(amount_rows(target, &total, settings.seed)?);
                totals.push(total);
            }
        }
        let first = self.events.iter().flatten().position(|event| event.target.within.is_none());
        let (mut reliable, mut calibration) = (Vec::new(), Vec::new());
        for (at, event) in self.events.iter().flatten().enumerate() {
            let years_ahead = event.target.within.map_or(POOLED, |within| (1, within));
            let bins = reliability(&self.pool(origins, event, years_ahead))?;
            if Some(at) == first {
                reliable = bins;
            } else if !bins.is_empty() {
                let (target, title) = (event.target.id().to_owned(), event.target.title.clone());
                calibration.push(Calibration { target, title, years_ahead, bins });
            }
        }
        Ok(TrackRecord {
            fingerprint: settings.fingerprint.clone(),
            basis: BASIS.to_owned(),
            origins: settings.origins.iter().map(|origin| origin.0).collect(),
            horizon_years: settings.horizon_years,
            draws: settings.draws,
            seed: settings.seed,
            observed_until: self.last.0,
            skill,
            world_shares: shares,
            world_amounts: totals,
            reliability: reliable,
            calibration,
            lists: self.lists(origins),
        })
    }

    /// Lists of countries by target, then origin.
    fn lists<'b>(&'b self, origins: &'b [Origin]) -> Vec<PastList> {
        let countries = |event: &&Event| is_listed(event) && self.units[event.position].are_countries();
        let listed = self.events.iter().flatten().filter(countries);
        let of = |event: &'b Event| {
            let units = &self.units[event.position];
            origins.iter().filter_map(move |one| past_list(&one.forecast, event, units))
        };
        listed.flat_map(of).collect()
    }

    /// Rows of a target by unit.
    fn rows(
        &self,
        origins: &[Origin],
        position: usize,
        target: &Target,
    ) -> Result<Vec<SkillRow>, TrackError> {
        let seed = self.settings.seed;
        let named = (target, self.units[position].block_words());
        let mut rows = Vec::new();
        if let Some(event) = &self.events[position] {
            for band in target.bands() {
                rows.extend(skill_row(named, band, &self.pool(origins, event, band), seed)?);
            }
        } else if target.kind == TargetKind::Amount {
            let cases: Vec<AmountCase> =
                origins.iter().flat_map(|origin| origin.amounts[position].iter().copied()).collect();
            for band in target.bands() {
                rows.extend(amount_row(named, band, &cases, seed)?);
            }
        } else if target.kind == TargetKind::Value {
            let cases: Vec<ValueCase> =
                origins.iter().flat_map(|origin| origin.values[position].iter().copied()).collect();
            for band in target.bands() {
                rows.extend(value_row(named, band, &cases, seed)?);
            }
        }
        Ok(rows)
    }

    fn share(
        &self,
        origins: &[&Origin],
        position: usize,
        target: &Target,
        came: &Observed,
    ) -> Result<WorldShare, TrackError> {
        let paths = origins.iter().map(|origin| share_path(&origin.forecast, position, came));
        world_share::world_share(target.id(), paths.collect::<Result<_, _>>()?, self.settings.seed)
    }

    fn total(
        &self,
        origins: &[&Origin],
        position: usize,
        target: &Target,
        came: &Observed,
    ) -> Result<Option<WorldAmount>, TrackError> {
        let paths = origins.iter().map(|origin| amount_path(&origin.forecast, position, came));
        let names = (target.id(), target.title.as_str());
        world_amount(names, paths.collect::<Result<_, _>>()?, self.settings.seed)
    }
}

/// A share of the world is scored beside a random walk, which needs a past: said before a year is simulated.
fn check_past(
    (target, came): (&Target, &Observed),
    units: &Units<'_>,
    panel: &Panel,
    settings: &TrackSettings,
) -> Result<(), TrackError> {
    let everybody: Vec<UnitId> = if units.are_countries() {
        panel.roster().iter().map(|country| country.id.into()).collect()
    } else {
        came.units().collect()
    };
    let share = |year| came.share_in_conflict(&everybody, year);
    let scored = settings.origins.iter().filter(|origin| target.scored_from(origin.0));
    scored.copied().try_for_each(|origin| RandomWalk::fit(share, everybody.len(), origin).map(|_| ()))
}

fn reliability(by_origin: &[(i16, Vec<Case>)]) -> Result<Vec<ReliabilityBin>, TrackError> {
    let cases = || by_origin.iter().flat_map(|(_, cases)| cases);
    let stated: Vec<f64> = cases().map(|case| case.model.plain).collect();
    let happened: Vec<bool> = cases().map(|case| case.happened).collect();
    if stated.is_empty() {
        return Ok(Vec::new());
    }
    Ok(reliability_bins(&stated, &happened, BINS)?)
}
