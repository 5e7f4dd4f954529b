//! Sections on the elements of the mission and verdicts of principles, as far as measures and alternatives decide them.

use forefend_report::{Brief, Element, ElementSection, Label, Standing};

use super::alternatives::{Change, PUBLISHED, UNASSUMED, report, world};

/// The section on an element.
fn section(changes: &[Change<'_>], element: Element) -> ElementSection {
    let sections = report(&world(changes)).elements.into_iter();
    sections.filter(|section| section.element == element).collect::<Vec<_>>().remove(0)
}

/// Wells are a measure of this element.
fn named(title: &'static str) -> Change<'static> {
    ("measures.toml", "intervention in thirst", title)
}

/// Wells move no lever.
const NO_EFFECT: Change<'_> = (
    "measures.toml",
    "[[measure.effect]]\nevidence = \"digging\"\nlever = \"thirst\"\nform = \"log ratio\"\namount = 1\n",
    "",
);
const WITHOUT: &str = "It has no effect in the model.";

#[test]
fn a_section_has_the_measures_that_name_its_element() {
    for element in
        [Element::Biosecurity, Element::NonProliferation, Element::ConflictPrevention, Element::Intervention]
    {
        let none = section(&[], element);
        assert_eq!(none.standing, Standing::NoModel, "{element:?}");
        assert!(none.sentences.is_empty() && none.facts.is_empty() && !none.why.is_empty());
        let own = section(&[named(element.title())], element);
        assert_eq!(own.standing, Standing::Modelled, "{element:?}");
        let sentences: Vec<String> = own.sentences.iter().map(|one| one.text().unwrap()).collect();
        assert_eq!(sentences, ["Wells everywhere: A well where it was dry."], "{element:?}");
        assert_ne!(own.why, none.why);
        let names: Vec<&str> = own.facts.iter().map(|fact| fact.name.as_str()).collect();
        assert_eq!(names, ["Wells everywhere: dry years", "Wells everywhere: harvest lost"]);
    }
}

#[test]
fn what_the_effects_of_measures_rest_on() {
    let biosecurity = named(Element::Biosecurity.title());
    let why = |changes: &[Change<'_>]| section(changes, Element::Biosecurity).why;
    assert!(why(&[biosecurity, NO_EFFECT]).ends_with(WITHOUT));
    for (changes, words) in [
        (&[biosecurity][..], "on water, an assumption (F6)."),
        (&[biosecurity, PUBLISHED], "on water, evidence of grade B2."),
    ] {
        let told = why(changes);
        assert!(told.ends_with(words) && !told.contains(WITHOUT), "{told}");
    }
    assert!(section(&[biosecurity, NO_EFFECT], Element::Biosecurity).facts.is_empty(), "nothing is reached");
}

#[test]
fn a_portfolio_that_deploys_none_of_the_measures_is_not_told() {
    let biosecurity = named(Element::Biosecurity.title());
    let same = (
        "portfolios/reference.toml",
        "role = \"reference\"\n",
        "role = \"reference\"\n[[action]]\nmeasure = \"wells\"\nwhere = \"lag(water) > 0\"\namount = 1\nfrom = 2002\n",
    );
    let same = section(&[biosecurity, same], Element::Biosecurity);
    assert!(same.sentences.is_empty() && same.facts.is_empty() && same.standing == Standing::Modelled);
}

#[test]
fn other_measures_of_a_portfolio_are_told_beside() {
    let biosecurity = named(Element::Biosecurity.title());
    let nets = (
        "measures.toml",
        "[[measure]]\nid = \"wells\"",
        "[[measure]]\nid = \"nets\"\ntitle = \"Nets\"\nelement = \"threats\"\nunit = \"nets\"\n\
         cost = { evidence = \"price\", scale = 1 }\n[[measure]]\nid = \"wells\"",
    );
    let cast = (
        "portfolios/wells.toml",
        "[[action]]\n",
        "[[action]]\nmeasure = \"nets\"\nwhere = \"lag(water) > 0\"\namount = 1\nfrom = 2002\n[[action]]\n",
    );
    let told = |changes: &[Change<'_>]| section(changes, Element::Biosecurity).sentences[0].text().unwrap();
    let whole = " The figures are of the whole portfolio, nets included.";
    assert!(told(&[biosecurity, nets, cast]).ends_with(whole));
    assert!(!told(&[biosecurity, nets]).contains("whole portfolio"), "none is cast");
}

#[test]
fn a_number_is_of_the_first_setting_with_assumptions_where_the_leading_one_changes_nothing() {
    let biosecurity = named(Element::Biosecurity.title());
    let doubt = (
        "appraisal.toml",
        "from = 2002\n",
        "from = 2002\n[[setting]]\nid = \"doubt\"\ntitle = \"In doubt\"\ndiscount = 0.5\nassumptions = false\n",
    );
    for (changes, label, setting) in [
        (&[biosecurity][..], Label::Scenario, "assumed"),
        (&[biosecurity, doubt], Label::Assumption, "assumed"),
        (&[biosecurity, PUBLISHED, doubt], Label::Scenario, "doubt"),
        (&[biosecurity, UNASSUMED], Label::Scenario, "assumed"),
    ] {
        for fact in section(changes, Element::Biosecurity).facts {
            assert_eq!(fact.label, label, "{}", fact.name);
            let of = fact.quantity.trace.split('/').rev().nth(1).unwrap();
            assert_eq!(of, setting, "{}", fact.quantity.trace);
        }
    }
}

#[test]
fn organisations_are_told_with_their_measures_or_without() {
    const ELEMENT: Element = Element::RegionalOrganisations;
    let nobody = (
        "organisations.toml",
        "[[organisation]]\nid = \"well\"\nshort = \"WELL\"\nname = \"Friends of the well\"\n",
        "",
    );
    let own = named(ELEMENT.title());
    let (bare, measured) = (section(&[], ELEMENT), section(&[own], ELEMENT));
    let (none, alone) = (section(&[nobody], ELEMENT), section(&[own, nobody], ELEMENT));
    let standing = [&bare, &measured, &alone].map(|one| one.standing);
    assert_eq!(standing, [Standing::Modelled; 3]);
    assert_eq!(none.standing, Standing::NoModel);
    let driest = |one: &ElementSection| {
        one.sentences.iter().filter(|one| one.text().unwrap().starts_with("WELL is driest: ")).count()
    };
    assert_eq!([&bare, &measured, &alone, &none].map(driest), [1, 1, 0, 0]);
    assert_eq!([&bare, &measured, &alone, &none].map(|one| one.sentences.len()), [1, 2, 1, 0]);
    assert!(measured.why.starts_with("Wells. ") && alone.why == measured.why);
    assert!(bare.why != measured.why && none.why != bare.why && !bare.why.is_empty() && !none.why.is_empty());
}

#[test]
fn the_challenge_counts_assumed_effects() {
    let counted = |changes: &[Change<'_>]| -> Vec<Vec<f64>> {
        let sentences = section(changes, Element::Challenge).sentences.into_iter();
        let counts = sentences.map(|one| one.quantities.iter().map(|quantity| quantity.value).collect());
        counts.filter(|values: &Vec<f64>| !values.is_empty()).collect()
    };
    assert_eq!(counted(&[]), [[1.0, 1.0]]);
    assert!(counted(&[PUBLISHED]).is_empty(), "published");
    assert!(counted(&[NO_EFFECT]).is_empty(), "no effect");
    // The price is assumed too: it is no effect.
    let all = |changes| section(changes, Element::Challenge).sentences.len();
    assert_eq!((all(&[]), all(&[PUBLISHED])), (3, 2));
}

/// Reasons of the one principle for the alternative.
fn reason(brief: &Brief) -> String {
    let values = &brief.principles[0].values;
    assert_eq!(values[0].reason, "the reference: total over the appraised years");
    values[1].reason.clone()
}

#[test]
fn the_reason_of_a_verdict_is_the_shares_of_futures() {
    const NOTHING: &str = "nothing changes in this setting";
    let strong = (
        "evidence/wells.toml",
        "value = -0.5\nlow = -1.0\nhigh = 0.0",
        "value = -4.0\nlow = -4.1\nhigh = -3.9",
    );
    let all = "less in 100% of futures, more in 0%";
    let doubt = (
        "appraisal.toml",
        "from = 2002\n",
        "from = 2002\n[[setting]]\nid = \"doubt\"\ntitle = \"In doubt\"\ndiscount = 1.0\nassumptions = false\n",
    );
    let every = ("principles.toml", "\"loss\" }", "\"loss\", every_setting = true }");
    for (changes, words) in [
        (&[strong][..], all.to_owned()),
        (&[strong, UNASSUMED], NOTHING.to_owned()),
        (&[strong, doubt], NOTHING.to_owned()),
        (&[strong, doubt, every], format!("by setting, in order: {NOTHING}; {all}")),
        (&[strong, every], all.to_owned()),
    ] {
        assert_eq!(reason(&report(&world(changes))), words);
    }
}
