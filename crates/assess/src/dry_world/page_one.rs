//! Page one: every judgement where its condition holds, with its numbers, and none where it does not.

use forefend_panel::{CountryId, Year};
use forefend_report::{Confidence, Label, Topic};
use forefend_score::quantiles;

use super::{DRAWS, Made, REPORT, said, with};
use crate::first_page::{known, worst};

fn of(report: &str, topic: Topic) -> Vec<String> {
    said(&Made::of(report).judgements(None), topic)
}

/// The report without a table and all that stands below it.
fn without(table: &str) -> String {
    let start = REPORT.find(&format!("\n{table}\n")).unwrap() + 1;
    let inner = table.trim_start_matches('[').trim_end_matches(']');
    let mut rest = &REPORT[start + table.len()..];
    loop {
        let Some(next) = rest.find("\n[") else { return REPORT[..start].to_owned() };
        rest = &rest[next + 1..];
        if !rest.starts_with(&format!("[{inner}.")) {
            return format!("{}{rest}", &REPORT[..start]);
        }
    }
}

#[test]
fn where_things_stand() {
    let standing = of(REPORT, Topic::Standing);
    let words = "The loss is in few places. In 2000 3 of 6 states were dry, 2 of them hungry. 6,100 tonnes were lost, 98% of \
                 them in State 1 and State 2.";
    assert_eq!(standing, [words]);
    let spread = of(&with("above = \"The loss", "share = 0.99\nabove = \"The loss"), Topic::Standing);
    assert!(spread[0].starts_with("The loss is everywhere. "), "{spread:?}");
    let nobody = of(&with("at_least = 2", "at_least = 3"), Topic::Standing);
    assert!(
        nobody[0].ends_with("3 of 6 states were dry, 0 of them hungry. 6,100 tonnes were lost."),
        "{nobody:?}"
    );
    assert!(of(&without("[country.standing]"), Topic::Standing).is_empty());
}

#[test]
fn what_changed() {
    let words = "As many states dry as in 1999, more lost. The rain ended in State 3; drought became famine in State 2; rain \
                 came to State 4. Dry: 3 after 3. Lost: 6,100 after 4,350.";
    assert_eq!(of(REPORT, Topic::Change), [words]);
    let fewer =
        of(&with("at_least = 1", "at_least = 0.5").replace("at_least = 2", "at_least = 1.5"), Topic::Change);
    assert_eq!(fewer, [words], "levels are thresholds");
    // Above famine alone there are more than before.
    let more = REPORT.replacen("at_least = 1\n", "at_least = 1.5\n", 1);
    let more = of(&more, Topic::Change);
    assert!(
        more[0].starts_with("More states dry than in 1999, more lost.")
            && more[0].contains("Dry: 2 after 1."),
        "{more:?}"
    );
    let nothing = REPORT
        .replace("from = [\"rain\"]", "from = []")
        .replace("from = [\"drought\"]", "from = [\"famine\"]");
    let nothing = nothing.replace("from = [\"drought\", \"famine\"]", "from = [\"famine\"]");
    // State 1 goes on in famine: the second move now holds of it.
    let stays = of(&nothing, Topic::Change);
    assert!(stays[0].contains("Drought became famine in State 1. Dry"), "{stays:?}");
    let still = of(&nothing.replace("to = [\"famine\"]", "to = [\"rain\"]"), Topic::Change);
    assert!(still[0].contains("lost. The sky did not change. Dry"), "{still:?}");
    assert!(of(&without("[country.change]"), Topic::Change).is_empty());
}

#[test]
fn the_table_of_the_worst() {
    let made = Made::of(REPORT);
    let table = worst(&made.material(None), &made.counts()).unwrap();
    assert_eq!(
        table.heads,
        ["Hungry in 2000", "Lost 2000", "1999", "Dry since", "Chance to stay dry 2002-2004"]
    );
    let [row] = &table.rows[..] else { panic!("{table:?}") };
    let number = |quantity: &Option<forefend_report::Quantity>| quantity.as_ref().unwrap().value;
    assert_eq!(
        (row.name.as_str(), number(&row.amount), number(&row.amount_before)),
        ("State 1", 5000.0, 4000.0)
    );
    assert_eq!(number(&row.goes_on), made.share(1, true, |level| level > 0.0));
    let dry = |year: &i16| {
        made.panel
            .as_of("2001-03".parse().unwrap(), forefend_panel::Availability::Published)
            .observed("water", CountryId(1), Year(*year))
            .unwrap()
            .unwrap()
            > 0.0
    };
    let since = (1960..=2000).rev().take_while(dry).last().unwrap();
    assert_eq!((row.since, table.others), (i32::from(since), vec!["State 2".to_owned()]));
    let nobody = Made::of(&with("at_least = 2", "at_least = 3"));
    let table = worst(&nobody.material(None), &nobody.counts()).unwrap();
    assert_eq!((table.rows.len(), table.none.as_str()), (0, "Nobody was hungry in 2000."));
    let untold = Made::of(&without("[country.worst]"));
    assert!(worst(&untold.material(None), &untold.counts()).is_none());
}

#[test]
fn the_head_of_a_list() {
    let made = Made::of(REPORT);
    let all = made.judgements(None);
    let head = all.iter().find(|one| one.link.as_deref() == Some("list-new-drought")).unwrap();
    assert_eq!((head.headline.as_str(), head.label), ("New drought, 2002-2004", Label::Projection));
    assert_eq!(
        (head.confidence, head.confidence_reason.as_str()),
        (Confidence::Low, "not tested for this model.")
    );
    let list = &made.lists(None)[0];
    let chances: Vec<f64> = head.sentence.quantities.iter().map(|quantity| quantity.value).collect();
    let rows: Vec<f64> = list.rows.iter().take(3).map(|row| row.probability.value).collect();
    assert!(!rows.is_empty() && chances == rows, "{chances:?} {rows:?}");
    let text = head.sentence.text().unwrap();
    assert!(
        text.starts_with(&format!("Where it rained, the next drought is in {}: ", list.rows[0].name)),
        "{text}"
    );
    // One name asked for, nobody eligible, nothing declared.
    let one = with("lead = \"Where it rained", "names = 1\nlead = \"Where it rained");
    let found = Made::of(&one).judgements(None);
    assert_eq!(found.iter().find(|one| one.headline == head.headline).unwrap().sentence.quantities.len(), 1);
    for none in [with("water == 0 & rainy_years >= 2", "water == 9"), without("[list.judgement]")] {
        let found = Made::of(&none).judgements(None);
        assert!(found.iter().all(|one| one.headline != head.headline));
    }
}

#[test]
fn the_course_of_a_figure() {
    let made = Made::of(REPORT);
    let series = made.parts.world("share_dry").unwrap();
    let median = |year: i16| quantiles(&series[&year], [0.5])[0];
    let all = made.judgements(None);
    let course = all.iter().find(|one| one.sentence.template.contains("in 2005")).unwrap();
    let values: Vec<f64> = course.sentence.quantities.iter().map(|quantity| quantity.value).collect();
    assert_eq!(values, [0.5, median(2005), median(2008)]);
    assert_eq!(course.sentence.template, "{0:bare} in 2000; {1} in 2005, {2} in 2008.");
    assert_eq!(course.headline, "As dry as ever", "the last value lies inside the interval");
    // A draw never loses as much as State 1 did in 2000, so that these two are certain.
    for (expression, headline) in [
        ("world_sum(loss)", "Wetter"),
        ("world_sum(10000 - loss)", "Drier"),
        ("world_sum(0 * loss)", "As dry as ever"),
    ] {
        let own = format!("variable = \"own\"\nexpression = \"{expression}\"\n");
        let made = Made::of(&with("variable = \"share_dry\"\nnote = \"By the gauges.\"\n", &own));
        assert!(
            said(&made.judgements(None), Topic::Ahead).iter().any(|one| one.starts_with(headline)),
            "{expression}"
        );
    }
    let none = Made::of(&without("[fan.course]")).judgements(None);
    assert!(none.iter().all(|one| !one.sentence.template.contains("in 2005")));
}

#[test]
fn how_likely_a_figure_rises() {
    let made = Made::of(REPORT);
    let one = |made: &Made| made.judgements(None).into_iter().find(|one| one.headline == "One field decides");
    let told = one(&made).unwrap();
    let lost = &made.parts.world("harvest_lost").unwrap()[&2002];
    let above = lost.iter().filter(|value| **value > 6100.0).count() as f64 / DRAWS as f64;
    let values: Vec<f64> = told.sentence.quantities.iter().map(|quantity| quantity.value).collect();
    assert_eq!(values, [6100.0, quantiles(lost, [0.5])[0], above]);
    assert_eq!(told.confidence_reason, "one field is large; not tested for this model.");
    // What stood at nothing is surpassed wherever anything is lost.
    let own = "variable = \"own\"\nexpression = \"world_sum((loss - 6100) * (loss < 6100))\"\n";
    let own = Made::of(&with("variable = \"harvest_lost\"\naxis = \"log\"\n", own));
    let above = one(&own).unwrap().sentence.quantities[2].value;
    assert!((0.0..=1.0).contains(&above));
    assert!(one(&Made::of(&without("[fan.exceeds]"))).is_none());
}

#[test]
fn what_is_not_known() {
    let words = [
        "Threats without a model. 1 of 2 have none: locusts. Silence about them is no reassurance.",
        "What measures do. 1 of 1 effects in this run are assumptions: wells (water). Whatever rests on one is marked F6.",
    ];
    assert_eq!(of(REPORT, Topic::Unknown), words);
    let mut world = super::files(REPORT);
    let published = String::from_utf8(world.bytes("evidence/wells.toml").unwrap().to_vec()).unwrap();
    let published = published.replace("\"F6\"", "\"B2\"").replace("\"assumption\"", "\"A paper\"");
    world = world.with("evidence/wells.toml", published.as_bytes());
    let locusts = "id = \"locusts\"\ntitle = \"Locusts\"\nstatus = \"modelled\"\nwhy = \"w\"\nevent = \"e\"\nresolution = \"r\"\n\
                   [[variable]]\nname = \"swarms\"\ntitle = \"Swarms\"\nunit = \"states\"\nkind = \"identity\"\nexpression = \"water > 1\"\n";
    world = world.with("threats/locusts.toml", locusts.as_bytes());
    assert!(said(&Made::of_world(world).judgements(None), Topic::Unknown).is_empty());
}

#[test]
fn to_when_things_are_known() {
    let sentences = |made: &Made| -> Vec<String> {
        known(&made.material(None)).iter().map(|sentence| sentence.text().unwrap()).collect()
    };
    let words = [
        "Rain is known to December 2000.",
        "What has happened in the 3 months since is not in this report.",
        "2001 is simulated; 2002 to 2008 is a projection: what comes if policy stays as it is.",
    ];
    assert_eq!(sentences(&Made::of(REPORT)), words);
    let early = super::files(REPORT);
    let simulation = String::from_utf8(early.bytes("simulation.toml").unwrap().to_vec()).unwrap();
    let early = early.with("simulation.toml", simulation.replace("2001-03", "2000-12").as_bytes());
    let untold = with("known = \"Rain is known to December {anchor}.\"\n", "");
    let early = early.with("report.toml", untold.as_bytes());
    let words = [
        "What is known of outcomes ends in December 2000.",
        "2001 to 2008 is a projection: what comes if policy stays as it is.",
    ];
    assert_eq!(sentences(&Made::of_world(early)), words);
}
