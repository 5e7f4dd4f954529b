//! Equal Earth projection (Savric, Patterson & Jenny 2019, doi:10.1080/13658816.2018.1504949, equations 1-3):
//! equal areas, so that large countries near the poles do not look more important than they are.

use libm::{asin, cos, sin, sqrt};

const A1: f64 = 1.340264;
const A2: f64 = -0.081106;
const A3: f64 = 0.000893;
const A4: f64 = 0.003796;

/// Projects longitude and latitude in degrees to the plane of the unit sphere: x in about +-2.707 east, y in about
/// +-1.317 north.
pub fn equal_earth(longitude: f64, latitude: f64) -> (f64, f64) {
    let (lambda, phi) = (longitude.to_radians(), latitude.clamp(-90.0, 90.0).to_radians());
    let m = sqrt(3.0) / 2.0;
    let theta = asin(m * sin(phi));
    let t2 = theta * theta;
    let t6 = t2 * t2 * t2;
    let slope = A1 + 3.0 * A2 * t2 + t6 * (7.0 * A3 + 9.0 * A4 * t2);
    (lambda * cos(theta) / (m * slope), theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden values from PROJ 9.5.1: `pyproj.Proj('+proj=eqearth +R=1')(lon, lat)`.
    #[test]
    fn agrees_with_proj() {
        for ((longitude, latitude), (x, y)) in [
            ((180.0, 0.0), (2.706_629_983_696_07, 0.0)),
            ((0.0, 90.0), (0.0, 1.317_362_759_157_41)),
            ((30.0, 45.0), (0.386_618_166_367_66, 0.860_231_085_522_01)),
            ((-75.0, -33.5), (-1.037_178_335_996_38, -0.657_917_606_542_61)),
            ((139.7, 35.7), (1.909_466_107_803_97, 0.698_034_755_871_97)),
        ] {
            let (ours_x, ours_y) = equal_earth(longitude, latitude);
            assert!((ours_x - x).abs() < 1e-6 && (ours_y - y).abs() < 1e-6, "{longitude} {latitude}");
        }
    }

    /// Equal area: small cells of equal area on the sphere cover equal areas on the plane.
    #[test]
    fn areas_are_kept() {
        let cell = |longitude: f64, latitude: f64| {
            let d = 0.01;
            let (x0, y0) = equal_earth(longitude, latitude);
            let (x1, y1) = equal_earth(longitude + d, latitude);
            let (x2, y2) = equal_earth(longitude, latitude + d);
            let plane = ((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)).abs();
            plane / (d.to_radians() * d.to_radians() * cos((latitude + d / 2.0).to_radians()))
        };
        for (longitude, latitude) in [(0.0, 0.0), (120.0, 10.0), (-70.0, 45.0), (30.0, -60.0), (170.0, 80.0)]
        {
            assert!((cell(longitude, latitude) - 1.0).abs() < 2e-3, "{longitude} {latitude}");
        }
    }
}
