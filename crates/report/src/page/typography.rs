//! Typography of the finished page: analysts write world files with the keys they have, a reader meets "2027–2040" and
//! "−0.67".
//!
//! Works on text between tags only, so that queries, digests and commands (attributes, `<code>`), data for scripts and what a form sends
//! stay as they are.

/// Elements whose text stays as it is, with what ends them.
const VERBATIM: [(&str, &str); 6] = [
    ("style", "/style"),
    ("script", "/script"),
    ("code", "/code"),
    ("pre", "/pre"),
    ("option", "/option"),
    ("textarea", "/textarea"),
];

/// Replaces the hyphen between two years ("2027-2040") or two small numbers ("1-3 years") by an en dash and the one
/// before a number ("-0.67") by a minus sign, and sets what stands between backticks as code. Dates (2026-11, 2026-11-23) and codes (SSP2-4.5) keep theirs.
pub fn tidy(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut verbatim: Option<&str> = None;
    let (mut before, mut picture) = (None, false);
    for (i, piece) in html.split('<').enumerate() {
        let (tag, text) = if i == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        if i > 0 {
            out.push('<');
            out.push_str(tag);
            if piece.len() > tag.len() {
                out.push('>');
            }
        }
        match verbatim {
            Some(name) if tag == name => verbatim = None,
            Some(_) => {}
            None => {
                let name = tag.split(char::is_whitespace).next().unwrap_or_default();
                verbatim = VERBATIM.into_iter().find(|(begins, _)| *begins == name).map(|(_, ends)| ends);
            }
        }
        picture = (picture || tag.starts_with("svg")) && tag != "/svg";
        // A new element begins a new text; what follows the end of one goes on with it ("<b>2027</b>-2040").
        if !tag.starts_with('/') {
            before = None;
        }
        let plain = picture || tag == "title";
        if verbatim.is_some() {
            out.push_str(text);
        } else if plain || text.matches('`').count() % 2 == 1 {
            line(text, before, plain, &mut out);
        } else {
            commands(text, before, &mut out);
        }
        before = text.chars().next_back().or(before);
    }
    out
}

/// Text with commands between backticks.
fn commands(text: &str, before: Option<char>, out: &mut String) {
    for (i, part) in text.split('`').enumerate() {
        if i % 2 == 1 {
            out.push_str("<code>");
            out.push_str(part);
            out.push_str("</code>");
        } else {
            line(part, if i == 0 { before } else { Some('`') }, false, out);
        }
    }
}

/// One stretch of text; `before` is the character that precedes it, `plain` forbids markup.
fn line(text: &str, before: Option<char>, plain: bool, out: &mut String) {
    let mut last = before;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let (left, rest) = (&text[..at], &text[at + c.len_utf8()..]);
        at += c.len_utf8();
        match c {
            '-' if begins_number(last, rest) => out.push('−'),
            '-' => match range(left, rest) {
                Some((from, to)) if !plain => {
                    // The line must not break after the dash.
                    out.truncate(out.len() - from);
                    let range = format!("{}–{}", &left[left.len() - from..], &rest[..to]);
                    out.push_str(&format!(r#"<span class="nb">{range}</span>"#));
                    at += to;
                }
                Some(_) => out.push('–'),
                None => out.push('-'),
            },
            c => out.push(c),
        }
        last = Some(c);
    }
}

fn begins_number(last: Option<char>, rest: &str) -> bool {
    last.is_none_or(|c| c.is_whitespace() || "([=".contains(c))
        && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Lengths of the numbers on both sides of a hyphen if they are two years, or two numbers of one or two digits, with
/// nothing joined to either end.
fn range(left: &str, right: &str) -> Option<(usize, usize)> {
    let digits = |c: &char| c.is_ascii_digit();
    let from: String = left.chars().rev().take_while(digits).collect();
    let to: String = right.chars().take_while(digits).collect();
    let joined = |c: char| c.is_alphanumeric() || "-.–/".contains(c);
    let free_before = !left.chars().rev().nth(from.len()).is_some_and(joined);
    let mut after = right.chars().skip(to.len());
    // A full stop ends a sentence unless a digit follows it.
    let free_after = match after.next() {
        Some('.') => !after.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !joined(c),
        None => true,
    };
    let year = |text: &str| text.len() == 4 && ["18", "19", "20", "21"].contains(&&text[..2]);
    let from: String = from.chars().rev().collect();
    let small = |text: &str| (1..=2).contains(&text.len());
    let alike = (year(&from) && year(&to)) || (small(&from) && small(&to));
    (free_before && free_after && alike).then_some((from.len(), to.len()))
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn ranges_and_signs_are_set_and_codes_left_alone() {
        for (written, set) in [
            (
                "<p>in 2027-2029, 1-3 years.</p>",
                r#"<p>in <span class="nb">2027–2029</span>, <span class="nb">1–3</span> years.</p>"#,
            ),
            ("<svg><text>2027-2029</text></svg>", "<svg><text>2027–2029</text></svg>"),
            ("<title>2027-2029</title>", "<title>2027–2029</title>"),
            ("<td>-0.67 share [-0.1 to 0.2]</td>", "<td>−0.67 share [−0.1 to 0.2]</td>"),
            ("<b>2027</b>-2030, 1990-2015.", r#"<b>2027</b>-2030, <span class="nb">1990–2015</span>."#),
            (
                "<i>2026-11</i> 2026-11-23 SSP2-4.5 COVID-19 well-known",
                "<i>2026-11</i> 2026-11-23 SSP2-4.5 COVID-19 well-known",
            ),
            ("<a title=\"2027-2030\">x</a>", "<a title=\"2027-2030\">x</a>"),
            ("<code>run 2027-2030 -1</code> x -1", "<code>run 2027-2030 -1</code> x −1"),
            ("<style>a{margin:-1px}</style><p>a - b</p>", "<style>a{margin:-1px}</style><p>a - b</p>"),
            ("pages 12-14 of 10.1017/12-34", r#"pages <span class="nb">12–14</span> of 10.1017/12-34"#),
            ("a < b", "a < b"),
            (
                "<td>`forefend data build 1-2` takes one</td>",
                "<td><code>forefend data build 1-2</code> takes one</td>",
            ),
            ("<p>one ` alone</p>", "<p>one ` alone</p>"),
            (
                "<script type=\"module\">a = `1-2` -1</script> -1",
                "<script type=\"module\">a = `1-2` -1</script> −1",
            ),
            ("<option value=\"\">1-3 years</option> -1", "<option value=\"\">1-3 years</option> −1"),
        ] {
            assert_eq!(tidy(written), set);
        }
    }
}
