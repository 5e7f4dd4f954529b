//! "Did you mean": the known name nearest to what was typed.

/// Similarity of a word to what differs from it by one slip: a letter more, less, other, or two that changed places.
const ONE_SLIP: f64 = 0.95;

/// The candidate nearest to `asked`, case ignored, or none: by Jaro-Winkler similarity, at least 0.75, or one slip away in a word of
/// three letters or more (`tow` for `two`). Ties go to the candidate that comes first.
///
/// # Examples
/// ```
/// assert_eq!(forefend_panel::nearest("gdp_pc", ["gdppc", "population"]), Some("gdppc"));
/// assert_eq!(forefend_panel::nearest("weather", ["gdppc", "population"]), None);
/// ```
pub fn nearest<'a>(asked: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let asked = asked.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        let slip = asked.chars().count() >= 3 && strsim::damerau_levenshtein(&asked, &lower) <= 1;
        let score = strsim::jaro_winkler(&asked, &lower).max(if slip { ONE_SLIP } else { 0.0 });
        if score >= 0.75 && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, name)| name)
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
