//! G9: robustness metrics on the small tables that they were published with.

use forefend_explore::{Direction, Performance, Robustness};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

fn table(rows: &[[f64; 3]]) -> Result<Performance, VerifyError> {
    let rows = rows.iter().map(|row| row.to_vec()).collect();
    Performance::new(rows, Direction::MoreIsBetter)
        .map_err(|error| VerifyError::computation(error.to_string()))
}

/// Ten metrics of two alternatives, each on the table that it was published with.
///
/// # Errors
/// None of its own.
pub fn metrics(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let plain = table(&[[0.99, 1.0, 0.5], [0.69, 0.6, 0.6]])?;
    let of_levels = table(&[[0.5, 0.99, 1.0], [0.6, 0.65, 0.69]])?;
    let metrics = [
        ("maximin", Robustness::MAXIMIN, &plain),
        ("maximax", Robustness::MAXIMAX, &plain),
        ("Hurwicz, 0.75 on the worst", Robustness::hurwicz(0.75), &plain),
        ("Laplace", Robustness::LAPLACE, &plain),
        ("minimax regret", Robustness::MINIMAX_REGRET, &plain),
        ("median regret", Robustness::regret_at(0.5), &plain),
        ("mean-variance", Robustness::MEAN_VARIANCE, &plain),
        ("undesirable deviations", Robustness::UNDESIRABLE_DEVIATIONS, &plain),
        ("Starr, 0.65 reached", Robustness::reaching(0.65, false), &of_levels),
        ("Starr, 0.65 passed", Robustness::reaching(0.65, true), &of_levels),
    ];
    let measured = |(name, metric, table): (&str, Robustness, &Performance)| {
        let values = metric.of(table).into_iter().zip(["first", "second"]);
        values.map(|(value, which)| Measured::new(format!("{name}, {which}"), value)).collect::<Vec<_>>()
    };
    Ok(metrics.into_iter().flat_map(measured).collect())
}

/// Position of the alternative that a metric chooses: stocks, bonds, money in a falling, steady and rising market.
///
/// # Errors
/// None of its own.
pub fn textbook(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let returns = table(&[[-4.0, 4.0, 12.0], [-2.0, 3.0, 8.0], [3.0, 2.0, 1.0]])?;
    let chosen = |(name, metric): (&str, Robustness)| {
        let values = metric.of(&returns);
        let best = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let place = values.iter().position(|value| *value == best).unwrap_or_default();
        Measured::new(name, (place + 1) as f64)
    };
    Ok([("maximin", Robustness::MAXIMIN), ("minimax regret", Robustness::MINIMAX_REGRET)]
        .map(chosen)
        .to_vec())
}
