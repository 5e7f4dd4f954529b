//! Which links a reader has switched, and what that does.

use forefend_assess::{DescribedLink, SwitchedEffect};

use crate::asked::Asked;
use crate::problem::Problem;
use crate::switches::{DRAWS, listed};
use crate::workbench::Workbench;

/// Rows of effects that are shown.
const EFFECTS: usize = 24;

/// The links that are switched, the last one chosen last.
pub(super) struct Choice {
    pub links: Vec<DescribedLink>,
    /// The band that the address names.
    pub band: Option<u8>,
}

/// What switching them does.
pub(super) struct Switched {
    pub draws: u64,
    pub rows: Vec<SwitchedEffect>,
    /// Smaller effects that are left out.
    pub more: usize,
    /// The options of the command line that switch the same, with the world and the output folder.
    pub options: String,
}

impl Choice {
    /// As the address says (`links=a,b`).
    pub fn of(asked: &Asked, links: &[DescribedLink]) -> Result<Self, Problem> {
        let find = |id: &str| {
            let found = links.iter().find(|link| link.id == id);
            found
                .cloned()
                .ok_or_else(|| Problem::unknown(format!("no link is called `{id}`; /drivers lists them")))
        };
        let links: Result<Vec<_>, _> = listed(asked.value("links").unwrap_or_default()).map(find).collect();
        Ok(Self { links: links?, band: None })
    }

    /// Whether a link is switched.
    pub fn holds(&self, id: &str) -> bool {
        self.links.iter().any(|link| link.id == id)
    }

    /// Whether the model has a link, as it is switched.
    pub fn is_on(&self, link: &DescribedLink) -> bool {
        link.on != self.holds(&link.id)
    }

    /// What the address says of it.
    pub fn query(&self) -> String {
        let ids: Vec<&str> = self.links.iter().map(|link| link.id.as_str()).collect();
        if ids.is_empty() { String::new() } else { format!("links={}", ids.join(",")) }
    }

    /// The address at which a link is switched too, or no longer.
    pub fn turned(&self, id: &str) -> String {
        let mut ids: Vec<&str> = self.links.iter().map(|link| link.id.as_str()).collect();
        match ids.iter().position(|other| *other == id) {
            Some(at) => drop(ids.remove(at)),
            None => ids.push(id),
        }
        self.address(&ids)
    }

    /// The address without the last one; none where none is switched.
    pub fn undone(&self) -> Option<String> {
        self.links.last().map(|last| self.turned(&last.id))
    }

    /// The address at which all is as declared.
    pub fn none(&self) -> String {
        self.address(&[])
    }

    fn address(&self, ids: &[&str]) -> String {
        let links = (!ids.is_empty()).then(|| format!("links={}", ids.join(",")));
        let parts: Vec<String> =
            links.into_iter().chain(self.band.map(|band| format!("band={band}"))).collect();
        let anchor = if ids.is_empty() { "#all-links" } else { "#switched" };
        match parts.is_empty() {
            true => format!("/drivers{anchor}"),
            false => format!("/drivers?{}{anchor}", parts.join("&")),
        }
    }

    /// What it does; nothing where nothing is switched.
    pub fn switched(&self, workbench: &Workbench) -> Result<Option<Switched>, Problem> {
        if self.links.is_empty() {
            return Ok(None);
        }
        let ids: Vec<&str> = self.links.iter().map(|link| link.id.as_str()).collect();
        let mut rows = workbench.switched.effects((&workbench.world, &workbench.panel), &ids)?.effect.clone();
        let size = |row: &SwitchedEffect| row.difference.abs() / row.standard_error.max(f64::MIN_POSITIVE);
        rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let more = rows.len().saturating_sub(EFFECTS);
        rows.truncate(EFFECTS);
        rows.sort_by(|a, b| a.variable.cmp(&b.variable).then(a.year.cmp(&b.year)));
        let option = |link: &DescribedLink| {
            format!(" --{}-link {}", if link.on { "without" } else { "with" }, link.id)
        };
        let links: String = self.links.iter().map(option).collect();
        let options = links + &workbench.run_options();
        Ok(Some(Switched { draws: DRAWS, rows, more, options }))
    }
}
