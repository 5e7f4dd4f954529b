//! Figures as inline SVG, one a file.
//!
//! # Design
//! No crate draws these with accessible titles, no scripts and text that stays legible on a phone, so the SVG is made
//! here. A chart is as wide as a third of the page on a desktop, a half of it in print and the whole of it on a phone
//! (340 units, about 340 CSS pixels in all three), so that its text is never scaled down; the map carries no text at
//! all, its legend is HTML. Colours come from Okabe-Ito (lines) and ColorBrewer YlOrBr (map), whose lightness falls steadily, so that
//! greyscale print keeps the order. A figure without a single finite value says "no data" instead of drawing nothing.

pub mod arrival;
pub mod chances;
pub mod dots;
pub mod exceedance;
pub mod fan;
pub mod interval;
pub mod joint;
pub mod map;
pub mod multiples;
pub mod outline;
pub mod projection;
pub mod ranks;
pub mod reliability;
pub mod replay;
pub mod replayed;
pub mod risk_matrix;
pub mod scale;
pub mod strip;
pub mod svg;
pub mod tolls;

/// Width of a chart in SVG units, about its width in CSS pixels: 13-unit text is about 13 px.
pub const WIDTH: f64 = 340.0;

/// Width of a text in SVG units, by the advances of DejaVu Sans, the widest of the common sans serifs: room is kept for
/// it, nothing is drawn.
pub fn text_width(text: &str, size: f64) -> f64 {
    let advance = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ' ' | '\u{a0}' => 0.32,
        'f' | 'r' | 't' => 0.41,
        '−' | '+' | '<' | '>' | 'w' => 0.84,
        'm' | 'M' | 'W' | '%' => 0.98,
        _ => 0.64,
    };
    text.chars().map(advance).sum::<f64>() * size
}

/// A name that fits into `room` units, cut with an ellipsis where it does not.
pub(crate) fn cut_to(name: &str, size: f64, room: f64) -> String {
    if text_width(name, size) <= room {
        return name.to_owned();
    }
    let mut short = String::new();
    for c in name.chars() {
        if text_width(&format!("{short}{c}…"), size) > room {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end())
}

/// Colours (Okabe-Ito, darkened where text contrast needs it).
pub mod colour {
    /// Observed lines and text.
    pub const INK: &str = "#1b1f24";
    /// Secondary text and axes (contrast 5.9 on white).
    pub const MUTED: &str = "#5b6470";
    /// Grid lines.
    pub const GRID: &str = "#dfe3e8";
    /// Model lines and evidence.
    pub const BLUE: &str = "#00588f";
    /// 50% band.
    pub const BAND_50: &str = "#8dbce0";
    /// 90% band.
    pub const BAND_90: &str = "#d3e5f4";
    /// Assumptions (contrast 4.6 on white).
    pub const ORANGE: &str = "#b35900";
    /// Nowcast shading.
    pub const NOWCAST: &str = "#f1f2f4";
}
