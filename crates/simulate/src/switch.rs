//! Links and scenarios, switched: another model of the same world, as if its files said so.
//!
//! Design: a switch is a *patch*, other keys for declared variables and processes, put into the text of the files before
//! anything is read. So a switched model is a model like any other: fitted, run, scored and described by the same code, with
//! digests of its own, and no score book of the plain model passes for its own. Luck is keyed by names, so it meets the same.

mod apply;
mod check;
mod edit;

use crate::error::SimulateError;
use crate::spec::{LinksFile, ScenariosFile};
use crate::switches::Switches;
use crate::world::WorldFiles;

use self::apply::Patching;
pub(crate) use self::check::check;

/// The file that declares links and correlations; a world may do without.
pub(crate) const LINKS: &str = "links.toml";
/// The file that declares scenarios; a world may do without.
pub(crate) const SCENARIOS: &str = "scenarios.toml";

impl WorldFiles {
    /// The same world with links and a scenario switched.
    ///
    /// # Errors
    /// An id that nobody declares, a link that is switched to what it is already, two patches of one key, and whatever is wrong
    /// with a patch, with place and remedy.
    ///
    /// # Examples
    /// ```
    /// use forefend_simulate::{Model, Switches, WorldFiles};
    /// use forefend_fixtures::small;
    ///
    /// let links = r#"
    /// [[link]]
    /// id = "war_to_growth"
    /// title = "War lowers growth"
    /// from = "conflict"
    /// to = "growth"
    /// source = "fitted"
    /// grade = "B2"
    /// patch = [{ variable = "growth", without = ["conflict"] }]
    /// "#;
    /// let world = small::world().with("links.toml", links.as_bytes());
    /// let switches = Switches { without: vec!["war_to_growth".to_owned()], ..Switches::default() };
    /// let model = Model::load(&world.switched(&switches)?)?;
    /// let growth = &model.variables[model.position("growth").unwrap()];
    /// assert_eq!(growth.formula.as_ref().unwrap().to_string(), "growth ~ 1 + lag(growth) + log(people)");
    /// # Ok::<(), forefend_simulate::SimulateError>(())
    /// ```
    pub fn switched(self, switches: &Switches) -> Result<Self, SimulateError> {
        if switches.is_empty() {
            return Ok(self);
        }
        let switches = switches.clone().in_order();
        let (links, scenarios) = declared(&self)?;
        let mut patching = Patching::new(&self);
        if let Some(id) = &switches.scenario {
            let found = scenarios.scenario.iter().find(|one| one.id.as_ref() == id);
            let known = scenarios.scenario.iter().map(|one| one.id.as_ref().as_str());
            let found = found.ok_or_else(|| unknown("scenario", SCENARIOS, id, known))?;
            patching.apply(SCENARIOS, ("scenario", id), &found.patch)?;
        }
        for (id, to) in both(&switches) {
            if let Some(link) = links.link.iter().find(|one| one.id.as_ref() == id) {
                refuse_idle(id, link.on, to)?;
                patching.apply(LINKS, ("link", id), &link.patch)?;
                patching.turn("link", id, to)?;
            } else if let Some(one) = links.correlation.iter().find(|one| one.id.as_ref() == id) {
                refuse_idle(id, one.on, to)?;
                patching.turn("correlation", id, to)?;
            } else {
                let ids = links.link.iter().map(|one| &one.id);
                let ids = ids.chain(links.correlation.iter().map(|one| &one.id));
                return Err(unknown("link", LINKS, id, ids.map(|id| id.as_ref().as_str())));
            }
        }
        let files = patching.finish();
        Ok(self.patched(files, switches))
    }
}

/// What a world declares that can be switched; nothing where it has no such file.
///
/// # Errors
/// Whatever is wrong in a file, with file and line.
pub fn declared(world: &WorldFiles) -> Result<(LinksFile, ScenariosFile), SimulateError> {
    Ok((world.optional(LINKS)?, world.optional(SCENARIOS)?))
}

/// Every link that is switched, and whether it is to be on.
fn both(switches: &Switches) -> impl Iterator<Item = (&str, bool)> {
    let off = switches.without.iter().map(|id| (id.as_str(), false));
    off.chain(switches.with.iter().map(|id| (id.as_str(), true)))
}

fn refuse_idle(id: &str, on: bool, to: bool) -> Result<(), SimulateError> {
    if on != to {
        return Ok(());
    }
    let (option, state) = if to { ("--with-link", "on") } else { ("--without-link", "off") };
    Err(SimulateError::Declaration {
        place: format!("{option} {id}"),
        message: format!(
            "the link is {state} already; leave the option out (forefend describe links lists them)"
        ),
    })
}

fn unknown<'a>(
    what: &'static str,
    file: &str,
    id: &str,
    known: impl Iterator<Item = &'a str>,
) -> SimulateError {
    SimulateError::Unknown {
        place: file.to_owned(),
        what,
        name: crate::name::shown(id),
        suggestion: forefend_panel::suggestion(id, known),
    }
}
