//! The report as a whole: what it promises a reader, on a realistic brief, an empty one and a hostile one.
// The shared mock lies outside test functions, where clippy's allowance for tests does not reach.
#![allow(clippy::unwrap_used)]

mod mock;

use forefend_report::*;
use std::collections::BTreeSet;

/// A brief with nothing in it but the plain statement that there is no model.
fn empty() -> Brief {
    let section = |element| ElementSection {
        element,
        standing: Standing::NoModel,
        why: String::new(),
        sentences: Vec::new(),
        facts: Vec::new(),
        fans: Vec::new(),
        beside: Vec::new(),
    };
    let mut brief = mock::brief();
    brief.home = None;
    brief.first_page = FirstPage::default();
    brief.outlook = Outlook { map_year: 2030, ..Outlook::default() };
    brief.appraisal = Appraisal::default();
    brief.principles.clear();
    brief.record = TrackRecord::default();
    brief.threats.clear();
    brief.joint = None;
    brief.cascades = None;
    brief.organisations.clear();
    brief.elements = Element::ALL.map(section).to_vec();
    brief.method.clear();
    brief.sources.clear();
    brief.limits.clear();
    brief
}

/// Visible text, one line a block, for reading in a test; of a figure only its description.
fn text(html: &str) -> String {
    const BLOCKS: [&str; 13] = [
        "/p",
        "/li",
        "/h1",
        "/h2",
        "/h3",
        "/td",
        "/th",
        "/dd",
        "/dt",
        "/small",
        "/desc",
        "/caption",
        "/figcaption",
    ];
    let body = html.split_once("</style>").map_or(html, |(_, rest)| rest);
    let mut out = String::new();
    for piece in body.split('<') {
        let (tag, words) = piece.split_once('>').unwrap_or(("", piece));
        if BLOCKS.contains(&tag) || tag == "small" {
            out.push('\n');
        }
        if !tag.starts_with("text ") && !tag.starts_with("title ") {
            out.push_str(words);
        }
    }
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// All values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let mark = format!(" {attribute}=\"");
    html.split(mark.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_element_of_the_mission_says_something() {
    assert_eq!(elements_without_substance(&render(&mock::brief()).unwrap()), Vec::<String>::new());
    assert_eq!(elements_without_substance(&render(&empty()).unwrap()), Vec::<String>::new());
}

#[test]
fn an_element_that_claims_a_model_and_shows_no_number_is_found() {
    let mut brief = mock::brief();
    let warning = brief.elements.iter_mut().find(|e| e.element == Element::Warning).unwrap();
    warning.sentences = vec![Sentence::plain("Conflict goes on.")];
    let globalisation = brief.elements.iter_mut().find(|e| e.element == Element::Globalisation).unwrap();
    globalisation.standing = Standing::Modelled;
    globalisation.fans.clear();
    let found = elements_without_substance(&render(&brief).unwrap());
    assert_eq!(found, vec!["globalisation".to_owned(), "warning".to_owned()]);
}

#[test]
fn a_forgotten_or_repeated_element_is_an_error_with_a_remedy() {
    let mut brief = mock::brief();
    let first = brief.elements.remove(3);
    let error = render(&brief).unwrap_err().to_string();
    assert!(error.contains("`climate-change`") && error.contains("Standing::NoModel"), "{error}");
    brief.elements.extend([first.clone(), first]);
    assert!(matches!(render(&brief), Err(ReportError::RepeatedElement(Element::ClimateChange))));
}

#[test]
fn sentences_and_rows_that_name_what_is_not_there_are_errors() {
    let mut brief = mock::brief();
    brief.outlook.summary = vec![Sentence::with("It is {0}.", Vec::new())];
    assert!(matches!(render(&brief), Err(ReportError::MissingQuantity { index: 0, carried: 0, .. })));
    brief.outlook.summary = vec![Sentence::with("It is {0:loud}.", Vec::new())];
    assert!(matches!(render(&brief), Err(ReportError::BadPlaceholder { .. })));
    brief.outlook.summary = vec![Sentence::with("It is {0", Vec::new())];
    assert!(matches!(render(&brief), Err(ReportError::BadPlaceholder { .. })));
    brief.outlook.summary.clear();
    brief.appraisal.differences[0].outcome = "conflict_year".into();
    let error = render(&brief).unwrap_err().to_string();
    assert!(error.contains("`conflict_year`") && error.contains("did you mean `conflict_years`?"), "{error}");
}

#[test]
fn the_page_stands_alone() {
    let html = render(&mock::brief()).unwrap();
    for outside in
        ["<script", "<link", "<iframe", "<img", "@import", "url(http", "src=", "href=\"http", "//cdn"]
    {
        assert!(!html.contains(outside), "page holds {outside}");
    }
    let ids: BTreeSet<&str> = values(&html, "id").into_iter().collect();
    assert_eq!(ids.len(), values(&html, "id").len(), "an id is used twice");
    for link in values(&html, "href") {
        assert!(ids.contains(link.trim_start_matches('#')), "link to nowhere: {link}");
    }
    for figure in values(&html, "aria-labelledby") {
        assert!(figure.split(' ').all(|id| ids.contains(id)), "figure without title: {figure}");
    }
}

#[test]
fn headings_descend_one_step_at_a_time() {
    let html = render(&mock::brief()).unwrap();
    let levels: Vec<u32> =
        html.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10)).collect();
    assert_eq!(levels[0], 1);
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn every_printed_number_of_the_run_names_run_and_query() {
    let html = render(&mock::brief()).unwrap();
    let traces = values(&html, "data-trace");
    assert!(traces.len() > 1000, "{}", traces.len());
    for trace in traces {
        let (run, query) = trace.split_once(':').unwrap_or_default();
        assert!(["20260131-7c1e04", "scorebook"].contains(&run) && !query.is_empty(), "{trace}");
    }
    assert!(html.contains("data-trace=\"20260131-7c1e04:reference/world/share_in_conflict/2040/p50\""));
    assert!(!html.contains("NaN") && !html.contains("inf\""));
}

#[test]
fn nothing_is_called_a_forecast_while_nothing_is_scored() {
    let brief = mock::brief();
    let html = render(&brief).unwrap();
    let chips = html.matches("<span class=\"chip forecast\">").count();
    assert_eq!(chips, 1, "only the key to labels may show the word");
    assert!(
        html.contains("chip nowcast") && html.contains("chip projection") && html.contains("chip scenario")
    );
    let mut stale = brief;
    stale.record.scored_for_this_model = false;
    assert!(render(&stale).unwrap().contains("no track record in this run"));
}

#[test]
fn an_empty_brief_says_so() {
    let page = text(&render(&empty()).unwrap());
    assert!(page.contains("no data: this run appraised no alternative."));
    assert!(page.contains("no data: nothing has been scored yet."));
    assert_eq!(page.matches("no model yet").count(), 15);
    let html = render(&empty()).unwrap();
    assert!(
        !html.contains("World map") && !html.contains("countries as a table"),
        "no words for countries, no map"
    );
}

#[test]
fn names_cannot_break_the_page() {
    let evil = "<script>alert(1)</script>\"'&{0}";
    let mut brief = mock::brief();
    brief.title = evil.into();
    brief.outlook.countries[0].name = evil.into();
    brief.outlook.lists[0].rows[0].name = evil.into();
    brief.outlook.lists[0].rows[0].reasons[0].text = evil.into();
    brief.outlook.fans[0].title = evil.into();
    brief.outlook.fans[0].query = evil.into();
    brief.appraisal.alternatives[0].name = evil.into();
    brief.threats[1].title = evil.into();
    brief.run.command = evil.into();
    brief.first_page.judgements[0].headline = evil.into();
    brief.first_page.judgements[0].sentence = Sentence::plain(evil);
    let html = render(&brief).unwrap();
    assert!(!html.contains("<script"));
    assert!(html.contains("&lt;script&gt;") || html.contains("&#60;script&#62;"));
}

#[test]
fn missing_numbers_survive_json_and_the_page_is_the_same() {
    let mut brief = mock::brief();
    brief.outlook.fans[0].observed[3].value = f64::NAN;
    brief.outlook.fans[1].projected.iter_mut().for_each(|b| b.p05 = f64::NAN);
    brief.outlook.countries[5].by_year[7].chances[0] = f64::NAN;
    brief.appraisal.differences[2].p50 = f64::NAN;
    brief.record.reliability[0].bins[0].observed = f64::NAN;
    let json = serde_json::to_string(&brief).unwrap();
    let again: Brief = serde_json::from_str(&json).unwrap();
    let html = render(&brief).unwrap();
    assert!(html == render(&again).unwrap(), "the page from JSON differs");
    assert!(!html.contains("NaN"));
}

#[test]
fn nothing_on_the_page_acts_on_the_screen_of_its_reader() {
    let evil = "\u{1b}[2Jtitle\u{202e}elttil\u{7}\u{200b}";
    let mut brief = mock::brief();
    brief.title = evil.into();
    brief.outlook.lists[0].rows[0].name = evil.into();
    brief.outlook.fans[0].title = evil.into();
    brief.sources[0].series = evil.into();
    brief.first_page.judgements[0].sentence = Sentence::plain(evil);
    let html = render(&brief).unwrap();
    assert_eq!(shown(&html), html);
    assert!(html.contains("<title>\\u001b[2Jtitle\\u202eelttil\\u0007\\u200b</title>"), "it is seen");
}

#[test]
fn the_record_is_one_row_a_horizon_and_the_rest_is_closed() {
    let html = render(&mock::brief()).unwrap();
    let chapter = &html[html.find("<caption>Model and best simple rule").unwrap()..];
    let table = &chapter[chapter.find("<tbody>").unwrap()..chapter.find("</table>").unwrap()];
    assert_eq!(table.matches("<tr>").count(), 4);
    let rest = &chapter[chapter.find("<details").unwrap()..];
    assert!(
        rest.starts_with("<details class=\"data\"><summary>All scores"),
        "closed, and no part of the print"
    );
    assert!(rest.contains("own base rate") && !table.contains("own base rate"));
}

/// The first screen and the measures as a reader meets them.
#[test]
fn text_of_key_judgements_and_measures() {
    let html = render(&mock::brief()).unwrap();
    let part = |id: &str| {
        let start = html.find(&format!("<section id=\"{id}\"")).unwrap();
        &html[start..]
    };
    let judgements = part("judgements");
    insta::assert_snapshot!(
        "judgements",
        text(&judgements[..judgements.find("<section id=\"home\"").unwrap()])
    );
    let measures = part("measures");
    insta::assert_snapshot!("measures", text(&measures[..measures.find("<h3>").unwrap_or(measures.len())]));
}

/// The first page of a home, and none without.
#[test]
fn text_of_a_home() {
    let html = render(&mock::brief()).unwrap();
    let start = html.find("<section id=\"home\"").unwrap();
    let at = |id: &str| html.find(&format!("<section id=\"{id}\"")).unwrap();
    assert!(at("home-first") < at("judgements"), "its sentences come first");
    assert!(at("judgements") < start && start < at("outlook") && at("action") < at("home-acts"));
    let page = &html[start..];
    insta::assert_snapshot!("home", text(&page[..page.find("</section>").unwrap()]));
    assert!(!render(&empty()).unwrap().contains("id=\"home\""));
}
