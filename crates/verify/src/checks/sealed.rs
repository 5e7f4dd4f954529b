//! G12: forecasts of 2023 to 2025 of years held out and opened once, from the files that ship with the world.

use std::collections::BTreeMap;
use std::rc::Rc;

use forefend_journal::{Band, Difference, Period, ScoredRow, ScoredWindows, SealedBook, SealedScore};
use forefend_panel::{Month, Table, Year};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const MONTHLY: &str = "conflict/sealed/arena_p25_2023_04_to_2025_04.parquet";
const ANNUAL: &str = "conflict/sealed/annual_2023_2025.parquet";
const WINDOWS: &str = "conflict/sealed/watch_windows_2023_2025_cells.parquet";
const CHALLENGE: &str = "conflict/sealed/watch_2023_challenge_cells.parquet";
const FOLDER: &str = "scorebook/sealed";
/// Chances are kept to six decimals.
const ROUNDING: f64 = 5.1e-7;

fn book(context: &Context<'_>) -> Result<Rc<SealedBook>, VerifyError> {
    context.once("sealed book", || {
        let none = || VerifyError::computation("the world has no score book of sealed forecasts");
        SealedBook::read(&*context.world()?)?.ok_or_else(none)
    })
}

fn scores(context: &Context<'_>) -> Result<Rc<SealedScore>, VerifyError> {
    context.once("sealed scores", || Ok(book(context)?.scores(&*context.panel()?)?))
}

fn row(rows: &[ScoredRow], event: &str, ahead: Option<Band>) -> Result<ScoredRow, VerifyError> {
    let found = rows.iter().find(|row| row.event == event && row.ahead == ahead).cloned();
    found.ok_or_else(|| VerifyError::computation(format!("no sealed forecast of `{event}`")))
}

fn minus(name: &str, difference: Difference) -> [Measured; 3] {
    let Difference { mean, low, high } = difference;
    [
        Measured::with_interval(name, mean, low, high),
        Measured::new(format!("{name}, lower end"), low),
        Measured::new(format!("{name}, upper end"), high),
    ]
}

/// Brier scores of the chance of 25 or more deaths, of the two rivals sealed with it, and the differences.
///
/// # Errors
/// Entries that are not what was sealed.
pub fn monthly(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let found = scores(context)?;
    let all = row(&found.rows, "deaths_25", None)?;
    let mut measured =
        vec![Measured::new("country-months", all.cells as f64), Measured::new("Brier", all.brier)];
    for band in [Band(1, 3), Band(4, 6), Band(7, 12)] {
        let of_band = row(&found.rows, "deaths_25", Some(band))?;
        measured.push(Measured::new(format!("Brier, months {}-{}", band.0, band.1), of_band.brier));
    }
    for rival in &all.against {
        measured.push(Measured::new(format!("Brier, {}", rival.rival), rival.brier));
        measured.extend(minus(&format!("minus {}", rival.rival), rival.brier_difference));
    }
    Ok(measured)
}

/// The Brier score of the chance of 25 or more deaths alone.
///
/// # Errors
/// As [`monthly`].
pub fn monthly_brier(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    Ok(vec![Measured::new("Brier", row(&scores(context)?.rows, "deaths_25", None)?.brier)])
}

/// Brier scores of the chance of conflict and of war in each year, and the difference to the rivals over all three.
///
/// # Errors
/// As [`monthly`].
pub fn annual(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let found = scores(context)?;
    let mut measured = Vec::new();
    for (event, words) in [("in_conflict", "conflict"), ("at_war", "war")] {
        for ahead in 1..=3 {
            let of_year = row(&found.by_year, event, Some(Band(ahead, ahead)))?;
            measured.push(Measured::new(format!("{words} {}", 2022 + ahead), of_year.brier));
            measured.push(Measured::new(format!("{words} {}, states", 2022 + ahead), of_year.cells as f64));
        }
        for rival in &row(&found.rows, event, Some(Band(1, 3)))?.against {
            let Difference { mean, low, high } = rival.brier_difference;
            let name = format!("{words} 2023-25, minus {}", rival.rival);
            measured.push(Measured::with_interval(name, mean, low, high));
        }
    }
    Ok(measured)
}

fn of_windows(context: &Context<'_>, id: &str) -> Result<ScoredWindows, VerifyError> {
    let found = scores(context)?.windows.iter().find(|windows| windows.id == id).cloned();
    found.ok_or_else(|| VerifyError::computation(format!("the score book has no windows `{id}`")))
}

/// Mean scores by their names, ours without and rivals' with the name of the model, and the differences.
fn means(windows: &ScoredWindows, rivals: &[(&str, &str)]) -> Vec<Measured> {
    let mut measured = vec![Measured::new("cells", windows.cells as f64)];
    for score in &windows.scores {
        let Some(difference) = score.difference else {
            measured.push(Measured::new(score.score, score.mean));
            continue;
        };
        if let Some((_, words)) = rivals.iter().find(|(model, _)| *model == score.model) {
            measured.push(Measured::new(format!("{}, {words}", score.score), score.mean));
            let Difference { mean, low, high } = difference;
            measured.push(Measured::with_interval(
                format!("{}, minus {words}", score.score),
                mean,
                low,
                high,
            ));
        }
    }
    measured
}

/// Mean scores of the windows 2023 to 2025, beside the last twelve months and the decayed past.
///
/// # Errors
/// As [`monthly`].
pub fn windows(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let rivals = [("last12", "last twelve months"), ("decayed12", "decayed past")];
    Ok(means(&of_windows(context, "2023-2025")?, &rivals))
}

/// Mean scores of the window 2023 on the challenge's actuals, beside the forest and the pool.
///
/// # Errors
/// As [`monthly`].
pub fn challenge(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let rivals = [("QRF16feat", "forest"), ("pool50", "pool")];
    Ok(means(&of_windows(context, "challenge-2023")?, &rivals))
}

type Cells<K, const N: usize> = BTreeMap<K, [f64; N]>;

/// Cells in which what ships differs from the original figures, or which only one of them has.
///
/// # Errors
/// Files that cannot be read.
pub fn copies(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let differ = |name: &str, cells: usize| Measured::new(format!("{name}, cells that differ"), cells as f64);
    Ok(vec![
        differ(
            "chances by month",
            differing(&original_months(context)?, &shipped_months(context)?, ROUNDING),
        ),
        differ("chances by year", differing(&original_years(context)?, &shipped_years(context)?, ROUNDING)),
        differ("scores of windows", scores_that_differ(context, "windows-2023-2025.parquet", WINDOWS)?),
        differ("scores of the challenge", scores_that_differ(context, "challenge-2023.parquet", CHALLENGE)?),
    ])
}

fn differing<K: Ord, const N: usize>(one: &Cells<K, N>, two: &Cells<K, N>, most: f64) -> usize {
    let near = |a: &[f64; N], b: &[f64; N]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= most);
    let in_one = one.iter().filter(|(key, values)| !two.get(key).is_some_and(|other| near(values, other)));
    let in_two = two.keys().filter(|key| !one.contains_key(key));
    in_one.count() + in_two.count()
}

type MonthKey = (String, u16, Month);

fn original_months(context: &Context<'_>) -> Result<Cells<MonthKey, 4>, VerifyError> {
    let table = context.table(MONTHLY, &[])?;
    let origins = table.words("origin")?;
    let (gw, months) = (table.whole::<u16>("gwno")?, table.whole::<i32>("month_id")?);
    let values = ["forefend", "persistence", "climatology", "outcome_25"].map(|column| table.numbers(column));
    let [a, b, c, d] = values;
    let (a, b, c, d) = (a?, b?, c?, d?);
    let cell = |at: usize| {
        let key = (origins[at].to_owned(), gw[at], Month::from_views_id(months[at]));
        (key, [a[at], b[at], c[at], d[at]])
    };
    Ok((0..table.len()).map(cell).collect())
}

fn shipped_months(context: &Context<'_>) -> Result<Cells<MonthKey, 4>, VerifyError> {
    let mut cells = Cells::new();
    for entry in &book(context)?.entries {
        for row in entry.tables.get("deaths_25").into_iter().flatten() {
            let kept = entry.settlement.as_ref();
            let came = kept.and_then(|kept| kept.outcomes.get(&("deaths_25".to_owned(), row.gw, row.period)));
            if let (Period::Month(month), Some(came)) = (row.period, came) {
                let values = [row.forecast, row.persistence, row.climatology, f64::from(u8::from(*came))];
                cells.insert((entry.facts.as_of.clone(), row.gw, month), values);
            }
        }
    }
    Ok(cells)
}

fn original_years(context: &Context<'_>) -> Result<Cells<(u16, Year), 4>, VerifyError> {
    let table = context.table(ANNUAL, &[])?;
    let (gw, years) = (table.whole::<u16>("gwno")?, table.whole::<i16>("year")?);
    let values = ["p_conflict", "conflict", "p_war", "war"].map(|column| table.numbers(column));
    let [a, b, c, d] = values;
    let (a, b, c, d) = (a?, b?, c?, d?);
    let cell = |at: usize| ((gw[at], Year(years[at])), [a[at], b[at], c[at], d[at]]);
    Ok((0..table.len()).map(cell).collect())
}

fn shipped_years(context: &Context<'_>) -> Result<Cells<(u16, Year), 4>, VerifyError> {
    let mut cells = Cells::new();
    for entry in &book(context)?.entries {
        for (at, event) in ["in_conflict", "at_war"].into_iter().enumerate() {
            for row in entry.tables.get(event).into_iter().flatten() {
                let kept = entry.settlement.as_ref();
                let came = kept.and_then(|kept| kept.outcomes.get(&(event.to_owned(), row.gw, row.period)));
                if let (Period::Year(year), Some(came)) = (row.period, came) {
                    let values = cells.entry((row.gw, year)).or_insert([f64::NAN; 4]);
                    values[2 * at] = row.forecast;
                    values[2 * at + 1] = f64::from(u8::from(*came));
                }
            }
        }
    }
    Ok(cells)
}

const SCORES: [&str; 4] = ["ign", "crps_log1p", "crps", "mis"];
type ScoreKey = (String, u16, i32, i32);

fn scores_that_differ(context: &Context<'_>, file: &str, original: &str) -> Result<usize, VerifyError> {
    let path = format!("{FOLDER}/{file}");
    let shipped = Table::from_parquet(&path, context.world()?.bytes(&path)?.to_vec().into())?;
    let shipped = score_cells(&shipped, Some("window"), "unit", "month")?;
    let table = context.table(original, &[])?;
    let is_challenge = original == CHALLENGE;
    let own = match is_challenge {
        true => score_cells(&table, None, "country_id", "month_id")?,
        false => score_cells(&table, Some("window"), "gwno", "month_of_year")?,
    };
    // The forest's and the pool's scores beside the challenge's are from another file.
    let of_ours = |key: &ScoreKey| !is_challenge || key.0 == "watch";
    let shipped = shipped.into_iter().filter(|(key, _)| of_ours(key)).collect();
    Ok(differing(&own, &shipped, 0.0))
}

fn score_cells(
    table: &Table,
    window: Option<&str>,
    unit: &str,
    month: &str,
) -> Result<Cells<ScoreKey, 4>, VerifyError> {
    let has_models = table.names().iter().any(|name| name == "model");
    let models = if has_models { table.words("model")? } else { vec!["watch"; table.len()] };
    let windows = window.map(|window| table.whole::<i32>(window)).transpose()?;
    let (units, months) = (table.whole::<u16>(unit)?, table.whole::<i32>(month)?);
    let [a, b, c, d] = SCORES.map(|column| table.numbers(column));
    let (a, b, c, d) = (a?, b?, c?, d?);
    let cell = |at: usize| {
        let window = windows.as_ref().map_or(2023, |windows| windows[at]);
        ((models[at].to_owned(), units[at], window, months[at]), [a[at], b[at], c[at], d[at]])
    };
    Ok((0..table.len()).map(cell).collect())
}
