//! A plan made from stored history and stored parameters, with no panel at hand.

use std::sync::Mutex;

use forefend_panel::Year;
use forefend_simulate::memory::simulate_in_memory;
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Fitted, History, Model, Plan};

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, panel, world, world_with};
use crate::every_kind;

/// All that a plan records, as bits.
fn bits(plan: &Plan) -> Vec<Vec<u64>> {
    let ensemble = Ensemble { seed: 7, draws: 40, block: 16, deterministic: false };
    let found = Mutex::new(Vec::new());
    simulate_in_memory(plan, &CompiledPolicy::default(), ensemble, &|first, recorded| {
        for (axis, variables) in every_kind::RECORDED {
            for variable in variables {
                let Ok(values) = recorded.column(axis, variable) else { continue };
                found.lock().unwrap().push((first, values.iter().map(|value| value.to_bits()).collect()));
            }
        }
        Ok(())
    })
    .unwrap();
    let mut found: Vec<(u64, Vec<u64>)> = found.into_inner().unwrap();
    found.sort();
    found.into_iter().map(|(_, bits)| bits).collect()
}

#[test]
fn a_plan_from_stored_history_and_parameters_gives_the_same_bits() {
    let panel = every_kind::panel();
    let model = Model::load(&every_kind::files()).unwrap();
    let Estimated { history, fitted, plan } =
        Plan::estimated(&model, &as_of(&panel, 2000), Year(2010)).unwrap();
    let stored = [serde_json::to_string(&history).unwrap(), serde_json::to_string(&fitted).unwrap()];
    drop((history, fitted, panel));
    let history: History = serde_json::from_str(&stored[0]).unwrap();
    let fitted: Fitted = serde_json::from_str(&stored[1]).unwrap();
    let again = Plan::with(&model, &history, &fitted).unwrap();
    let expected = bits(&plan);
    assert!(expected.len() > 20, "{}", expected.len());
    assert!(bits(&again) == expected);
    assert_eq!(serde_json::to_string(&history).unwrap(), stored[0], "written again it is the same text");
}

#[test]
fn a_history_that_is_damaged_or_of_another_model_is_refused() {
    let panel = panel(None);
    let model = Model::load(&world()).unwrap();
    let Estimated { history, fitted, .. } =
        Plan::estimated(&model, &as_of(&panel, 2000), Year(2010)).unwrap();
    let text = serde_json::to_value(&history).unwrap();
    let refused = |change: &dyn Fn(&mut serde_json::Value), words: &str| {
        let mut changed = text.clone();
        change(&mut changed);
        let error = serde_json::from_value::<History>(changed).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    refused(&|history| history["last"] = 2001.into(), "other years");
    refused(&|history| history["launch"] = 1900.into(), "none of a history");
    refused(&|history| drop(history["units"].as_array_mut().unwrap().pop()), "countries are not those");
    refused(&|history| drop(history["existed"].as_array_mut().unwrap().pop()), "observed is not of");
    refused(&|history| history["table"]["columns"][0]["axis"] = 99.into(), "axis 99");
    refused(
        &|history| drop(history["table"]["columns"][0]["values"].as_array_mut().unwrap().pop()),
        "column",
    );
    refused(&|history| history["table"]["relations"][0]["spells"][0][1]["rows"] = 1.into(), "no link");
    refused(&|history| history["more"] = 1.into(), "unknown field");
    let renamed =
        world_with(SIMULATION, &DRIVER.replace("people", "folk"), &THREAT.replace("people", "folk"));
    let error = Plan::with(&Model::load(&renamed).unwrap(), &history, &fitted).unwrap_err().to_string();
    assert!(error.contains("not of this model") && error.contains("`folk`"), "{error}");
}
