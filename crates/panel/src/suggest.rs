//! "Did you mean": the known name nearest to what was typed.

/// The candidate nearest to `asked` (Jaro-Winkler at least 0.75, case ignored), or none. Ties go to the
/// candidate that comes first.
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
        let score = strsim::jaro_winkler(&asked, &candidate.to_lowercase());
        if score >= 0.75 && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// "; did you mean `x`?", or nothing when no candidate is near.
pub(crate) fn did_you_mean<'a>(asked: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(asked, candidates).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}
