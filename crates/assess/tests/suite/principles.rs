//! Principles on a small world of twelve states: a portfolio that breaks one is caught by name, with the place.

use forefend_assess::{Asked, AssessError, Questions, appraise};
use forefend_fixtures::folder;
use forefend_panel::{
    CodeSpell, Country, CountryId, Indicator, Iso3, Membership, Panel, PanelBuilder, Status, Year,
};
use forefend_report::PrincipleVerdict;
use forefend_simulate::WorldFiles;
use forefend_simulate::luck::{Luck, Stream};

use crate::drought::{Quiet, options};

pub(crate) const MEASURES: &str = r#"
[[measure]]
id = "troops"
title = "Troops"
element = "synthetic"
unit = "troops"
cost = { evidence = "price", scale = 1 }
basis = { kind = "force", law = "mandate", carried_by = "north", ends_within = 3 }
[[measure.effect]]
evidence = "works"
lever = "hazard"
form = "log ratio"
amount = 1
[[measure]]
id = "talks"
title = "Talks"
element = "synthetic"
unit = "talks"
cost = { evidence = "price", scale = 1 }
basis = { kind = "preventive", law = "consent", carried_by = "north", ends_within = 1 }
[[measure]]
id = "unknown"
title = "Unknown"
element = "synthetic"
unit = "unknown"
cost = { evidence = "price", scale = 1 }
"#;

/// What troops do is to make conflict likelier, so that those who send them do harm.
const EVIDENCE: &str = r#"
[[effect]]
id = "works"
measure = "troops"
acts_on = "conflict"
quantity = "log hazard ratio"
value = 1.0
standard_deviation = 0.1
unit = "log"
source = "synthetic"
how_known = "synthetic"
grade = "B2"
use = "model"
[[effect]]
id = "price"
measure = "troops"
acts_on = "cost"
quantity = "price"
value = 10.0
unit = "US$"
source = "synthetic"
how_known = "synthetic"
grade = "B2"
use = "model"
"#;

const HEAD: &str = "id = \"none\"\ntitle = \"P\"\nsummary = \"p\"\nrole = \"alternative\"\n";

/// Six states in the north, members of one organisation, and six in the south.
pub(crate) fn panel() -> Panel {
    let mut builder = PanelBuilder::default();
    for name in ["level", "growth"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    let mut members = Vec::new();
    for unit in 1..=12_u16 {
        let (region, letter) = if unit <= 6 { ("North", 'N') } else { ("South", 'S') };
        let code = format!("{letter}A{}", char::from(b'A' + unit as u8));
        let spell = CodeSpell {
            first: Year(1946),
            last: None,
            name: format!("State {unit}"),
            iso3: Some(Iso3::try_from(code).unwrap()),
            m49: None,
            gw: unit,
            cow: None,
            views: None,
        };
        let country = Country {
            id: CountryId(unit),
            name: format!("State {unit}"),
            continent: String::new(),
            region: region.to_owned(),
            capital: None,
            state: true,
            spells: vec![spell],
        };
        builder.add_country(country).unwrap();
        if unit <= 6 {
            members.push(Membership {
                organisation: "north".to_owned(),
                country: CountryId(unit),
                first: Year(1950),
                last: None,
                status: Status::Full,
            });
        }
    }
    builder.add_memberships(members).unwrap();
    for year in 1960..=2000_i16 {
        for unit in 1..=12_u16 {
            let luck = Luck::at(3, 0, i32::from(year), u64::from(unit), Stream::named("fixture"));
            // The last state has never been in conflict as far as is observed.
            let level = if unit < 12 && luck.nth(0) < 0.3 {
                1.0 + f64::from(u8::from(luck.nth(1) < 0.3))
            } else {
                0.0
            };
            for (name, value) in [("level", level), ("growth", 0.02 + 0.03 * luck.normal(2))] {
                builder.set(name, CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    builder.build().unwrap()
}

/// The world with one principle and one portfolio, `none`.
pub(crate) fn world(principle: &str, portfolio: &str) -> WorldFiles {
    let written = tempfile::tempdir().unwrap();
    folder::write(written.path());
    let principle = format!(
        "[[principle]]\nid = \"p\"\ntitle = \"P\"\nsentence = \"p\"\nconstraint = {{ {principle} }}\n"
    );
    WorldFiles::read_dir(written.path())
        .unwrap()
        .with("measures.toml", MEASURES.as_bytes())
        .with("evidence/works.toml", EVIDENCE.as_bytes())
        .with("principles.toml", principle.as_bytes())
        .with("portfolios/none.toml", format!("{HEAD}{portfolio}").as_bytes())
}

/// The verdict of the one principle on the portfolio, its place and its reason.
pub(crate) fn verdict(
    principle: &str,
    portfolio: &str,
) -> Result<(PrincipleVerdict, String, String), AssessError> {
    judged(&mut world(principle, portfolio))
}

/// The same of a world.
pub(crate) fn judged(world: &mut WorldFiles) -> Result<(PrincipleVerdict, String, String), AssessError> {
    let runs = tempfile::tempdir().unwrap();
    let portfolios = ["none".to_owned()];
    let questions = Questions::default();
    let asked = Asked { portfolios: &portfolios, head_to_head: false, by: None, questions };
    let done = appraise(world, &panel(), &options(40, runs.path()), asked, &Quiet)?;
    let value = done.principles[0].values.iter().find(|value| value.portfolio == "none").unwrap().clone();
    Ok((value.verdict, value.place, value.reason))
}

/// Troops where the rule says, from 2003 on.
pub(crate) fn troops(rule: &str) -> String {
    format!("[[action]]\nmeasure = \"troops\"\n{rule}\namount = 1\nfrom = 2003\n")
}

#[track_caller]
fn fails(principle: &str, portfolio: &str, place: &str) {
    let (verdict, at, reason) = verdict(principle, portfolio).unwrap();
    assert_eq!(verdict, PrincipleVerdict::Fails, "{principle}: {reason}");
    assert!(at.contains(place), "{principle}: {at:?} does not say {place:?} ({reason})");
}

#[track_caller]
fn stands(principle: &str, portfolio: &str, expected: PrincipleVerdict, words: &str) {
    let (verdict, _, reason) = verdict(principle, portfolio).unwrap();
    assert!(verdict == expected && reason.contains(words), "{principle}: {verdict:?}, {reason}");
}

#[test]
fn force_without_prevention_or_conflict_before_it_is_caught_where_it_is() {
    let rule = "rule = \"last resort\", begun = \"conflict\", within = 3";
    // The last state was never in conflict by 2000; troops come whatever happens.
    let always = troops("countries = [\"SAM\"]");
    fails(rule, &always, "State 12, first in 2003");
    // Where there was conflict the year before, they are the answer to it.
    stands(rule, &troops("where = \"lag(conflict) > 0\""), PrincipleVerdict::Meets, "no future");
    // Talks in the year before are enough.
    let after =
        format!("{always}[[action]]\nmeasure = \"talks\"\ncountries = [\"SAM\"]\namount = 1\nfrom = 2002\n");
    stands(rule, &after, PrincipleVerdict::Meets, "no future");
    // A measure of which nothing is known may be force.
    let unknown = "[[action]]\nmeasure = \"unknown\"\ncountries = [\"SAM\"]\namount = 1\nfrom = 2002\n";
    stands(rule, unknown, PrincipleVerdict::NotMeasurable, "Unknown");
}

#[test]
fn force_outside_the_organisation_that_decides_is_caught() {
    let rule = "rule = \"law\", decided_by = [\"north\"]";
    fails(rule, &troops("countries = [\"NAB\", \"SAM\"]"), "State 12, first in 2003, in 100% of futures");
    stands(rule, &troops("members = [\"north\"]"), PrincipleVerdict::Meets, "no future");
    stands(rule, &troops("regions = [\"North\"]"), PrincipleVerdict::Meets, "no future");
    // One that may not decide decides for nobody.
    fails("rule = \"law\", decided_by = [\"un\"]", &troops("countries = [\"NAB\"]"), "State 1,");
}

#[test]
fn a_state_that_carries_too_much_and_money_for_force_alone_are_caught() {
    let one = troops("countries = [\"NAB\"]");
    let shared = |share: f64| format!("{one}[[basis]]\nmeasure = \"troops\"\nshares = {{ NAC = {share} }}\n");
    fails("rule = \"burden\", most = 0.5", &shared(0.6), "NAC, first in 2003, in 100% of futures");
    stands("rule = \"burden\", most = 0.5", &shared(0.4), PrincipleVerdict::Meets, "NAC, 40%");
    let unknown = "[[action]]\nmeasure = \"unknown\"\ncountries = [\"NAB\"]\namount = 1\nfrom = 2003\n";
    stands("rule = \"burden\", most = 0.5", unknown, PrincipleVerdict::NotMeasurable, "Unknown");

    let rule = "rule = \"prevention first\", least = 1";
    fails(rule, &one, "the world");
    let both =
        format!("{one}[[action]]\nmeasure = \"talks\"\ncountries = [\"NAB\"]\namount = 1\nfrom = 2003\n");
    stands(rule, &both, PrincipleVerdict::Meets, "keeps up");

    fails("rule = \"ends within\", most = 2", &one, "Troops, first in 2003");
    stands("rule = \"ends within\", most = 3", &one, PrincipleVerdict::Meets, "3 years");
    stands("rule = \"ends within\", most = 3", unknown, PrincipleVerdict::NotMeasurable, "Unknown");

    // Talks have no effect that is published.
    fails("rule = \"grounds\", most = 0.4", &both, "Talks, first in 2003");
    stands("rule = \"grounds\", most = 0.5", &both, PrincipleVerdict::Meets, "50%");
}

#[test]
fn a_region_that_is_worse_off_and_deadlier_futures_are_caught() {
    let harm = troops("regions = [\"South\"]");
    let worse =
        "rule = \"nowhere worse\", outcome = \"battle_deaths\", most = 0.01, tolerance = 10, chance = 0.1";
    fails(worse, &harm, "South: expected loss");
    fails(
        "rule = \"worst futures\", outcome = \"battle_deaths\", share = 0.1, most = 0",
        &harm,
        "the worst 10%",
    );
    fails("rule = \"worth\", outcome = \"battle_deaths\", worth = 1", &harm, "the world");
    let nothing = "[[action]]\nmeasure = \"talks\"\ncountries = [\"NAB\"]\namount = 1\nfrom = 2003\n";
    stands(worse, nothing, PrincipleVerdict::Meets, "nothing changes");
    // Forty draws hold no worst hundredth.
    let few = "rule = \"worst futures\", outcome = \"battle_deaths\", share = 0.01, most = 0";
    stands(few, &harm, PrincipleVerdict::NotMeasurable, "too few");
}

#[track_caller]
pub(crate) fn refused(principle: &str, portfolio: &str, wanted: &[&str]) {
    let error = verdict(principle, portfolio).expect_err("must be refused").to_string();
    for part in wanted {
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    }
}

#[test]
fn mistakes_have_a_place_and_a_remedy() {
    let (rule, one) = ("rule = \"burden\", most = 0.5", troops("countries = [\"NAB\"]"));
    refused("rule = \"burden\"", &one, &["principles.toml:5", "needs `most`"]);
    refused("rule = \"burden\", most = 1.5", &one, &["principles.toml:5", "from 0 to 1"]);
    refused("rule = \"burden\", most = 0.5, worth = 1", &one, &["does not read `worth`", "most, chance"]);
    let begun = "rule = \"last resort\", within = 3, begun = \"conflct\"";
    refused(begun, &one, &["principles.toml:5", "no variable `conflct`"]);
    // An objective too.
    let both = "rule = \"burden\", most = 0.5 }\nobjective = { outcome = \"conflict_years\"";
    refused(both, &one, &["principles.toml:5", "objective and a constraint", "take one out"]);
    refused(rule, &troops("countries = [\"XXX\"]"), &["none.toml:", "XXX"]);
    refused(rule, &troops("regions = [\"Nort\"]"), &["none.toml:", "unknown region `Nort`", "`North`"]);
    refused(rule, &troops("members = [\"nort\"]"), &["none.toml:", "unknown organisation `nort`", "`north`"]);
    let basis = |text: &str| format!("{one}[[basis]]\nmeasure = \"troops\"\n{text}\n");
    refused(rule, &basis("carried_by = \"nort\""), &["none.toml:", "`north`"]);
    refused(rule, &basis("shares = { NAB = 0.7, NAC = 0.7 }"), &["none.toml:", "add up to more than 1"]);
    refused(rule, &basis("shares = { NAB = -0.7 }"), &["none.toml:", "0 or more"]);
}
