//! The whole report of a world that knows no conflict.

use super::{Quiet, REPORT, files, options, panel, whole};

/// Words of the shipped world, none of which may stand in the report of another.
const SHIPPED: [&str; 14] = [
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
];

#[test]
fn nothing_of_the_shipped_world_is_said_of_another() {
    for report in [REPORT, ""] {
        let (world, panel, folder) = (files(report), panel(), tempfile::tempdir().unwrap());
        let made = crate::assess(&world, &panel, &options(folder.path()), &Quiet).unwrap();
        // The mission's elements are those of every world, and have names of their own.
        let text = whole(&made.brief).replace("Conflict prevention", "").replace("conflict-prevention", "");
        let text = text.replace("Intervention in conflict environments", "");
        let style = text.find("<style>").unwrap()..text.find("</style>").unwrap();
        let text = format!("{}{}", &text[..style.start], &text[style.end..]);
        for word in SHIPPED {
            let at = text.find(word);
            let around = at.map(|at| text[at.saturating_sub(80)..].chars().take(200).collect::<String>());
            assert!(at.is_none(), "{word}: {around:?}");
        }
        assert_eq!(made.brief.title, if report.is_empty() { "Outlook to 2008" } else { "Rain to 2008" });
        assert_eq!(made.brief.outlook.lists.len(), if report.is_empty() { 0 } else { 2 });
    }
}
