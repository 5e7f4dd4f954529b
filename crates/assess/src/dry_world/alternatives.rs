//! What an alternative would buy: every clause where the evidence that acts in the run bears it, and nowhere else.

use forefend_report::{Brief, Confidence, Judgement, Label, Topic};
use forefend_runs::Parts;
use forefend_score::quantiles;
use forefend_simulate::WorldFiles;

use super::{DRAWS, Quiet, REPORT, files, options, panel};

/// A text of a file and what stands in its place.
pub(super) type Change<'a> = (&'a str, &'a str, &'a str);

/// Outcomes of which the leading one moves through another.
pub(super) const THROUGH: Change<'_> =
    ("outcomes.toml", "lead = \"loss\"\n", "lead = \"loss\"\nthrough = \"dry\"\n");
pub(super) const DRY: Change<'_> = (
    "outcomes.toml",
    "[[outcome]]\nid = \"cost\"",
    "[[outcome]]\nid = \"dry\"\ntitle = \"Dry years\"\nnoun = \"drought\"\nunit = \"years\"\nvalue = \"water > 0\"\nunits = \"sum\"\n\
     years = \"sum\"\nbetter = \"less\"\n\n[[outcome]]\nid = \"cost\"",
);
/// Wells that help beyond doubt, by assumption.
const STRONG: Change<'_> =
    ("evidence/wells.toml", "value = -0.5\nlow = -1.0\nhigh = 0.0", "value = -4.0\nlow = -4.1\nhigh = -3.9");
/// Wells that harm beyond doubt, by assumption.
const HARMFUL: Change<'_> =
    ("evidence/wells.toml", "value = -0.5\nlow = -1.0\nhigh = 0.0", "value = 4.0\nlow = 3.9\nhigh = 4.1");
/// Wells that may help or harm.
const WEAK: Change<'_> =
    ("evidence/wells.toml", "value = -0.5\nlow = -1.0\nhigh = 0.0", "value = 0.0\nlow = -1.0\nhigh = 1.0");
/// What a well costs was published.
const PRICED: Change<'_> = (
    "evidence/wells.toml",
    "unit = \"US$\"\nsource = \"assumption\"\nlocator = \"\"\nhow_known = \"assumption\"\ngrade = \"F6\"",
    "unit = \"US$\"\nsource = \"Price, 1992\"\nlocator = \"\"\nhow_known = \"read\"\ngrade = \"C2\"",
);
/// Wells move the harvest alone.
const OTHER_LEVER: Change<'_> = (
    "measures.toml",
    "evidence = \"digging\"\nlever = \"thirst\"",
    "evidence = \"sowing\"\nlever = \"seed\"",
);
/// What wells do was published.
pub(super) const PUBLISHED: Change<'_> = (
    "evidence/wells.toml",
    "unit = \"log\"\nsource = \"assumption\"\nlocator = \"\"\nhow_known = \"assumption\"\ngrade = \"F6\"",
    "unit = \"log\"\nsource = \"Well, 1990\"\nlocator = \"\"\nhow_known = \"read\"\ngrade = \"B2\"",
);
/// No assumption is switched on.
pub(super) const UNASSUMED: Change<'_> = ("appraisal.toml", "assumptions = true", "assumptions = false");
/// Nothing that was published is believed.
const DISBELIEVED: Change<'_> = ("appraisal.toml", "discount = 0.0", "discount = 1.0");
/// A second setting, which believes what was published and assumes nothing.
const BELIEVED: Change<'_> = (
    "appraisal.toml",
    "from = 2002\n",
    "from = 2002\n[[setting]]\nid = \"doubt\"\ntitle = \"In doubt\"\ndiscount = 1.0\nassumptions = false\n",
);
/// Another lever, which moves the harvest and not the drought.
const SEED: Change<'_> = (
    "threats/drought.toml",
    "expression = \"100 * water * water * exp(heat)\"\n",
    "expression = \"100 * water * water * exp(heat)\"\n[[variable.lever]]\nname = \"seed\"\ntitle = \"Seed\"\nscale = \"multiplier\"\n\
     bounds = [-5, 5]\n",
);
/// Wells move that lever too.
const OWN: Change<'_> = (
    "measures.toml",
    "[[measure.effect]]\n",
    "[[measure.effect]]\nevidence = \"sowing\"\nlever = \"seed\"\nform = \"log ratio\"\namount = 1\n[[measure.effect]]\n",
);
const SOWING: Change<'_> = (
    "evidence/wells.toml",
    "[[effect]]\nid = \"price\"",
    "[[effect]]\nid = \"sowing\"\nmeasure = \"wells\"\nacts_on = \"the harvest\"\nquantity = \"log ratio\"\nvalue = -0.1\nlow = -0.2\n\
     high = 0.0\nunit = \"log\"\nsource = \"Seed, 1991\"\nhow_known = \"read\"\ngrade = \"C3\"\nuse = \"model\"\n\n\
     [[effect]]\nid = \"price\"",
);
/// Nothing is dug.
const NO_WELLS: Change<'_> = (
    "portfolios/wells.toml",
    "[[action]]\nmeasure = \"wells\"\nwhere = \"lag(water) > 0\"\namount = 1\nfrom = 2002\n",
    "",
);
/// The same wells in the reference.
pub(super) const DUG: Change<'_> = (
    "portfolios/reference.toml",
    "role = \"reference\"\n",
    "role = \"reference\"\n[[action]]\nmeasure = \"wells\"\nwhere = \"lag(water) > 0\"\namount = 1\nfrom = 2002\n",
);
const NO_COST: Change<'_> = (
    "outcomes.toml",
    "\n[[outcome]]\nid = \"cost\"\ntitle = \"Cost\"\nunit = \"US$\"\nkind = \"cost\"\nbetter = \"less\"\n",
    "",
);
const NOT_THROUGH: Change<'_> = ("outcomes.toml", "through = \"dry\"\n", "");

/// The world with its outcomes and these changes.
pub(super) fn world(changes: &[Change<'_>]) -> WorldFiles {
    [THROUGH, DRY].iter().chain(changes).fold(files(REPORT), |world, (path, from, to)| {
        let text = String::from_utf8(world.bytes(path).unwrap().to_vec()).unwrap();
        assert!(text.contains(from), "{path} holds {from}");
        world.with(path, text.replacen(from, to, 1).as_bytes())
    })
}

/// The whole report of a world.
pub(super) fn report(world: &WorldFiles) -> Brief {
    let folder = tempfile::tempdir().unwrap();
    crate::assess(world, &panel(), &options(folder.path()), &Quiet).unwrap().brief
}

/// The one judgement on the alternative, and what is said of where it turns.
fn with_turns(changes: &[Change<'_>]) -> (Judgement, Vec<Judgement>) {
    let found = report(&world(changes)).first_page.judgements.into_iter();
    let mut found = found.filter(|one| one.topic == Topic::Alternatives);
    let one = found.next().unwrap();
    (one, found.collect())
}

/// The one judgement on the alternative.
fn judged(changes: &[Change<'_>]) -> Judgement {
    with_turns(changes).0
}

/// Its headline, and what it says after the numbers of the leading outcome and the cost.
fn told(changes: &[Change<'_>]) -> (String, String) {
    let one = judged(changes);
    let text = one.sentence.text().unwrap();
    let (_, level) = text.split_once("). ").unwrap();
    let head = one.headline.strip_prefix("Wells everywhere: ").unwrap();
    (head.to_owned(), level.to_owned())
}

fn summary(changes: &[Change<'_>]) -> Vec<String> {
    report(&world(changes)).appraisal.summary.iter().map(|sentence| sentence.text().unwrap()).collect()
}

/// Sum over the appraised years of `value` of level and loss, by draw, counted again from the parts of a scenario.
fn totals(parts: &Parts, value: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; DRAWS as usize];
    parts
        .countries(&["water", "loss"], &mut |row| {
            if (2002..=2008).contains(&row.year) {
                sums[row.draw as usize] += value(row.values[0], row.values[1]);
            }
        })
        .unwrap();
    sums
}

#[test]
fn the_numbers_are_paired_differences_of_the_leading_setting() {
    let (world, folder) = (world(&[STRONG]), tempfile::tempdir().unwrap());
    let made = crate::assess(&world, &panel(), &options(folder.path()), &Quiet).unwrap();
    let of = |scenario: &str| Parts::at(&made.run.join(scenario));
    let (with, without) = (of("wells@assumed"), of("reference"));
    let median = |value: fn(f64, f64) -> f64| {
        let pairs = totals(&with, value).into_iter().zip(totals(&without, value));
        quantiles(&pairs.map(|(with, without)| with - without).collect::<Vec<_>>(), [0.5])[0]
    };
    let page = &made.brief.first_page.judgements;
    let one = page.iter().find(|one| one.topic == Topic::Alternatives).unwrap();
    let [loss, cost, dry] = &one.sentence.quantities[..] else { panic!("{one:?}") };
    let dug = |level: f64, _: f64| f64::from(u8::from(level > 0.0));
    assert!((loss.value - median(|_, loss| loss)).abs() < 1e-9);
    assert!((dry.value - median(dug)).abs() < 1e-9);
    assert!(loss.value < 0.0 && dry.value < 0.0 && cost.value > 0.0);
    let text = one.sentence.text().unwrap();
    assert!(
        text.starts_with("Against no wells, 2002-2008: ") && text.contains(" (as assumed). Drought: "),
        "{text}"
    );
}

#[test]
fn the_headline_follows_the_interval() {
    for (changes, head) in [
        (&[STRONG][..], "less harvest lost, at a cost"),
        (&[HARMFUL], "more harvest lost, at a cost"),
        (&[STRONG, UNASSUMED], "no settled change in harvest lost, at a cost"),
        (&[WEAK], "no settled change in harvest lost, at a cost"),
        (&[NO_WELLS], "no settled change in harvest lost, at no cost"),
        (&[HARMFUL, NO_WELLS, DUG], "less harvest lost, money saved"),
        (&[STRONG, NO_COST], "less harvest lost"),
    ] {
        assert_eq!(told(changes).0, head);
    }
}

#[test]
fn what_the_outcome_on_the_way_rests_on() {
    const LEVEL: &str = "Drought: ";
    for (changes, opening, end) in [
        // It moves in the leading setting.
        (&[STRONG][..], LEVEL, ", on an assumption (F6)."),
        (&[STRONG, PUBLISHED], LEVEL, ", on evidence of grade B2."),
        // It moves in no setting.
        (&[NO_WELLS], "No effect in this run reaches drought.", ""),
        (&[OTHER_LEVER, SEED, SOWING], "No effect in this run reaches drought.", ""),
        (&[STRONG, UNASSUMED], "Its only effect on drought is an assumption, and changes nothing.", ""),
        (&[STRONG, PUBLISHED, DISBELIEVED], "On evidence of grade B2, drought does not change.", ""),
        // It moves in the second.
        (&[STRONG, BELIEVED], "No evidence here tells its effect on drought; under an assumed one, ", "."),
        (
            &[STRONG, PUBLISHED, BELIEVED],
            "Drought changes only under \u{201c}as assumed\u{201d}: ",
            ", on evidence of grade B2.",
        ),
    ] {
        let (_, level) = told(changes);
        let number = level.strip_prefix(opening).and_then(|rest| rest.strip_suffix(end));
        let number = number.unwrap_or_else(|| panic!("{level} is not {opening} ... {end}"));
        let numbered = end.is_empty() == number.is_empty() && !number.contains(". ");
        assert!(numbered, "{level}");
    }
    // Nothing is said of it where none is declared.
    let plain = judged(&[STRONG, NOT_THROUGH]).sentence.text().unwrap();
    assert!(plain.ends_with("(as assumed)."), "{plain}");
}

#[test]
fn the_number_of_a_later_setting_is_that_of_the_setting_it_names() {
    let (first, second) = (judged(&[STRONG]), judged(&[STRONG, BELIEVED]));
    let drought = |one: &Judgement| one.sentence.quantities[2].value;
    assert!(drought(&second) < 0.0 && drought(&first) == drought(&second));
    assert_eq!(second.sentence.quantities[0].value, 0.0, "the leading setting assumes nothing");
}

#[test]
fn where_the_answer_turns_is_said_beside_it() {
    let turns = |changes: &[Change<'_>]| with_turns(changes).1;
    assert!(turns(&[STRONG]).is_empty(), "one setting, and nobody judges");
    let found = turns(&[STRONG, BELIEVED]);
    assert_eq!((found.len(), found[0].headline.as_str()), (1, "Where the answer turns"));
    let text = found[0].sentence.text().unwrap();
    assert_eq!(text, "Wells everywhere: less harvest lost under \u{201c}As assumed\u{201d}.");
    // The same under both settings.
    let found = turns(&[NO_WELLS, BELIEVED]);
    assert_eq!(found[0].headline, "Whatever is assumed of effects, the answer stays");
}

#[test]
fn label_confidence_and_reason_follow_what_acts() {
    let low = Confidence::Low;
    for (changes, label, confidence, reason) in [
        (
            &[STRONG][..],
            Label::Assumption,
            low,
            "the harvest lost rest on an assumption (F6), the cost on an assumption (F6).",
        ),
        (
            &[STRONG, PUBLISHED],
            Label::Scenario,
            low,
            "the harvest lost rest on evidence of grade B2, the cost on an assumption (F6).",
        ),
        (
            &[STRONG, PUBLISHED, PRICED],
            Label::Scenario,
            Confidence::Moderate,
            "the harvest lost rest on evidence of grade B2, the cost on evidence of grade C2.",
        ),
        (
            &[STRONG, PUBLISHED, NO_COST],
            Label::Scenario,
            Confidence::Moderate,
            "the harvest lost rest on evidence of grade B2.",
        ),
        (
            &[NO_WELLS],
            Label::Scenario,
            low,
            "the harvest lost rest on nothing that acts in this run, the cost on nothing that acts in this run.",
        ),
    ] {
        let one = judged(changes);
        assert_eq!((one.label, one.confidence, one.confidence_reason.as_str()), (label, confidence, reason));
    }
}

#[test]
fn what_costs_rest_on() {
    let costs = |changes: &[Change<'_>]| summary(changes).into_iter().find(|one| one.starts_with("Costs"));
    let words = |source: &str| {
        format!("Costs rest on: price of a well, 1,000 US$ ({source}). They are not discounted.")
    };
    assert_eq!(costs(&[]), Some(words("an assumption, F6")));
    assert_eq!(costs(&[PRICED]), Some(words("Price, 1992, C2")));
    assert_eq!(costs(&[NO_COST]), None);
}

#[test]
fn what_may_be_counted_twice() {
    let twice =
        |changes: &[Change<'_>]| summary(changes).into_iter().find(|one| one.contains("counted twice"));
    let words = "Of wells, one effect acts on drought and another on the harvest lost: where both are on, part of the harvest \
                 lost may be counted twice.";
    assert_eq!(twice(&[SEED, OWN, SOWING]), Some(words.to_owned()));
    let plain = ("outcomes.toml", "noun = \"the harvest lost\"", "noun = \"losses\"");
    let plain = twice(&[SEED, OWN, SOWING, plain]).unwrap();
    assert!(
        plain.ends_with("another on losses: where both are on, part of the losses may be counted twice."),
        "{plain}"
    );
    assert_eq!(twice(&[]), None, "one effect");
    assert_eq!(twice(&[SEED, OTHER_LEVER, SOWING]), None, "an effect of its own alone");
    assert_eq!(twice(&[SEED, OWN, SOWING, NOT_THROUGH]), None, "no outcome on the way");
}

#[test]
fn the_chapter_opens_with_each_alternative() {
    let opening = "Against no wells over the appraised years, median and 90% interval of paired differences; as assumed:";
    for (changes, numbers) in [(&[STRONG][..], 2), (&[STRONG, NO_COST], 1)] {
        let brief = report(&world(changes));
        assert_eq!(brief.appraisal.summary[0].text().unwrap(), opening);
        let first = &brief.appraisal.summary[1];
        let text = first.text().unwrap();
        assert!(text.starts_with("Wells everywhere: ") && text.ends_with('.'), "{text}");
        assert_eq!(first.quantities.len(), numbers, "{text}");
    }
}
