//! What stands around every page, and what a page is.

use crate::asked::Asked;
use crate::assets;
use crate::problem::Problem;
use crate::workbench::Workbench;

/// A page: where it is found and how it is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Its id: that of its entry in [`MENU`], of its template and of its module.
    pub id: &'static str,
    /// Addresses at which it is found, with names in braces (`/country/{iso3}`).
    pub paths: &'static [&'static str],
    /// Whether it is the same as long as the newest run, the world and its address are: then it is drawn once.
    pub kept: bool,
    /// Draws it, with its [`Frame`].
    pub draw: fn(&Workbench, &Asked) -> Result<String, Problem>,
}

/// The menu: id, title and address of every page, in the order shown.
pub const MENU: [(&str, &str, &str); 14] = [
    ("outlook", "Outlook", "/"),
    ("watch", "Watch list", "/watch"),
    ("country", "Countries", "/country"),
    ("threat", "Threats", "/threat"),
    ("drivers", "Drivers", "/drivers"),
    ("risk-matrix", "Risk matrix", "/risk-matrix"),
    ("lab", "Portfolio lab", "/lab"),
    ("challenge", "Challenge", "/challenge"),
    ("replay", "Track record", "/replay"),
    ("evidence", "Evidence", "/evidence"),
    ("principles", "Principles", "/principles"),
    ("commissioners", "Commissioners", "/commissioners"),
    ("data", "Data", "/data"),
    ("report", "Report", "/report"),
];

/// What the layout prints around a page.
#[derive(Debug)]
pub struct Frame {
    /// Title in the window and at the head.
    pub title: String,
    /// Id of the page.
    pub current: &'static str,
    /// Entries of the menu.
    pub menu: &'static [(&'static str, &'static str, &'static str)],
    /// Address of the style sheet.
    pub style: String,
    /// Address of the module that every page loads.
    pub script: String,
    /// The run that the page is drawn from: id, month of its data, draws.
    pub run: Option<(String, String, u64)>,
}

impl Frame {
    /// The frame of a page; its title is that of the menu where none is given.
    pub fn new(workbench: &Workbench, current: &'static str, title: Option<&str>) -> Self {
        let listed = MENU.iter().find(|(id, ..)| *id == current).map_or("", |(_, title, _)| title);
        let run = workbench.runs.newest().map(|kept| {
            let facts = &kept.run.brief.run;
            (facts.id.clone(), facts.as_of.clone(), facts.draws)
        });
        Self {
            title: title.unwrap_or(listed).to_owned(),
            current,
            menu: &MENU,
            style: assets::address("workbench.css"),
            script: assets::address("workbench.js"),
            run,
        }
    }

    /// Address of an embedded file, with what identifies its bytes.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}
