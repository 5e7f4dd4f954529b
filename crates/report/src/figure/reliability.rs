//! Reliability diagram: observed frequency against predicted probability, with intervals and the number of forecasts
//! (Murphy & Winkler 1977; interval bars as in Broecker & Smith 2007).

use super::WIDTH;
use super::colour;
use super::scale::Scale;
use super::svg::{Anchor, Svg, line_path, no_data};
use crate::brief::{ReliabilityBin, ReliabilityCurve};
use crate::number::{percent, probability};

const HEIGHT: f64 = 262.0;
const BOX: (f64, f64, f64, f64) = (66.0, 318.0, 12.0, 216.0);

/// Draws one curve.
pub fn reliability(id: &str, curve: &ReliabilityCurve) -> String {
    let mut bins: Vec<&ReliabilityBin> =
        curve.bins.iter().filter(|b| b.predicted.is_finite() && b.observed.is_finite() && b.n > 0).collect();
    if bins.is_empty() {
        return no_data(id, &curve.title);
    }
    bins.sort_by(|a, b| a.predicted.total_cmp(&b.predicted));
    let x = Scale::linear((0.0, 1.0), (BOX.0, BOX.1));
    let y = Scale::linear((0.0, 1.0), (BOX.3, BOX.2));
    let mut svg = Svg::new(id, WIDTH, HEIGHT, &curve.title, &describe(&bins));
    frame(&mut svg, &x, &y);
    let points = bins.iter().map(|b| (x.at(b.predicted), y.at(b.observed)));
    svg.path(&line_path(points), &format!(r#"fill="none" stroke="{}" stroke-width="1.5""#, colour::BLUE));
    let most = bins.iter().map(|b| b.n).max().unwrap_or(1) as f64;
    for bin in bins {
        let at = x.at(bin.predicted);
        if bin.low.is_finite() && bin.high.is_finite() {
            let ends = ((at, y.clamped(bin.low)), (at, y.clamped(bin.high)));
            svg.line(ends.0, ends.1, &format!(r#"stroke="{}" stroke-width="2""#, colour::BLUE));
        }
        let radius = 3.0 + 5.0 * libm::sqrt(bin.n as f64 / most);
        svg.circle((at, y.at(bin.observed)), radius, &format!(r##"fill="{}" stroke="#fff""##, colour::BLUE));
    }
    svg.finish()
}

fn frame(svg: &mut Svg, x: &Scale, y: &Scale) {
    for tick in [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] {
        let (at, grid) = (x.at(tick), format!(r#"stroke="{}""#, colour::GRID));
        svg.line((at, BOX.2), (at, BOX.3), &grid);
        svg.line((BOX.0, y.at(tick)), (BOX.1, y.at(tick)), &grid);
        svg.text((at, BOX.3 + 18.0), Anchor::Middle, r#"class="muted""#, &percent(tick));
        svg.text((BOX.0 - 7.0, y.at(tick) + 4.5), Anchor::End, r#"class="muted""#, &percent(tick));
    }
    let dashes = format!(r#"stroke="{}" stroke-dasharray="5 4""#, colour::MUTED);
    svg.line((x.at(0.0), y.at(0.0)), (x.at(1.0), y.at(1.0)), &dashes);
    svg.text(((BOX.0 + BOX.1) / 2.0, HEIGHT - 8.0), Anchor::Middle, "", "predicted probability");
    let middle = (BOX.2 + BOX.3) / 2.0;
    let turn = format!(r#"transform="rotate(-90 12 {middle})""#);
    svg.text((12.0, middle), Anchor::Middle, &turn, "observed frequency");
}

fn describe(bins: &[&ReliabilityBin]) -> String {
    let parts = bins.iter().map(|b| {
        format!("Predicted {}, came {} (n {}).", probability(b.predicted), percent(b.observed), b.n)
    });
    parts.collect::<Vec<_>>().join(" ")
}
