//! Method, sources and limits: where the numbers come from and where they stop.

use forefend_report::{MethodStep, Sentence, Source, Unit};
use forefend_simulate::spec::{Axis, LeverScale};

use crate::acting::Acting;
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
            measures(material),
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

/// How measures act: through levers on these scales, by effects that rest on these grades of evidence.
fn measures(material: &Material<'_>) -> String {
    let (model, declared) = (&material.prepared.model, &material.prepared.measures);
    let effects: Vec<_> = declared.measures.iter().flat_map(|measure| &measure.effect).collect();
    let levers = model.variables.iter().flat_map(|variable| &variable.spec.lever);
    let levers = levers.chain(model.processes.iter().flat_map(|process| &process.spec.lever));
    let used =
        levers.filter(|lever| effects.iter().any(|effect| effect.lever.as_ref() == lever.name.as_ref()));
    let scales: Vec<LeverScale> = used.map(|lever| lever.scale).collect();
    let shifted: Vec<&str> = [
        (LeverScale::LogHazard, "a log odds"),
        (LeverScale::Multiplier, "the log of an amount"),
        (LeverScale::Additive, "a value"),
        (LeverScale::Delay, "a date"),
    ]
    .into_iter()
    .filter(|(scale, _)| scales.contains(scale))
    .map(|(_, words)| words)
    .collect();
    if shifted.is_empty() {
        return "No measure of this world acts on what is simulated.".to_owned();
    }
    let rows = effects.iter().filter_map(|effect| declared.row(effect.evidence.as_ref(), "").ok());
    format!(
        "A measure shifts what its lever acts on, {}, by its effect times the difference between what a portfolio and the \
         reference deploy. Effects rest on {} and are drawn from their intervals; the causal discount and the assumptions are \
         turned one setting at a time and never averaged.",
        shifted.join(" or "),
        Acting::of(rows.collect()).words()
    )
}

/// Every fitted equation, with the rows it was fitted on.
fn fitted(material: &Material<'_>) -> String {
    let model = &material.prepared.model;
    let rows = material.prepared.fitted.equations.iter().map(|(name, equation)| {
        let spec = model.position(name).map(|position| &model.variables[position].spec);
        let title = lower_first(spec.map_or(name, |spec| spec.title.as_str()));
        let rows = match spec.map(|spec| &spec.axis) {
            Some(Axis::Declared(axis)) => format!("rows by {axis} and year"),
            Some(Axis::World) => "years".to_owned(),
            Some(Axis::Country) | None => "country-years".to_owned(),
        };
        format!("{title} ({} {rows})", Unit::Count.number(equation.fit.n as f64))
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
