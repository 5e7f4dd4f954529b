//! Lists: who stands on them, with which probability and why, and what is said of their skill.

use super::record::record;
use super::{Made, REPORT, STATES, with};

#[test]
fn a_list_holds_the_eligible_with_the_share_of_draws_in_which_it_happens() {
    let made = Made::of(REPORT);
    let [new, on] = &made.lists(None)[..] else { panic!("two lists") };
    assert_eq!((new.id.as_str(), new.horizon.as_str()), ("new-drought", "2002-2004"));
    assert_eq!(new.rule, "States with rain in 1999 and 2000; the event is a drought in 2002-2004.");
    let names = |list: &forefend_report::RiskList| {
        let mut names: Vec<String> = list.rows.iter().map(|row| row.name.clone()).collect();
        names.sort();
        names
    };
    // State 4 had a drought in 1999: it is on neither.
    assert_eq!(names(new), ["State 5", "State 6"]);
    for (list, every) in [(new, false), (on, true)] {
        let of = |row: &forefend_report::RiskRow| {
            let state = row.name.strip_prefix("State ").unwrap().parse().unwrap();
            made.share(state, every, |level| level > 0.0)
        };
        let shares: Vec<f64> = list.rows.iter().map(of).collect();
        let printed: Vec<f64> = list.rows.iter().map(|row| row.probability.value).collect();
        assert_eq!(printed, shares, "{}", list.id);
        assert!(shares.windows(2).all(|pair| pair[0] >= pair[1]), "the most probable first");
    }
    assert_eq!(on.rows.len(), 2, "as many rows as asked for, of three eligible");
    // Without a word on who is eligible everybody is.
    let all = Made::of(&with("eligible = \"water > 0\"\nrows = 2\n", "rows = 10\n"));
    assert_eq!(all.lists(None)[1].rows.len(), usize::from(STATES));
    let nobody = Made::of(&with("eligible = \"water > 0\"", "eligible = \"water > 5\""));
    assert!(nobody.lists(None)[1].rows.is_empty());
}

#[test]
fn reasons_are_the_terms_of_the_declared_equation_and_class() {
    let everybody = with("water == 0 & rainy_years >= 2", "water >= 0");
    let made = Made::of(&everybody);
    let [new, on] = &made.lists(None)[..] else { panic!("two lists") };
    let texts = |list: &forefend_report::RiskList| -> Vec<String> {
        let own = list.rows.iter().flat_map(|row| row.reasons.iter().map(|reason| reason.text.clone()));
        own.chain(list.shared.clone()).collect()
    };
    assert!(texts(on).is_empty(), "an unexplained list has no reasons");
    let explain = |class: usize, state: u16| {
        let all =
            forefend_simulate::explain::explain(&made.prepared.model, &made.prepared.plan, "water", class)
                .unwrap();
        all[&forefend_panel::CountryId(state)].clone()
    };
    for row in &new.rows {
        let state = row.name.strip_prefix("State ").unwrap().parse().unwrap();
        let raising: Vec<_> =
            explain(0, state).into_iter().filter(|reason| reason.contribution > 0.05).collect();
        let own = row.reasons.iter().map(|reason| &reason.text).chain(&new.shared).count();
        assert_eq!(own, raising.len(), "{}", row.name);
    }
    // The second class has contributions of its own.
    let famine = Made::of(&everybody.replace("class = 1", "class = 2"));
    let contributions = |list: &forefend_report::RiskList| -> Vec<f64> {
        list.rows.iter().flat_map(|row| row.reasons.iter().map(|reason| reason.contribution)).collect()
    };
    assert_ne!(contributions(&famine.lists(None)[0]), contributions(new));
}

#[test]
fn the_note_says_what_the_list_is_worth() {
    let made = Made::of(REPORT);
    let notes = |record: Option<&forefend_track::TrackRecord>| -> Vec<String> {
        made.lists(record).into_iter().map(|list| list.note).collect()
    };
    assert_eq!(notes(None), ["Known to 2000. Not scored for this model.", "Not scored for this model."]);
    let skill = "Known to 2000. Against simple rivals, on \u{201c}New drought within three years\u{201d} 1-3 years ahead: skill by \
                 Brier score, no skill (tie) by log score.";
    assert_eq!(notes(Some(&record())), [skill, "Nothing like it is scored."]);
}

#[test]
fn a_list_with_a_book_of_its_own_is_told_from_it() {
    let report = with("target = \"new_drought\"\n", "book = \"scorebook/rain.toml\"\n")
        .replace("[list.hits]\nevent = \"new drought\"\ncame = \"fell dry\"\n", "");
    let world = super::files(&report);
    let book = |digest: &str| {
        format!(
            "model = \"threats/drought.toml\"\ndigest = \"{digest}\"\nfirst = 1980\nlast = 1999\nevents = 12\nrival = \"almanac\"\n\
             words = \"Tried on {{first}}-{{last}} ({{events}} droughts), beside the {{rival}}. {{verdicts}}. No more is known.\"\n\
             [[score]]\nname = \"log score\"\nagainst = \"the almanac\"\nverdict = \"better\"\n\
             [[score]]\nname = \"AUC\"\nagainst = \"the almanac\"\nverdict = \"tie\"\n"
        )
    };
    let digest = forefend_track::declared_in(&world, "threats/drought.toml").unwrap();
    let note = |digest: &str| {
        let world = world.clone().with("scorebook/rain.toml", book(digest).as_bytes());
        Made::of_world(world).lists(None)[0].note.clone()
    };
    let scored = "Known to 2000. Tried on 1980-1999 (12 droughts), beside the almanac. Better: log score against the almanac. Tie: \
                  AUC against the almanac. No more is known.";
    assert_eq!(note(&digest), scored);
    assert_eq!(note("of another model"), "Known to 2000. Not scored for this model.");
    let wrong = book(&digest).replace("{rival}", "{rivals}");
    let world = world.with("scorebook/rain.toml", wrong.as_bytes());
    let telling = crate::telling::Telling::load(&world).unwrap();
    let error = crate::lists::check(&world, &telling).unwrap_err().to_string();
    assert!(error.starts_with("dry/scorebook/rain.toml:7: {rivals} stands for nothing here"), "{error}");
}

#[test]
fn what_came_of_earlier_lists_stands_beside_it() {
    let made = Made::of(REPORT);
    let [new, on] = &made.lists(Some(&record()))[..] else { panic!("two lists") };
    let words = "The 2 lists made the same way from 1980 to 1990 held {0} names; it came for {1} of them within three years. Picked \
                 by chance, as many names would have held {2}.";
    assert_eq!(new.record.as_ref().unwrap().template, words);
    let numbers: Vec<f64> =
        new.record.as_ref().unwrap().quantities.iter().map(|quantity| quantity.value).collect();
    assert_eq!(numbers, [4.0, 3.0, 2.0 * 3.0 / 6.0 + 2.0 * 2.0 / 4.0]);
    let named = new.rows.iter().find(|row| row.name == "State 5").unwrap().named.unwrap();
    assert_eq!((named.lists, named.times, named.came), (2, 2, 1));
    assert!(
        on.record.is_none() && on.rows.iter().all(|row| row.named.is_none()),
        "nothing like it was scored"
    );
    assert!(made.lists(None)[0].record.is_none());
}
