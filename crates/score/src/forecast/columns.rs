//! Which columns of a file say month, unit, draw and outcome, and what the folders above it say.

use std::collections::BTreeSet;
use std::path::Path;

use crate::ScoreError;

/// Names that the column of the unit goes by; of a file with several the finest counts.
pub(super) const UNITS: [&str; 3] = ["priogrid_gid", "priogrid_id", "country_id"];
/// Columns that say the month of a row, by the number that counts or beside it.
const MONTHS: [&str; 3] = ["month_id", "year", "month"];

/// What folders such as `month_id=457/` above a file say of all its rows.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    pub(super) month: Option<i64>,
    pub(super) draw: Option<i64>,
    unit: Option<(String, i64)>,
}

impl Fixed {
    /// Reads the names of the folders above a file, the nearest first.
    pub(super) fn of(path: &Path) -> Result<Self, ScoreError> {
        let mut fixed = Self::default();
        for folder in path.iter().rev().skip(1) {
            let folder = folder.to_string_lossy();
            let Some((name, value)) = folder.split_once('=') else { continue };
            let known = name == "month_id" || name == "draw" || UNITS.contains(&name);
            if !known {
                continue;
            }
            let value: i64 = value.parse().map_err(|_| {
                ScoreError::bad_file(
                    path,
                    format!("the folder `{folder}` names no whole number; write {name}=1"),
                )
            })?;
            match name {
                "month_id" => fixed.month = fixed.month.or(Some(value)),
                "draw" => fixed.draw = fixed.draw.or(Some(value)),
                unit => fixed.unit = fixed.unit.take().or(Some((unit.to_owned(), value))),
            }
        }
        Ok(fixed)
    }

    /// The unit of all rows, where a folder names the column.
    pub(super) fn unit_of(&self, column: &str) -> Option<i64> {
        self.unit.as_ref().filter(|(name, _)| name == column).map(|(_, value)| *value)
    }
}

/// The columns of a file of draws.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) unit: String,
    pub(super) outcome: String,
    /// Rows that the file says it has.
    pub(super) rows: usize,
    /// Whether each row is a list of draws.
    listed: bool,
}

impl Columns {
    /// Finds them among `names`; `listed` says whether a column holds lists.
    pub(super) fn find(
        path: &Path,
        names: &[String],
        fixed: &Fixed,
        rows: usize,
        listed: &dyn Fn(&str) -> bool,
    ) -> Result<Self, ScoreError> {
        one_of_a_name(path, names)?;
        let has = |name: &str| names.iter().any(|known| known == name);
        let unit = match &fixed.unit {
            Some((name, _)) if !names.iter().any(|known| UNITS.contains(&known.as_str())) => name.clone(),
            _ => unit_column(path, names)?,
        };
        let outcome = outcome_column(path, names, None)?;
        let listed = listed(&outcome);
        for (needed, elsewhere) in
            [("month_id", fixed.month.is_some()), ("draw", fixed.draw.is_some() || listed)]
        {
            if !has(needed) && !elsewhere {
                let message = format!(
                    "has no column `{needed}`; a forecast has month_id, country_id or priogrid_gid, draw, outcome, a row a draw \
                     (or a list of draws a row, without draw); it has {}",
                    names.join(", ")
                );
                return Err(ScoreError::bad_file(path, message));
            }
        }
        if listed && has("draw") {
            let message =
                format!("has lists of draws in `{outcome}` and a column `draw` too; take `draw` out");
            return Err(ScoreError::bad_file(path, message));
        }
        Ok(Self { unit, outcome, rows, listed })
    }

    /// Whether the column called `name` is read.
    pub(super) fn reads(&self, name: &str) -> bool {
        MONTHS.contains(&name)
            || name == self.unit
            || name == self.outcome
            || (name == "draw" && !self.listed)
    }
}

fn one_of_a_name(path: &Path, names: &[String]) -> Result<(), ScoreError> {
    let mut seen = BTreeSet::new();
    match names.iter().find(|name| !name.is_empty() && !seen.insert(name.as_str())) {
        Some(twice) => {
            Err(ScoreError::bad_file(path, format!("two columns are named `{twice}`; rename one")))
        }
        None => Ok(()),
    }
}

/// The column of the unit among `names`.
pub(super) fn unit_column(path: &Path, names: &[String]) -> Result<String, ScoreError> {
    let found = UNITS.iter().find(|unit| names.iter().any(|name| name == *unit));
    found.map(|unit| (*unit).to_owned()).ok_or_else(|| {
        let message =
            format!("has no column for the unit ({}); it has {}", UNITS.join(" or "), names.join(", "));
        ScoreError::bad_file(path, message)
    })
}

/// The column asked for, `outcome`, or the only one left over.
pub(super) fn outcome_column(
    path: &Path,
    names: &[String],
    asked: Option<&str>,
) -> Result<String, ScoreError> {
    let is_known = |name: &str| MONTHS.contains(&name) || name == "draw" || UNITS.contains(&name);
    let left: Vec<&String> =
        names.iter().filter(|name| !is_known(name) && !name.starts_with("__") && !name.is_empty()).collect();
    let wanted = asked.unwrap_or("outcome");
    match (left.iter().find(|name| **name == wanted), asked, left.as_slice()) {
        (Some(name), _, _) => Ok((*name).clone()),
        (None, None, [only]) => Ok((*only).clone()),
        _ => {
            let near = forefend_panel::nearest(wanted, left.iter().map(|name| name.as_str()));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let message =
                format!("has no column `{wanted}`; it has {}{near} (--outcome names it)", names.join(", "));
            Err(ScoreError::bad_file(path, message))
        }
    }
}
