//! What of a scenario is the same for every member, computed once.

use super::emissions::Emissions;
use super::error::FairError;
use super::gas::N2O;
use super::methane::{self, BASELINE_CHLORINE};
use super::minor_gases::{MinorGases, nitrous_oxide};

/// Forcing by the sun and by volcanoes at the bounds of the years from 1750 on, before a member's scale, W/m2.
#[derive(Debug, Clone, PartialEq)]
pub struct NaturalForcing {
    /// By the sun.
    pub solar: Vec<f64>,
    /// By volcanoes; above 0 in a quiet year, because it is counted from the mean.
    pub volcanic: Vec<f64>,
}

/// A scenario made ready for members.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Number of years.
    pub(super) years: usize,
    /// By year: CO2, Gt; methane, Mt; short-lived species, Mt.
    pub(super) co2: Vec<f64>,
    pub(super) ch4: Vec<f64>,
    pub(super) short_lived: Vec<[f64; 7]>,
    /// By year: factor of methane's lifetime that others make.
    pub(super) methane_factor: Vec<f64>,
    /// At the bounds: CO2 emitted since 1750 in all, and from land, Gt CO2.
    pub(super) cumulative: Vec<f64>,
    pub(super) cumulative_land: Vec<f64>,
    /// At the bounds: nitrous oxide, ppb, with its square root; minor gases; natural forcing, W/m2.
    pub(super) n2o: Vec<f64>,
    pub(super) root_n2o: Vec<f64>,
    pub(super) root_n2o_reference: f64,
    pub(super) minor: MinorGases,
    pub(super) natural: NaturalForcing,
}

impl Scenario {
    /// From emissions since 1750 and natural forcing that reaches at least as far.
    ///
    /// # Errors
    /// Natural forcing that ends before the emissions do.
    pub fn new(emissions: &Emissions, natural: &NaturalForcing) -> Result<Self, FairError> {
        let years = emissions.years();
        for (what, series) in [("solar", &natural.solar), ("volcanic", &natural.volcanic)] {
            if series.len() <= years {
                let (found, wanted) = (series.len(), years + 1);
                return Err(FairError::Length { what: format!("{what} forcing"), found, wanted });
            }
        }
        let n2o = nitrous_oxide(emissions.n2o());
        let minor = MinorGases::of(emissions, BASELINE_CHLORINE);
        let short_lived: Vec<[f64; 7]> = (0..years).map(|year| emissions.short_lived(year)).collect();
        let state = short_lived.iter().zip(&n2o).zip(&minor.chlorine);
        let methane_factor = state
            .map(|((short, n2o), chlorine)| methane::factor_of_others(*short, *n2o, *chlorine))
            .collect();
        let co2: Vec<f64> =
            emissions.fossil().iter().zip(emissions.land()).map(|(fossil, land)| fossil + land).collect();
        Ok(Self {
            years,
            cumulative: summed(&co2),
            cumulative_land: summed(emissions.land()),
            co2,
            ch4: emissions.ch4().to_vec(),
            short_lived,
            methane_factor,
            root_n2o: n2o.iter().map(|n2o| n2o.sqrt()).collect(),
            root_n2o_reference: N2O.reference_concentration.sqrt(),
            n2o,
            minor,
            natural: natural.clone(),
        })
    }

    /// Number of years; there is one bound more.
    pub fn years(&self) -> usize {
        self.years
    }
}

/// Running sums, from 0 before the first year on.
fn summed(values: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let after = values.iter().map(|value| {
        sum += value;
        sum
    });
    std::iter::once(0.0).chain(after).collect()
}
