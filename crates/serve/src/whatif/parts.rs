//! Where in the parts that a client sent a mistake is: a line of the TOML made from them is one that nobody else has seen.

use forefend_assess::UNNAMED;

use crate::problem::Problem;

/// Quotes that begin and end a text of several lines.
const QUOTES: [&str; 2] = ["\"\"\"", "'''"];

/// The problem of a portfolio that came `in_parts` at one of them, as a JSON pointer (RFC 6901) into the body, in place of a line of `toml`, which
/// was made from them. Any other as it is.
pub(super) fn placed(mut problem: Problem, toml: &str, in_parts: bool) -> Problem {
    if in_parts && problem.detail.contains(UNNAMED) {
        let line = problem.line.take().unwrap_or(1);
        let pointer = pointer(toml, line);
        problem.detail =
            problem.detail.replace(&format!("{UNNAMED}:{line}"), &pointer).replace(UNNAMED, &pointer);
        problem.pointer = Some(pointer);
    }
    problem
}

/// What stands at a line: the tables around it, an array's by number from 0, and its key. What is wrong with the whole, a key that it lacks
/// for one, is told of the first line.
fn pointer(toml: &str, line: usize) -> String {
    if line <= 1 {
        return "/portfolio".to_owned();
    }
    let mut arrays: Vec<(Vec<String>, usize)> = Vec::new();
    let (mut table, mut key, mut quoted) = (Vec::new(), None, None);
    for text in toml.lines().take(line) {
        if let Some(quotes) = quoted {
            quoted = Some(quotes).filter(|quotes| !text.contains(quotes));
        } else if let Some(name) = text.strip_prefix("[[").and_then(|text| text.strip_suffix("]]")) {
            let names = names(name);
            match arrays.iter_mut().find(|(known, _)| *known == names) {
                Some((_, last)) => *last += 1,
                None => arrays.push((names.clone(), 0)),
            }
            (table, key) = (names, None);
        } else if let Some(name) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
            (table, key) = (names(name), None);
        } else if let Some((name, value)) = text.split_once(" = ") {
            key = names(name).pop();
            let begins = |quotes: &&str| value.starts_with(quotes) && value.matches(quotes).count() == 1;
            quoted = QUOTES.into_iter().find(begins);
        }
    }
    let mut parts = vec!["portfolio".to_owned()];
    for depth in 1..=table.len() {
        parts.push(table[depth - 1].clone());
        let own = arrays.iter().find(|(known, _)| *known == table[..depth]);
        parts.extend(own.map(|(_, number)| number.to_string()));
    }
    parts.extend(key);
    parts.iter().map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1"))).collect()
}

/// The names of a dotted key; none of ours holds a dot.
fn names(key: &str) -> Vec<String> {
    key.split('.').map(|name| name.trim_matches(['"', '\'']).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{placed, pointer};
    use crate::problem::Problem;
    use crate::whatif::Body;

    #[test]
    fn a_line_is_told_by_the_parts_it_was_made_from() {
        let body = br#"{"portfolio": {"id": "p", "summary": "two\nlines = 3\n[[action]]", "title": "it's '''x", "action": [{"measure": "a", "amount": 1},
            {"measure": "b", "amount": -2, "budget": {"amount": 5, "carry_over": true}}]}, "page": "p"}"#;
        let toml = Body::read(body).unwrap().question.toml;
        let at = |words: &str| toml.lines().position(|line| line == words).unwrap() + 1;
        for (words, expected) in [
            ("id = \"p\"", "/portfolio"),
            ("lines = 3", "/portfolio/summary"),
            ("[[action]]", "/portfolio/action/0"),
            ("amount = -2", "/portfolio/action/1/amount"),
            ("[action.budget]", "/portfolio/action/1/budget"),
            ("carry_over = true", "/portfolio/action/1/budget/carry_over"),
        ] {
            assert_eq!(pointer(&toml, at(words)), expected, "{toml}");
        }
        let line = at("amount = -2");
        let problem = Problem::mistake(format!("portfolio.toml:{line}: below 0")).at_line(Some(line));
        assert_eq!(placed(problem.clone(), &toml, false), problem);
        let whole = placed(Problem::mistake("portfolio.toml: no id"), &toml, true);
        assert_eq!(
            (whole.detail.as_str(), whole.pointer.as_deref()),
            ("/portfolio: no id", Some("/portfolio"))
        );
        let problem = placed(problem, &toml, true);
        assert_eq!(problem.detail, "/portfolio/action/1/amount: below 0");
        assert_eq!((problem.line, problem.pointer.as_deref()), (None, Some("/portfolio/action/1/amount")));
    }
}
