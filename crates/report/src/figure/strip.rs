//! A probability as a dot on a strip from 0 to 100%, with its interval: for rows of lists.

use super::colour;
use super::scale::Scale;
use super::svg::Svg;
use crate::number::Quantity;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 14.0;

/// Draws the strip; nothing at all for a missing value, since the number beside it says "no data". It is hidden from
/// screen readers for the same reason: it repeats the number.
pub fn strip(quantity: &Quantity) -> String {
    if !quantity.value.is_finite() {
        return String::new();
    }
    let x = Scale::linear((0.0, 1.0), (5.0, WIDTH - 5.0));
    let mut svg = Svg::new("", WIDTH, HEIGHT, "", "");
    let middle = HEIGHT / 2.0;
    svg.line(
        (x.at(0.0), middle),
        (x.at(1.0), middle),
        &format!(r#"stroke="{}" stroke-width="2""#, colour::GRID),
    );
    for mark in [0.0, 0.5, 1.0] {
        svg.line((x.at(mark), 3.0), (x.at(mark), HEIGHT - 3.0), r##"stroke="#b4bcc6""##);
    }
    if let (Some(low), Some(high)) = (quantity.low, quantity.high)
        && low.is_finite()
        && high.is_finite()
    {
        let ends = ((x.clamped(low), middle), (x.clamped(high), middle));
        svg.line(ends.0, ends.1, &format!(r#"stroke="{}" stroke-width="4""#, colour::BAND_50));
    }
    svg.circle((x.clamped(quantity.value), middle), 4.0, &format!(r#"fill="{}""#, colour::BLUE));
    svg.finish_decorative("strip")
}
