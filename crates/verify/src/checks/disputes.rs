//! G4: the ledger of causes. Every simulated battle death is of conflict within a state or between two, and of one pair; the
//! territories of one war between states suffer together.

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_panel::{Availability, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, SimulateError};
use toml::Spanned;

use super::pandemic_deaths::rank_correlation;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const DRAWS: u64 = 100;
/// The last origin with a year of outcomes behind it, and how far the draws run.
const YEARS: [Year; 2] = [Year(2024), Year(2034)];
const BY_COUNTRY: [&str; 5] =
    ["deaths", "intrastate_deaths", "interstate_deaths", "enemies", "war_between_states"];
const PAIRS: &str = "dispute_pair";
/// Deaths from which a territory is at war.
const WAR: f64 = 1000.0;

/// Greatest departures of a draw and year from what must hold, each a share of the world's deaths of that year or a count.
#[derive(Default)]
struct Departures {
    /// Deaths less those of both kinds, any country.
    kinds: f64,
    /// Deaths between states less those of pairs, world.
    pairs: f64,
    /// Countries with deaths between states and no enemy.
    without_enemy: f64,
    /// Deaths between states, all draws and years: a ledger of nothing would be no test.
    between: f64,
    /// Deaths on the first two territories at one war between states, by block, then draw and year.
    sides: BTreeMap<u64, Vec<[f64; 2]>>,
}

/// The shipped model on 100 draws: deaths by kind and by pair against all deaths, in every draw and year.
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn ledger(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let names: Vec<&str> = BY_COUNTRY.into_iter().chain(["pair_deaths"]).collect();
    let mut model = Model::load(&world)?.reduced_to(&names);
    let spanned = |name: &str| Spanned::new(0..0, name.to_owned());
    model.frame.record_country = BY_COUNTRY.map(spanned).into();
    model.frame.record_world.clear();
    model.frame.record = [(PAIRS.to_owned(), vec![spanned("pair_deaths")])].into();
    let [origin, horizon] = YEARS;
    let then = panel.as_of(origin.last_month(), Availability::Observed);
    let Estimated { plan, .. } = Plan::estimated(&model, &then, horizon)?;
    let found = Mutex::new(Departures::default());
    let of_block = |first: u64, recorded: &Recorded| {
        let mut columns: [&[f64]; 5] = [&[]; 5];
        for (column, name) in columns.iter_mut().zip(BY_COUNTRY) {
            *column = recorded.column("country", name)?;
        }
        let pairs = recorded.column(PAIRS, "pair_deaths")?;
        if let Ok(mut found) = found.lock() {
            found.add(columns, pairs, plan.units.len());
            found.sides.insert(first, sides(columns[2], columns[4], plan.units.len()));
        }
        Ok::<(), SimulateError>(())
    };
    let ensemble = Ensemble { seed: 1, draws: DRAWS, block: 50, deterministic: false };
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &of_block)?;
    let found =
        found.into_inner().map_err(|_| VerifyError::computation("a thread that summed deaths stopped"))?;
    let (one, other): (Vec<f64>, Vec<f64>) = found.sides.values().flatten().map(|&[a, b]| (a, b)).unzip();
    Ok(vec![
        Measured::new("deaths less both kinds, greatest share", found.kinds),
        Measured::new("deaths between states less those of pairs, greatest share", found.pairs),
        Measured::new("countries with deaths between states and no enemy", found.without_enemy),
        Measured::new("deaths between states, millions in all draws", found.between / 1e6),
        Measured::new("years of wars between states on two territories", one.len() as f64),
        Measured::new("rank correlation of the deaths on the two", rank_correlation(&one, &other)),
    ])
}

impl Departures {
    fn add(&mut self, columns: [&[f64]; 5], pairs: &[f64], countries: usize) {
        let years = columns[0].len() / countries.max(1);
        let units = pairs.len() / years.max(1);
        for year in 0..years {
            let [all, within, between, enemies, _] =
                columns.map(|column| &column[year * countries..(year + 1) * countries]);
            let world = all.iter().sum::<f64>().max(1.0);
            for (at, deaths) in all.iter().enumerate() {
                self.kinds = self.kinds.max((deaths - within[at] - between[at]).abs() / world);
                self.without_enemy += f64::from(u8::from(between[at] > 0.0 && enemies[at] == 0.0));
            }
            let between: f64 = between.iter().sum();
            let of_pairs: f64 = pairs[year * units..(year + 1) * units].iter().sum();
            self.pairs = self.pairs.max((between - of_pairs).abs() / world);
            self.between += between;
        }
    }
}

/// Deaths between states on the first two territories at the same war, for each such war in order of draw and year.
fn sides(between: &[f64], war: &[f64], countries: usize) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    for (between, war) in between.chunks(countries.max(1)).zip(war.chunks(countries.max(1))) {
        let mut wars: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for (deaths, number) in between.iter().zip(war).filter(|(deaths, _)| **deaths >= WAR) {
            wars.entry(number.to_bits()).or_default().push(*deaths);
        }
        found.extend(wars.values().filter_map(|deaths| Some([*deaths.first()?, *deaths.get(1)?])));
    }
    found
}
