//! What stands beside figures and at the end: caveats on skill, and limits.

use forefend_report::Axis;

use super::record::record;
use super::{Made, REPORT, with};

#[test]
fn a_figure_says_what_skill_there_is_on_it() {
    let made = Made::of(REPORT);
    let note = |record: Option<&forefend_track::TrackRecord>, variable: &str| {
        made.fans().get(&made.material(record), variable).unwrap().note
    };
    assert_eq!(note(None, "share_dry"), "By the gauges. Not scored for this model.");
    let all = record();
    let none =
        "By the gauges. No skill: on past years a simple rule did as well or better at every horizon scored.";
    assert_eq!(note(Some(&all), "share_dry"), none);
    assert_eq!(note(Some(&all), "harvest_lost"), "", "no target of that name");
    // Skill near and none far is told apart; skill everywhere is told at once.
    let mut mixed = record();
    mixed
        .skill
        .iter_mut()
        .filter(|row| row.target == "dry")
        .for_each(|row| row.target = "harvest_lost".to_owned());
    let words = "On past years better than a simple rule 1-3 years ahead; no skill 4-6 years ahead.";
    assert_eq!(note(Some(&mixed), "harvest_lost"), words);
    mixed.skill.retain(|row| row.years_ahead.0 == 1);
    assert_eq!(
        note(Some(&mixed), "harvest_lost"),
        "On past years better than a simple rule at every horizon scored."
    );
}

#[test]
fn figures_are_drawn_as_declared() {
    let made = Made::of(REPORT);
    let material = made.material(None);
    let outlook = crate::countries::outlook(&material, &made.counts(), &made.fans()).unwrap();
    let shown: Vec<(&str, Axis)> = outlook.fans.iter().map(|fan| (fan.title.as_str(), fan.axis)).collect();
    let wanted = [
        ("States without rain", Axis::Linear),
        ("Harvest lost, world", Axis::Log),
        ("Hungry states", Axis::Linear),
    ];
    assert_eq!(shown, wanted);
    // What an expression gives is counted in history and in the draws.
    let hungry = &outlook.fans[2];
    assert_eq!(hungry.observed.last().map(|point| (point.year, point.value)), Some((2000, 2.0)));
    let mut counted = vec![0.0; super::DRAWS as usize];
    made.parts
        .countries(&["water"], &mut |row| {
            if row.year == 2003 {
                counted[row.draw as usize] += f64::from(u8::from(row.values[0] > 1.0));
            }
        })
        .unwrap();
    let band = hungry.projected.iter().find(|band| band.year == 2003).unwrap();
    assert_eq!(band.mean, counted.iter().sum::<f64>() / counted.len() as f64);
    assert_eq!(outlook.summary.len(), 1);
    let driver = with("variable = \"share_dry\"\nnote", "variable = \"share_dry\"\nwith = \"driver\"\nnote");
    let made = Made::of(&driver);
    let outlook = crate::countries::outlook(&made.material(None), &made.counts(), &made.fans()).unwrap();
    assert_eq!(outlook.fans.len(), 2, "what a driver shows stands with the driver");
}

#[test]
fn countries_are_told_by_the_levels() {
    let made = Made::of(REPORT);
    let outlook = crate::countries::outlook(&made.material(None), &made.counts(), &made.fans()).unwrap();
    let words = outlook.words.unwrap();
    assert_eq!(words.chances, ["In drought 2005", "In famine 2005"]);
    assert_eq!(words.amount.as_deref(), Some("Expected loss, 2002–2008"));
    let [one, .., six] = &outlook.countries[..] else { panic!("six countries") };
    assert_eq!((one.level, one.calm_years, six.level), (Some(2), Some(0), Some(0)));
    assert!(one.onset_cumulative.is_none() && six.onset_cumulative.is_some(), "what has begun cannot begin");
    let mut counted = [0.0; 2];
    made.parts
        .countries(&["water"], &mut |row| {
            if row.country == 1 && row.year == 2005 {
                counted[0] += f64::from(u8::from(row.values[0] > 0.0));
                counted[1] += f64::from(u8::from(row.values[0] > 1.0));
            }
        })
        .unwrap();
    let of_2005 = one.by_year.iter().find(|row| row.year == 2005).unwrap();
    assert_eq!(of_2005.chances, counted.map(|count| count / super::DRAWS as f64));
    // A world that tells nothing of countries has no map and no table.
    let start = REPORT.find("[country]").unwrap();
    let end = REPORT.find("[organisation]").unwrap();
    let made = Made::of(&format!("{}{}", &REPORT[..start], &REPORT[end..]));
    let outlook = crate::countries::outlook(&made.material(None), &made.counts(), &made.fans()).unwrap();
    assert!(outlook.words.is_none() && outlook.countries.is_empty());
}

#[test]
fn members_of_organisations() {
    let made = Made::of(REPORT);
    let rows = |made: &Made| crate::organisations::outlook(&made.material(None), &made.counts()).unwrap();
    let [row] = &rows(&made)[..] else { panic!("one organisation") };
    assert_eq!((row.id.as_str(), row.members, row.now.as_ref().unwrap().value), ("WELL", 2, 0.5));
    let mut counted = vec![0.0; super::DRAWS as usize];
    made.parts
        .countries(&["water"], &mut |row| {
            if row.year == 2005 && [1, 4].contains(&row.country) && row.values[0] > 0.0 {
                counted[row.draw as usize] += 0.5;
            }
        })
        .unwrap();
    let members: Vec<f64> = made.counts().members["well"].iter().map(|count| count / 2.0).collect();
    assert_eq!(members, counted, "draw by draw");
    assert_eq!(row.share.as_ref().unwrap().value, forefend_score::quantiles(&counted, [0.5])[0]);
    let start = REPORT.find("[organisation]").unwrap();
    let end = REPORT.find("[[list]]").unwrap();
    assert!(rows(&Made::of(&format!("{}{}", &REPORT[..start], &REPORT[end..]))).is_empty());
}

#[test]
fn limits_are_printed_where_they_apply() {
    let made = Made::of(REPORT);
    let problems = |made: &Made, record: Option<&forefend_track::TrackRecord>| -> Vec<String> {
        crate::limits::limits(&made.material(record))
            .unwrap()
            .into_iter()
            .map(|limit| limit.problem)
            .collect()
    };
    let holes = "Past lines of drivers hold filled values.";
    let (leak, wells) = ("A gauge may leak.", "Wells go where it is dry.");
    assert_eq!(problems(&made, None), [leak, holes], "all effects are assumed");
    let revised = "Past forecasts are scored on revised data.";
    assert_eq!(problems(&made, Some(&record())), [leak, holes, revised]);
    let world = super::files(REPORT);
    let published = String::from_utf8(world.bytes("evidence/wells.toml").unwrap().to_vec()).unwrap();
    let published = published.replace("\"F6\"", "\"B2\"").replace("\"assumption\"", "\"A paper\"");
    let made = Made::of_world(world.with("evidence/wells.toml", published.as_bytes()));
    assert_eq!(problems(&made, None), [leak, wells, holes]);
}
