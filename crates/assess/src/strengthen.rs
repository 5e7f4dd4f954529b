//! Strengthening an organisation: a portfolio that spends the same money a year in its members, for any organisation.
//!
//! What the money buys is declared once for all organisations (`[[package]]` of `organisations.toml`): actions on measures with a
//! share of the money each. The portfolio is the reference plus these actions in the organisation's members, so that two
//! organisations with the same money differ by their members alone.

use forefend_panel::{Panel, Year, nearest};
use forefend_simulate::{History, Model, WorldFiles};
use forefend_strategy::portfolio::{self, Role};
use toml::{Table, Value};

use crate::error::AssessError;
use crate::groups::{self, Organisation, Package};
use crate::options::Options;

/// The option that asks for it.
const OPTION: &str = "--strengthen";

/// Which organisations get how much from when.
#[derive(Debug, Clone, PartialEq)]
pub struct Strengthen {
    /// Ids or short names of `organisations.toml`.
    pub organisations: Vec<String>,
    /// US dollars a year, for each of them.
    pub money: f64,
    /// First year of decisions.
    pub from: Year,
}

/// Composes a portfolio for each organisation, adds it to `world`, and names it: what [`crate::Asked`] takes.
///
/// # Errors
/// An organisation that the world does not declare, with the nearest name; no package; no money; a mistake in the model.
pub fn strengthened(
    world: &mut WorldFiles,
    panel: &Panel,
    options: &Options,
    asked: &Strengthen,
) -> Result<Vec<String>, AssessError> {
    let (declared, packages) = groups::declared(world)?;
    if packages.is_empty() {
        let message = "no [[package]] says what the money buys; add one (docs/organisations.md)".to_owned();
        return Err(AssessError::Declaration { place: groups::FILE.to_owned(), message });
    }
    if !(asked.money > 0.0 && asked.money.is_finite()) {
        let message = format!("--money is US dollars a year, above 0, not {}", asked.money);
        return Err(AssessError::Declaration { place: OPTION.to_owned(), message });
    }
    let model = Model::load(world)?;
    let as_of = options.as_of(&model, panel)?;
    let history = History::build(&model, &as_of, options.horizon(&model)?)?;
    let year = Year(options.month(&model)?.year().0);
    let mut names = Vec::new();
    for word in &asked.organisations {
        let one = find(&declared, word)?;
        panel.check_organisation(&one.id)?;
        let members = as_of.members(&one.id, year);
        let simulated = members.into_iter().filter(|member| history.units.contains(member));
        let codes: Vec<String> = simulated.map(|member| panel.roster().key(member)).collect();
        let text = composed(world, one, &codes, asked, &packages)?;
        let name = format!("strengthen-{}", one.id);
        world.add_outside(&name, text.into_bytes());
        names.push(name);
    }
    Ok(names)
}

fn find<'a>(declared: &'a [Organisation], word: &str) -> Result<&'a Organisation, AssessError> {
    let is = |one: &&Organisation| one.id.eq_ignore_ascii_case(word) || one.short.eq_ignore_ascii_case(word);
    declared.iter().find(is).ok_or_else(|| {
        let ids = declared.iter().map(|one| one.id.as_str());
        let near = nearest(word, ids.clone()).map_or_else(
            || format!("; there are {}", ids.collect::<Vec<_>>().join(", ")),
            |near| format!("; did you mean `{near}`?"),
        );
        AssessError::Declaration {
            place: OPTION.to_owned(),
            message: format!("organisations.toml has no organisation `{word}`{near}"),
        }
    })
}

/// The reference's own actions and limits, and the package in the members.
fn composed(
    world: &WorldFiles,
    one: &Organisation,
    members: &[String],
    asked: &Strengthen,
    packages: &[Package],
) -> Result<String, AssessError> {
    let all = portfolio::load(world)?;
    let reference = all.iter().find(|portfolio| portfolio.role == Role::Reference);
    let mut table: Table = match reference {
        Some(reference) => world.parse(reference.file())?,
        None => Table::new(),
    };
    let title = format!("Strengthen {}", one.short);
    let summary = format!(
        "Today's missions, and from {} US$ {} m a year more in members of the {}.",
        asked.from,
        asked.money / 1e6,
        one.name
    );
    for (key, text) in [
        ("id", format!("strengthen-{}", one.id)),
        ("title", title),
        ("summary", summary),
        ("role", "alternative".to_owned()),
    ] {
        table.insert(key.to_owned(), Value::String(text));
    }
    let shares: f64 = packages.iter().map(|package| package.share).sum();
    let actions = table.entry("action").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(actions) = actions {
        for package in packages {
            let budget = asked.money * package.share / shares;
            actions.push(Value::Table(package.action(members, budget, asked.from)));
        }
    }
    toml::to_string(&table).map_err(|error| AssessError::Declaration {
        place: groups::FILE.to_owned(),
        message: format!("the package cannot be written as a portfolio ({error})"),
    })
}

impl Package {
    fn action(&self, members: &[String], budget: f64, from: Year) -> Table {
        let mut action = self.action.clone();
        let codes = members.iter().map(|code| Value::String(code.clone())).collect();
        action.insert("countries".to_owned(), Value::Array(codes));
        action.insert("from".to_owned(), Value::Integer(i64::from(from.0)));
        let money = Table::from_iter([("amount".to_owned(), Value::Float(budget))]);
        action.insert("budget".to_owned(), Value::Table(money));
        action
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::dry_world::options;

    #[test]
    fn the_same_money_goes_to_the_members_of_each() {
        let mut world = WorldFiles::new("world", forefend_world::files());
        let panel = world.panel().unwrap();
        let options = options(std::path::Path::new("unused"));
        let asked = |names: &[&str]| Strengthen {
            organisations: names.iter().map(|name| (*name).to_owned()).collect(),
            money: 80e6,
            from: Year(2028),
        };
        let names = strengthened(&mut world, &panel, &options, &asked(&["ECOWAS", "igad"])).unwrap();
        assert_eq!(names, ["strengthen-ecowas", "strengthen-igad"]);
        for (name, inside, outside) in [(&names[0], "NGA", "UGA"), (&names[1], "UGA", "NGA")] {
            let table: Table = world.parse(name).unwrap();
            let actions = table["action"].as_array().unwrap();
            // What the reference deploys stands too, so that the difference is the package alone.
            assert!(actions[0].get("indicator").is_some() && actions.len() == 3);
            let money = |action: &Value| action["budget"]["amount"].as_float().unwrap();
            assert_eq!(actions[1..].iter().map(money).sum::<f64>(), 80e6);
            let countries = actions[1]["countries"].as_array().unwrap();
            assert!(countries.iter().any(|code| code.as_str() == Some(inside)));
            assert!(!countries.iter().any(|code| code.as_str() == Some(outside)));
            assert_eq!(portfolio::read(&world, name).unwrap().role, Role::Alternative);
        }
        let unknown = strengthened(&mut world, &panel, &options, &asked(&["ecowass"])).unwrap_err();
        assert!(unknown.to_string().contains("did you mean `ecowas`?"), "{unknown}");
    }
}
