//! Speed of the engine on the work its peers were measured on: the annual conflict model of Hegre et al. (2013), a
//! dynamic multinomial logit with neighbours and interactions, 2,000 draws x 15 years x 179 states, of which only
//! the world share in conflict is kept.
//!
//! The states are synthetic, so that it runs anywhere; equation and network density are those of the replication.

use std::time::Instant;

use forefend_panel::{Availability, CountryId, Indicator, Link, Panel, PanelBuilder, Year};
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::memory::simulate_in_memory;
use forefend_simulate::{CompiledPolicy, Ensemble, Model, Plan, WorldFiles};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const STATES: u16 = 179;
/// Draws of the conflict model.
pub const DRAWS: u64 = 2_000;
const FIRST: i16 = 1969;
const LAUNCH: Year = Year(2000);
const HORIZON: Year = Year(2015);
/// Cores of the machine that the bar is stated for.
const THREADS: usize = 2;
const REPEATS: usize = 15;

const FRAME: &str = r#"
anchor = "acd_level"
history_from = 1969
horizon = 2015
as_of = "2000-12"
networks = ["contiguity"]
record_country = []
record_world = ["share"]
"#;

const SHARE: &str = r#"
id = "share"
title = "Share in conflict"
status = "modelled"
why = "What is recorded."
event = "-"
resolution = "-"
[[variable]]
name = "share"
title = "States in conflict"
unit = "share"
axis = "world"
kind = "identity"
expression = "world_mean(conflict > 0)"
"#;

/// The least that an experiment can be: parameters are drawn, one equation of one unit moves by luck, its value is kept.
const EMPTY: &str = r#"
id = "nothing"
title = "An empty model"
status = "modelled"
why = "What an experiment costs when the model does nothing else."
[[variable]]
name = "level"
title = "Level"
unit = "level"
kind = "path"
indicator = "acd_level"
[[variable]]
name = "outcome"
title = "One number"
unit = "-"
axis = "world"
kind = "equation"
family = "linear"
history = "world_mean(level)"
formula = "outcome ~ 1"
covariance = "classical"
"#;

/// Seconds for the ensemble (median of the repeats, fastest and slowest as interval), and microseconds an experiment
/// costs when the model is empty.
pub fn measure(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let conflict = median_seconds(&plan()?, DRAWS)?;
    let experiments = 1_000_000;
    let [middle, fastest, slowest] =
        median_seconds(&empty()?, experiments)?.map(|seconds| seconds * 1e6 / experiments as f64);
    Ok(vec![
        Measured::with_interval("seconds, 2,000 x 15 x 179", conflict[0], conflict[1], conflict[2]),
        Measured::with_interval("microseconds an experiment, empty model", middle, fastest, slowest),
    ])
}

/// The compiled conflict model over 179 states and 15 years.
///
/// # Errors
/// Those of the engine.
pub fn plan() -> Result<Plan, VerifyError> {
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    let files = [
        file("simulation.toml", FRAME),
        file("drivers/covariates.toml", super::hegre::COVARIATES),
        file("threats/armed_conflict.toml", super::hegre::ARMED_CONFLICT),
        file("threats/share.toml", SHARE),
    ];
    compile(&WorldFiles::new("speed", files))
}

/// A model of one number, one unit and one year, with a drawn parameter and a drawn error.
///
/// # Errors
/// Those of the engine.
pub fn empty() -> Result<Plan, VerifyError> {
    let frame = FRAME.replace("[\"share\"]", "[\"outcome\"]").replace("2015", "2001");
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    compile(&WorldFiles::new("empty", [file("simulation.toml", &frame), file("drivers/nothing.toml", EMPTY)]))
}

fn compile(world: &WorldFiles) -> Result<Plan, VerifyError> {
    let (panel, model) = (panel()?, Model::load(world)?);
    let view = panel.as_of(LAUNCH.last_month(), Availability::Observed);
    let horizon = Year(model.frame.horizon).min(HORIZON);
    Ok(Plan::estimated(&model, &view, horizon)?.plan)
}

/// Median, fastest and slowest seconds of the repeats on two threads.
///
/// # Errors
/// Those of the engine.
#[expect(clippy::disallowed_methods, reason = "speed is what is measured; no result reads the clock")]
pub fn median_seconds(plan: &Plan, draws: u64) -> Result<[f64; 3], VerifyError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build();
    let pool =
        pool.map_err(|error| VerifyError::computation(format!("cannot start two threads ({error})")))?;
    let block = draws.div_ceil(THREADS as u64 * 8);
    let ensemble = Ensemble { seed: 1, draws, block, deterministic: false };
    let mut seconds = Vec::with_capacity(REPEATS);
    for _ in 0..REPEATS {
        let start = Instant::now();
        let keep = |_: u64, recorded: &forefend_simulate::memory::Recorded| {
            std::hint::black_box(recorded.columns().last());
            Ok(())
        };
        pool.install(|| simulate_in_memory(plan, &CompiledPolicy::default(), ensemble, &keep))?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok([seconds[REPEATS / 2], seconds[0], seconds[REPEATS - 1]])
}

/// 179 synthetic states with four neighbours each and the persistence of the real series.
fn panel() -> Result<Panel, VerifyError> {
    let mut builder = PanelBuilder::default();
    for name in ["acd_level", "existed_both_years", "population", "gdppc", "polyarchy", "psecprop"] {
        builder.add_indicator(Indicator::synthetic(name))?;
    }
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}"))?;
        let luck = |year: i16, name| Luck::at(1, 0, i32::from(year), u64::from(unit), Stream::named(name));
        let mut level = 0.0;
        for year in FIRST..=LAUNCH.0 {
            let draw = luck(year, "level");
            let hazard = if level > 0.0 { 0.8 } else { 0.05 };
            level = if draw.nth(0) < hazard { 1.0 + f64::from(u8::from(draw.nth(1) < 0.3)) } else { 0.0 };
            let once = luck(0, "covariates");
            let values = [
                ("acd_level", level),
                ("existed_both_years", 1.0),
                ("population", libm::exp(2.0 + 1.5 * once.normal(0))),
                ("gdppc", libm::exp(8.5 + 1.2 * once.normal(1))),
                ("polyarchy", once.nth(2)),
                ("psecprop", 0.5 * once.nth(3)),
            ];
            for (name, value) in values {
                builder.set(name, CountryId(unit), Year(year), value)?;
            }
        }
    }
    let neighbours = (0..STATES).flat_map(|unit| {
        [1, 12, STATES - 12, STATES - 1].map(|step| Link {
            from: CountryId(1 + (unit + step) % STATES),
            to: CountryId(1 + unit),
            first: Year(FIRST),
            last: None,
            weight: 1.0,
        })
    });
    builder.add_network("contiguity", neighbours.collect())?;
    Ok(builder.build()?)
}
