//! A document as one self-contained HTML page that prints well on A4.

use askama::Template;

use super::{Block, Chart, Document, terms};
use crate::ReportError;
use crate::brief::*;
use crate::figure::fan;
use crate::page::{Html, Printer, STYLE, finished};

/// What the template sees.
#[derive(Template)]
#[template(path = "document.html", blocks = ["parts"])]
struct Page<'a> {
    document: &'a Document,
    print: Printer<'a>,
    style: Html,
}

impl Page<'_> {
    /// A figure in this block of this part, for an id that is unique on the page.
    fn figure(&self, of: &Fan, part: &usize, block: &usize) -> Html {
        Html(fan::fan(&format!("f{part}-{block}"), of))
    }

    /// A figure of another kind, for such an id; those that cannot be drawn were refused before the page began.
    fn chart(&self, of: &Chart, part: &usize, block: &usize) -> Html {
        Html(of.svg(&format!("f{part}-{block}")).unwrap_or_default())
    }

    /// The title and the run at the head of every printed sheet, in characters that end no string of a style sheet.
    fn running_title(&self) -> Html {
        let is_plain = |c: &char| c.is_alphanumeric() || " ,.:;-–()’".contains(*c);
        let title = format!("{} · run ", self.document.title);
        let kept: String = title.chars().filter(|c| is_plain(c) || *c == '·').collect();
        Html(format!("{kept}{}", self.document.run.id.chars().filter(is_plain).collect::<String>()))
    }

    /// The head of a column, for where a table stands as cards.
    fn head<'t>(&self, heads: &'t [String], at: &usize) -> &'t str {
        heads.get(*at).map_or("", String::as_str)
    }

    /// The anchor of a row of the glossary; nothing elsewhere.
    fn row_anchor(&self, part: &str, row: &[Sentence]) -> String {
        match row.first() {
            Some(term) if part == "glossary" => terms::anchor(&term.template),
            _ => String::new(),
        }
    }
}

/// Renders a document: no request leaves the page, no script runs in it. Every number carries its run, query, table, variable, unit and
/// year on hover.
///
/// # Errors
/// A sentence that names a quantity it does not carry.
pub fn render_document(document: &Document) -> Result<String, ReportError> {
    let page = page(document)?;
    Ok(finished(&told(document, page.render()?)))
}

/// The parts of a document alone, to stand in a page of another frame.
///
/// # Errors
/// As [`render_document`].
pub fn document_parts(document: &Document) -> Result<Html, ReportError> {
    Ok(Html(told(document, page(document)?.as_parts().render()?)))
}

fn page(document: &Document) -> Result<Page<'_>, ReportError> {
    // Whatever cannot be printed as text cannot be printed here either, and is told.
    super::markdown(document)?;
    let blocks = document.parts.iter().flat_map(|part| &part.blocks);
    let mut charts =
        blocks.filter_map(|block| if let Block::Chart(chart) = block { Some(chart) } else { None });
    charts.try_for_each(|chart| chart.svg("").map(drop))?;
    Ok(Page { document, print: Printer::new(&document.run), style: Html(STYLE.to_owned()) })
}

/// With its terms told, linked where it has a glossary.
fn told(document: &Document, html: String) -> String {
    let has_glossary = document.parts.iter().any(|part| part.id == "glossary");
    with_terms(&html, has_glossary)
}

/// Elements in whose text no term is linked.
const APART: [&str; 12] =
    ["a", "abbr", "code", "data", "figcaption", "h1", "h2", "h3", "pre", "style", "svg", "title"];

/// The page with the first mention of each term linked to the glossary, its meaning on hover; on hover alone where the page has no
/// glossary.
fn with_terms(html: &str, has_glossary: bool) -> String {
    let mut open: Vec<&str> = Vec::new();
    let mut told = [false; terms::TERMS.len()];
    let mut out = String::with_capacity(html.len() + 4096);
    let mut in_glossary = false;
    for (at, piece) in html.split('<').enumerate() {
        let (tag, text) = if at == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        if at > 0 {
            out.push('<');
            out.push_str(tag);
            out.push('>');
        }
        in_glossary |= tag.contains(r#"id="glossary""#);
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if let Some(apart) = APART.into_iter().find(|apart| *apart == name) {
            if tag.starts_with('/') {
                open.pop();
            } else {
                open.push(apart);
            }
        }
        if open.is_empty() && !in_glossary {
            out.push_str(&linked(text, &mut told, has_glossary))
        } else {
            out.push_str(text)
        }
    }
    out
}

/// A text with the first term in it that was not told before linked.
fn linked(text: &str, told: &mut [bool], has_glossary: bool) -> String {
    for (at, (term, meaning)) in terms::TERMS.iter().enumerate() {
        if told[at] {
            continue;
        }
        let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let found = text.match_indices(term).find(|(start, word)| {
            is_edge(text[..*start].chars().next_back()) && is_edge(text[start + word.len()..].chars().next())
        });
        if let Some((start, word)) = found {
            told[at] = true;
            let (before, after) = (&text[..start], &text[start + word.len()..]);
            let link = if has_glossary {
                format!(r##"<a class="term" href="#{}" title="{meaning}">{word}</a>"##, terms::anchor(term))
            } else {
                format!(r#"<abbr class="term" title="{meaning}">{word}</abbr>"#)
            };
            return format!(
                "{}{link}{}",
                linked(before, told, has_glossary),
                linked(after, told, has_glossary)
            );
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::with_terms;

    #[test]
    fn a_term_is_linked_once_outside_headings_numbers_and_the_glossary() {
        let page = r#"<h2>skill</h2><p>No skill, skilled, skill.</p><p>regret</p><section id="glossary">median</section>"#;
        let html = with_terms(page, true);
        assert_eq!(html.matches("<a class=\"term\"").count(), 2, "{html}");
        assert!(html.starts_with("<h2>skill</h2><p>No <a class=\"term\" href=\"#term-skill\""), "{html}");
        assert!(html.contains(", skilled, skill.</p>") && html.ends_with(">median</section>"), "{html}");
    }
}
