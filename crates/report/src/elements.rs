//! Walks a rendered report: does every element of the mission say something?

use crate::brief::Element;

/// Ids of elements whose section is absent, or holds neither a number traced to the report's run nor one of the plain
/// statements "no model yet", "no data", "no skill". Empty means that the report keeps its promise.
///
/// Reads only HTML made by [`crate::render`]: sections are found by `data-element`, numbers by `data-trace`, the run by
/// `<meta name="forefend-run">`.
///
/// # Examples
/// ```
/// // A page without any element lacks all of them.
/// let missing = forefend_report::elements_without_substance("<html></html>");
/// assert!(missing.len() > 5, "{missing:?}");
/// ```
pub fn elements_without_substance(html: &str) -> Vec<String> {
    let run = run_of(html).unwrap_or_default();
    let silent = |element: &Element| section(html, element.id()).is_none_or(|text| !has_substance(text, run));
    Element::ALL.into_iter().filter(silent).map(|element| element.id().to_owned()).collect()
}

/// The run that a page made by [`crate::render`] belongs to; none where it is no such page.
pub fn run_of(html: &str) -> Option<&str> {
    let rest = html.split_once(r#"<meta name="forefend-run" content=""#)?.1;
    rest.split_once('"').map(|(id, _)| id)
}

/// Content of the section of one element, nested sections included.
fn section<'a>(html: &'a str, id: &str) -> Option<&'a str> {
    let mark = html.find(&format!(r#"data-element="{id}""#))?;
    let start = mark + html[mark..].find('>')? + 1;
    let (mut depth, mut at) = (1, start);
    while depth > 0 {
        let close = at + html[at..].find("</section>")?;
        depth += html[at..close].matches("<section").count();
        depth -= 1;
        at = close + "</section>".len();
    }
    Some(&html[start..at])
}

fn has_substance(section: &str, run: &str) -> bool {
    if !run.is_empty() && traced_number(section, run) {
        return true;
    }
    let text = visible(section);
    ["no model yet", "no data", "no skill"].iter().any(|plain| text.contains(plain))
}

/// A traced element of this run whose text holds a digit.
fn traced_number(section: &str, run: &str) -> bool {
    let mark = format!(r#"data-trace="{run}:"#);
    section.match_indices(&mark).any(|(at, _)| {
        let rest = &section[at + mark.len()..];
        let query = rest.split('"').next().unwrap_or_default();
        let text =
            rest.split_once('>').and_then(|(_, rest)| rest.split_once('<')).map_or("", |(text, _)| text);
        !query.is_empty() && text.contains(|c: char| c.is_ascii_digit())
    })
}

/// Text outside tags.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(section: &str) -> String {
        let others: String = Element::ALL
            .iter()
            .filter(|e| **e != Element::Warning)
            .map(|e| format!(r#"<section data-element="{}"><p>no data</p></section>"#, e.id()))
            .collect();
        format!(r#"<meta name="forefend-run" content="r1">{others}{section}"#)
    }

    #[test]
    fn what_counts_as_substance() {
        let silent = vec!["warning".to_owned()];
        for (section, says_something) in [
            ("", false),
            (r#"<section data-element="warning"><p>Conflict is bad in 2030.</p></section>"#, false),
            (r#"<section data-element="warning"><data data-trace="r1:a/b">12%</data></section>"#, true),
            (r#"<section data-element="warning"><data data-trace="r2:a/b">12%</data></section>"#, false),
            (r#"<section data-element="warning"><data data-trace="r1:">12%</data></section>"#, false),
            (r#"<section data-element="warning"><data data-trace="r1:a">none</data></section>"#, false),
            (r#"<section data-element="warning"><p title="no data">x</p></section>"#, false),
            (r#"<section data-element="warning"><section>a</section><p>no skill</p></section>"#, true),
            (r#"<section data-element="warning"><p>x</p></section><p>no model yet</p>"#, false),
        ] {
            let found = elements_without_substance(&page(section));
            assert_eq!(found, if says_something { Vec::new() } else { silent.clone() }, "{section}");
        }
    }
}
