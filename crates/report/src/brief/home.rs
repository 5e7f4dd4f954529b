//! What it all means for one country: risks at home, exposure to others, what portfolios change there and cost it.

use serde::{Deserialize, Serialize};

use super::Sentence;
use crate::number::Quantity;

/// The first page of a report with a home.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: String,
    /// Name as printed.
    pub name: String,
    /// First and last year within which risks are told.
    pub window: (i32, i32),
    /// First and last appraised year.
    pub years: (i32, i32),
    /// Last simulated year.
    pub horizon: i32,
    /// What a reader in a hurry takes away.
    pub summary: Vec<Sentence>,
    /// Harm at home by cause, the greatest expected toll first.
    pub risks: Vec<HomeRisk>,
    /// Exposure to others.
    pub exposures: Vec<HomeExposure>,
    /// Heads of the columns of changes.
    pub changes: Vec<String>,
    /// The setting under which changes are told, in words; empty without alternatives.
    #[serde(default)]
    pub setting: String,
    /// The reference first, then the alternatives; empty of a projection.
    pub portfolios: Vec<HomePortfolio>,
    /// What the figures of cost leave out or assume.
    #[serde(default)]
    pub cost_notes: Vec<String>,
    /// Who can act by each measure.
    pub acts: Vec<HomeAct>,
    /// The same risks in the form of a national risk register.
    pub register: Register,
}

/// One cause of harm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeRisk {
    /// Stable id.
    pub id: String,
    /// Name as printed.
    pub title: String,
    /// What counts, without full stop.
    pub event: String,
    /// Chance within the window.
    pub chance: Quantity,
    /// Chance by the last simulated year.
    pub by_horizon: Quantity,
    /// Deaths within the window where it comes: median with interval; none where none are simulated or it never comes.
    pub toll: Option<Quantity>,
    /// Deaths a year within the window, mean over all futures; none where none are simulated.
    pub yearly: Option<Quantity>,
}

/// One way in which home depends on others or they on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeExposure {
    /// Stable id.
    pub id: String,
    /// Name as printed.
    pub title: String,
    /// What was observed last; none where nothing was.
    pub observed: Option<Quantity>,
    /// Years that the observed figure is of: that of the series, and that of the conflicts it is counted by where it is.
    pub observed_in: String,
    /// Years between the series' year and the date of the run.
    pub age: Option<i32>,
    /// The run's figure in the year `ahead`, with interval; none where the run has none.
    pub projected: Option<Quantity>,
    /// Year of that figure.
    pub ahead: Option<i32>,
    /// More of the observed figure; why there is none where there is none.
    pub detail: String,
    /// Where it comes from.
    pub source: String,
    /// What home can do about it alone.
    pub alone: String,
    /// What it can do only with others.
    pub others: String,
}

/// One portfolio, as home sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomePortfolio {
    /// Stable id.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// Differences from the reference in the order of [`Home::changes`]; of the reference its own totals.
    pub changes: Vec<Quantity>,
    /// Settings under which a change has the opposite sign, by change: titles; empty where none has.
    pub reversed: Vec<Vec<String>>,
    /// By change: whether the mean under the leading setting differs from 0 by more than the number of futures leaves open, and by a
    /// thousandth of the reference's mean or more.
    pub clear: Vec<bool>,
    /// US dollars a year that home pays.
    pub pays: Option<Quantity>,
    /// Its part of what the portfolio costs.
    pub share: Option<Quantity>,
    /// What it pays as a part of its GDP.
    pub of_gdp: Option<Quantity>,
    /// What its part rests on, in words.
    pub by: String,
}

/// Who can act by a measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeAct {
    /// The measure as printed.
    pub measure: String,
    /// Whether home can take it by its own law alone.
    pub alone: bool,
    /// By which law it stands and who carries it.
    pub how: String,
    /// Organisations of which home is a member and that can carry it.
    pub through: Vec<String>,
    /// Portfolios of the run that deploy it.
    pub portfolios: Vec<String>,
}

/// Risks scored as the UK National Risk Register scores them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Register {
    /// In the order of the risks.
    pub rows: Vec<RegisterRow>,
    /// Risks that cannot be scored, with the reason.
    pub unscored: Vec<(String, String)>,
    /// What of the register's dimensions of impact is not measured.
    pub not_measured: Vec<(String, String)>,
}

/// One risk of the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// Letter in the matrix.
    pub letter: char,
    /// Stable id of the risk.
    pub id: String,
    /// The risk as printed.
    pub title: String,
    /// First and last year within which it is scored.
    pub window: (i32, i32),
    /// Last year whose output is counted where output is lost.
    #[serde(default)]
    pub loss_until: Option<i32>,
    /// Deaths of the typical case (median where it comes) and chance of so many or more.
    pub typical: RegisterCase,
    /// The same of the reasonable worst case: the 95th percentile where it comes.
    pub worst: RegisterCase,
}

/// One case of a risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterCase {
    /// Chance, with the interval that a finite number of futures leaves.
    pub chance: Quantity,
    /// Score of the chance, and of the ends of its interval.
    pub likelihood: [Option<u8>; 3],
    /// Deaths, with interval.
    pub deaths: Quantity,
    /// Score of deaths, and of the ends of their interval.
    pub impact: [Option<u8>; 3],
    /// Output lost, money of incomes, with interval: told, not scored.
    pub loss: Option<Quantity>,
}

impl RegisterRow {
    /// The cases with their names, as printed.
    pub fn cases(&self) -> Vec<(&'static str, &RegisterCase)> {
        vec![("Typical case", &self.typical), ("Reasonable worst case", &self.worst)]
    }
}

impl RegisterCase {
    /// A score with the scores of the interval's ends where they differ: "3 [2–4]".
    pub fn score([middle, low, high]: &[Option<u8>; 3]) -> String {
        let word = |score: &Option<u8>| score.map_or_else(|| "below 1".to_owned(), |score| score.to_string());
        if low == high { word(middle) } else { format!("{} [{}–{}]", word(middle), word(low), word(high)) }
    }
}
