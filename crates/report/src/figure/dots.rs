//! Dot map: an amount by country as a circle whose area stands for it. Like the choropleth it carries no text.
//!
//! # Design
//! A choropleth is for chances; of an amount it would paint large countries loudest. Circles have an ink edge and a pale inside,
//! so that grey print shows where they overlap; the largest are drawn first.

use super::map::{HEIGHT, WIDTH, area, cut_at_antimeridian, is_shape_of, place};
use super::outline::{self, Shape};
use super::svg::{Svg, escape};
use super::{colour, svg};
use crate::ReportError;
use crate::brief::MapPlace;

/// Radius of the largest circle, in units of the map.
const LARGEST: f64 = 26.0;
/// Amounts whose circle would be smaller than this are drawn this large.
const SMALLEST: f64 = 1.6;

/// Draws the map of amounts; a country without one above zero gets no circle.
///
/// # Errors
/// A damaged outline.
pub fn dots(id: &str, title: &str, places: &[MapPlace]) -> Result<String, ReportError> {
    let mut shown: Vec<&MapPlace> =
        places.iter().filter(|place| place.value.value.is_finite() && place.value.value > 0.0).collect();
    shown.sort_by(|a, b| b.value.value.total_cmp(&a.value.value).then_with(|| a.iso3.cmp(&b.iso3)));
    let Some(most) = shown.first().map(|place| place.value.value) else {
        return Ok(svg::no_data(id, title));
    };
    let named: Vec<String> =
        shown.iter().take(5).map(|own| format!("{} {}", own.name, own.value.bare())).collect();
    let description = format!(
        "World map with a circle in each of {} countries; the largest: {}.",
        shown.len(),
        named.join(", ")
    );
    let mut svg = Svg::new(id, WIDTH, HEIGHT, title, &description);
    svg.raw(r##"<g fill="#eef0f2" stroke="#b4bcc6" stroke-width="0.4" stroke-linejoin="round">"##);
    let shapes = outline::shapes()?;
    for shape in &shapes {
        svg.raw(&format!(r#"<path d="{}"/>"#, area(shape)));
    }
    svg.raw("</g>");
    let spots = outline::spots();
    svg.raw(&format!(
        r#"<g fill="{}" fill-opacity="0.72" stroke="{}" stroke-width="0.9">"#,
        colour::BAND_50,
        colour::INK
    ));
    for own in shown {
        let is_own = |shape: &&Shape| is_shape_of(shape, (own.m49, &own.iso3));
        let inside = shapes.iter().find(is_own).map(|shape| middle(&shape.rings));
        let spot = || spots.iter().find(|spot| spot.m49 == own.m49).map(|spot| place(spot.at));
        let Some((x, y)) = inside.or_else(spot) else { continue };
        let radius = (LARGEST * libm::sqrt(own.value.value / most)).max(SMALLEST);
        let at = |value: f64| svg::coordinate(value);
        let tip = escape(&format!("{}: {}", own.name, own.value.text()));
        svg.raw(&format!(
            r#"<circle cx="{}" cy="{}" r="{}"><title>{tip}</title></circle>"#,
            at(x),
            at(y),
            at(radius)
        ));
    }
    svg.raw("</g>");
    Ok(svg.finish())
}

/// The centroid of the largest ring, as it lies on the map.
fn middle(rings: &[Vec<(f64, f64)>]) -> (f64, f64) {
    let centre = |ring: &[(f64, f64)]| {
        let mut points: Vec<(f64, f64)> = ring.iter().map(|point| place(*point)).collect();
        points.extend(points.first().copied());
        let mut sums = (0.0, 0.0, 0.0);
        for pair in points.windows(2) {
            let cross = pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1;
            sums.0 += cross;
            sums.1 += (pair[0].0 + pair[1].0) * cross;
            sums.2 += (pair[0].1 + pair[1].1) * cross;
        }
        (libm::fabs(sums.0), (sums.1 / (3.0 * sums.0), sums.2 / (3.0 * sums.0)))
    };
    let parts = rings.iter().flat_map(|ring| cut_at_antimeridian(ring));
    let largest =
        parts.map(|part| centre(&part)).filter(|(area, _)| *area > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
    largest.map_or((0.0, 0.0), |(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Circles stand inside the countries that they are of.
    #[test]
    fn centroids_lie_where_an_atlas_puts_them() {
        for (m49, at) in [(76, (-53.0, -10.8)), (566, (8.0, 9.6)), (356, (79.6, 22.9)), (643, (96.0, 61.0))] {
            let shapes = outline::shapes().unwrap();
            let own = middle(&shapes.iter().find(|shape| shape.m49 == m49).unwrap().rings);
            let there = place(at);
            assert!((own.0 - there.0).hypot(own.1 - there.1) < 9.0, "{m49}: {own:?} {there:?}");
        }
    }
}
