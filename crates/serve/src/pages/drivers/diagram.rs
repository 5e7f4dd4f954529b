//! The links as a picture: where each begins on the left, where it ends on the right.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use forefend_assess::DescribedLink;

use super::switched::Choice;
use crate::drawn::{distinct, escaped};

/// Size of the diagram: width of the picture, of a box, and height of a row of boxes.
const WIDE: f64 = 1000.0;
const BOX: f64 = 330.0;
const ROW: f64 = 46.0;

/// What is off is dashed, what is switched is marked. Each line leads to the page with its link switched, or back.
pub(super) fn diagram(links: &[DescribedLink], names: &BTreeMap<String, String>, choice: &Choice) -> String {
    let shown: Vec<&DescribedLink> = links.iter().filter(|link| !link.correlation).collect();
    let from = distinct(shown.iter().map(|link| link.from.as_str()));
    let to = distinct(shown.iter().map(|link| link.to.as_str()));
    let height = ROW * from.len().max(to.len()) as f64 + 8.0;
    let mut svg = format!(
        r#"<svg class="links" viewBox="0 0 {WIDE} {height}" role="group" aria-label="Links between drivers and threats; the table below says the same">"#
    );
    let middle = |all: &[&str], id: &str| {
        let gap = (height - 8.0) / all.len().max(1) as f64;
        4.0 + gap * (all.iter().position(|other| *other == id).unwrap_or_default() as f64 + 0.5)
    };
    for link in &shown {
        let (x1, y1, x2, y2) = (BOX, middle(&from, &link.from), WIDE - BOX, middle(&to, &link.to));
        let (is_switched, is_on) = (choice.holds(&link.id), choice.is_on(link));
        let class = match (is_switched, is_on) {
            (true, true) => "chosen on",
            (true, false) => "chosen off",
            (false, true) => "on",
            (false, false) => "off",
        };
        let state =
            format!("{}{}", if is_switched { "switched " } else { "" }, if is_on { "on" } else { "off" });
        let _ = write!(
            svg,
            r#"<a href="{0}" class="{class}"><title>{1} ({state})</title><path d="M{x1} {y1}C{2} {y1} {3} {y2} {x2} {y2}"/></a>"#,
            escaped(&choice.turned(&link.id)),
            escaped(&link.title),
            x1 + 120.0,
            x2 - 120.0
        );
    }
    for (all, x, anchor, at) in
        [(&from, 0.0, "end", BOX - 10.0), (&to, WIDE - BOX, "start", WIDE - BOX + 10.0)]
    {
        for id in all {
            let y = middle(all, id);
            let name = names.get(*id).map_or(*id, String::as_str);
            let _ = write!(
                svg,
                r#"<rect x="{x}" y="{}" width="{BOX}" height="34" rx="3"/><text x="{at}" y="{}" text-anchor="{anchor}">{}</text>"#,
                y - 17.0,
                y + 4.5,
                escaped(name)
            );
        }
    }
    svg + "</svg>"
}
