//! What a row brings besides its columns: an offset of its linear predictor, and a weight in the likelihood.

use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;

/// Offsets and weights of the rows of a design; without any, 0 and 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RowTerms<'a> {
    offset: Option<&'a [f64]>,
    weight: Option<&'a [f64]>,
}

impl<'a> RowTerms<'a> {
    /// Checks offsets (finite) and weights (above 0; in a likelihood 0 too) against the rows and the family.
    ///
    /// # Errors
    /// [`EstimateError::Length`], [`EstimateError::NotFinite`], [`EstimateError::Unfit`] for a family that has neither.
    pub(crate) fn check(
        family: Family,
        design: &Design,
        offset: Option<&'a [f64]>,
        weight: Option<&'a [f64]>,
    ) -> Result<Self, EstimateError> {
        use Family::{Linear, Logit, Multinomial, Nb2, Poisson, Ppml, StudentT};
        let offsets = [Linear, StudentT, Logit, Poisson, Ppml, Nb2];
        let weights = [Linear, Logit, Multinomial, Poisson, Ppml, Nb2];
        check_values(family, design, ("offset", offset), &offsets, &|value| value.is_finite())?;
        // The error of a row without weight has no variance; in a likelihood it does not count.
        let least = |value: f64| value > 0.0 || (value == 0.0 && family != Linear);
        check_values(family, design, ("weight", weight), &weights, &|value| {
            least(value) && value.is_finite()
        })?;
        Ok(Self { offset, weight })
    }

    /// What is added to the linear predictor of a row.
    pub(crate) fn offset(&self, row: usize) -> f64 {
        self.offset.map_or(0.0, |offset| offset[row])
    }

    /// Whether rows count otherwise than once each.
    pub(crate) fn weighs(&self) -> bool {
        self.weight.is_some()
    }

    /// How often a row counts in the likelihood.
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.weight.map_or(1.0, |weight| weight[row])
    }

    /// The design of a model with an additive error whose response has the offset taken away, and whose rows are multiplied by
    /// the roots of their weights: least squares of it are weighted least squares.
    pub(crate) fn applied(&self, design: &Design) -> Design {
        let mut applied = design.clone();
        let columns = design.names.len();
        for row in 0..design.rows {
            let root = self.weight(row).sqrt();
            applied.y[row] = (applied.y[row] - self.offset(row)) * root;
            applied.x[row * columns..(row + 1) * columns].iter_mut().for_each(|x| *x *= root);
        }
        applied
    }

    /// Whether there is neither.
    pub(crate) fn is_empty(&self) -> bool {
        self.offset.is_none() && self.weight.is_none()
    }
}

fn check_values(
    family: Family,
    design: &Design,
    (what, values): (&str, Option<&[f64]>),
    families: &[Family],
    is_sound: &dyn Fn(f64) -> bool,
) -> Result<(), EstimateError> {
    let Some(values) = values else { return Ok(()) };
    if !families.contains(&family) {
        let names: Vec<&str> = families.iter().map(|family| family.name()).collect();
        let message = format!("has no {what}; families with one are {}", names.join(", "));
        return Err(EstimateError::Unfit { family, message });
    }
    if values.len() != design.rows {
        return Err(EstimateError::Length {
            what: format!("{what}s"),
            expected: design.rows,
            found: values.len(),
        });
    }
    match values.iter().position(|value| !is_sound(*value)) {
        Some(row) => Err(EstimateError::NotFinite {
            column: what.to_owned(),
            unit: design.unit[row],
            period: design.period[row],
        }),
        None => Ok(()),
    }
}
