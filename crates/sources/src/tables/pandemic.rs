//! What the epidemic process is made of: who meets whom by age, and the record of epidemics.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::columns::Written;

use super::DriverTable;
use crate::{SourcesError, input};

const CONTACTS_FILE: &str = "multilateral/pandemic/contact_matrices_prem2021_all.parquet";
const EPIDEMICS_FILE: &str = "multilateral/pandemic/marani2021_sheet1.csv";

/// Who meets whom.
pub(super) const CONTACTS: DriverTable = DriverTable {
    file: "driver_contacts.parquet",
    content: "contacts a day of a person aged 0-14, 15-24, 25-64, 65+ (first number) with people of those ages (second), 177 countries; means over the five-year ages of a group, sums over those met",
    terms: "Prem et al. 2021, PLoS Computational Biology 17:e1009098, CC BY 4.0, as packed in contactdata (MIT)",
    read: contacts,
};

/// Epidemics on record.
pub(super) const EPIDEMICS: DriverTable = DriverTable {
    file: "driver_epidemics.parquet",
    content: "epidemics by first year, with deaths per thousand people of the world and year; one without a number of deaths left out",
    terms: "Marani, Katul, Pan & Parolari 2021, PNAS 118:e2105482118, <https://doi.org/10.5281/zenodo.4626111>, CC BY 4.0",
    read: epidemics,
};

/// First ages of the groups of contacts.
const GROUPS: [i32; 4] = [0, 15, 25, 65];

fn group(age: i32) -> usize {
    GROUPS.iter().rposition(|first| age >= *first).unwrap_or_default()
}

fn contacts(data: &Path) -> Result<Vec<Written>, SourcesError> {
    let table = input::parquet(data, CONTACTS_FILE)?;
    let (iso3, number) = (table.words("iso3")?, table.numbers("contacts_per_day")?);
    let (own, other) = (table.whole::<i32>("age_from")?, table.whole::<i32>("contact_age_from")?);
    let mut sums: BTreeMap<&str, [[f64; 4]; 4]> = BTreeMap::new();
    for row in 0..table.len() {
        sums.entry(iso3[row]).or_default()[group(own[row])][group(other[row])] += number[row];
    }
    // Five-year ages of a group: 0-14 has three, 15-24 two, 25-64 eight, 65 and over three (the last is 75 and over).
    let ages = [3.0, 2.0, 8.0, 3.0];
    let mut columns = vec![Written::text("iso3", sums.keys().copied())];
    for a in 0..4 {
        for b in 0..4 {
            let mean = |sum: f64| (sum / ages[a] * 1e5).round() / 1e5;
            let values = sums.values().map(|of| mean(of[a][b])).collect();
            columns.push(Written::doubles(&format!("contacts_{a}_{b}"), values));
        }
    }
    Ok(columns)
}

fn epidemics(data: &Path) -> Result<Vec<Written>, SourcesError> {
    let table = input::csv(data, EPIDEMICS_FILE, &["Start Year", "Intensity (deaths per mil/year)"])?;
    let (years, intensities): (Vec<i16>, _) =
        (table.whole("Start Year")?, table.numbers("Intensity (deaths per mil/year)")?);
    // One epidemic on record has no number of deaths.
    let known = || years.iter().zip(&intensities).filter(|(_, intensity)| intensity.is_finite());
    Ok(vec![
        Written::int16("year", known().map(|(year, _)| *year).collect::<Vec<i16>>()),
        Written::doubles("intensity", known().map(|(_, intensity)| *intensity).collect()),
    ])
}
