//! One country: how likely the levels above the lowest are and why, what was said of it in past years and what came, its
//! drivers, neighbours, other series, and how old all that is.

mod figures;
mod futures;
mod page;
mod past;
mod recorded;

use forefend_panel::{CountryId, Month, Panel};
use forefend_report::CountryPage;
use forefend_simulate::WorldFiles;
use forefend_track::replay::{LookSaid, PastLooks, looks_said};

use crate::error::AssessError;
use crate::ledger::Ledger;
use crate::material::Material;
use crate::options::Options;
use crate::progress::Progress;
use crate::ran::{self, Ran};
use crate::scenarios::{self, Prepared};
use crate::selection::{Alternatives, Selection};
use crate::telling::{self, Telling};
use futures::Futures;
pub(crate) use recorded::of_series;

/// What needs the world's words for countries.
const PAGE: &str = "a page of one country";

/// A country's page and the run behind it.
#[derive(Debug)]
pub struct CountryFound {
    /// The run: the same for every country, so that a second one is found and not simulated again.
    pub ran: Ran,
    /// What the page says.
    pub page: CountryPage,
    /// What past looks said of the country; the others of each look are left out.
    pub looks: Vec<LookSaid>,
}

/// The outlook of one country on present policy, beside what past looks said of it. Of months of
/// `looks` from which nothing can be said a note tells why.
///
/// # Errors
/// The first error of any layer, with its place and remedy; a country that is not simulated.
pub fn country(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    (unit, looks): (CountryId, &PastLooks),
    progress: &dyn Progress,
) -> Result<CountryFound, AssessError> {
    progress.advance("fitting", "the declared equations", 0, 1);
    let declared = forefend_simulate::Model::load(world)?;
    let telling = Telling::load(world)?;
    let names = recorded::names(&declared, telling.country(world, PAGE)?);
    let selection = Selection {
        alternatives: Alternatives::Given(Vec::new()),
        by_country: Some(&names),
        ..Selection::default()
    };
    let prepared = Prepared::new(world, panel, options, &selection)?;
    prepared.tell_filled(panel, options, progress)?;
    telling::check_country(&prepared.telling, world, &prepared.model, &prepared.history)?;
    let position = recorded::position(&prepared, panel, unit)?;
    let manifest = prepared.manifest("country", world, panel, options)?;
    let writer = ran::start(options, &manifest, &prepared.parameters, progress)?;
    let (page, said) = ran::told((&writer, &manifest), || {
        prepared.write_units(&writer)?;
        crate::outcomes::keep(panel, &writer)?;
        scenarios::run(&prepared, options, &writer, progress)?;
        crate::project::summarise(&prepared.model, &manifest, &writer, progress)?;
        let said = look_back((&prepared, options.month(&prepared.model)?), panel, looks, progress);
        let ledger = Ledger::new(writer.id());
        let material = Material::new((world, panel), &prepared, &ledger, options)?;
        let parts = scenarios::reference_parts(&prepared, &writer);
        let told = prepared.telling.country(world, PAGE)?;
        let futures = Futures::gather(&material, &parts, (position, &names), &told.levels())?;
        let page = page::page(&material, told, (&futures, &said), (&options.command, looks.draws))?;
        Ok((page, said))
    })?;
    let looks = said.into_iter().map(|mut look| {
        look.states.retain(|state| state.unit == unit);
        look
    });
    Ok(CountryFound { looks: looks.collect(), ran: ran::finish(writer, manifest)?, page })
}

/// The looks before `as_of` that can be made; of the others (too early for the world's series, say) a note tells why not.
fn look_back(
    (prepared, as_of): (&Prepared, Month),
    panel: &Panel,
    looks: &PastLooks,
    progress: &dyn Progress,
) -> Vec<LookSaid> {
    let months: Vec<Month> = looks.months.iter().copied().filter(|month| *month < as_of).collect();
    let (mut said, all) = (Vec::new(), months.len() as u64);
    for (done, &month) in months.iter().enumerate() {
        progress.advance("looking back", "past looks", done as u64, all);
        let one = PastLooks { months: vec![month], ..looks.clone() };
        match looks_said(&prepared.model, panel, &one, &|_, _| ()) {
            Ok(looks) => said.extend(looks),
            Err(error) => progress.note(&format!("no look from {month}: {error}")),
        }
    }
    progress.advance("looking back", "past looks", all, all);
    said
}
