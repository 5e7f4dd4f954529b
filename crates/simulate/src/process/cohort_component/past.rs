//! What the last ten years have shown of each country's exchange of young people for older ones.
//!
//! Net migrants by age are on no record of the past. But the count of ten years ago, taken on at the rates that are known by now, misses
//! the share of young adults of each year since, and the misses tell the exchange ([`forefend_drivers::cohort::rates::exchange`]).

use forefend_drivers::cohort::rates::exchange::explains;
use forefend_drivers::cohort::{FEMALE, GROUPS, MALE, People, Vital, advance, measures, single_ages};
use forefend_panel::{AsOf, CountryId, Fill, Year};

use super::inputs::{self, RATES_BY_YEAR};
use super::mean;
use super::prepared::Prepared;
use crate::error::SimulateError;

/// Years looked back on.
const YEARS: i16 = 10;
/// An exchange by which sensitivities are measured, a share of the people a year.
const TRIED: f64 = 1e-4;

/// The exchange of each country of `prepared`, a share of its people a year; NaN where ten years are not on record.
///
/// # Errors
/// Whatever the panel reports.
pub(super) fn exchange(as_of: &AsOf<'_>, prepared: &Prepared) -> Result<Vec<f64>, SimulateError> {
    let countries: Vec<CountryId> =
        prepared.ids.iter().filter_map(|id| u16::try_from(*id).ok()).map(CountryId).collect();
    let last = Year(i16::try_from(prepared.start).unwrap_or_default());
    let first = Year(last.0 - YEARS);
    let people = inputs::people_of(as_of, &countries, first)?;
    let shares = as_of.grid("youth_share", &countries, first, last, Fill::None)?;
    let grids: Vec<Vec<f64>> = RATES_BY_YEAR
        .iter()
        .map(|id| as_of.grid(id, &countries, first, last, Fill::Interpolate))
        .collect::<Result<_, _>>()?;
    let vital = |place: usize, ahead: usize| {
        let [tfr, women, men, net_migrants] =
            [0, 1, 2, 3].map(|kind| grids[kind][ahead * countries.len() + place]);
        Vital { tfr, e0: [women, men], net_migrants, ..Vital::default() }
    };
    let of_country = |place: usize| {
        let groups = people.get(place * 2 * GROUPS..(place + 1) * 2 * GROUPS)?;
        let sex = |at: usize| single_ages(&std::array::from_fn(|group| groups[at * GROUPS + group])).ok();
        let begun: People = [sex(FEMALE)?, sex(MALE)?];
        let course = |exchange: f64| -> Option<Vec<f64>> {
            let mut people = begun;
            (1..=YEARS as usize)
                .map(|ahead| {
                    let schedule =
                        prepared.schedule(&prepared.countries[place], i32::from(first.0) + ahead as i32)?;
                    let vital = Vital { exchange, ..mean(&vital(place, ahead - 1), &vital(place, ahead)) };
                    advance(&mut people, &prepared.countries[place].mortality, &schedule, &vital);
                    Some(measures(&people).youth_share)
                })
                .collect()
        };
        let (without, with) = (course(0.0)?, course(TRIED)?);
        let came = (1..=YEARS as usize).map(|ahead| shares[ahead * countries.len() + place]);
        let missed: Vec<f64> = came.zip(&without).map(|(came, without)| came - without).collect();
        let by_one: Vec<f64> =
            with.iter().zip(&without).map(|(with, without)| (with - without) / TRIED).collect();
        Some(explains(&missed, &by_one))
    };
    Ok((0..countries.len()).map(|place| of_country(place).unwrap_or(f64::NAN)).collect())
}
