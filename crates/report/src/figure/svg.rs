//! A small writer of SVG: escaped text, numbers that cannot be `NaN`, an accessible title and description.

use std::fmt::Write;

/// Escapes text for HTML and XML content and attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A coordinate with one decimal; what is not finite becomes 0, so that no path ever holds `NaN`.
pub fn coordinate(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Where text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Text begins at the point.
    Start,
    /// Text is centred on the point.
    Middle,
    /// Text ends at the point.
    End,
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// One SVG picture in the making.
#[derive(Debug, Clone)]
pub struct Svg {
    id: String,
    width: f64,
    height: f64,
    title: String,
    description: String,
    body: String,
}

impl Svg {
    /// A picture of `width` by `height` units. `id` must be unique on the page; title and description are read aloud
    /// by screen readers.
    pub fn new(id: &str, width: f64, height: f64, title: &str, description: &str) -> Self {
        Self {
            id: escape(id),
            width,
            height,
            title: escape(title),
            description: escape(description),
            body: String::new(),
        }
    }

    /// Appends markup made elsewhere.
    pub fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), attributes: &str) {
        let _ = write!(
            self.body,
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}" {attributes}/>"#,
            coordinate(from.0),
            coordinate(from.1),
            coordinate(to.0),
            coordinate(to.1)
        );
    }

    /// A rectangle; negative sizes are drawn as nothing.
    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64, attributes: &str) {
        if width > 0.0 && height > 0.0 {
            let _ = write!(
                self.body,
                r#"<rect x="{}" y="{}" width="{}" height="{}" {attributes}/>"#,
                coordinate(x),
                coordinate(y),
                coordinate(width),
                coordinate(height)
            );
        }
    }

    /// A circle.
    pub fn circle(&mut self, centre: (f64, f64), radius: f64, attributes: &str) {
        let _ = write!(
            self.body,
            r#"<circle cx="{}" cy="{}" r="{}" {attributes}/>"#,
            coordinate(centre.0),
            coordinate(centre.1),
            coordinate(radius)
        );
    }

    /// Text, escaped.
    pub fn text(&mut self, at: (f64, f64), anchor: Anchor, attributes: &str, text: &str) {
        let _ = write!(
            self.body,
            r#"<text x="{}" y="{}" text-anchor="{}" {attributes}>{}</text>"#,
            coordinate(at.0),
            coordinate(at.1),
            anchor.name(),
            escape(text)
        );
    }

    /// A path from markup made by [`line_path`] or [`area_path`]; an empty path is not written.
    pub fn path(&mut self, d: &str, attributes: &str) {
        if !d.is_empty() {
            let _ = write!(self.body, r#"<path d="{d}" {attributes}/>"#);
        }
    }

    /// The finished picture.
    pub fn finish(self) -> String {
        let Self { id, width, height, title, description, body } = self;
        format!(
            "<svg viewBox=\"0 0 {w} {h}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-t\">{title}</title>\
             <desc id=\"{id}-d\">{description}</desc>{body}</svg>",
            w = coordinate(width),
            h = coordinate(height)
        )
    }

    /// The finished picture without title, passed over by screen readers: for pictures that repeat the text beside them.
    pub fn finish_decorative(self, class: &str) -> String {
        let (width, height) = (coordinate(self.width), coordinate(self.height));
        let (class, body) = (escape(class), self.body);
        format!(r#"<svg class="{class}" viewBox="0 0 {width} {height}" aria-hidden="true">{body}</svg>"#)
    }
}

/// A polyline through the points, broken where a point is not finite.
pub fn line_path(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut d = String::new();
    let mut pen_down = false;
    for (x, y) in points {
        if x.is_finite() && y.is_finite() {
            let _ = write!(d, "{}{} {}", if pen_down { "L" } else { "M" }, coordinate(x), coordinate(y));
            pen_down = true;
        } else {
            pen_down = false;
        }
    }
    d
}

/// A closed area between a lower and an upper edge; points with an end that is not finite are left out.
pub fn area_path(edges: impl IntoIterator<Item = (f64, f64, f64)>) -> String {
    let kept: Vec<_> =
        edges.into_iter().filter(|(x, a, b)| x.is_finite() && a.is_finite() && b.is_finite()).collect();
    if kept.len() < 2 {
        return String::new();
    }
    let there = kept.iter().map(|&(x, _, upper)| (x, upper));
    let back = kept.iter().rev().map(|&(x, lower, _)| (x, lower));
    line_path(there.chain(back)) + "Z"
}

/// A finished picture as a file of its own: with the style of its texts, which a page has in its sheet.
pub fn standalone(picture: &str) -> String {
    let style = "<style>text{font:13px system-ui,\"Liberation Sans\",Arial,sans-serif;fill:#1b1f24}\
                 .muted{fill:#5b6470}.small{font-size:12px}.tiny{font-size:11px}</style>";
    match picture.split_once('>') {
        Some((open, rest)) => format!("{open}>{style}{rest}\n"),
        None => picture.to_owned(),
    }
}

/// A panel that says there is nothing to draw.
pub fn no_data(id: &str, title: &str) -> String {
    let mut svg = Svg::new(id, super::WIDTH, 90.0, title, "No data to draw.");
    svg.rectangle(0.5, 0.5, super::WIDTH - 1.0, 89.0, r##"fill="#f6f7f8" stroke="#dfe3e8""##);
    svg.text((super::WIDTH / 2.0, 50.0), Anchor::Middle, r#"class="muted""#, "no data");
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_cannot_break_out_of_the_markup() {
        let mut svg = Svg::new("a\"b", 10.0, 10.0, "<script>", "x & y");
        svg.text((0.0, 0.0), Anchor::Start, "", "Côte d'Ivoire <b>");
        let text = svg.finish();
        assert!(!text.contains("<script>") && !text.contains("<b>"));
        assert!(text.contains("Côte d&#39;Ivoire &lt;b&gt;") && text.contains("id=\"a&quot;b-t\""));
    }

    #[test]
    fn a_gap_breaks_the_line() {
        assert_eq!(line_path([(0.0, 1.0), (1.0, f64::NAN), (2.0, 3.0), (3.0, 4.25)]), "M0 1M2 3L3 4.2");
    }

    #[test]
    fn a_file_of_its_own_has_the_style_of_its_texts() {
        let text = standalone(&Svg::new("a", 10.0, 10.0, "x > y", "").finish());
        assert!(
            text.starts_with("<svg ") && text.contains("svg\"><style>text{") && text.contains("x &gt; y"),
            "{text}"
        );
    }

    proptest! {
        #[test]
        fn no_path_holds_nan(points in prop::collection::vec((any::<f64>(), any::<f64>(), any::<f64>()), 0..20)) {
            let d = line_path(points.iter().map(|p| (p.0, p.1))) + &area_path(points.iter().copied());
            prop_assert!(!d.contains("NaN") && !d.contains("inf"), "{}", d);
        }
    }
}
