//! Risk matrix: likelihood across, impact upwards, each risk with its interval both ways.
//!
//! # Design
//! Cells are the classes of the UK National Risk Register, all of one size; inside a class a value stands by its logarithm, so
//! that a risk near an edge is seen to be near it. A shade of one colour, lightest at the lower left, repeats the sum of the two
//! scores and stays ordered in grey. The register draws no intervals; here whiskers run across and upwards, since a mark without
//! them claims a class that the futures often leave open.

use super::svg::{Anchor, Svg, no_data};
use super::{WIDTH, colour, text_width};
use crate::brief::{MatrixRisk, RiskMatrix};
use crate::number::Quantity;

const HEIGHT: f64 = 336.0;
/// Left, right, top and bottom of the cells.
const BOX: (f64, f64, f64, f64) = (74.0, 334.0, 8.0, 268.0);
const CELL: f64 = 52.0;
/// Edges of the classes of likelihood; the lowest class runs on below, as wide as the one above it.
const LIKELIHOOD: [f64; 6] = [0.0004, 0.002, 0.01, 0.05, 0.25, 1.0];
/// Edges of the classes of deaths (whole ones); the highest class is open, and its end is read from the data.
const IMPACT: [f64; 5] = [0.5, 8.5, 40.5, 200.5, 1000.5];
/// Least end of the highest class.
const OPEN_END: f64 = 100_000.0;
/// Shades by the sum of both scores, 2 to 10, two sums a shade.
const SHADES: [&str; 5] = ["#ffffff", "#fff7d6", "#feeab0", "#fed98a", "#fdc46a"];
const LIKELIHOOD_LABELS: [&str; 6] = ["", "0.2%", "1%", "5%", "25%", "100%"];
const IMPACT_LABELS: [&str; 5] = ["1", "9", "41", "201", "1,001"];

/// Draws the matrix; `id` must be unique on the page.
pub fn risk_matrix(id: &str, matrix: &RiskMatrix) -> String {
    let is_shown = |risk: &&MatrixRisk| risk.likelihood.value.is_finite() && risk.impact.value.is_finite();
    let risks: Vec<&MatrixRisk> = matrix.risks.iter().filter(is_shown).collect();
    if risks.is_empty() {
        return no_data(id, &matrix.title);
    }
    let ends = risks.iter().flat_map(|risk| [Some(risk.impact.value), risk.impact.high]).flatten();
    let most = ends.filter(|end| end.is_finite()).fold(OPEN_END, f64::max);
    let end = libm::pow(10.0, libm::ceil(libm::log10(most) - 1e-9));
    let impact: Vec<f64> = IMPACT.into_iter().chain([end]).collect();
    let x = |value: f64| BOX.0 + CELL * along(&LIKELIHOOD, value);
    let y = |value: f64| BOX.3 - CELL * along(&impact, value);
    let mut svg = Svg::new(id, WIDTH, HEIGHT, &matrix.title, &describe(&risks));
    cells(&mut svg);
    labels(&mut svg, end);
    for risk in &risks {
        whiskers(&mut svg, risk, (&x, &y));
    }
    let mut taken: Vec<(f64, f64)> =
        risks.iter().map(|risk| (x(risk.likelihood.value), y(risk.impact.value))).collect();
    for risk in &risks {
        let at = (x(risk.likelihood.value), y(risk.impact.value));
        svg.circle(at, 4.5, &format!(r##"fill="{}" stroke="#fff""##, colour::BLUE));
        let beside = beside(at, &risk.mark, &taken);
        taken.push((beside.0, beside.1 - 4.0));
        let halo = r##"font-weight="700" stroke="#fff" stroke-width="3" paint-order="stroke""##;
        svg.text(beside, Anchor::Middle, halo, &risk.mark);
    }
    svg.finish()
}

/// Place of a value in classes: whole numbers are edges, between them the logarithm decides; held at both ends.
fn along(edges: &[f64], value: f64) -> f64 {
    let last = edges.len() - 1;
    if value.is_nan() || value <= edges[0] {
        return 0.0;
    }
    let Some(class) = edges.windows(2).position(|pair| value <= pair[1]) else { return last as f64 };
    let (low, high) = (edges[class], edges[class + 1]);
    class as f64 + libm::log(value / low) / libm::log(high / low)
}

fn cells(svg: &mut Svg) {
    for row in 0..5_usize {
        for column in 0..5_usize {
            let (x, y) = (BOX.0 + CELL * column as f64, BOX.3 - CELL * (row + 1) as f64);
            let shade = SHADES[(row + column) / 2];
            svg.rectangle(x, y, CELL, CELL, &format!(r##"fill="{shade}" stroke="#b4bcc6""##));
        }
    }
}

fn labels(svg: &mut Svg, end: f64) {
    let muted = r#"class="muted tiny""#;
    for (at, label) in LIKELIHOOD_LABELS.iter().enumerate() {
        let x = BOX.0 + CELL * at as f64;
        let place = x.min(WIDTH - text_width(label, 11.0) / 2.0);
        svg.text((place, BOX.3 + 29.0), Anchor::Middle, muted, label);
    }
    let top = if end >= 1e6 { format!("{:.0} m", end / 1e6) } else { format!("{:.0},000", end / 1e3) };
    for (at, label) in IMPACT_LABELS.iter().copied().chain([top.as_str()]).enumerate() {
        let y = (BOX.3 - CELL * at as f64 + 4.0).max(BOX.2 + 8.0);
        svg.text((BOX.0 - 20.0, y), Anchor::End, muted, label);
    }
    for class in 0..5 {
        let middle = CELL * (f64::from(class) + 0.5);
        let score = (class + 1).to_string();
        svg.text((BOX.0 + middle, BOX.3 + 14.0), Anchor::Middle, r#"class="small""#, &score);
        svg.text((BOX.0 - 9.0, BOX.3 - middle + 4.0), Anchor::Middle, r#"class="small""#, &score);
    }
    let middle = (BOX.0 + BOX.1) / 2.0;
    svg.text((middle, HEIGHT - 8.0), Anchor::Middle, "", "likelihood");
    let height = (BOX.2 + BOX.3) / 2.0;
    let turn = format!(r#"transform="rotate(-90 12 {height})""#);
    svg.text((12.0, height), Anchor::Middle, &turn, "impact (deaths)");
}

fn whiskers(svg: &mut Svg, risk: &MatrixRisk, (x, y): (&dyn Fn(f64) -> f64, &dyn Fn(f64) -> f64)) {
    let style = format!(r#"stroke="{}" stroke-width="1.6""#, colour::BLUE);
    let ends = |of: &Quantity| of.low.zip(of.high).filter(|(low, high)| low.is_finite() && high.is_finite());
    let (across, up) = (x(risk.likelihood.value), y(risk.impact.value));
    if let Some((low, high)) = ends(&risk.likelihood) {
        svg.line((x(low), up), (x(high), up), &style);
    }
    if let Some((low, high)) = ends(&risk.impact) {
        svg.line((across, y(low)), (across, y(high)), &style);
    }
}

/// Where the mark of a point stands: beside it, in the corner farthest from everything that stands already.
fn beside(at: (f64, f64), mark: &str, taken: &[(f64, f64)]) -> (f64, f64) {
    let half = text_width(mark, 13.0) / 2.0;
    let corners =
        [(1.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (-1.0, 1.0)].into_iter().flat_map(|(right, down)| {
            [1.0, 2.2].map(|far| (at.0 + right * far * (half + 6.0), at.1 + down * far * 9.0 + 4.0, far))
        });
    let inside = corners.filter(|(x, y, _)| {
        (BOX.0 + half..=BOX.1 - half).contains(x) && (BOX.2 + 10.0..=BOX.3 - 2.0).contains(y)
    });
    let room = |(x, y, far): &(f64, f64, f64)| {
        let nearest = taken.iter().map(|(a, b)| (x - a).hypot(y - 4.0 - b)).fold(f64::INFINITY, f64::min);
        // Beyond the height of a letter more room is no better, and near the point is.
        nearest.min(14.0) - far
    };
    let best = inside.fold(None, |best: Option<(f64, f64, f64)>, next| match best {
        Some(kept) if room(&kept) >= room(&next) => Some(kept),
        _ => Some(next),
    });
    best.map_or((at.0, at.1 + 4.0), |(x, y, _)| (x, y))
}

fn describe(risks: &[&MatrixRisk]) -> String {
    let parts = risks.iter().map(|risk| {
        format!(
            "{}, {}: likelihood {}, {}.",
            risk.mark,
            risk.title,
            risk.likelihood.text(),
            risk.impact.text()
        )
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yardstick::risk_register;
    use proptest::prelude::*;

    proptest! {
        /// A mark stands in the cell of its scores, however near to an edge.
        #[test]
        fn marks_stand_in_the_class_of_their_score(p in 1e-6f64..1.0, deaths in 1.0f64..90_000.0) {
            let impact: Vec<f64> = IMPACT.into_iter().chain([OPEN_END]).collect();
            let class = |edges: &[f64], value: f64| (along(edges, value).floor() as u8 + 1).min(5);
            let score = risk_register::likelihood(p).unwrap();
            prop_assert!(class(&LIKELIHOOD, p).abs_diff(score) == 0 || (along(&LIKELIHOOD, p).fract()) < 1e-6);
            let whole = deaths.round();
            prop_assert_eq!(Some(class(&impact, whole)), risk_register::impact(whole));
        }
    }

    #[test]
    fn marks_of_risks_in_one_place_keep_apart() {
        let risk = |mark: &str| MatrixRisk {
            mark: mark.into(),
            title: mark.into(),
            likelihood: Quantity::new(0.03, crate::Unit::Probability, "q").between(0.01, 0.08, 90),
            impact: Quantity::new(150.0, crate::Unit::Deaths, "q").between(3.0, 9e6, 90),
        };
        let risks = ["A", "B", "C"].map(risk).to_vec();
        let text = risk_matrix("m", &RiskMatrix { title: "t".into(), risks, note: String::new() });
        let places: Vec<&str> = text
            .split("paint-order")
            .map(|piece| piece.rsplit("<text ").next().unwrap_or_default())
            .collect();
        assert!(places[0] != places[1] && places[1] != places[2], "{text}");
        assert!(!text.contains("NaN") && text.contains("10 m"), "{text}");
    }
}
