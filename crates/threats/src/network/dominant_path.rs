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

/// Dijkstra's search from one place, by buckets one long (Dial 1969). No link is shorter than 1, so that no place of a bucket is
/// reached quicker through another of it: they need no order, and none of them is looked at twice.
fn shortest(lengths: &[Vec<(usize, f64)>], origin: usize) -> Vec<f64> {
    let mut distances = vec![f64::INFINITY; lengths.len()];
    distances[origin] = 0.0;
    let (mut buckets, mut now) = (vec![vec![origin]], 0);
    while now < buckets.len() {
        for place in std::mem::take(&mut buckets[now]) {
            let distance = distances[place];
            // Reached quicker since it was put here.
            if (distance as usize) < now {
                continue;
            }
            for &(to, length) in &lengths[place] {
                let through = distance + length;
                if through < distances[to] {
                    let (before, bucket) = (distances[to] as usize, through as usize);
                    distances[to] = through;
                    if before != bucket {
                        if bucket >= buckets.len() {
                            buckets.resize_with(bucket + 1, Vec::new);
                        }
                        buckets[bucket].push(to);
                    }
                }
            }
        }
        now += 1;
    }
    distances
}
