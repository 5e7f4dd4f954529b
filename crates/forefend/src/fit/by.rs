//! What rows of a fit go together by: clusters and groups.

use forefend_estimate::{Covariance, Design, Family, Request, Ridge};

use crate::cli::fit::{CovarianceKind, FitArguments};
use crate::failure::Failure;
use crate::fit::layout::Layout;
use crate::fit::row_terms::RowTerms;
use crate::fit::rows::Rows;

/// What rows go together by: clusters of the standard errors, and groups with an intercept each.
pub struct By {
    pub kind: CovarianceKind,
    pub clusters: Option<(String, Vec<u64>)>,
    groups: Option<(Vec<u64>, Vec<String>)>,
}

impl By {
    pub fn new(
        rows: &Rows,
        layout: &Layout,
        design: &Design,
        arguments: &FitArguments,
    ) -> Result<Self, Failure> {
        let by = |name: &str, what: &str| -> Result<(Vec<u64>, Vec<String>), Failure> {
            let levels = rows.levels(name)?;
            let code = |row: usize| {
                let missing = || {
                    let place = rows.place(row);
                    Failure::data(format!(
                        "{place}: `{name}`, the {what}, is missing; leave the row out with --where"
                    ))
                };
                levels.codes[row].map(|code| code as u64).ok_or_else(missing)
            };
            let codes = places(layout, design).into_iter().map(code).collect::<Result<_, _>>()?;
            Ok((codes, levels.labels))
        };
        let kind = covariance_kind(arguments)?;
        let clusters = match (kind, arguments.cluster.as_deref().or(arguments.unit.as_deref())) {
            (CovarianceKind::Clustered, Some(name)) => Some((name.to_owned(), by(name, "cluster")?.0)),
            _ => None,
        };
        let groups = arguments.group.as_deref().map(|name| by(name, "group")).transpose()?;
        Ok(Self { kind, clusters, groups })
    }

    /// The name of a group.
    pub fn group(&self, code: u64) -> String {
        let labels = self.groups.as_ref().map(|(_, labels)| labels);
        labels.and_then(|labels| labels.get(code as usize)).cloned().unwrap_or_default()
    }

    /// What to ask of the estimator.
    pub fn request(&self, arguments: &FitArguments, terms: &RowTerms, design: &Design) -> Request {
        let mut request = Request::new(arguments.family);
        request.covariance = match (self.kind, &self.clusters) {
            (_, Some((_, keys))) => Covariance::ClusteredBy(keys.clone()),
            (CovarianceKind::Robust, _) => Covariance::Robust,
            _ => Covariance::Classical,
        };
        request.ridge =
            arguments.penalty.map(|strength| Ridge { inverse_strength: strength, standardise: true });
        request.threshold = arguments.threshold;
        request.nu = arguments.nu;
        request.groups = self.groups.as_ref().map(|(codes, _)| codes.clone());
        request.offset = terms.offset_of(design);
        request.weights = terms.weight_of(design);
        request
    }
}

/// Row of the file of each row of the design.
pub fn places(layout: &Layout, design: &Design) -> Vec<usize> {
    let place = |(unit, period): (&u64, &i32)| layout.row(*unit, *period).unwrap_or(0);
    design.unit.iter().zip(&design.period).map(place).collect()
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
