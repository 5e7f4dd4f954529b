use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::Seats;

/// Effective distance along the dominant path from each place (row) to each (column): every step from m to n is 1 - ln P(n | m)
/// long, P the share of those leaving m that go to n, and the shortest path counts (Brockmann & Helbing 2013).
/// Infinite where no path leads.
///
/// # Examples
/// ```
/// use forefend_threats::network::{Seats, dominant_paths};
/// let seats = Seats::new(3, &[(0, 1, 5.0), (1, 0, 5.0), (1, 2, 5.0)])?;
/// let distances = dominant_paths(&seats);
/// assert_eq!(distances[0][1], 1.0); // everybody leaving goes there
/// assert!((distances[0][2] - (2.0 + 2.0_f64.ln())).abs() < 1e-12);
/// assert_eq!(distances[2][0], f64::INFINITY);
/// # Ok::<(), forefend_threats::network::NetworkError>(())
/// ```
pub fn dominant_paths(seats: &Seats) -> Vec<Vec<f64>> {
    let lengths: Vec<Vec<(usize, f64)>> = (0..seats.places())
        .map(|from| {
            let all = seats.leaving(from);
            seats.from(from).iter().map(|&(to, strength)| (to, 1.0 - libm::log(strength / all))).collect()
        })
        .collect();
    (0..seats.places()).into_par_iter().map(|origin| shortest(&lengths, origin)).collect()
}

/// Dijkstra's search from one place. The order of positive numbers is that of their bits, which are quicker to compare.
fn shortest(lengths: &[Vec<(usize, f64)>], origin: usize) -> Vec<f64> {
    let mut distances = vec![f64::INFINITY; lengths.len()];
    distances[origin] = 0.0;
    let mut ahead = BinaryHeap::with_capacity(4 * lengths.len());
    ahead.push(Reverse((0_u64, origin)));
    while let Some(Reverse((bits, place))) = ahead.pop() {
        let distance = f64::from_bits(bits);
        if distance > distances[place] {
            continue;
        }
        for &(to, length) in &lengths[place] {
            let through = distance + length;
            if through < distances[to] {
                distances[to] = through;
                ahead.push(Reverse((through.to_bits(), to)));
            }
        }
    }
    distances
}
