//! Units of emissions: what a file says against what FaIR needs, and nothing guessed.

use forefend_drivers::fair::Species;

/// Prefixes in grams.
const PREFIXES: [(&str, f64); 10] = [
    ("Gt", 1e15),
    ("Pg", 1e15),
    ("Mt", 1e12),
    ("Tg", 1e12),
    ("kt", 1e9),
    ("Gg", 1e9),
    ("t", 1e6),
    ("Mg", 1e6),
    ("kg", 1e3),
    ("g", 1.0),
];

/// Compounds that another is counted by: what is asked for, what a file may say, and how many of the first a unit of the
/// second is, by molecular weight.
const COMPOUNDS: [(&str, &str, f64); 7] = [
    ("CO2", "C", 44.009 / 12.011),
    ("CH4", "C", 16.043 / 12.011),
    ("SO2", "S", 64.069 / 32.07),
    ("NO2", "N", 46.006 / 14.007),
    ("NO2", "NO", 46.006 / 30.006),
    ("NH3", "N", 17.031 / 14.007),
    ("N2O", "N", 44.013 / 28.014),
];

/// What values in `unit` are multiplied by to be in the unit of `species`; none where the unit is not one of its.
pub(super) fn factor(unit: &str, species: &Species) -> Option<f64> {
    let (prefix, compound) = parts(unit)?;
    let (wanted_prefix, wanted) = parts(species.unit)?;
    let mass = prefix / wanted_prefix;
    let same = compound.replace('-', "") == wanted;
    let converted = COMPOUNDS.iter().find(|(to, from, _)| *to == wanted && *from == compound);
    if same { Some(mass) } else { converted.map(|(.., factor)| mass * factor) }
}

/// Grams of the prefix, and the compound, of `Mt CO2/yr`.
fn parts(unit: &str) -> Option<(f64, &str)> {
    let (prefix, rest) = unit.trim().split_once(' ')?;
    let compound = rest.trim().strip_suffix("/yr")?.trim();
    let grams = PREFIXES.iter().find(|(name, _)| *name == prefix).map(|(_, grams)| *grams)?;
    Some((grams, compound))
}

#[cfg(test)]
mod tests {
    use super::*;
    use forefend_drivers::fair::SPECIES;

    fn of(species: &str, unit: &str) -> Option<f64> {
        factor(unit, SPECIES.iter().find(|one| one.name == species).unwrap())
    }

    #[test]
    fn units_are_converted_or_refused() {
        for species in &SPECIES {
            assert_eq!(factor(species.unit, species), Some(1.0), "{}", species.name);
        }
        let near = |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-9 * wanted);
        near(of("CO2 FFI", "Mt CO2/yr"), 1e-3);
        near(of("CO2 AFOLU", "Gt C/yr"), 44.009 / 12.011);
        near(of("N2O", "kt N2O/yr"), 1e-3);
        near(of("Sulfur", "Tg S/yr"), 64.069 / 32.07);
        near(of("CFC-11", "t CFC-11/yr"), 1e-3);
        for (species, unit) in [
            ("CO2 FFI", "ppm"),
            ("CO2 FFI", "Gt CO2"),
            ("CH4", "Mt CO2/yr"),
            ("NOx", "Mt NOx/yr"),
            ("SF6", "kt SF6/day"),
        ] {
            assert_eq!(of(species, unit), None, "{species} in {unit}");
        }
    }
}
