//! How far two metrics rank alternatives alike.

/// Kendall's tau-b of two metrics over the same alternatives: 1 where they rank all pairs alike, -1 where in reverse; pairs
/// that one of them ties count for neither (Kendall 1945). None where one of them ties all pairs, or there is no pair.
///
/// # Examples
/// ```
/// use forefend_explore::agreement;
///
/// assert_eq!(agreement(&[1.0, 2.0, 3.0], &[10.0, 20.0, 30.0]), Some(1.0));
/// assert_eq!(agreement(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), Some(-1.0));
/// assert_eq!(agreement(&[1.0, 1.0], &[1.0, 2.0]), None);
/// ```
pub fn agreement(first: &[f64], second: &[f64]) -> Option<f64> {
    let n = first.len().min(second.len());
    let (mut alike, mut of_first, mut of_second) = (0.0, 0.0, 0.0);
    for a in 0..n {
        for b in 0..a {
            let order = |values: &[f64]| match values[a].total_cmp(&values[b]) {
                _ if values[a] == values[b] => 0.0,
                std::cmp::Ordering::Less => -1.0,
                _ => 1.0,
            };
            let (x, y): (f64, f64) = (order(first), order(second));
            alike += x * y;
            of_first += x.abs();
            of_second += y.abs();
        }
    }
    let pairs = libm::sqrt(of_first * of_second);
    (pairs > 0.0).then(|| alike / pairs)
}
