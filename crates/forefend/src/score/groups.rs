//! Means of groups of cells with their intervals.

use std::collections::BTreeMap;

use forefend_panel::{Month, Year};
use forefend_score::forecast::{Actuals, Group, ScoredCell};
use forefend_score::{Bootstrap, Situation};

use crate::cli::score::Grouping;
use crate::failure::Failure;

/// The groups asked for, in their order.
pub fn groups(
    by: Grouping,
    cells: &[ScoredCell],
    actuals: &Actuals,
    as_of: Option<Month>,
    bootstrap: Bootstrap,
) -> Result<Vec<Group>, Failure> {
    let mut parts: BTreeMap<(i64, String), Vec<ScoredCell>> = BTreeMap::new();
    for cell in cells {
        parts.entry(key(by, cell, actuals, as_of)?).or_default().push(*cell);
    }
    let word = match by {
        Grouping::Situation => "situation",
        Grouping::Horizon => "months ahead",
        Grouping::Year => "year",
        Grouping::Country => "unit",
    };
    parts.into_iter().map(|((_, name), cells)| Ok(Group::of(word, name, &cells, bootstrap)?)).collect()
}

fn key(
    by: Grouping,
    cell: &ScoredCell,
    actuals: &Actuals,
    as_of: Option<Month>,
) -> Result<(i64, String), Failure> {
    Ok(match by {
        Grouping::Situation => {
            let situation = actuals.situation(cell.cell, cell.observed);
            (situation as i64, situation.word().to_owned())
        }
        Grouping::Horizon => {
            let ahead = i64::from(cell.cell.month - last_known(cell.window, as_of)?);
            (ahead, ahead.to_string())
        }
        Grouping::Year => {
            let year = cell.cell.month.year();
            (i64::from(year.0), year.to_string())
        }
        Grouping::Country => (i64::from(cell.cell.unit), cell.cell.unit.to_string()),
    })
}

/// October before the window's year, the challenge's rule, where nothing else is said.
fn last_known(window: Option<Year>, as_of: Option<Month>) -> Result<Month, Failure> {
    match (as_of, window) {
        (Some(month), _) => Ok(month),
        (None, Some(year)) => Ok(year.first_month() + -3),
        (None, None) => Err(Failure::command(
            "--by horizon: no folder window=Y2023 says when the forecast was made; give --as-of YYYY-MM, the last \
             month it may have known"
                .to_owned(),
        )),
    }
}

/// Number of cells whose situation is not known.
pub fn unknown_situations(cells: &[ScoredCell], actuals: &Actuals) -> usize {
    let unknown = |cell: &&ScoredCell| actuals.situation(cell.cell, cell.observed) == Situation::Unknown;
    cells.iter().filter(unknown).count()
}
