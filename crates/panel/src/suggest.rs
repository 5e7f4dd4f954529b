//! "Did you mean": the known name nearest to what was typed.

/// Similarity of a word to what differs from it by one slip: a letter more, less, other, or two that changed places.
const ONE_SLIP: f64 = 0.95;
/// Letters in a row that two words must share to be near by what they share.
const SHARED: usize = 4;

/// The candidate nearest to `asked`, case ignored, or none: by Jaro-Winkler similarity, at least 0.75, or one slip away in a word of
/// three letters or more (`tow` for `two`). Long words of other letters can be as similar, so a candidate must also be close: at most
/// a third of the letters differ, or the words share a beginning or one holds the other. Ties go to the candidate that comes first.
///
/// # Examples
/// ```
/// assert_eq!(forefend_panel::nearest("gdp_pc", ["gdppc", "population"]), Some("gdppc"));
/// assert_eq!(forefend_panel::nearest("weather", ["gdppc", "population"]), None);
/// assert_eq!(forefend_panel::nearest("infant_mortality", ["conflict_mainly_interstate"]), None);
/// ```
pub fn nearest<'a>(asked: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = asked.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        let slip = asked.chars().count() >= 3 && strsim::damerau_levenshtein(&asked, &lower) <= 1;
        let score = strsim::jaro_winkler(&asked, &lower).max(if slip { ONE_SLIP } else { 0.0 });
        if score >= 0.75 && best.is_none_or(|(top, _)| score > top) && is_close(&asked, &lower) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Whether a reader would take one word for the other: a third of the letters of the longer one may differ, a part of a letter more
/// (`reign` for `rain`), or they share a beginning, or one holds the other (`psec` in `psecprop`).
fn is_close(one: &str, other: &str) -> bool {
    let (letters, others) = (one.chars().count(), other.chars().count());
    let slips = letters.max(others).div_ceil(3);
    let begin = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let holds = letters.min(others) >= SHARED && (one.contains(other) || other.contains(one));
    begin >= SHARED || holds || strsim::damerau_levenshtein(one, other) <= slips
}

/// `; did you mean ...?` for the known name nearest to `asked`, or an empty text where none is near.
///
/// ```
/// use forefend_panel::did_you_mean;
/// assert_eq!(did_you_mean("popluation", ["deaths", "population"]), "; did you mean `population`?");
/// assert_eq!(did_you_mean("tow", ["broken", "two"]), "; did you mean `two`?");
/// assert_eq!(did_you_mean("gdp", ["deaths", "population"]), "");
/// ```
pub fn did_you_mean<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(asked, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// The same, with the list of all that are known where none is near.
///
/// ```
/// use forefend_panel::suggestion;
/// assert_eq!(suggestion("gdp", ["deaths", "population"]), "; known: deaths, population");
/// assert_eq!(suggestion("gdp", []), "; none is declared");
/// ```
pub fn suggestion<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(asked, known.iter().copied()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None if known.is_empty() => "; none is declared".to_owned(),
        None => format!("; known: {}", known.join(", ")),
    }
}

/// The words of a TOML reader; of a key that it does not know and that is near a known one, that one in place of the list of all.
///
/// ```
/// use forefend_panel::nearest_key;
/// let words = "unknown field `titel`, expected one of `id`, `title`, `unit`";
/// assert_eq!(nearest_key(words), "unknown field `titel`; did you mean `title`?");
/// assert_eq!(nearest_key("unknown field `colour`, expected `id`"), "unknown field `colour`, expected `id`");
/// ```
pub fn nearest_key(words: &str) -> String {
    let parts = words.strip_prefix("unknown field `").and_then(|rest| rest.split_once("`, expected "));
    let near = parts.and_then(|(key, list)| {
        // Every second part between backticks is a key.
        let near = nearest(key, list.split('`').skip(1).step_by(2))?;
        Some(format!("unknown field `{key}`; did you mean `{near}`?"))
    });
    near.unwrap_or_else(|| words.to_owned())
}
