//! The whole report of a world that knows no conflict.

use super::{Quiet, REPORT, files, options, panel, whole};

/// Words of the shipped world, none of which may stand in the report of another.
const SHIPPED: [&str; 18] = [
    "conflict",
    "Conflict",
    "UCDP",
    "PRIO",
    "UNHCR",
    "VIEWS",
    "Early Warning Project",
    "missions",
    "peacekeeping",
    "peace",
    "battle",
    "at war",
    "refugees",
    "Correlates of War",
    "Nuclear",
    "pandemic",
    "proliferation",
    "onsets",
];

#[test]
fn nothing_of_the_shipped_world_is_said_of_another() {
    for report in [REPORT, ""] {
        let (world, panel, folder) = (files(report), panel(), tempfile::tempdir().unwrap());
        let made = crate::assess(&world, &panel, &options(folder.path()), &Quiet).unwrap();
        // The mission's elements are those of every world, and have names of their own.
        let text = forefend_report::Element::ALL.into_iter().fold(whole(&made.brief), |text, element| {
            text.replace(element.title(), "").replace(element.id(), "")
        });
        let style = text.find("<style>").unwrap()..text.find("</style>").unwrap();
        let text = format!("{}{}", &text[..style.start], &text[style.end..]);
        let described = crate::describe_model(&world, &panel, None, None).unwrap();
        let text = format!("{text}{}", serde_json::to_string(&described).unwrap());
        let projected = crate::project(&world, &panel, &options(folder.path()), None, &Quiet).unwrap();
        let text = format!("{text}{:?}", projected.variables);
        for word in SHIPPED {
            let at = text.find(word);
            let around = at.map(|at| text[at.saturating_sub(80)..].chars().take(200).collect::<String>());
            assert!(at.is_none(), "{word}: {around:?}");
        }
        assert_eq!(described.outcome, "Want of water");
        assert_eq!(made.brief.title, if report.is_empty() { "Outlook to 2008" } else { "Rain to 2008" });
        assert_eq!(made.brief.outlook.lists.len(), if report.is_empty() { 0 } else { 2 });
    }
}
