//! The page of one country.

use super::html::Html;
use super::{STYLE, typography};
use crate::ReportError;
use crate::brief::*;
use crate::figure::{arrival, chances, fan};
use askama::Template;

/// What the template sees.
#[derive(Template)]
#[template(path = "country.html")]
struct Page<'a> {
    page: &'a CountryPage,
    style: Html,
    chances: Html,
    fans: Vec<(&'a Fan, Html)>,
    outbreak: Option<(&'a ComesHere, Html)>,
}

/// Renders the page of a country, self-contained: no request leaves it, no script runs in it.
///
/// # Errors
/// Those of the template.
///
/// # Examples
/// ```
/// use forefend_report::{ChanceLine, Chances, CountryPage, Point, render_country};
///
/// let page = render_country(&CountryPage {
///     title: "Uganda".to_owned(),
///     iso3: "UGA".to_owned(),
///     subtitle: "Eastern Africa".to_owned(),
///     warning: String::new(),
///     summary: vec!["The chance of conflict in 2027 is 40 %.".to_owned()],
///     chances: Chances {
///         lines: vec![ChanceLine { level: "conflict".to_owned(), points: vec![Point { year: 2027, value: 0.4 }] }],
///         ..Chances::default()
///     },
///     fans: Vec::new(),
///     outbreak: None,
///     sections: Vec::new(),
///     facts: Vec::new(),
/// })?;
/// assert!(page.contains("<svg") && !page.contains("<script"));
/// # Ok::<(), forefend_report::ReportError>(())
/// ```
pub fn render_country(page: &CountryPage) -> Result<String, ReportError> {
    let page = Page {
        page,
        style: Html(STYLE.to_owned()),
        chances: Html(chances::chances("chances", &page.chances)),
        outbreak: page.outbreak.as_ref().map(|one| (one, Html(arrival::arrival("arrival", &one.chart)))),
        fans: page.fans.iter().map(|one| (one, Html(fan::fan(&one.id, one)))).collect(),
    };
    Ok(typography::tidy(&page.render()?))
}
