//! What of a world a verb asks for.

use std::collections::BTreeSet;
use std::io::Read as _;

use forefend_panel::suggestion;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::{Model, SimulateError, WorldFiles};
use forefend_strategy::outcome::Outcomes;
use forefend_strategy::portfolio::{self, Portfolio, Role};

use toml::Spanned;

use crate::climate::EMULATOR;
use crate::error::AssessError;
use crate::questions::Questions;

/// Most bytes of a portfolio's file.
const MOST_BYTES: u64 = 16 << 20;

/// Which alternatives are simulated beside the reference.
#[derive(Debug, Clone, Default)]
pub(crate) enum Alternatives {
    /// All that the world declares.
    #[default]
    OfTheWorld,
    /// These.
    Given(Vec<Portfolio>),
}

impl Alternatives {
    /// Ids of those that were given, in the order of what was typed.
    pub fn ids(&self) -> Vec<String> {
        match self {
            Self::OfTheWorld => Vec::new(),
            Self::Given(portfolios) => portfolios.iter().map(|portfolio| portfolio.id.clone()).collect(),
        }
    }
}

/// What of a world a verb asks for; everything where nothing is said.
#[derive(Debug, Default)]
pub(crate) struct Selection<'a> {
    /// Only the variables of this driver or threat are recorded.
    pub driver: Option<&'a str>,
    /// Only these variables are recorded, by country.
    pub by_country: Option<&'a [String]>,
    /// Alternatives to the reference.
    pub alternatives: Alternatives,
    /// Stored parameters to use instead of fitting.
    pub parameters: Option<&'a str>,
    /// What countries have of every outcome is recorded too.
    pub by_place: bool,
    /// What else is asked of the alternatives.
    pub questions: Questions,
}

impl Selection<'_> {
    /// The reference of the world, then the alternatives asked for.
    pub fn portfolios(&self, mut declared: Vec<Portfolio>) -> Result<Vec<Portfolio>, AssessError> {
        let Alternatives::Given(given) = &self.alternatives else {
            declared.retain(|portfolio| portfolio.in_report);
            return Ok(declared);
        };
        declared.truncate(1);
        for portfolio in given {
            if declared.iter().any(|other| other.id == portfolio.id) {
                return Err(AssessError::Declaration {
                    place: portfolio.file().to_owned(),
                    message: format!("there is another portfolio with id = \"{}\"; rename one", portfolio.id),
                });
            }
            declared.push(portfolio.clone());
        }
        declared[1..].sort_by(|a, b| a.id.cmp(&b.id));
        Ok(declared)
    }
}

/// The model of a world and its outcomes, with what these read among what is recorded.
///
/// # Errors
/// The first mistake in either.
pub(crate) fn model(world: &WorldFiles) -> Result<(Model, Outcomes), AssessError> {
    let mut model = Model::load(world)?;
    let outcomes = Outcomes::load(world)?;
    outcomes.check(&model, world)?;
    outcomes.record(&mut model);
    Ok((model, outcomes))
}

/// Records these variables by country and nothing else.
pub(crate) fn record_only_by_country(model: &mut Model, names: &[String]) {
    let frame = &mut model.frame;
    frame.record_country = names.iter().map(|name| Spanned::new(0..0, name.clone())).collect();
    frame.record_world.clear();
    frame.record.clear();
}

/// Keeps only the variables of one driver or threat in what a run records.
pub(crate) fn record_only(model: &mut Model, id: &str) -> Result<(), AssessError> {
    let drivers = model.drivers.iter().map(|driver| (driver.id.as_str(), &driver.variable));
    let threats = model.threats.iter().map(|threat| (threat.id.as_str(), &threat.variable));
    let declared: Vec<(&str, BTreeSet<String>)> = drivers
        .chain(threats)
        .map(|(id, variables)| (id, variables.iter().map(|v| v.name.as_ref().clone()).collect()))
        .collect();
    let place = "--driver".to_owned();
    let Some((_, own)) = declared.iter().find(|(known, _)| *known == id) else {
        return Err(AssessError::Simulate(SimulateError::Unknown {
            place,
            what: "driver or threat",
            name: id.to_owned(),
            suggestion: suggestion(id, declared.iter().map(|(id, _)| *id).chain([EMULATOR])),
        }));
    };
    let frame = &model.frame;
    let recorded =
        frame.record_country.iter().chain(&frame.record_world).chain(frame.record.values().flatten());
    let recorded: BTreeSet<&String> = recorded.map(AsRef::as_ref).collect();
    if !own.iter().any(|name| recorded.contains(name)) {
        let others = declared.iter().filter(|(_, own)| own.iter().any(|name| recorded.contains(name)));
        let others: Vec<&str> = others.map(|(id, _)| *id).collect();
        return Err(AssessError::Declaration {
            place,
            message: format!(
                "no variable of `{id}` is recorded (the record lists in simulation.toml); there are \
                 some of {}",
                others.join(", ")
            ),
        });
    }
    let own = own.clone();
    model.frame.record_country.retain(|name| own.contains(name.as_ref()));
    model.frame.record_world.retain(|name| own.contains(name.as_ref()));
    model.frame.record.values_mut().for_each(|names| names.retain(|name| own.contains(name.as_ref())));
    Ok(())
}

/// The portfolios that `against` names at the option `place`, each by a file of its own or by the id of one that the world declares. Files
/// are added to `world`, so that messages can name their lines.
///
/// # Errors
/// A name that is neither; a file that cannot be read or used.
pub(crate) fn alternatives(
    world: &mut WorldFiles,
    (place, against): (&str, &[String]),
) -> Result<Alternatives, AssessError> {
    let declared = portfolio::load(world)?;
    let mut chosen = Vec::new();
    for name in against {
        let known = declared.iter().find(|portfolio| &portfolio.id == name);
        let portfolio = match (known, bytes_of(name)) {
            (Some(portfolio), _) => portfolio.clone(),
            // Composed by the program: nothing of that name is read from disk.
            (None, _) if world.is_outside(name) => portfolio::read(world, name)?,
            (None, Ok(bytes)) => {
                world.add_outside(name, bytes);
                portfolio::read(world, name)?
            }
            (None, Err(error)) => {
                let ids = declared.iter().filter(|p| p.role == Role::Alternative).map(|p| p.id.as_str());
                let file = match error.kind() {
                    std::io::ErrorKind::NotFound => "a file".to_owned(),
                    _ => format!("a file that can be read ({error})"),
                };
                return Err(AssessError::Declaration {
                    place: place.to_owned(),
                    message: format!(
                        "`{name}` is neither {file} nor a portfolio of the world{}",
                        suggestion(name, ids)
                    ),
                });
            }
        };
        check(&portfolio, name)?;
        chosen.push(portfolio);
    }
    Ok(Alternatives::Given(chosen))
}

/// An alternative whose id can be the name of a folder.
pub(crate) fn check(portfolio: &Portfolio, name: &str) -> Result<(), AssessError> {
    let message = if portfolio.role == Role::Reference {
        "this is the reference, which --against compares everything with; give a portfolio with role = \"alternative\""
            .to_owned()
    } else if !is_folder_name(&portfolio.id) {
        no_folder_name("portfolio", &portfolio.id)
    } else {
        return Ok(());
    };
    Err(AssessError::Declaration { place: name.to_owned(), message })
}

/// The bytes of a file of the user's own, which may be a pipe but not one without end.
fn bytes_of(name: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(name)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(std::io::Error::other(format!("more than {MOST_BYTES} bytes are no portfolio")));
    }
    Ok(bytes)
}
