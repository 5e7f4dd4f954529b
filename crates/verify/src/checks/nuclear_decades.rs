//! G4: how many states explore, pursue and acquire nuclear weapons in a decade, as the shipped threat expected it at the decade's
//! start, against how many did.
//!
//! The threat runs alone: people and product a person are those of the panel and stay as they were at the start, so that what is
//! tested is its own chances and not the drivers'. Its choices were made on years to 1990 (docs/threats/proliferation.md).

use forefend_panel::{CountryId, Panel, Year};
use forefend_score::quantile_sorted;
use forefend_simulate::{Model, WorldFiles};
use forefend_track::Observed;

use super::from_origin::{at_each, each_draw};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const THREAT: &str = "threats/proliferation.toml";
const STATUS: &str = "nuclear_status";
const ORIGINS: [i16; 6] = [1960, 1970, 1980, 1990, 2000, 2010];
const YEARS: i16 = 10;
const DRAWS: u64 = 200;
const STAGES: [&str; 3] = ["explore", "pursue", "acquire"];

const FRAME: &str = r#"
anchor = "conflict_level"
as_of = "2022-12"
history_from = 1946
horizon = 2022
record_country = ["nuclear_status"]
record_world = []
"#;
const DRIVERS: &str = r#"
id = "drivers"
title = "People and product, as they were"
status = "modelled"
why = "observed"
[[variable]]
name = "population"
title = "People"
unit = "persons"
kind = "path"
indicator = "population"
path = "frozen"
[[variable]]
name = "gdppc"
title = "Product a person"
unit = "international dollars"
kind = "path"
indicator = "gdppc"
path = "frozen"
"#;

/// Events by stage: a state without a programme explores or goes further; one that does not pursue begins to; a pursuer acquires.
fn events(before: f64, after: f64) -> [f64; 3] {
    let is = |holds: bool| f64::from(u8::from(holds));
    [
        is(before < 0.5 && after > 0.5),
        is(before < 1.5 && after > 1.5),
        is((before - 2.0).abs() < 0.5 && after > 2.5),
    ]
}

/// Sum of the events of one state along `path`, from `start` on.
fn along(start: f64, path: impl Iterator<Item = f64>) -> [f64; 3] {
    let (mut before, mut sums) = (start, [0.0; 3]);
    for after in path {
        let now = events(before, after);
        sums.iter_mut().zip(now).for_each(|(sum, event)| *sum += event);
        before = after;
    }
    sums
}

/// Expected number of each kind of event in six decades with the central 90 % of draws, the number observed, and in how many
/// decades it lies inside.
///
/// # Errors
/// Those of the world and the engine.
pub fn by_decade(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let files = [
        ("simulation.toml", FRAME),
        ("drivers/people_and_product.toml", DRIVERS),
        (THREAT, world.text(THREAT)?),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let model = Model::load(&WorldFiles::new("world", files))?;
    let (mut measured, mut inside) = (Vec::new(), [0.0; 3]);
    let panel = &*panel;
    for (origin, (counts, observed)) in at_each(ORIGINS.map(Year), |origin| decade(&model, panel, origin))? {
        for (stage, name) in STAGES.iter().enumerate() {
            let mut drawn: Vec<f64> = counts.iter().map(|counts| counts[stage]).collect();
            drawn.sort_by(f64::total_cmp);
            let [low, high] = [0.05, 0.95].map(|share| quantile_sorted(&drawn, share));
            let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
            let years = format!("{name} {}-{}", origin + 1, origin + YEARS);
            measured.push(Measured::with_interval(format!("{years}, expected"), mean, low, high));
            measured.push(Measured::new(format!("{years}, observed"), observed[stage]));
            inside[stage] += f64::from(u8::from((low..=high).contains(&observed[stage])));
        }
    }
    let name = |stage: &str| format!("{stage}, decades inside the 90 %");
    measured.extend(STAGES.iter().zip(inside).map(|(stage, count)| Measured::new(name(stage), count)));
    Ok(measured)
}

/// Events of each draw in the ten years after `origin`, and those observed, of the states simulated.
fn decade(model: &Model, panel: &Panel, origin: Year) -> Result<(Vec<[f64; 3]>, [f64; 3]), VerifyError> {
    let end = origin + YEARS;
    let known = Observed::read(panel, STATUS)?.0;
    let status = |country: CountryId, year: i16| known.level(country, Year(year)).unwrap_or(0.0);
    let (states, paths) =
        each_draw(model, panel, (origin, end), DRAWS, [STATUS], |[column]| column.to_vec())?;
    let of_draw = |path: &Vec<f64>| {
        let of_state = |(at, state): (usize, &CountryId)| {
            along(status(*state, origin.0), path.iter().skip(at).step_by(states.len()).copied())
        };
        sum(states.iter().enumerate().map(of_state))
    };
    let observed = |state: &CountryId| {
        along(status(*state, origin.0), (origin.0 + 1..=end.0).map(|year| status(*state, year)))
    };
    Ok((paths.iter().map(of_draw).collect(), sum(states.iter().map(observed))))
}

fn sum(of_states: impl Iterator<Item = [f64; 3]>) -> [f64; 3] {
    of_states.fold([0.0; 3], |sums, state| std::array::from_fn(|stage| sums[stage] + state[stage]))
}

#[cfg(test)]
mod tests {
    use super::along;

    /// Explores, goes on to pursue, gives up, pursues again and acquires; and one that pursues at once.
    #[test]
    fn events_are_counted_once_each() {
        assert_eq!(along(0.0, [1.0, 2.0, 0.0, 2.0, 3.0, 3.0].into_iter()), [2.0, 2.0, 1.0]);
        assert_eq!(along(0.0, [2.0].into_iter()), [1.0, 1.0, 0.0]);
        assert_eq!(along(3.0, [3.0, 0.0].into_iter()), [0.0; 3]);
    }
}
