//! What a portfolio may cost, and what of it stands in the world.

use forefend_assess::{Asked, Questions, appraise};

use crate::drought::{Quiet, options};
use crate::outcomes::numbers;
use crate::principles::{panel, refused, troops, verdict, world};

/// A principle that any portfolio may meet.
const RULE: &str = "rule = \"burden\", most = 0.5";

#[test]
fn all_that_is_deployed_must_fit_into_the_yearly_budget() {
    let rule = RULE;
    // Ten US$ a year for each of two states.
    let two = troops("countries = [\"NAB\", \"NAC\"]");
    refused(rule, &format!("yearly_budget = 15.0\n{two}"), &["none.toml:5", "overruns yearly_budget = 15"]);
    assert!(verdict(rule, &format!("yearly_budget = 20.0\n{two}")).is_ok());
    let open = format!("yearly_budget = 15.0\n{}", troops("where = \"lag(conflict) > 0\""));
    refused(rule, &open, &["none.toml:", "needs a bound on its cost", "name its places"]);
    // Two states are a bound on what a rule can cost, and so is the number of states that it may serve: 20 US$.
    let within = |budget: &str, keys: &str| {
        let rules = troops(&format!("where = \"lag(conflict) > 0\"\n{keys}"));
        format!("yearly_budget = {budget}\n{rules}")
    };
    for keys in ["countries = [\"NAB\", \"NAC\"]", "most = 2", "most = 2\nmost_per_country = 1.0"] {
        assert!(verdict(rule, &within("20.0", keys)).is_ok(), "{keys}");
        refused(rule, &within("15.0", keys), &["none.toml:5", "overruns yearly_budget = 15"]);
    }
    assert!(verdict(rule, &within("10.0", "most = 2\nmost_per_country = 0.5")).is_ok());
    // So do all actions with a measure together.
    let shared = "[[limit]]\nmeasure = \"troops\"\nmost = 2\nmost_per_country = 0.5\n";
    assert!(verdict(rule, &format!("{}{shared}", within("10.0", ""))).is_ok());
    refused(rule, &format!("{}{shared}", within("9.0", "")), &["overruns yearly_budget = 9"]);
    // But not in years in which they are not held to it: troops come from 2003 on.
    let held = |years: &str| format!("{}{shared}{years}", within("10.0", ""));
    assert!(verdict(rule, &held("from = 2003\n")).is_ok());
    for years in ["from = 2004\n", "until = 2003\n"] {
        refused(rule, &held(years), &["none.toml:", "a [[limit]] that holds in all its years"]);
    }
    // What is decided in 2003 stands two years later.
    let late = |years: &str| format!("{}{shared}{years}", within("10.0", "until = 2003\nlag = 2"));
    assert!(verdict(rule, &late("from = 2005\n")).is_ok());
    for years in ["from = 2006\n", "until = 2003\n"] {
        refused(rule, &late(years), &["none.toml:", "a [[limit]] that holds in all its years"]);
    }
    // Until 2002 all is as in the reference, so that a limit from then on holds always.
    let kept = "yearly_budget = 10.0\n[[action]]\nmeasure = \"troops\"\nindicator = \"level\"\namount = 20\n";
    assert!(verdict(rule, &format!("{kept}{shared}from = 2002\n")).is_ok());
    refused(rule, &format!("{kept}{shared}from = 2004\n"), &["overruns yearly_budget = 10"]);
    // What stands anyway goes on after a limit, at its own cost, and what is decided ends with it.
    let both = |budget: &str| {
        let kept = kept.replace("10.0", budget).replace("amount = 20", "amount = 2");
        let decided = troops("where = \"lag(conflict) > 0\"\nuntil = 2005");
        format!("{kept}{decided}{shared}from = 2002\nuntil = 2005\n")
    };
    // One state was in conflict in the last year observed: two troops stand, at 20 US$ a year.
    assert!(verdict(rule, &both("20.0")).is_ok());
    refused(rule, &both("19.0"), &["may cost US$ 20 a year", "overruns yearly_budget = 19"]);
}

/// A schedule stands as it is declared: two troops in eight of the nine years from 2002 to 2010. A rule that is asked in one year of one state
/// stands in some futures, three talks in each.
#[test]
fn what_stands_is_a_mean_over_draws_and_years_and_a_share_of_futures() {
    let deployed = format!(
        "{}[[action]]\nmeasure = \"talks\"\ncountries = [\"NAB\"]\nwhere = \"lag(conflict) > 0\"\namount = 3\nfrom = 2003\nuntil = 2003\n",
        troops("countries = [\"NAB\", \"NAC\"]"),
    );
    let runs = tempfile::tempdir().unwrap();
    let portfolios = ["none".to_owned()];
    let asked =
        Asked { portfolios: &portfolios, head_to_head: false, by: None, questions: Questions::default() };
    let done =
        appraise(&mut world(RULE, &deployed), &panel(), &options(40, runs.path()), asked, &Quiet).unwrap();
    let found = numbers(&done.ran.folder);
    let of = |measure: &str, what: &str| found[&format!("deployed/none/{measure}/published/{what}")];
    assert_eq!([of("troops", "mean"), of("troops", "any")], [16.0 / 9.0, 1.0]);
    let some = of("talks", "any");
    assert!(some > 0.0 && some < 1.0, "{some}");
    assert!((of("talks", "mean") - some * 3.0 / 9.0).abs() < 1e-12, "{} {some}", of("talks", "mean"));
}
