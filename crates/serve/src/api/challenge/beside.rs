//! A reader's forecast beside ours and beside rules of thumb, on the same months and countries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use forefend_panel::Year;
use forefend_report::{SkillVerdict, and_list};
use forefend_runs::parts::mean;
use forefend_score::forecast::ScoredCell;
use forefend_score::{Bootstrap, Interval, PairedDifference, ScoreError, mean_interval, paired_difference};
use forefend_watch::Forecaster;
use serde::Serialize;

use crate::rivals::{MEASURES, OfYear, WHO, measured, measures};

/// Countries under which an interval is too narrow to lean on.
const FEW: usize = 10;

/// What came of the comparison.
#[derive(Debug, Clone, Serialize)]
pub struct Beside {
    /// Years that were compared.
    pub years: Vec<Year>,
    /// Months and countries that were compared.
    pub cells: usize,
    /// Countries among them: what the intervals rest on.
    pub countries: usize,
    /// By measure; smaller is better in each.
    pub measures: Vec<Measure>,
    /// What it comes to against rules of thumb: skill only where every measure beats its best rule beyond the interval.
    pub verdict: &'static str,
    /// The same and the comparison with ours, in sentences.
    pub words: Vec<String>,
}

/// A measure of everybody.
#[derive(Debug, Clone, Serialize)]
pub struct Measure {
    /// Its name.
    pub score: &'static str,
    /// The reader's mean.
    pub mean: f64,
    /// Its 90 % interval over resampled countries; none of one country.
    pub interval: Option<Interval>,
    /// Id of the rule of thumb with the best mean.
    pub best_rule: Forecaster,
    /// Everybody else, in one order.
    pub others: Vec<Other>,
}

/// Another forecaster by a measure.
#[derive(Debug, Clone, Serialize)]
pub struct Other {
    /// Id.
    pub id: Forecaster,
    /// Words for a table.
    pub title: &'static str,
    /// Its mean.
    pub mean: f64,
    /// Its 90 % interval.
    pub interval: Option<Interval>,
    /// The reader's less its own, paired; below 0 the reader is better.
    pub difference: PairedDifference,
    /// The reader against it: better, worse or tie; a tie is an interval that holds 0.
    pub verdict: Against,
}

/// The reader against another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// Beyond the interval.
    Better,
    /// The interval holds 0.
    Tie,
    /// Beyond the interval.
    Worse,
}

/// The words of a forecaster in the table.
fn title(who: Forecaster) -> &'static str {
    match who {
        Forecaster::Watch | Forecaster::AsOthers => "forefend",
        Forecaster::Zero => "nobody dies",
        Forecaster::LastTwelve => "one of the last 12 months again",
        Forecaster::Decayed => "any past month again, recent ones rather",
        Forecaster::LastTwoHundredForty => "one of the last 240 months again",
        Forecaster::Mixture => "the last 12 months (0.8), the last 240 (0.2)",
    }
}

/// Months and countries that were not compared, by why.
pub type LeftOut = BTreeMap<String, usize>;

/// Compares cells of the reader with those of `known` years; `why` says of years that are not known what is in the way. None where no
/// cell can be compared; always with what was left out.
///
/// # Errors
/// A score that is no number.
pub fn beside(
    reader: &[ScoredCell],
    known: &BTreeMap<Year, Arc<OfYear>>,
    why: &BTreeMap<Year, String>,
    bootstrap: Bootstrap,
) -> Result<(Option<Beside>, LeftOut), ScoreError> {
    let mut left_out = LeftOut::new();
    let (mut own, mut theirs, mut countries) = (Vec::new(), Vec::new(), Vec::new());
    let mut years = BTreeSet::new();
    for cell in reader {
        let year = cell.cell.month.year();
        let Some(scores) = known.get(&year).and_then(|of_year| of_year.get(&cell.cell)) else {
            let words = why.get(&year).cloned();
            let words = words.unwrap_or_else(|| format!("forefend has no forecast of the country in {year}"));
            *left_out.entry(words).or_default() += 1;
            continue;
        };
        own.push(measured(cell));
        theirs.push(scores);
        countries.push(cell.cell.unit);
        years.insert(year);
    }
    if own.is_empty() {
        return Ok((None, left_out));
    }
    let of = |at: usize| measure(at, &own, &theirs, &countries, bootstrap);
    let measures = (0..MEASURES).map(of).collect::<Result<Vec<_>, _>>()?;
    let number = countries.iter().collect::<BTreeSet<_>>().len();
    let verdict = verdict(&measures);
    let words = words(&measures, verdict, number);
    let (years, cells, verdict) = (years.into_iter().collect(), own.len(), verdict.text());
    Ok((Some(Beside { years, cells, countries: number, measures, verdict, words }), left_out))
}

fn measure(
    at: usize,
    own: &[[f64; MEASURES]],
    theirs: &[&[[f64; MEASURES]; WHO.len()]],
    countries: &[u32],
    bootstrap: Bootstrap,
) -> Result<Measure, ScoreError> {
    let mine: Vec<f64> = own.iter().map(|scores| scores[at]).collect();
    let other = |(who, id): (usize, &Forecaster)| {
        let values: Vec<f64> = theirs.iter().map(|scores| scores[who][at]).collect();
        let difference = paired_difference(&mine, &values, countries, bootstrap)?;
        let verdict = match difference.interval {
            // Of one country nothing varies, and nothing is told apart.
            _ if difference.blocks < 2 => Against::Tie,
            interval if interval.upper < 0.0 => Against::Better,
            interval if interval.lower > 0.0 => Against::Worse,
            _ => Against::Tie,
        };
        let interval = mean_interval(&values, countries, bootstrap)?;
        Ok(Other { id: *id, title: title(*id), mean: mean(&values), interval, difference, verdict })
    };
    let others = WHO.iter().enumerate().map(other).collect::<Result<Vec<_>, ScoreError>>()?;
    let rules = others.iter().filter(|other| other.id != Forecaster::Watch);
    let best = rules.min_by(|a, b| a.mean.total_cmp(&b.mean)).map_or(Forecaster::Zero, |best| best.id);
    let interval = mean_interval(&mine, countries, bootstrap)?;
    Ok(Measure { score: measures()[at], mean: mean(&mine), interval, best_rule: best, others })
}

impl Measure {
    fn against(&self, who: Forecaster) -> Against {
        self.others.iter().find(|other| other.id == who).map_or(Against::Tie, |other| other.verdict)
    }
}

/// Against the best rule of each measure.
fn verdict(measures: &[Measure]) -> SkillVerdict {
    let all: Vec<Against> = measures.iter().map(|one| one.against(one.best_rule)).collect();
    if all.iter().all(|one| *one == Against::Better) {
        SkillVerdict::Skill
    } else if all.contains(&Against::Worse) {
        SkillVerdict::Worse
    } else {
        SkillVerdict::Tie
    }
}

fn words(measures: &[Measure], verdict: SkillVerdict, countries: usize) -> Vec<String> {
    let told = |who: &dyn Fn(&Measure) -> Forecaster| {
        let by = |wanted: Against| -> Vec<&str> {
            measures.iter().filter(|one| one.against(who(one)) == wanted).map(|one| one.score).collect()
        };
        let parts = [
            ("better", by(Against::Better)),
            ("worse", by(Against::Worse)),
            ("not told apart", by(Against::Tie)),
        ];
        let parts = parts.into_iter().filter(|(_, scores)| !scores.is_empty());
        let parts: Vec<String> =
            parts.map(|(words, scores)| format!("{words} by {}", and_list(&scores))).collect();
        parts.join("; ")
    };
    let head = match verdict {
        SkillVerdict::Skill => "Your forecast has skill: it beats the best rule of thumb by every measure",
        SkillVerdict::Tie => {
            "Your forecast has no skill that these months show: a rule of thumb does as well by at least one measure"
        }
        SkillVerdict::Worse => {
            "Your forecast has no skill: a rule of thumb does better by at least one measure"
        }
    };
    let mut found = vec![
        format!("{head} ({}).", told(&|one| one.best_rule)),
        format!(
            "Against forefend's own forecast of the same months yours is {}.",
            told(&|_| Forecaster::Watch)
        ),
    ];
    if countries < FEW {
        let states = if countries == 1 { "one country".to_owned() } else { format!("{countries} countries") };
        found.push(format!("It rests on {states}: too few for an interval to lean on."));
    }
    found
}

#[cfg(test)]
mod tests;
