//! Who died in 2020 and 2021: what the pandemic process says of age and contacts, against excess deaths by country.
//!
//! COVID-19's fatality by age as the shipped world declares it, the people of 2020 and who meets whom; one share of people infected for all
//! countries, so that nothing is said of how many. Excess deaths enter the score alone.

use std::collections::BTreeMap;

use forefend_panel::{Availability, Month, Unit, Year};
use forefend_simulate::table::WorldTable;
use forefend_threats::pandemic::ages::{BANDS, Infected, MIXING, attack, deaths, exposure};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "multilateral/pandemic/who_excess_deaths_age_sex_2020_2021.parquet";
/// Share of people infected that ages are told at; the score is of relative deaths.
const INFECTED: f64 = 0.4;
/// Deaths of an infection by age, percent, as in world/threats/pandemic.toml (O'Driscoll et al. 2021).
const FATALITY: [f64; BANDS] = [0.0017, 0.0045, 0.130, 1.74, 8.29];
/// First ages of the groups.
const FIRST: [u32; BANDS] = [0, 15, 25, 65, 80];

/// Rank correlation of deaths a head with those observed, and the deviation of the log of the ratio about its mean, against that of one rate
/// for all: by age alone, and by age and contacts.
///
/// # Errors
/// Those of the source and the snapshot.
pub fn by_country(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let observed = observed(context)?;
    against(&Process::shipped(context)?, &observed)
}

/// Countries, rank correlations and log errors of deaths a head, for deaths by ISO3 code.
pub(super) fn against(
    process: &Process,
    observed: &BTreeMap<String, f64>,
) -> Result<Vec<Measured>, VerifyError> {
    let (mut truth, mut alone, mut mixing) = (Vec::new(), Vec::new(), Vec::new());
    for (iso3, dead) in observed {
        let (Some(people), Some(force)) = (process.people.get(iso3), process.force.get(iso3)) else {
            continue;
        };
        let all: f64 = people.iter().sum();
        truth.push(dead / all);
        alone.push(a_head(people, &[1.0; MIXING]));
        mixing.push(a_head(people, force));
    }
    let flat = spread(&truth, &vec![1.0; truth.len()]);
    Ok(vec![
        Measured::new("countries", truth.len() as f64),
        Measured::new("rank correlation, age", rank_correlation(&alone, &truth)),
        Measured::new("rank correlation, age and contacts", rank_correlation(&mixing, &truth)),
        Measured::new("log error over that of one rate, age", spread(&truth, &alone) / flat),
        Measured::new("log error over that of one rate, age and contacts", spread(&truth, &mixing) / flat),
    ])
}

/// What the process says of ages: people of 2020, and the force of infection by age of the country's contacts, by ISO3 code.
pub(super) struct Process {
    pub(super) people: BTreeMap<String, [f64; BANDS]>,
    pub(super) force: BTreeMap<String, [f64; MIXING]>,
}

impl Process {
    /// From the shipped world.
    pub(super) fn shipped(context: &Context<'_>) -> Result<Self, VerifyError> {
        let world = context.world()?;
        let table = WorldTable::open(&world, "snapshot/driver_contacts.parquet")?;
        let mut force = BTreeMap::new();
        for (row, iso3) in table.words("iso3")?.into_iter().enumerate() {
            let mut matrix = [[0.0; MIXING]; MIXING];
            for (a, contacts) in matrix.iter_mut().enumerate() {
                for (b, contacts) in contacts.iter_mut().enumerate() {
                    *contacts = table.numbers(&format!("contacts_{a}_{b}"))?[row];
                }
            }
            force.insert(iso3.to_owned(), exposure(&matrix).0);
        }
        Ok(Self { people: people(context)?, force })
    }
}

/// Excess deaths of two years by ISO3 code.
fn observed(context: &Context<'_>) -> Result<BTreeMap<String, f64>, VerifyError> {
    let table = context.table(FILE, &["iso3", "excess_mean"])?;
    let (codes, dead) = (table.words("iso3")?, table.numbers("excess_mean")?);
    let mut sums = BTreeMap::new();
    for (code, dead) in codes.into_iter().zip(dead) {
        *sums.entry(code.to_owned()).or_insert(0.0) += dead;
    }
    Ok(sums)
}

/// People of 2020 by age group, by ISO3 code.
fn people(context: &Context<'_>) -> Result<BTreeMap<String, [f64; BANDS]>, VerifyError> {
    let panel = context.panel()?;
    let month = Month::new(Year(2026), 11)?;
    let view = panel.as_of(month, Availability::Observed);
    let mut people: BTreeMap<String, [f64; BANDS]> = BTreeMap::new();
    for (unit, year, number) in view.values("people")? {
        let Unit::Group(country, group) = unit else { continue };
        let code = view.roster().get(*country).and_then(|country| country.spells.last()?.iso3);
        let digits: String = group.chars().take_while(char::is_ascii_digit).collect();
        if let (Year(2020), Some(code), Ok(age)) = (year, code, digits.parse::<u32>()) {
            let band = FIRST.iter().rposition(|first| age >= *first).unwrap_or_default();
            people.entry(code.to_string()).or_default()[band] += number;
        }
    }
    Ok(people)
}

/// People infected by age group where a share of all is.
fn infected(people: &[f64; BANDS], force: &[f64; MIXING]) -> [f64; BANDS] {
    let all: f64 = people.iter().sum();
    let shares = [people[0], people[1], people[2], people[3] + people[4]].map(|people| people / all);
    let by_age = attack(&shares, force, INFECTED);
    std::array::from_fn(|band| people[band] * by_age[band.min(MIXING - 1)])
}

/// Deaths by age group.
pub(super) fn by_band(people: &[f64; BANDS], force: &[f64; MIXING]) -> [f64; BANDS] {
    let persons = infected(people, force);
    std::array::from_fn(|band| persons[band] * FATALITY[band] / 100.0)
}

/// Deaths a head.
fn a_head(people: &[f64; BANDS], force: &[f64; MIXING]) -> f64 {
    let (persons, all) = (infected(people, force), people.iter().sum::<f64>());
    deaths(&Infected { persons, deadlier: 1.0 }, &FATALITY.map(|percent| percent / 100.0), 1.0) / all
}

/// Standard deviation of the log of the ratio, over countries with more deaths than none.
fn spread(truth: &[f64], predicted: &[f64]) -> f64 {
    let both = truth.iter().zip(predicted).filter(|(truth, _)| **truth > 0.0);
    let logs: Vec<f64> = both.map(|(truth, predicted)| libm::log(truth / predicted)).collect();
    let mean = logs.iter().sum::<f64>() / logs.len() as f64;
    (logs.iter().map(|log| (log - mean) * (log - mean)).sum::<f64>() / logs.len() as f64).sqrt()
}

/// Spearman's; no two values are alike here.
pub(super) fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|x, y| values[*x].total_cmp(&values[*y]));
        let mut ranks = vec![0.0; values.len()];
        order.into_iter().enumerate().for_each(|(rank, at)| ranks[at] = rank as f64);
        ranks
    };
    let (a, b) = (ranks(a), ranks(b));
    let n = a.len() as f64;
    let squares: f64 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}
