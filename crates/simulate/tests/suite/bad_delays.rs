//! Delays that cannot be meant.

use crate::delays::{PROGRAMME, plan_of, world};

#[test]
fn a_delay_that_cannot_be_meant_is_refused_with_its_place() {
    let refused = |programme: &str, event: &str, wanted: &[&str]| {
        let error = plan_of(&world(programme, event)).expect_err("must be refused");
        wanted.iter().for_each(|part| assert!(error.contains(part), "{error:?} does not say {part:?}"));
    };
    let keys = |keys: &str| PROGRAMME.replace("bounds = [0, 5]", keys);
    let place = "drivers/programme.toml:7";
    refused(&keys("bounds = [-1, 5]"), "", &[place, "`programme_delay`", "only a path", "bounds = [0, 5]"]);
    refused(&keys("bounds = [0, inf]"), "", &[place, "finite bounds"]);
    refused(&keys("bounds = [0, 5]\nmeanwhile = 0"), "", &[place, "whole = true"]);
    refused(&keys("bounds = [0, 5]\ncombine = \"independent\""), "", &[place, "\"strongest\""]);
    refused(
        PROGRAMME,
        "meanwhile = 7\n",
        &["threats/conflict.toml:9", "`event_delay`", "not a value of `conflict`"],
    );
    let additive = PROGRAMME.replace(
        "scale = \"delay\"\nbounds = [0, 5]",
        "scale = \"multiplier\"\nbounds = [-1, 1]\nwhole = true",
    );
    refused(&additive, "", &[place, "`whole`", "leave them out"]);
    let probability = format!(
        "{PROGRAMME}[[variable]]\nname = \"chance\"\ntitle = \"Chance\"\nunit = \"probability\"\nkind = \"probability\"\n\
         of = \"conflict\"\n[[variable.lever]]\nname = \"odd\"\ntitle = \"Odd\"\nscale = \"delay\"\nbounds = [0, 1]\n"
    );
    refused(&probability, "", &["`odd`", "not for a probability"]);
}
