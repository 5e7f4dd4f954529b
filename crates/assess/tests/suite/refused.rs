//! The mistakes that a strategy is most likely to hold, each with its place and a remedy, before a year is simulated.

use forefend_report::PrincipleVerdict;

use crate::principles::{MEASURES, judged, troops, world};

const RULE: &str = "rule = \"last resort\", begun = \"conflict\", within = 3";
const COMMISSIONER: &str = "id = \"purse\"\ntitle = \"Purse\"\nsummary = \"\"\nsettings = [\"published\"]\nfutures = \"mean\"\n\
    [weights]\nconflict_years = 1\n";

/// A portfolio; a file that is put into the world, with its text; and what the message says, its place first.
type Case<'a> = (&'a str, Option<(&'a str, String)>, &'a [&'a str]);

#[test]
fn each_mistake_is_told_with_its_place_and_a_remedy() {
    let sound = troops("countries = [\"NAB\"]");
    let dear = format!("yearly_budget = 5\n{sound}");
    let unbounded = format!("yearly_budget = 5\n{}", troops("where = \"lag(conflict) > 0\""));
    let commissioner = |from: &str, to: &str| {
        assert!(COMMISSIONER.contains(from));
        Some(("commissioners/purse.toml", COMMISSIONER.replacen(from, to, 1)))
    };
    let measures = |from: &str, to: &str| {
        assert!(MEASURES.contains(from));
        Some(("measures.toml", MEASURES.replacen(from, to, 1)))
    };
    let twin = "id = \"none-at-cost\"\ntitle = \"P\"\nsummary = \"p\"\nrole = \"alternative\"\n";
    let at_cost = format!("{sound}[equal_cost]\nparts = {{ troops = 0.5 }}\n");
    let cases: [Case<'_>; 10] = [
        (&dear, None, &["portfolios/none.toml:5", "US$ 10 a year", "overruns yearly_budget = 5", "raise it"]),
        (
            &unbounded,
            None,
            &["portfolios/none.toml:7", "needs a bound on its cost; give `budget` or `capacity`"],
        ),
        (
            &troops("countries = [\"NAX\"]"),
            None,
            &["portfolios/none.toml:7", "unknown country `NAX`", "give an ISO3 code"],
        ),
        (
            &sound,
            measures("\"works\"", "\"work\""),
            &["measures.toml:10", "unknown evidence `work`", "`works`"],
        ),
        (
            &sound,
            measures("{ evidence = \"price\"", "{ evidence = \"free\""),
            &["measures.toml:7", "unknown evidence `free`"],
        ),
        (&sound, commissioner("= 1", "= -1"), &["commissioners/purse.toml:7", "= -1: a weight is 0 or more"]),
        (
            &sound,
            commissioner("= 1", "= 0"),
            &["commissioners/purse.toml:", "sum to nothing; give at least one"],
        ),
        (
            &sound,
            commissioner("published", "publish"),
            &["commissioners/purse.toml:4", "unknown setting `publish`"],
        ),
        (
            &sound,
            commissioner("[weights]", "scenario = \"ssp9\"\n[weights]"),
            &["commissioners/purse.toml:6", "unknown scenario `ssp9`"],
        ),
        (
            &at_cost,
            Some(("portfolios/twin.toml", twin.to_owned())),
            &["portfolios/twin.toml:1", "`none-at-cost`", "[equal_cost]", "rename one"],
        ),
    ];
    for (portfolio, file, wanted) in cases {
        let mut world = world(RULE, portfolio);
        if let Some((path, text)) = &file {
            world = world.with(path, text.as_bytes());
        }
        let error = judged(&mut world).expect_err(wanted[1]).to_string();
        for part in wanted {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    }
}

#[test]
fn a_portfolio_that_breaks_a_principle_is_no_error_and_is_named() {
    let (verdict, place, _) = judged(&mut world(RULE, &troops("countries = [\"SAM\"]"))).unwrap();
    assert_eq!(verdict, PrincipleVerdict::Fails);
    assert!(place.contains("State 12, first in 2003"), "{place}");
}
