//! Method, sources and limits: where the numbers come from and where they stop.

use forefend_report::{MethodStep, Sentence, Source, Unit};

use crate::appraisal::lower_first;
use crate::error::AssessError;
use crate::{Material, Options};

/// The steps of the method, each with what this run used.
pub(crate) fn method(material: &Material<'_>, options: &Options) -> Vec<MethodStep> {
    let plan = material.plan();
    let step =
        |title: &str, text: String| MethodStep { title: title.to_owned(), text: Sentence::plain(text) };
    vec![
        step(
            "Data",
            format!(
                "Public series by country and year, read as of {}: nothing published later reaches a model, though figures are today's revisions. \
                 Holes are filled inside a series by straight lines, then by its last value, then by the yearly \
                 median of the other states.",
                options.as_of_text(&material.prepared.model)
            ),
        ),
        step(
            "Model",
            format!(
                "Drivers, threats and equations are declared in files that an analyst can edit. Fitted here: {}.{}",
                fitted(material),
                shocks(material)
            ),
        ),
        step(
            "Simulation",
            format!(
                "{} draws of {} states from {} to {}. Each draw has its own parameters, from their sampling \
                 distribution (clustered by country), and its own luck, keyed by seed {}, draw, year and state. \
                 Values already observed are kept in every draw.",
                Unit::Count.number(options.draws as f64),
                plan.units.len(),
                plan.first,
                plan.horizon,
                options.seed
            ),
        ),
        step(
            "Measures",
            "A measure shifts what its lever acts on, a log odds or the log of an amount, by its effect times the difference \
             between what a portfolio and the reference deploy. Effects are observational and drawn from their \
             intervals; the causal discount and the assumptions are turned one setting at a time and never averaged."
                .to_owned(),
        ),
        step(
            "Appraisal",
            "Every portfolio meets the same luck, so differences are taken draw by draw and luck cancels.".to_owned(),
        ),
        step(
            "Track record",
            "The same code path is run from past years on what was observed by then and scored on what came. The \
             data are today's revised figures, not those of the time."
                .to_owned(),
        ),
    ]
}

/// Every fitted equation, with the rows it was fitted on.
fn fitted(material: &Material<'_>) -> String {
    let model = &material.prepared.model;
    let title = |name: &str| {
        let declared = model.position(name).map(|position| model.variables[position].spec.title.as_str());
        lower_first(declared.unwrap_or(name))
    };
    let rows = material.prepared.fitted.equations.iter().map(|(name, equation)| {
        format!("{} ({} country-years)", title(name), Unit::Count.number(equation.fit.n as f64))
    });
    rows.collect::<Vec<_>>().join(", ")
}

/// Equations with a shock that all countries share in a year.
fn shocks(material: &Material<'_>) -> String {
    let shared = material.prepared.model.variables.iter().filter(|declared| declared.spec.common_shock);
    let titles: Vec<String> = shared.map(|declared| lower_first(&declared.spec.title)).collect();
    if titles.is_empty() {
        return String::new();
    }
    format!(" A shock that all countries share in a year moves: {}.", titles.join("; "))
}

/// One row a series, as the snapshot declares it.
pub(crate) fn sources(material: &Material<'_>, options: &Options) -> Result<Vec<Source>, AssessError> {
    let month = options.month(&material.prepared.model)?;
    let mut sources = Vec::new();
    for indicator in material.panel.indicators() {
        let coverage = material.panel.coverage(&indicator.id)?;
        let years = match (coverage.first, coverage.last) {
            (Some(first), Some(last)) => format!("{first}-{last}"),
            _ => "no value".to_owned(),
        };
        let countries = match &indicator.axis {
            forefend_panel::Axis::Declared(axis) => format!("{} units by {axis}", coverage.units),
            _ if coverage.countries == 0 => "world".to_owned(),
            _ => format!("{} countries", coverage.countries),
        };
        sources.push(Source {
            series: indicator.title.clone(),
            source: format!("{}. {}", indicator.source.trim_end_matches('.'), indicator.citation),
            licence: indicator.licence.clone(),
            coverage: format!(
                "{countries}, {years}{}",
                crate::outcomes::words(material.panel, &indicator.id, month)
            ),
            lag: match indicator.release_lag_months {
                1 => "1 month".to_owned(),
                months => format!("{months} months"),
            },
        });
    }
    Ok(sources)
}
