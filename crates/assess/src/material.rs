//! What the parts of a report are written from.

use std::collections::BTreeMap;

use forefend_journal::SealedScore;
use forefend_panel::{AsOf, CountryId, Panel};
use forefend_simulate::luck::Chance;
use forefend_simulate::{Plan, WorldFiles};
use forefend_strategy::outcome::{Outcome, OutcomeAt};
use forefend_track::{Ablation, TrackRecord};

use crate::error::AssessError;
use crate::ledger::Ledger;
use crate::options::Options;
use crate::scenarios::Prepared;
use crate::telling::{Clock, Telling};

/// Why a report has no track record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unscored {
    /// Nobody scored this model.
    ForThisModel,
    /// The run was asked to leave it out.
    LeftOut,
    /// It would show scores of what came after the date of the run.
    EarlierDate,
}

impl Unscored {
    /// What follows "not scored" or "not tested".
    pub fn words(self) -> &'static str {
        match self {
            Self::ForThisModel => "for this model",
            Self::LeftOut => "in this run (--no-track)",
            Self::EarlierDate => "as of an earlier date",
        }
    }

    /// How to get a record, as a sentence; nothing where nobody made one.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::ForThisModel => "",
            Self::LeftOut => " The same command without --no-track has the track record.",
            Self::EarlierDate => " `forefend replay` scores such a look.",
        }
    }
}

/// Everything that the parts of the brief are written from.
pub(crate) struct Material<'a> {
    pub world: &'a WorldFiles,
    pub panel: &'a Panel,
    pub as_of: AsOf<'a>,
    pub prepared: &'a Prepared,
    pub ledger: &'a Ledger,
    pub record: Option<&'a TrackRecord>,
    /// Why there is no record, where there is none.
    pub unscored: Unscored,
    /// What each driver does to the scores of threats, where that was tested for this model.
    pub ablation: Option<Ablation>,
    /// Scores of the world's sealed forecasts.
    pub sealed: Option<SealedScore>,
    /// Last year that is past at the run's date.
    pub present: i16,
    /// Draws of the run.
    pub draws: u64,
    /// Where the run's luck comes from.
    pub chance: Chance,
    /// The years that words may name.
    pub clock: Clock,
}

impl<'a> Material<'a> {
    /// Of a run that is made; without a track record and without what the world ships of sealed forecasts.
    ///
    /// # Errors
    /// A date in `simulation.toml` that is no month.
    pub fn new(
        (world, panel): (&'a WorldFiles, &'a Panel),
        prepared: &'a Prepared,
        ledger: &'a Ledger,
        options: &Options,
    ) -> Result<Self, AssessError> {
        let present = options.month(&prepared.model)?.year().0;
        Ok(Self {
            world,
            panel,
            as_of: options.as_of(&prepared.model, panel)?,
            prepared,
            ledger,
            record: None,
            unscored: Unscored::ForThisModel,
            ablation: None,
            sealed: None,
            present,
            draws: options.draws,
            chance: options.chance(),
            clock: Clock { anchor: prepared.plan.anchor.0, present, horizon: prepared.plan.horizon.0 },
        })
    }

    /// The same with what was scored.
    pub fn scored(self, record: Option<&'a TrackRecord>, sealed: Option<SealedScore>) -> Self {
        Self { record, sealed, ..self }
    }

    /// The same with the reason why it has no record.
    pub fn unscored(self, unscored: Unscored) -> Self {
        Self { unscored, ..self }
    }

    /// The same with what each driver does to the threats.
    pub fn ablated(self, ablation: Option<Ablation>) -> Self {
        Self { ablation, ..self }
    }

    /// Values of a variable by country in the last year observed.
    pub fn last_known(&self, variable: &str) -> BTreeMap<CountryId, f64> {
        let history = &self.prepared.history;
        let units = history.units.len();
        let row = usize::try_from(self.anchor() - history.first.0)
            .ok()
            .and_then(|period| history.table.column(variable)?.get(period * units..(period + 1) * units));
        history.units.iter().copied().zip(row.unwrap_or_default().iter().copied()).collect()
    }

    pub fn plan(&self) -> &Plan {
        &self.prepared.plan
    }

    /// An outcome of the world.
    pub fn outcome(&self, at: OutcomeAt) -> &Outcome {
        self.prepared.outcomes.get(at)
    }

    /// What the world declares of its report.
    pub fn telling(&self) -> &Telling {
        &self.prepared.telling
    }

    /// Last year in which the outcomes are observed.
    pub fn anchor(&self) -> i16 {
        self.clock.anchor
    }

    /// The year of the map and of single numbers: four years ahead, or the last one simulated.
    pub fn ahead(&self) -> i16 {
        self.clock.ahead()
    }
}
