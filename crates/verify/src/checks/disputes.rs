//! G4: the ledger of causes. Every simulated battle death is of conflict within a state or between two, and of one pair.

use std::sync::Mutex;

use forefend_panel::{Availability, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, SimulateError};
use toml::Spanned;

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const DRAWS: u64 = 100;
/// The last origin with a year of outcomes behind it, and how far the draws run.
const YEARS: [Year; 2] = [Year(2024), Year(2034)];
const BY_COUNTRY: [&str; 4] = ["deaths", "intrastate_deaths", "interstate_deaths", "enemies"];
const PAIRS: &str = "dispute_pair";

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
    let of_block = |_: u64, recorded: &Recorded| {
        let mut columns: [&[f64]; 4] = [&[]; 4];
        for (column, name) in columns.iter_mut().zip(BY_COUNTRY) {
            *column = recorded.column("country", name)?;
        }
        let pairs = recorded.column(PAIRS, "pair_deaths")?;
        if let Ok(mut found) = found.lock() {
            found.add(columns, pairs, plan.units.len());
        }
        Ok::<(), SimulateError>(())
    };
    let ensemble = Ensemble { seed: 1, draws: DRAWS, block: 50, deterministic: false };
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &of_block)?;
    let found =
        found.into_inner().map_err(|_| VerifyError::computation("a thread that summed deaths stopped"))?;
    Ok(vec![
        Measured::new("deaths less both kinds, greatest share", found.kinds),
        Measured::new("deaths between states less those of pairs, greatest share", found.pairs),
        Measured::new("countries with deaths between states and no enemy", found.without_enemy),
        Measured::new("deaths between states, millions in all draws", found.between / 1e6),
    ])
}

impl Departures {
    fn add(&mut self, columns: [&[f64]; 4], pairs: &[f64], countries: usize) {
        let years = columns[0].len() / countries.max(1);
        let units = pairs.len() / years.max(1);
        for year in 0..years {
            let [all, within, between, enemies] =
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
