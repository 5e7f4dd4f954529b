//! A country's own past as its forecast: every known month weighs half as much after each half-life.

use crate::grid::Grid;
use crate::past::Past;

/// Shares of the grid's values for each country, country after country; all on zero for one of which nothing is known.
pub fn own_past(past: &Past, grid: &Grid, half_life: f64) -> Vec<f64> {
    let mut out = vec![0.0; past.places.len() * grid.len()];
    for (place, out) in out.chunks_mut(grid.len()).enumerate() {
        let mut total = 0.0;
        for at in 0..past.months {
            if let Some(deaths) = past.deaths(place, at) {
                let weight = libm::exp2(-((past.months - 1 - at) as f64) / half_life);
                out[grid.place(deaths)] += weight;
                total += weight;
            }
        }
        if total > 0.0 {
            out.iter_mut().for_each(|share| *share /= total);
        } else {
            out[0] = 1.0;
        }
    }
    out
}
