//! Figures as inline SVG, one a file.
//!
//! # Design
//! No crate draws these with accessible titles, no scripts and text that stays legible on a phone, so the SVG is made
//! here. Every figure is designed at phone width (440 units) and grows; the map carries no text at all, its legend is
//! HTML. Colours come from Okabe-Ito (lines) and ColorBrewer YlOrBr (map), whose lightness falls steadily, so that
//! greyscale print keeps the order. A figure without a single finite value says "no data" instead of drawing nothing.

pub mod fan;
pub mod interval;
pub mod map;
pub mod outline;
pub mod projection;
pub mod reliability;
pub mod replay;
pub mod scale;
pub mod strip;
pub mod svg;

/// Width of a chart in SVG units: a phone's width in CSS pixels, so that 13-unit text is about 11 px there.
pub const WIDTH: f64 = 440.0;

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
