//! `forefend fit`: an estimator on any CSV or Parquet file.

mod csv_text;
mod layout;
mod network;
mod refusal;
mod rows;
mod table;

use forefend_estimate::{
    Covariance, Design, Expression, Family, Formula, Request, Ridge, fit, profile_firth, undefined,
};
use forefend_simulate::run::write_file;

use crate::assess::say;
use crate::cli::{CovarianceKind, FitArguments, Global};
use crate::failure::Failure;
use crate::fit::layout::Layout;
use crate::fit::network::Network;
use crate::fit::refusal::{Refusal, shown, some};
use crate::fit::rows::Rows;
use crate::fit::table::Findings;

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
    let formula = Formula::parse(&rows::without_quotes(&arguments.formula))
        .map_err(|error| Failure::command(format!("formula, {error}; the grammar is in docs/formula.md")))?;
    let condition =
        arguments.rows.as_deref().map(|text| Expression::parse(&rows::without_quotes(text))).transpose();
    let condition = condition.map_err(|error| Failure::command(format!("--where, {error}")))?;
    let rows = Rows::read(&arguments.data)?;
    let networks: Vec<Network> =
        arguments.network.iter().map(|path| Network::read(path)).collect::<Result<_, _>>()?;
    let layout = Layout::new(&rows, &formula, condition.as_ref(), &networks, arguments)?;
    let refusal = Refusal { rows: &rows, layout: &layout, formula: &formula };
    let chosen = layout.chosen(condition.as_ref())?;
    let keep = |unit, period| chosen.contains_key(&(unit, period));
    let (_, mut design) = Design::build(&formula, &layout.table, &keep).map_err(|error| refusal.of(error))?;
    if let Some(found) = undefined(&formula, &layout.table, &keep).map_err(|error| refusal.of(error))? {
        return Err(refusal.undefined(&found));
    }
    let place = |(unit, period): (&u64, &i32)| layout.row(*unit, *period).unwrap_or(0);
    let row: Vec<usize> = design.unit.iter().zip(&design.period).map(place).collect();

    let classes = recode(&mut design, &formula, &layout, arguments, &rows, &row)?;
    let by = |name: &str, what: &str| -> Result<(Vec<u64>, Vec<String>), Failure> {
        let levels = rows.levels(name)?;
        let code = |&row: &usize| {
            let missing = || Failure::data(format!("{}: `{name}`, the {what}, is missing", rows.place(row)));
            levels.codes[row].map(|code| code as u64).ok_or_else(missing)
        };
        Ok((row.iter().map(code).collect::<Result<_, _>>()?, levels.labels))
    };
    let kind = covariance_kind(arguments)?;
    let clusters = match (kind, arguments.cluster.as_deref().or(arguments.unit.as_deref())) {
        (CovarianceKind::Clustered, Some(name)) => Some((name.to_owned(), by(name, "cluster")?.0)),
        _ => None,
    };
    let mut request = Request::new(arguments.family);
    request.covariance = match (kind, &clusters) {
        (_, Some((_, keys))) => Covariance::ClusteredBy(keys.clone()),
        (CovarianceKind::Robust, _) => Covariance::Robust,
        _ => Covariance::Classical,
    };
    request.ridge = arguments.penalty.map(|strength| Ridge { inverse_strength: strength, standardise: true });
    request.threshold = arguments.threshold;
    request.nu = arguments.nu;
    let groups = arguments.group.as_deref().map(|name| by(name, "group")).transpose()?;
    request.groups = groups.as_ref().map(|(codes, _)| codes.clone());
    let fit = fit(&design, &request).map_err(|error| refusal.of(error))?;
    let profiles = if fit.family == Family::Firth && kind == CovarianceKind::Classical {
        profile_firth(&design, &fit).map_err(|error| refusal.of(error))?
    } else {
        Vec::new()
    };
    // A generalised Pareto is fitted to the rows above its threshold alone.
    let used = |(_, y): &(&u64, &f64)| request.threshold.is_none_or(|threshold| **y > threshold);

    let label =
        |code: u64| groups.as_ref().map_or_else(String::new, |(_, labels)| labels[code as usize].clone());
    Ok(Findings {
        file: arguments.data.display().to_string(),
        formula: arguments.formula.clone(),
        terms: fit.names.iter().map(|name| shown(name, &formula, &layout)).collect(),
        classes: fit
            .classes
            .iter()
            .map(|class| classes.get(*class as usize).cloned().unwrap_or_else(|| class.to_string()))
            .collect(),
        groups: fit.group_effects.iter().map(|effect| label(effect.group)).collect(),
        coded: (fit.classes.is_empty() && classes.len() == 2).then(|| classes.clone()),
        dropped: design.dropped,
        covariance: kind.name(),
        clusters: clusters.map(|(name, keys)| (name, distinct(keys.iter().zip(&design.y).filter(used)))),
        profiles,
        notes: layout.note.iter().cloned().collect(),
        fit,
    })
}

fn distinct<'a>(rows: impl Iterator<Item = (&'a u64, &'a f64)>) -> usize {
    rows.map(|(key, _)| key).collect::<std::collections::BTreeSet<_>>().len()
}

/// The covariance asked for: clustered where clusters are named, otherwise the family's usual one.
fn covariance_kind(arguments: &FitArguments) -> Result<CovarianceKind, Failure> {
    let named = arguments.cluster.is_some();
    match arguments.covariance {
        Some(CovarianceKind::Clustered) if !named && arguments.unit.is_none() => {
            Err(Failure::command("--covariance clustered needs --cluster COL, or --unit COL".to_owned()))
        }
        Some(kind) if named && kind != CovarianceKind::Clustered => {
            let message = format!(
                "--cluster goes with clustered standard errors, not with --covariance {}",
                kind.name()
            );
            Err(Failure::command(message))
        }
        Some(kind) => Ok(kind),
        None if named => Ok(CovarianceKind::Clustered),
        None if arguments.family == Family::Ppml => Ok(CovarianceKind::Robust),
        None => Ok(CovarianceKind::Classical),
    }
}

/// Replaces the response by places in a list of classes, and gives the list: that of `--classes`, whose first is the
/// reference, or the labels of a text response.
fn recode(
    design: &mut Design,
    formula: &Formula,
    layout: &Layout,
    arguments: &FitArguments,
    rows: &Rows,
    row: &[usize],
) -> Result<Vec<String>, Failure> {
    let response = formula.response.to_string();
    let labels = layout.labels.get(&response);
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
    for (y, &row) in design.y.iter_mut().zip(row) {
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
