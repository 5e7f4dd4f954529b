//! `forefend fit`: an estimator on any CSV or Parquet file.

mod asked;
mod by;
mod cells;
mod layout;
mod network;
mod refusal;
mod row_terms;
mod rows;
mod table;
mod time;

use std::collections::BTreeSet;

use forefend_estimate::{
    Design, Expression, Family, Fit, Formula, ProfileInterval, Recipe, Request, fit, profile_firth, undefined,
};
use forefend_runs::write_file;

use crate::cli::Global;
use crate::cli::fit::{CovarianceKind, FitArguments};
use crate::failure::Failure;
use crate::fit::asked::Asked;
use crate::fit::by::{By, places};
use crate::fit::layout::Layout;
use crate::fit::network::Network;
use crate::fit::refusal::{Refusal, shown, some};
use crate::fit::row_terms::RowTerms;
use crate::fit::rows::Rows;
use crate::fit::table::Findings;
use crate::terminal::say;

/// `forefend fit`.
pub fn run(global: &Global, arguments: &FitArguments) -> Result<(), Failure> {
    let findings = find(arguments)?;
    if let Some(out) = &arguments.out {
        write_file(out, format!("{:#}\n", findings.json()).as_bytes())?;
    }
    if global.json {
        say(&format!("{:#}\n", findings.json()));
    } else if !global.quiet {
        say(&findings.text());
    }
    Ok(())
}

/// The findings as JSON, printed nowhere.
pub fn found(arguments: &FitArguments) -> Result<String, Failure> {
    let findings = find(arguments)?;
    let _ = findings.text();
    Ok(findings.json().to_string())
}

fn find(arguments: &FitArguments) -> Result<Findings, Failure> {
    let Texts { mut formula, offsets, condition } = Texts::parse(arguments)?;
    let mut rows = Rows::open(&arguments.data)?;
    let networks: Vec<Network> =
        arguments.network.iter().map(|path| Network::read(path)).collect::<Result<_, _>>()?;
    one_network_a_name(&networks)?;
    let asked = Asked { formula: &formula, offsets: &offsets, condition: condition.as_ref(), arguments };
    let mut layout = Layout::new(&mut rows, &asked, &networks)?;
    number_references(&mut formula, &layout, &rows)?;
    let refusal = Refusal { rows: &rows, layout: &layout, formula: &formula };
    let (mut chosen, unanswered) = layout.chosen(condition.as_ref())?;
    let picked = condition.is_some().then_some(chosen.len());
    let without =
        undefined(&formula, &offsets, &layout.table, &|unit, period| chosen.contains(&(unit, period)));
    if let Some(found) = without.map_err(|error| refusal.of(error))? {
        return Err(refusal.undefined(&found));
    }
    let terms = RowTerms::new(&rows, &layout, &offsets, arguments.weights.as_deref(), &mut chosen)?;
    let keep = |unit, period| chosen.contains(&(unit, period));
    let (recipe, mut design) =
        Design::build(&formula, &layout.table, &keep).map_err(|error| refusal.of(error))?;
    design.dropped += terms.missing;
    let classes = recode(&mut design, &formula, &layout, arguments, &rows)?;
    let by = By::new(&rows, &layout, &design, arguments)?;
    let request = by.request(arguments, &terms, &design);
    let (fit, profiles, notes) = fitted(&mut design, &request, &by, &recipe, &refusal)?;
    layout.notes.extend(notes);
    if unanswered > 0 {
        layout.notes.push(format!("--where has no value in {unanswered} rows, which are left out"));
    }
    if terms.weightless > 0 {
        layout.notes.push(format!("{} rows of weight 0 are left out", terms.weightless));
    }
    // A generalised Pareto is fitted to the rows above its threshold alone.
    let used = |(_, y): &(&u64, &f64)| request.threshold.is_none_or(|threshold| **y > threshold);
    let class = |class: &f64| classes.get(*class as usize).cloned().unwrap_or_else(|| class.to_string());
    Ok(Findings {
        file: arguments.data.display().to_string(),
        formula: arguments.formula.clone(),
        terms: fit.names.iter().map(|name| shown(name, &formula, &layout)).collect(),
        classes: fit.classes.iter().map(class).collect(),
        groups: fit.group_effects.iter().map(|effect| by.group(effect.group)).collect(),
        coded: (fit.classes.is_empty() && classes.len() == 2).then(|| classes.clone()),
        dropped: design.dropped,
        rows: (rows.len(), picked),
        weights: arguments.weights.clone(),
        missing: layout.missing,
        covariance: by.kind.name(),
        clusters: by.clusters.map(|(name, keys)| (name, distinct(keys.iter().zip(&design.y).filter(used)))),
        profiles,
        notes: layout.notes,
        fit,
    })
}

/// The texts of the command line, parsed.
struct Texts {
    formula: Formula,
    offsets: Vec<Expression>,
    condition: Option<Expression>,
}

impl Texts {
    fn parse(arguments: &FitArguments) -> Result<Self, Failure> {
        let (formula, offsets) = Formula::parse_with_offset(&arguments.formula).map_err(|error| {
            Failure::command(format!("formula, {error}; the grammar is in docs/formula.md"))
        })?;
        let offsets = offsets.into_iter().map(|(_, offset)| offset).collect();
        let condition = arguments.rows.as_deref().map(Expression::parse).transpose();
        let condition = condition.map_err(|error| Failure::command(format!("--where, {error}")))?;
        Ok(Self { formula, offsets, condition })
    }
}

/// Refuses two files of links that formulas would know by one name.
fn one_network_a_name(networks: &[Network]) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    match networks.iter().find(|network| !seen.insert(&network.name)) {
        Some(Network { name, .. }) => Err(Failure::command(format!(
            "--network: two files are called `{name}`, which is how a formula names them; rename one"
        ))),
        None => Ok(()),
    }
}

/// Puts codes in the place of the words that name reference levels.
fn number_references(formula: &mut Formula, layout: &Layout, rows: &Rows) -> Result<(), Failure> {
    formula.code_words(&|factor, word| layout.code(factor, word)).map_err(|(factor, word)| {
        let near = factor.whole_column().and_then(|column| rows.near_word(column, &word));
        let near = near.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
        Failure::command(format!("factor({factor}) has no level \"{word}\", which `ref` names{near}"))
    })
}

/// Fits; products of factors of which a combination has no row are left out, each with a note.
fn fitted(
    design: &mut Design,
    request: &Request,
    by: &By,
    recipe: &Recipe,
    refusal: &Refusal<'_>,
) -> Result<(Fit, Vec<ProfileInterval>, Vec<String>), Failure> {
    let mut columns: Vec<usize> = (0..design.names.len()).collect();
    let mut notes = Vec::new();
    let fit = loop {
        match fit(design, request) {
            Ok(fit) => break fit,
            Err(error) => {
                let collinear = match &error {
                    forefend_estimate::EstimateError::Collinear { column } => Some(column.clone()),
                    _ => None,
                };
                let (formula, layout) = (refusal.formula, refusal.layout);
                let leave_out =
                    |column: String| cells::leave_out(&column, design, &mut columns, formula, recipe, layout);
                let note = collinear.map(leave_out);
                match note.transpose()?.flatten() {
                    Some(note) => notes.push(note),
                    None => return Err(refusal.of(error)),
                }
            }
        }
    };
    let profiled = fit.family == Family::Firth && by.kind == CovarianceKind::Classical;
    let profiles = if profiled { profile_firth(design, &fit) } else { Ok(Vec::new()) };
    Ok((fit, profiles.map_err(|error| refusal.of(error))?, notes))
}

fn distinct<'a>(rows: impl Iterator<Item = (&'a u64, &'a f64)>) -> usize {
    rows.map(|(key, _)| key).collect::<BTreeSet<_>>().len()
}

/// Replaces the response by places in a list of classes, and gives the list: that of `--classes`, whose first is the
/// reference, or the labels of a text response.
fn recode(
    design: &mut Design,
    formula: &Formula,
    layout: &Layout,
    arguments: &FitArguments,
    rows: &Rows,
) -> Result<Vec<String>, Failure> {
    let response = formula.response.to_string();
    let labels = formula.response.whole_column().and_then(|column| layout.labels.get(column));
    let by_class = matches!(arguments.family, Family::Multinomial | Family::Logit | Family::Firth);
    if let (Some(labels), false) = (labels, by_class) {
        return Err(Failure::data(format!(
            "`{response}` holds text ({}), which only families logit, firth and multinomial can explain",
            some(labels)
        )));
    }
    if arguments.classes.is_empty() {
        return Ok(labels.cloned().unwrap_or_default());
    }
    if arguments.family != Family::Multinomial {
        return Err(Failure::command("--classes belongs to --family multinomial".to_owned()));
    }
    if let Some(twice) =
        (1..arguments.classes.len()).find(|&at| arguments.classes[..at].contains(&arguments.classes[at]))
    {
        let class = &arguments.classes[twice];
        return Err(Failure::command(format!("--classes names `{class}` twice; name each class once")));
    }
    let mut seen = vec![false; arguments.classes.len()];
    let row = places(layout, design);
    for (y, row) in design.y.iter_mut().zip(row) {
        let own = labels.map_or_else(|| y.to_string(), |labels| labels[*y as usize].clone());
        let Some(place) = arguments.classes.iter().position(|class| *class == own) else {
            return Err(Failure::data(format!(
                "{}: the response is {own}, which is not among --classes {}; add it or leave the row out with --where",
                rows.place(row),
                arguments.classes.join(",")
            )));
        };
        seen[place] = true;
        *y = place as f64;
    }
    if let Some(absent) = seen.iter().position(|seen| !seen) {
        return Err(Failure::data(format!(
            "--classes names `{}`, which is the response of no row used; take it out",
            arguments.classes[absent]
        )));
    }
    Ok(arguments.classes.clone())
}
