//! The pages of the workbench, one module each.
//!
//! A page is a [`Page`]: its module draws `templates/ID.html`, which extends `layout.html`, from the newest run
//! ([`Workbench::kept`](crate::Workbench::kept)), the world and the address. A new page is its module and template, a line in
//! [`ALL`] and one in [`MENU`](crate::frame::MENU).

mod challenge;
mod commissioners;
mod country;
mod data;
mod drivers;
mod evidence;
mod lab;
mod outlook;
mod principles;
mod replay;
mod report;
mod risk_matrix;
mod threat;
mod trouble;
mod watch;

use crate::frame::Page;

pub(crate) use trouble::{door, trouble};

/// Every page.
pub const ALL: [&Page; 14] = [
    &outlook::PAGE,
    &watch::PAGE,
    &country::PAGE,
    &threat::PAGE,
    &drivers::PAGE,
    &risk_matrix::PAGE,
    &lab::PAGE,
    &challenge::PAGE,
    &replay::PAGE,
    &evidence::PAGE,
    &principles::PAGE,
    &commissioners::PAGE,
    &data::PAGE,
    &report::PAGE,
];

#[cfg(test)]
mod tests {
    use crate::frame::MENU;

    #[test]
    fn every_page_is_in_the_menu_and_every_entry_leads_to_its_page() {
        let ids: Vec<&str> = super::ALL.iter().map(|page| page.id).collect();
        assert_eq!(ids, MENU.map(|(id, ..)| id));
        for (page, (_, title, path)) in super::ALL.iter().zip(MENU) {
            assert!(page.paths.contains(&path) && !title.is_empty(), "{path}");
        }
    }
}
