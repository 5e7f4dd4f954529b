//! Bump chart: ranks of countries by year, the highest at the top.

use super::svg::{Anchor, Svg, line_path, no_data};
use super::{WIDTH, colour, cut_to};
use crate::brief::{RankLine, RankPlace, Ranks};

const LEFT: f64 = 56.0;
const RIGHT: f64 = 214.0;
const TOP: f64 = 12.0;
const ROW: f64 = 22.0;
/// Years that have room for a label.
const MOST_LABELS: usize = 5;
/// Dashes and colours in turn: neighbours differ by both, so that grey print tells them apart.
const LINES: [(&str, &str); 6] = [
    (colour::BLUE, "none"),
    (colour::ORANGE, "none"),
    (colour::INK, "6 3"),
    ("#7a3d6b", "none"),
    ("#00664d", "6 3"),
    (colour::MUTED, "2 2.5"),
];

/// Draws the ranks; `id` must be unique on the page. A line that leaves the ranks shown runs to the row "lower".
pub fn ranks(id: &str, of: &Ranks) -> String {
    let years = of.years();
    let (Some(first), Some(last)) = (years.first().copied(), years.last().copied()) else {
        return no_data(id, &of.title);
    };
    let below = of.lines.iter().flat_map(|line| &line.places).any(|place| place.place > of.top);
    let rows = of.top + usize::from(below);
    let height = TOP + ROW * rows as f64 + 24.0;
    let span = f64::from(last - first).max(1.0);
    let x = |year: i32| LEFT + (RIGHT - LEFT) * f64::from(year - first) / span;
    let y = |place: usize| TOP + ROW * (place.min(of.top + 1) as f64 - 0.5);
    let mut svg = Svg::new(id, WIDTH, height, &of.title, &describe(of, (first, last)));
    frame(&mut svg, (of.top, below), &years, &x, &y);
    // The first lines are drawn last, on top.
    for (at, line) in of.lines.iter().enumerate().rev() {
        let (paint, dash) = LINES[at % LINES.len()];
        let is_lower = |at: Option<&RankPlace>| at.is_none_or(|place| place.place > of.top);
        let points = line.places.iter().enumerate().map(|(at, place)| {
            let before = at.checked_sub(1).and_then(|at| line.places.get(at));
            // Nothing runs along the row of those that are lower.
            let is_alone = is_lower(Some(place)) && is_lower(before) && is_lower(line.places.get(at + 1));
            (x(place.year), if is_alone { f64::NAN } else { y(place.place) })
        });
        let style = format!(r#"fill="none" stroke="{paint}" stroke-width="2" stroke-dasharray="{dash}""#);
        svg.path(&line_path(points), &style);
        for place in line.places.iter().filter(|place| place.place <= of.top) {
            // A ring where another has the same value: the order between them says nothing.
            let inside = if place.shared { "#fff" } else { paint };
            let style = format!(r#"fill="{inside}" stroke="{paint}" stroke-width="1.6""#);
            svg.circle((x(place.year), y(place.place)), 3.4, &style);
        }
        names(&mut svg, line, of.top, (first, last), &y);
    }
    svg.finish()
}

fn frame(
    svg: &mut Svg,
    (top, below): (usize, bool),
    years: &[i32],
    x: &dyn Fn(i32) -> f64,
    y: &dyn Fn(usize) -> f64,
) {
    for place in 1..=top {
        let at = y(place);
        svg.line((LEFT, at), (RIGHT, at), &format!(r#"stroke="{}""#, colour::GRID));
        svg.text((16.0, at + 4.0), Anchor::End, r#"class="muted small""#, &place.to_string());
    }
    if below {
        svg.text((0.0, y(top + 1) + 4.0), Anchor::Start, r#"class="muted small""#, "lower");
    }
    let base = y(top + usize::from(below)) + ROW / 2.0;
    for (at, year) in years.iter().enumerate() {
        // Every label where there is room, else those at an even distance from the last one.
        let step = years.len().div_ceil(MOST_LABELS);
        if !(years.len() - 1 - at).is_multiple_of(step) {
            continue;
        }
        let year = *year;
        svg.line((x(year), base), (x(year), base + 4.0), &format!(r#"stroke="{}""#, colour::MUTED));
        svg.text((x(year), base + 18.0), Anchor::Middle, r#"class="muted small""#, &year.to_string());
    }
}

/// The code where the line begins, the name where it ends: a line that is there in neither year is named in the table alone.
fn names(svg: &mut Svg, line: &RankLine, top: usize, (first, last): (i32, i32), y: &dyn Fn(usize) -> f64) {
    let shown = |year: i32| line.places.iter().find(|place| place.year == year && place.place <= top);
    let at = |place: &RankPlace| y(place.place) + 4.0;
    if let Some(place) = shown(first) {
        svg.text((LEFT - 7.0, at(place)), Anchor::End, r#"class="tiny""#, &line.iso3);
    }
    if let Some(place) = shown(last) {
        svg.text(
            (RIGHT + 8.0, at(place)),
            Anchor::Start,
            r#"class="small""#,
            &cut_to(&line.name, 12.0, WIDTH - RIGHT - 10.0),
        );
    }
}

fn describe(of: &Ranks, (first, last): (i32, i32)) -> String {
    let in_year = |year: i32| {
        let mut found: Vec<(usize, &str)> = of
            .lines
            .iter()
            .flat_map(|line| line.places.iter().map(move |place| (place, line.name.as_str())))
            .filter(|(place, _)| place.year == year && place.place <= of.top)
            .map(|(place, name)| (place.place, name))
            .collect();
        found.sort_unstable();
        let names: Vec<String> = found.iter().map(|(place, name)| format!("{place} {name}")).collect();
        format!("In {year}: {}.", names.join(", "))
    };
    if first == last { in_year(first) } else { format!("{} {}", in_year(first), in_year(last)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::Ranked;
    use crate::number::{Quantity, Unit};
    use proptest::prelude::*;

    proptest! {
        /// In each year every place is taken once, the higher value above, whatever the values are.
        #[test]
        fn places_are_taken_once_and_follow_the_values(values in prop::collection::vec(prop::collection::vec(0u8..4, 3), 1..9)) {
            let quantity = |value: &u8| Quantity::new(f64::from(*value) / 4.0, Unit::Probability, "q");
            let countries: Vec<_> = values
                .iter()
                .enumerate()
                .map(|(at, own)| Ranked { iso3: format!("C{at}"), name: format!("n{at}"), values: (2027..).zip(own.iter().map(quantity)).collect() })
                .collect();
            let of = Ranks::of("t", &countries, 99);
            for year in 2027..2030 {
                let mut found: Vec<&RankPlace> =
                    of.lines.iter().flat_map(|line| &line.places).filter(|place| place.year == year).collect();
                found.sort_by_key(|place| place.place);
                prop_assert!(found.iter().map(|place| place.place).eq(1..=values.len()));
                prop_assert!(found.windows(2).all(|pair| pair[0].value.value >= pair[1].value.value));
                prop_assert!(found.windows(2).all(|pair| (pair[0].value.value != pair[1].value.value) || (pair[0].shared && pair[1].shared)));
            }
            prop_assert!(!ranks("r", &of).contains("NaN"));
        }
    }
}
