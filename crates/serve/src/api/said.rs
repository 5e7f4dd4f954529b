//! What the newest assessment says: countries, threats, the record, the appraisal.

use forefend_report::Fan;
use serde_json::{Value, json};

use super::route::{Answers, Parameter, Route};
use crate::asked::{Answer, Asked};
use crate::band::band_of;
use crate::problem::Problem;
use crate::workbench::Shared;

const NO_RUN: &[u16] = &[503];
const NONE_OR_NO_RUN: &[u16] = &[404, 503];

pub(super) const ROUTES: &[Route] = &[
    Route::get(
        "listCountries",
        "/api/v1/countries",
        "Countries, with the chance of each level by year.",
        Answers::json("Countries", "one row a country"),
        countries,
    )
    .refuses(NO_RUN),
    Route::get(
        "getCountry",
        "/api/v1/countries/{iso3}",
        "One country: its outlook, and where it stands on lists.",
        Answers::json("Country", "the country"),
        country,
    )
    .with(&[Parameter::path("iso3", "ISO 3166-1 alpha-3 code", "UGA")])
    .refuses(NONE_OR_NO_RUN),
    Route::get(
        "listThreats",
        "/api/v1/threats",
        "Threats: how far each is modelled, and how likely.",
        Answers::json("Threats", "one row a threat"),
        threats,
    )
    .refuses(NO_RUN),
    Route::get(
        "getThreat",
        "/api/v1/threats/{id}",
        "One threat.",
        Answers::json("Threat", "the threat"),
        threat,
    )
    .with(&[Parameter::path("id", "id of a threat", "armed_conflict")])
    .refuses(NONE_OR_NO_RUN),
    Route::get(
        "getOutlook",
        "/api/v1/outlook",
        "Figures by year with their bands, and lists of countries at risk.",
        Answers::json("Outlook", "the outlook"),
        outlook,
    )
    .with(&[Parameter::query(
        "band",
        "which band `low` and `high` of each year tell: 50, 80 or 90 percent of futures, 90 where absent",
        "80",
    )])
    .refuses(&[422, 503]),
    Route::get(
        "getAppraisal",
        "/api/v1/appraisal",
        "Portfolios against today's, outcome by outcome under every setting.",
        Answers::json("Appraisal", "paired differences"),
        appraisal,
    )
    .refuses(NO_RUN),
    Route::get(
        "getRecord",
        "/api/v1/record",
        "The track record: replays of past origins, scored.",
        Answers::json("Record", "scores, reliability, replay"),
        record,
    )
    .refuses(NO_RUN),
    Route::get(
        "getLinks",
        "/api/v1/links",
        "What links between drivers and threats do, and rest on.",
        Answers::json("Links", "links and elements"),
        links,
    )
    .refuses(NO_RUN),
];

/// What is said, with the run that says it.
fn said(
    workbench: &Shared,
    name: &str,
    of: impl FnOnce(&forefend_report::Brief) -> Value,
) -> Result<Answer, Problem> {
    one(workbench, name, "", |brief| Some(of(brief)))
}

/// The same of one thing that may not be there; `remedy` says so and what to do.
fn one(
    workbench: &Shared,
    name: &str,
    remedy: &str,
    of: impl FnOnce(&forefend_report::Brief) -> Option<Value>,
) -> Result<Answer, Problem> {
    let kept = workbench.kept()?;
    let found = of(&kept.run.brief).ok_or_else(|| Problem::unknown(remedy))?;
    let mut answer = json!({ "run": kept.id });
    answer[name] = found;
    Ok(Answer::facts(answer))
}

fn countries(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    said(workbench, "countries", |brief| json!(brief.outlook.countries))
}

fn country(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let iso3 = asked.named("iso3").to_uppercase();
    let remedy = "no country of this code; give the ISO3 code of one, such as UGA: GET /api/v1/countries lists those there are";
    one(workbench, "country", remedy, |brief| {
        let found = brief.outlook.countries.iter().find(|country| country.iso3 == iso3)?;
        let mut country = json!(found);
        let rows = brief.outlook.lists.iter().filter_map(|list| {
            let (at, row) = list.rows.iter().enumerate().find(|(_, row)| row.iso3 == iso3)?;
            Some(json!({ "list": list.id, "title": list.title, "horizon": list.horizon, "label": list.label, "place": at + 1, "row": row }))
        });
        country["lists"] = rows.collect();
        Some(country)
    })
}

fn threats(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    said(workbench, "threats", |brief| json!(brief.threats))
}

fn threat(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let id = asked.named("id");
    let remedy = "no threat of this id; GET /api/v1/threats lists those there are";
    one(workbench, "threat", remedy, |brief| {
        Some(json!(brief.threats.iter().find(|threat| threat.id == id)?))
    })
}

fn outlook(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let width = band_of(asked)?;
    let figure = |fan: &Fan| {
        let mut told = json!(fan);
        told["projected"] = (fan.projected.iter())
            .map(|band| {
                let mut year = json!(band);
                let (low, high) = width.ends(band);
                (year["low"], year["high"]) = (json!(low), json!(high));
                year
            })
            .collect();
        told
    };
    said(workbench, "outlook", |brief| {
        let figures: Vec<Value> = brief.outlook.fans.iter().map(figure).collect();
        json!({ "band": width.percent(), "figures": figures, "lists": brief.outlook.lists })
    })
}

fn appraisal(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    said(workbench, "appraisal", |brief| json!(brief.appraisal))
}

fn record(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    said(workbench, "record", |brief| json!(brief.record))
}

fn links(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    said(workbench, "links", |brief| json!({ "cascades": brief.cascades, "elements": brief.elements }))
}
