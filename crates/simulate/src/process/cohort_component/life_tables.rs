//! Life tables that a user brings: a CSV file of the world with columns `country` (ISO3), `sex`, `age` (first of its group) and `rate`
//! (deaths a person-year). A country's table says how its death rates lie over ages, in place of the published ones.

use std::collections::BTreeMap;

use forefend_drivers::cohort::{LifeTable, RATES, Rates, first_age, logs};
use forefend_panel::AsOf;

use super::super::Calibrated;
use crate::error::SimulateError;
use crate::table::WorldTable;

/// Tables by ISO3 code, female and male.
#[derive(Debug, Clone, Default)]
pub(super) struct LifeTables {
    file: String,
    tables: BTreeMap<String, [Rates; 2]>,
}

impl LifeTables {
    /// Reads and checks them.
    ///
    /// # Errors
    /// One error with file and line: a rate that is negative or missing, an unknown sex or age, a row given twice, an age that is
    /// not given.
    pub(super) fn read(table: &WorldTable) -> Result<Self, SimulateError> {
        let (countries, sexes) = (table.words("country")?, table.words("sex")?);
        let (ages, rates) = (table.numbers("age")?, table.numbers("rate")?);
        let mut tables: BTreeMap<String, [Rates; 2]> = BTreeMap::new();
        for row in 0..table.rows() {
            let wrong = |message: String| Err(table.at(row, message));
            let sex = match sexes[row].as_str() {
                "female" => 0,
                "male" => 1,
                other => return wrong(format!("sex `{other}`; write female or male")),
            };
            let Some(group) = (0..RATES).find(|&group| first_age(group) as f64 == ages[row]) else {
                return wrong(format!(
                    "age {}; give the first of a group: 0, 1, 5, 10, ..., 95, 100",
                    ages[row]
                ));
            };
            if rates[row] < 0.0 {
                return wrong(format!("death rate {}; give 0 or more, deaths a person-year", rates[row]));
            }
            let of = tables.entry(countries[row].clone()).or_insert([[f64::NAN; RATES]; 2]);
            if !of[sex][group].is_nan() {
                return wrong(format!("age {} of {} is given twice; remove one", ages[row], countries[row]));
            }
            of[sex][group] = rates[row];
        }
        for (country, of) in &tables {
            for (rates, sex) in of.iter().zip(["female", "male"]) {
                if let Some(group) = rates.iter().position(|rate| rate.is_nan()) {
                    let age = first_age(group);
                    return Err(table.wrong(format!("{country}, {sex}: age {age} is missing; add its row")));
                }
                if let Err(error) = LifeTable::new(rates) {
                    return Err(table.wrong(format!("{country}, {sex}: {error}")));
                }
            }
        }
        Ok(Self { file: table.file().to_owned(), tables })
    }

    /// Puts them in the place of the published tables.
    ///
    /// # Errors
    /// A country that is not simulated.
    pub(super) fn lay(&self, as_of: &AsOf<'_>, calibrated: &mut Calibrated) -> Result<(), SimulateError> {
        let countries = calibrated.get("countries").cloned().unwrap_or_default();
        let periods = calibrated.get("periods").map_or(0, Vec::len);
        for (iso3, tables) in &self.tables {
            let gw = as_of.roster().present_day_iso3(iso3).map(|country| f64::from(country.id.0));
            let place = gw.and_then(|gw| countries.iter().position(|known| *known == gw));
            let Some(place) = place else {
                let message = format!(
                    "country `{iso3}` is not among those with people; use an ISO3 code of one that is"
                );
                return Err(SimulateError::Declaration { place: self.file.clone(), message });
            };
            let hundredths: Vec<f64> = tables.iter().flat_map(logs).map(|log| 100.0 * log).collect();
            if let Some(rates) = calibrated.get_mut("death_rates") {
                rates[place * periods * 2 * RATES..(place + 1) * periods * 2 * RATES]
                    .chunks_exact_mut(2 * RATES)
                    .for_each(|period| period.copy_from_slice(&hundredths));
            }
        }
        Ok(())
    }
}

#[cfg(all(test, feature = "files"))]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::world::WorldFiles;

    /// A whole table of both sexes, each row changed by `change`; nothing leaves the row out.
    fn told(change: impl Fn(&str, usize) -> Option<String>) -> Result<LifeTables, String> {
        let mut text = "country,sex,age,rate\n".to_owned();
        for sex in ["female", "male"] {
            for group in 0..RATES {
                text.extend(change(sex, first_age(group)));
            }
        }
        let world = WorldFiles::new("mine", [("tables/lives.csv".to_owned(), text.into_bytes())]);
        let table = WorldTable::read(&world, "tables/lives.csv").unwrap().unwrap();
        LifeTables::read(&table).map_err(|error| error.to_string())
    }

    fn whole(sex: &str, age: usize) -> String {
        format!("UGA,{sex},{age},{}\n", 0.001 + 0.005 * age as f64)
    }

    #[test]
    fn a_life_table_is_whole_and_every_mistake_has_its_line() {
        assert_eq!(told(|sex, age| Some(whole(sex, age))).unwrap().tables.len(), 1);
        let at = |age: usize, row: &str| {
            let row = row.to_owned();
            told(move |sex, own| {
                Some(if own == age && sex == "female" { row.clone() } else { whole(sex, own) })
            })
            .err()
            .unwrap_or_default()
        };
        for (age, row, words) in [
            (5, "UGA,female,5,-0.01\n", "mine/tables/lives.csv:4: death rate -0.01"),
            (5, "", "UGA, female: age 5 is missing"),
            (5, "UGA,female,1,0.01\n", "mine/tables/lives.csv:4: age 1 of UGA is given twice"),
            (5, "UGA,female,7,0.01\n", "mine/tables/lives.csv:4: age 7"),
            (5, "UGA,women,5,0.01\n", "mine/tables/lives.csv:4: sex `women`"),
            (5, "UGA,female,5,\n", "mine/tables/lives.csv:4: column `rate` has no finite number"),
            (100, "UGA,female,100,0\n", "nobody of that age ever dies"),
        ] {
            assert!(at(age, row).contains(words), "{row}: {}", at(age, row));
        }
    }
}
