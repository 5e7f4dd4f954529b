//! Values that reach units along sparse links.

use forefend_panel::network::Adjacency;

use crate::expression::Along;

/// For every draw, what reaches each unit of `links` from the linked units' `values` (draws x units that values
/// come from), written to `out` (draws x units that they reach). Missing values (NaN) count as nothing; where
/// nothing counts a sum is 0 and everything else is missing.
pub(crate) fn along(how: Along, links: &Adjacency, values: &[f64], out: &mut [f64]) {
    let draws = values.chunks_exact(links.columns().max(1)).zip(out.chunks_exact_mut(links.len().max(1)));
    for (values, out) in draws {
        match how {
            Along::Neighbours | Along::Total => links.sum_over_neighbours(values, out),
            Along::Average => reduce(links, values, out, average),
            Along::Highest => reduce(links, values, out, |present| extreme(present, |a, b| a > b)),
            Along::Lowest => reduce(links, values, out, |present| extreme(present, |a, b| a < b)),
            Along::At => reduce(links, values, out, only),
        }
    }
}

fn reduce(
    links: &Adjacency,
    values: &[f64],
    out: &mut [f64],
    of: impl Fn(&mut dyn Iterator<Item = (f64, f64)>) -> f64,
) {
    for (row, slot) in out.iter_mut().enumerate() {
        let linked = links.neighbours(row).map(|(unit, weight)| (values[unit], weight));
        *slot = of(&mut linked.filter(|(value, _)| !value.is_nan()));
    }
}

fn average(present: &mut dyn Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, weights) =
        present.fold((0.0, 0.0), |(sum, weights), (value, weight)| (sum + weight * value, weights + weight));
    if weights > 0.0 { sum / weights } else { f64::NAN }
}

fn extreme(present: &mut dyn Iterator<Item = (f64, f64)>, beyond: fn(f64, f64) -> bool) -> f64 {
    present.map(|(value, _)| value).reduce(|a, b| if beyond(b, a) { b } else { a }).unwrap_or(f64::NAN)
}

/// The one linked unit's value; missing when there is none, or more than one.
fn only(present: &mut dyn Iterator<Item = (f64, f64)>) -> f64 {
    match (present.next(), present.next()) {
        (Some((value, _)), None) => value,
        _ => f64::NAN,
    }
}
