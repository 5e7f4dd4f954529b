//! Emissions of one scenario by species and year, in the units of FaIR.

use super::FIRST_YEAR;
use super::error::FairError;
use super::gas::MINOR;

/// A species that a scenario emits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Species {
    /// Its name in emission files.
    pub name: &'static str,
    /// Its unit: prefix, compound, `/yr`.
    pub unit: &'static str,
}

/// Short-lived species in the order in which formulas have them: sulphur, black and organic carbon first.
pub const SHORT_LIVED: [&str; 7] = ["Sulfur", "BC", "OC", "NH3", "NOx", "VOC", "CO"];

const fn species(name: &'static str, unit: &'static str) -> Species {
    Species { name, unit }
}

/// All species: the main gases, the short-lived in the order of [`SHORT_LIVED`], the minor gases in that of [`MINOR`].
#[rustfmt::skip]
pub const SPECIES: [Species; 51] = [
    species("CO2 FFI", "Gt CO2/yr"), species("CO2 AFOLU", "Gt CO2/yr"), species("CH4", "Mt CH4/yr"), species("N2O", "Mt N2O/yr"),
    species("Sulfur", "Mt SO2/yr"), species("BC", "Mt BC/yr"), species("OC", "Mt OC/yr"), species("NH3", "Mt NH3/yr"),
    species("NOx", "Mt NO2/yr"), species("VOC", "Mt VOC/yr"), species("CO", "Mt CO/yr"),
    species("CFC-11", "kt CFC11/yr"), species("CFC-12", "kt CFC12/yr"), species("CFC-113", "kt CFC113/yr"),
    species("CFC-114", "kt CFC114/yr"), species("CFC-115", "kt CFC115/yr"), species("HCFC-22", "kt HCFC22/yr"),
    species("HCFC-141b", "kt HCFC141b/yr"), species("HCFC-142b", "kt HCFC142b/yr"), species("CCl4", "kt CCl4/yr"),
    species("CHCl3", "kt CHCl3/yr"), species("CH2Cl2", "kt CH2Cl2/yr"), species("CH3Cl", "kt CH3Cl/yr"),
    species("CH3CCl3", "kt CH3CCl3/yr"), species("CH3Br", "kt CH3Br/yr"), species("Halon-1211", "kt Halon1211/yr"),
    species("Halon-1301", "kt Halon1301/yr"), species("Halon-2402", "kt Halon2402/yr"), species("CF4", "kt CF4/yr"),
    species("C2F6", "kt C2F6/yr"), species("C3F8", "kt C3F8/yr"), species("c-C4F8", "kt cC4F8/yr"),
    species("C4F10", "kt C4F10/yr"), species("C5F12", "kt C5F12/yr"), species("C6F14", "kt C6F14/yr"),
    species("C7F16", "kt C7F16/yr"), species("C8F18", "kt C8F18/yr"), species("NF3", "kt NF3/yr"), species("SF6", "kt SF6/yr"),
    species("SO2F2", "kt SO2F2/yr"), species("HFC-125", "kt HFC125/yr"), species("HFC-134a", "kt HFC134a/yr"),
    species("HFC-143a", "kt HFC143a/yr"), species("HFC-152a", "kt HFC152a/yr"), species("HFC-227ea", "kt HFC227ea/yr"),
    species("HFC-23", "kt HFC23/yr"), species("HFC-236fa", "kt HFC236fa/yr"), species("HFC-245fa", "kt HFC245fa/yr"),
    species("HFC-32", "kt HFC32/yr"), species("HFC-365mfc", "kt HFC365mfc/yr"), species("HFC-4310mee", "kt HFC4310mee/yr"),
];

/// Where the short-lived species and the minor gases begin in [`SPECIES`].
const FIRST_SHORT_LIVED: usize = 4;
const FIRST_MINOR: usize = 11;

/// Emissions of every species from 1750 on, one value a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Emissions {
    /// In the order of [`SPECIES`].
    of: Vec<Vec<f64>>,
}

impl Emissions {
    /// From what `series` has of each species, from 1750 on, in the unit of [`SPECIES`].
    ///
    /// # Errors
    /// A species that is absent, series of unequal length, a value that is not finite.
    pub fn new(mut series: impl FnMut(&Species) -> Option<Vec<f64>>) -> Result<Self, FairError> {
        let mut of = Vec::with_capacity(SPECIES.len());
        for species in &SPECIES {
            let missing = FairError::MissingSpecies { species: species.name, unit: species.unit };
            of.push(series(species).ok_or(missing)?);
        }
        let wanted = of.first().map_or(0, Vec::len).max(1);
        for (values, species) in of.iter().zip(&SPECIES) {
            if values.len() != wanted {
                let what = species.name.to_owned();
                return Err(FairError::Length { what, found: values.len(), wanted });
            }
            if let Some(at) = values.iter().position(|value| !value.is_finite()) {
                let (what, year) = (species.name.to_owned(), FIRST_YEAR + at as i32);
                return Err(FairError::NotFinite { what, year });
            }
        }
        Ok(Self { of })
    }

    /// Number of years.
    pub fn years(&self) -> usize {
        self.of.first().map_or(0, Vec::len)
    }

    /// CO2 of fossil fuels and industry, Gt CO2 a year.
    pub fn fossil(&self) -> &[f64] {
        &self.of[0]
    }

    /// CO2 of agriculture, forestry and other land use, Gt CO2 a year.
    pub fn land(&self) -> &[f64] {
        &self.of[1]
    }

    /// Methane, Mt a year.
    pub fn ch4(&self) -> &[f64] {
        &self.of[2]
    }

    /// Nitrous oxide, Mt N2O a year.
    pub fn n2o(&self) -> &[f64] {
        &self.of[3]
    }

    /// The short-lived species in a year (0 is 1750), Mt a year, in the order of [`SHORT_LIVED`].
    pub fn short_lived(&self, year: usize) -> [f64; 7] {
        std::array::from_fn(|at| self.of[FIRST_SHORT_LIVED + at][year])
    }

    /// A minor gas by its place in [`MINOR`], kt a year.
    pub fn minor(&self, gas: usize) -> &[f64] {
        debug_assert!(gas < MINOR.len());
        &self.of[FIRST_MINOR + gas]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn species_stand_in_the_order_that_formulas_have_them() {
        let names =
            |from: usize, count: usize| SPECIES[from..from + count].iter().map(|species| species.name);
        assert!(names(FIRST_SHORT_LIVED, 7).eq(SHORT_LIVED));
        assert!(names(FIRST_MINOR, 40).eq(MINOR.iter().map(|gas| gas.name)));
    }

    #[test]
    fn what_is_missing_or_uneven_is_named() {
        let error = Emissions::new(|species| (species.name != "HFC-32").then(|| vec![0.0; 3])).unwrap_err();
        assert_eq!(error, FairError::MissingSpecies { species: "HFC-32", unit: "kt HFC32/yr" });
        let error = Emissions::new(|species| Some(vec![0.0; if species.name == "SF6" { 2 } else { 3 }]));
        assert!(error.unwrap_err().to_string().contains("`SF6` has 2 years where 3"));
        let error =
            Emissions::new(|species| Some(vec![0.0, if species.name == "CO" { f64::NAN } else { 0.0 }]));
        assert!(error.unwrap_err().to_string().contains("`CO` of 1751"));
    }
}
