//! Speed of a logit with clustered errors on as many rows as there are politically relevant dyads, 71,807 x 8 columns:
//! `cargo bench -p forefend-estimate --bench logit`. The bar is 50 ms.
//!
//! The peer is the textbook loop: Newton's method on the columns as they are, until no coefficient moves by 1e-10.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a benchmark may stop, and talks to people")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::needless_range_loop, reason = "the peer is the plain loop")]

use std::time::Instant;

use forefend_estimate::symmetric::{cholesky, solve};
use forefend_estimate::{Covariance, Design, Family, INTERCEPT, Request, fit};

const ROWS: usize = 71_807;
const COLUMNS: usize = 8;
/// Rows of one dyad.
const YEARS: usize = 48;

/// Numbers inside (0, 1), the same at every run (Weyl's sequence, mixed).
fn uniform(at: usize) -> f64 {
    let mut bits = (at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ (bits >> 31)) >> 12) as f64 / (1_u64 << 52) as f64
}

fn design() -> Design {
    let mut x = Vec::with_capacity(ROWS * COLUMNS);
    let mut y = Vec::with_capacity(ROWS);
    for row in 0..ROWS {
        let values: [f64; COLUMNS] = std::array::from_fn(|column| match column {
            0 => 1.0,
            1..4 => f64::from(u8::from(uniform(column * 7_919 + row / YEARS) < 0.3)),
            _ => uniform(column * ROWS + row),
        });
        let odds = -6.0 + 1.5 * values[1] + values[2] - 0.5 * values[3] + values[4] + 1.5 * values[5];
        x.extend(values);
        y.push(f64::from(u8::from(uniform(row + 100 * ROWS) < 1.0 / (1.0 + libm::exp(-odds)))));
    }
    let names = (1..COLUMNS).map(|column| format!("x{column}"));
    Design {
        names: std::iter::once(INTERCEPT.to_owned()).chain(names).collect(),
        rows: ROWS,
        x,
        y,
        unit: (0..ROWS).map(|row| (row / YEARS) as u64).collect(),
        period: vec![0; ROWS],
        dropped: 0,
    }
}

fn textbook(design: &Design) -> Vec<f64> {
    let mut coefficients = vec![0.0; COLUMNS];
    loop {
        let (mut gradient, mut hessian) = (vec![0.0; COLUMNS], vec![0.0; COLUMNS * COLUMNS]);
        for (x, y) in design.x.chunks(COLUMNS).zip(&design.y) {
            let odds: f64 = x.iter().zip(&coefficients).map(|(x, c)| x * c).sum();
            let p = 1.0 / (1.0 + libm::exp(-odds));
            for i in 0..COLUMNS {
                gradient[i] += (y - p) * x[i];
                for j in 0..COLUMNS {
                    hessian[i * COLUMNS + j] += p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        let factor = cholesky(&hessian, COLUMNS, 0.0).expect("curvature");
        solve(&factor, COLUMNS, &mut gradient);
        coefficients.iter_mut().zip(&gradient).for_each(|(c, step)| *c += step);
        if gradient.iter().all(|step| step.abs() < 1e-10) {
            return coefficients;
        }
    }
}

fn best<T>(run: impl Fn() -> T) -> (f64, T) {
    let mut all: Vec<(f64, T)> = (0..7)
        .map(|_| {
            let begun = Instant::now();
            let found = run();
            (1e3 * begun.elapsed().as_secs_f64(), found)
        })
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.swap_remove(0)
}

fn main() {
    let design = design();
    let request = Request::new(Family::Logit).with_covariance(Covariance::Clustered);
    let (ours, found) = best(|| fit(&design, &request).expect("a fit"));
    let (theirs, peer) = best(|| textbook(&design));
    let apart = found.coefficients.iter().zip(&peer).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!("logit, {ROWS} rows x {COLUMNS} columns, {} Newton steps", found.iterations);
    println!("  {ours:.1} ms with clustered errors; bar 50 ms");
    println!(
        "  textbook loop, estimates alone: {theirs:.1} ms (ratio {:.2}); greatest difference {apart:.1e}",
        theirs / ours
    );
}
