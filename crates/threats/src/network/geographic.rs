/// Mean radius of the earth, km.
const RADIUS: f64 = 6371.0;

/// Kilometres along the great circle between two points (latitude, longitude; degrees), by the haversine formula.
///
/// # Examples
/// ```
/// let quarter = forefend_threats::network::kilometres((0.0, 0.0), (90.0, 17.0));
/// assert!((quarter - 10007.5).abs() < 0.1);
/// ```
pub fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let [from, to] = [a.0, b.0].map(f64::to_radians);
    let half = |degrees: f64| libm::sin(degrees.to_radians() / 2.0);
    let (north, east) = (half(b.0 - a.0), half(b.1 - a.1));
    let chord = north * north + libm::cos(from) * libm::cos(to) * east * east;
    2.0 * RADIUS * libm::asin(chord.min(1.0).sqrt())
}
