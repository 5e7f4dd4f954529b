//! What is known as of the date of a run: epidemics on record, who meets whom, and who flies where.

use forefend_estimate::{Design, Family, Fit, INTERCEPT, Request, fit};
use forefend_panel::Unit;
use forefend_threats::pandemic::ages::{MIXING, exposure};

use super::settings::Settings;
use super::{Calibrated, Known, Parameters};
use crate::error::SimulateError;
use crate::table::WorldTable;

/// Calibrated: the last year in which none begins.
pub(super) const NONE_UNTIL: &str = "none_until";
/// Epidemics that began in these years have the law of sizes (Marani et al. 2021: before vaccines and antibiotics).
const STATIONARY: std::ops::RangeInclusive<i32> = 1600..=1944;
/// Threshold of the law, deaths per thousand people of the world and year.
pub(super) const THRESHOLD: f64 = 1e-3;

/// The tables, and the series of seats.
#[derive(Debug)]
pub(super) struct Record {
    /// Epidemics: first year and size.
    epidemics: Vec<(i32, f64)>,
    /// By ISO3 code: the force of infection by age, and growth per contact.
    contacts: Vec<(String, [f64; MIXING], f64)>,
    /// Series of seats a day by pair of countries.
    seats: String,
}

impl Record {
    pub(super) fn read(parameters: &mut Parameters<'_>) -> Result<Self, SimulateError> {
        let table = parameters.table("epidemics")?;
        let (years, sizes) = (table.numbers("year")?, table.numbers("intensity")?);
        let epidemics = years.iter().zip(sizes).map(|(year, size)| (*year as i32, *size)).collect();
        let contacts = contacts(&parameters.table("contacts")?)?;
        Ok(Self { epidemics, contacts, seats: parameters.text("seats")?.to_owned() })
    }

    pub(super) fn calibrate(
        &self,
        known: &Known<'_>,
        settings: &Settings,
        place: &str,
    ) -> Result<Calibrated, SimulateError> {
        let last =
            i32::from(known.last.0).min(self.epidemics.iter().map(|(year, _)| *year).max().unwrap_or(0));
        let first = last + 1 - settings.window as i32;
        let number = self.epidemics.iter().filter(|(year, _)| (first..=last).contains(year)).count() as f64;
        let (shape, error, scale, below) = self.law().map_err(|message| SimulateError::Declaration {
            place: place.to_owned(),
            message: format!("the law of sizes cannot be fitted: {message}; mend the table of epidemics"),
        })?;
        let mut calibrated = Calibrated::from([(
            "law".to_owned(),
            vec![shape, error, scale, 1.0 - below, number, settings.window],
        )]);
        // Whoever makes a run knows that none has begun by its date, though many a series ends years before.
        calibrated.insert(NONE_UNTIL.to_owned(), vec![f64::from(known.as_of.month().year().0)]);
        self.lay_contacts(known, &mut calibrated);
        self.lay_routes(known, &mut calibrated)?;
        Ok(calibrated)
    }

    /// Shape and its standard error, scale, and the share of epidemics at or below the threshold.
    fn law(&self) -> Result<(f64, f64, f64, f64), String> {
        let of: Vec<&(i32, f64)> =
            self.epidemics.iter().filter(|(year, _)| STATIONARY.contains(year)).collect();
        let design = Design {
            names: vec![INTERCEPT.to_owned()],
            rows: of.len(),
            x: vec![1.0; of.len()],
            y: of.iter().map(|(_, size)| *size).collect(),
            unit: (0..of.len() as u64).collect(),
            period: of.iter().map(|(year, _)| *year).collect(),
            dropped: 0,
        };
        let mut request = Request::new(Family::Gpd);
        request.threshold = Some(THRESHOLD);
        let fit = fit(&design, &request).map_err(|error| error.to_string())?;
        let found = |fit: &Fit, name: &str| {
            fit.auxiliary(name)
                .map(|found| (found.estimate, found.standard_error.unwrap_or_default()))
                .ok_or_else(|| name.to_owned())
        };
        let ((shape, error), (scale, _), (below, _)) =
            (found(&fit, "xi")?, found(&fit, "sigma")?, found(&fit, "p0")?);
        Ok((shape, error, scale, below))
    }

    /// Countries with their contacts; growth per contact is one on average. Those without are told as the mean.
    fn lay_contacts(&self, known: &Known<'_>, calibrated: &mut Calibrated) {
        let mean = self.contacts.iter().map(|(_, _, growth)| growth).sum::<f64>()
            / self.contacts.len().max(1) as f64;
        let number = self.contacts.len().max(1) as f64;
        let mean_force: [f64; MIXING] = std::array::from_fn(|age| {
            self.contacts.iter().map(|(_, force, _)| force[age]).sum::<f64>() / number
        });
        let (mut ids, mut values) = (Vec::new(), Vec::new());
        for id in known.countries {
            let iso3 = known.as_of.roster().get(*id).and_then(|country| country.spells.last()?.iso3);
            let of = iso3.and_then(|code| self.contacts.iter().find(|(own, _, _)| *own == code.to_string()));
            let (force, growth) = of.map_or((mean_force, 1.0), |(_, force, growth)| (*force, growth / mean));
            ids.push(f64::from(id.0));
            values.push(growth);
            values.extend(force);
        }
        calibrated.insert("countries".to_owned(), ids);
        calibrated.insert("contacts".to_owned(), values);
    }

    /// Pairs of countries and seats a day between them, in the last year known; none where none is known yet.
    fn lay_routes(&self, known: &Known<'_>, calibrated: &mut Calibrated) -> Result<(), SimulateError> {
        let mut routes = std::collections::BTreeMap::new();
        for (unit, _, seats) in known.as_of.values(&self.seats)? {
            if let Unit::Pair(a, b) = unit {
                routes.insert((a.0, b.0), seats);
            }
        }
        let flat = routes.iter().flat_map(|((a, b), seats)| [f64::from(*a), f64::from(*b), *seats]);
        calibrated.insert("routes".to_owned(), flat.collect());
        Ok(())
    }
}

fn contacts(table: &WorldTable) -> Result<Vec<(String, [f64; MIXING], f64)>, SimulateError> {
    let mut columns = Vec::new();
    for a in 0..MIXING {
        for b in 0..MIXING {
            columns.push(table.numbers(&format!("contacts_{a}_{b}"))?);
        }
    }
    let of_row = |(row, iso3): (usize, String)| {
        let matrix = std::array::from_fn(|a| std::array::from_fn(|b| columns[a * MIXING + b][row]));
        let (force, growth) = exposure(&matrix);
        (iso3, force, growth)
    };
    Ok(table.words("iso3")?.into_iter().enumerate().map(of_row).collect())
}
