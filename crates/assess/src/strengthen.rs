//! Strengthening an organisation: a portfolio that spends the same money a year through it, for any organisation.
//!
//! What the money buys is declared once for all organisations (`[[package]]` of `organisations.toml`): actions on measures with a
//! share of the money each. An organisation buys the packages that it can carry, where it can act: so two organisations with the
//! same money differ by their members, mandate, capacity and access, all of which the file declares.

mod bought;

use forefend_panel::{AsOf, CountryId, Panel, Year, nearest};
use forefend_simulate::{History, Model, WorldFiles};
use forefend_strategy::measure::Measures;
use forefend_strategy::portfolio::{self, Role};
use toml::{Table, Value};

use self::bought::bought;
use crate::error::AssessError;
use crate::groups::{self, Organisation, Package, Reach};
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

/// A portfolio composed for an organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Strengthened {
    /// Its id, as [`crate::Asked`] takes it.
    pub portfolio: String,
    /// The organisation's short name.
    pub short: String,
    /// What the money buys, what it does not and why, a line each.
    pub told: Vec<String>,
}

/// What portfolios are composed from.
struct Ground<'a> {
    world: &'a WorldFiles,
    model: &'a Model,
    as_of: &'a AsOf<'a>,
    history: &'a History,
    measures: &'a Measures,
    packages: &'a [Package],
    asked: &'a Strengthen,
    /// Year of the members.
    year: Year,
}

/// Composes a portfolio for each organisation and adds it to `world`.
///
/// # Errors
/// An organisation that the world does not declare, with the nearest name, or the same twice; no package that it can carry; no money; a
/// year in which nothing can differ yet, or nothing is simulated any more; a mistake in the model.
pub fn strengthened(
    world: &mut WorldFiles,
    panel: &Panel,
    options: &Options,
    asked: &Strengthen,
) -> Result<Vec<Strengthened>, AssessError> {
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
    let measures = Measures::load(world)?;
    groups::check_known(world, &declared, panel.roster(), &measures)?;
    let as_of = options.as_of(&model, panel)?;
    let horizon = options.horizon(&model)?;
    check_from(world, asked.from, horizon)?;
    let history = History::build(&model, &as_of, horizon)?;
    let year = Year(options.month(&model)?.year().0);
    let ground = Ground {
        world,
        model: &model,
        as_of: &as_of,
        history: &history,
        measures: &measures,
        packages: &packages,
        asked,
        year,
    };
    let mut all: Vec<(Strengthened, String)> = Vec::new();
    for word in &asked.organisations {
        let one = find(&declared, word)?;
        let portfolio = format!("strengthen-{}", one.id);
        if all.iter().any(|(known, _)| known.portfolio == portfolio) {
            let message = format!(
                "{} is there twice; name another organisation, or one alone, which is compared with the reference",
                one.short
            );
            return Err(AssessError::Declaration { place: OPTION.to_owned(), message });
        }
        panel.check_organisation(&one.id)?;
        let (text, told) = composed(&ground, one)?;
        all.push((Strengthened { portfolio, short: one.short.clone(), told }, text));
    }
    let add = |(one, text): (Strengthened, String)| {
        world.add_outside(&one.portfolio, text.into_bytes());
        one
    };
    Ok(all.into_iter().map(add).collect())
}

/// Money is spent from a year in which portfolios may differ, and which is simulated.
fn check_from(world: &WorldFiles, from: Year, horizon: Year) -> Result<(), AssessError> {
    let first = forefend_strategy::setting::load(world)?.from;
    if (first..=horizon.0).contains(&from.0) {
        return Ok(());
    }
    let message = format!(
        "--from {from}: portfolios are compared from {first} (`from` of appraisal.toml) to {horizon} (--to); give a year of these"
    );
    Err(AssessError::Declaration { place: OPTION.to_owned(), message })
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

/// The reference's own actions and limits, and the packages that the organisation buys; with what is told of it.
fn composed(ground: &Ground<'_>, one: &Organisation) -> Result<(String, Vec<String>), AssessError> {
    let all = portfolio::load(ground.world)?;
    let reference = all.iter().find(|portfolio| portfolio.role == Role::Reference);
    let mut table: Table = match reference {
        Some(reference) => ground.world.parse(reference.file())?,
        None => Table::new(),
    };
    let asked = ground.asked;
    let title = format!("Strengthen {}", one.short);
    let summary = format!(
        "Today's policy, and from {} US$ {} m a year more through the {}.",
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
    let members = ground.as_of.members(&one.id, ground.year);
    let simulated: Vec<CountryId> =
        members.into_iter().filter(|member| ground.history.units.contains(member)).collect();
    let (bought, mut told) = bought(ground, one, &simulated)?;
    if bought.is_empty() {
        let message = format!(
            "the {} can buy nothing: {}; edit its `measures`, `mandate` and `capacity`, or the packages",
            one.name,
            told.join("; ")
        );
        let place = ground.world.at_text(groups::FILE, &format!("id = \"{}\"", one.id));
        return Err(AssessError::Declaration { place, message });
    }
    told.extend(around(ground, one, simulated.len()));
    let actions = table.entry("action").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(actions) = actions {
        actions.extend(bought.into_iter().map(Value::Table));
    }
    let text = toml::to_string(&table).map_err(|error| AssessError::Declaration {
        place: groups::FILE.to_owned(),
        message: format!("the package cannot be written as a portfolio ({error})"),
    })?;
    Ok((text, told))
}

/// Who it is, what it has out, and who pays.
fn around(ground: &Ground<'_>, one: &Organisation, members: usize) -> Vec<String> {
    let reach = if one.reach == Reach::World { "acts in any state" } else { "acts among its members" };
    let mut told = vec![format!("{members} members in {}, {reach}. {}", ground.year, one.summary)];
    let roster = ground.as_of.roster();
    let out: Vec<String> = match one.observed {
        true => {
            let mission = |mission: &forefend_panel::Mission| {
                format!("{} in {} ({})", mission.name, roster.key(mission.country), mission.year)
            };
            ground.as_of.missions(ground.year).map(mission).collect()
        }
        false => one.standing(ground.year.0),
    };
    if !out.is_empty() {
        told.push(format!("out already: {}", out.join(", ")));
    }
    let closed: Vec<String> =
        one.closed(ground.asked.from.0).map(|host| format!("{} ({})", host.host, host.why)).collect();
    if !closed.is_empty() {
        told.push(format!("closed to its troops and police: {}", closed.join(", ")));
    }
    let money = ground.asked.money / 1e6;
    let payer = |one: &groups::Payer| format!("{} US$ {:.1} m", one.payer, one.share * money);
    if !one.burden.is_empty() {
        let payers: Vec<String> = one.burden.iter().map(payer).collect();
        told.push(format!("who pays a year: {}", payers.join(", ")));
    }
    told
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
        let found = strengthened(&mut world, &panel, &options, &asked(&["ECOWAS", "igad"])).unwrap();
        let names: Vec<&str> = found.iter().map(|one| one.portfolio.as_str()).collect();
        assert_eq!(names, ["strengthen-ecowas", "strengthen-igad"]);
        let said = |at: usize, words: &str| found[at].told.iter().any(|line| line.contains(words));
        assert!(
            said(0, "acts among its members") && said(0, "who pays a year: members US$ 40.0 m"),
            "{found:#?}"
        );
        assert!(said(1, "not bought: UN peacekeeping troops"), "{found:#?}");
        for (name, inside, outside) in [(names[0], "NGA", "UGA"), (names[1], "UGA", "NGA")] {
            let table: Table = world.parse(name).unwrap();
            let actions = table["action"].as_array().unwrap();
            // What the reference deploys stands too, so that the difference is the package alone.
            assert!(actions[0].get("indicator").is_some() && actions.len() > 1);
            let money = |action: &Value| action["budget"]["amount"].as_float().unwrap();
            assert!((actions[1..].iter().map(money).sum::<f64>() - 80e6).abs() < 1.0);
            let countries = actions[1]["countries"].as_array().unwrap();
            assert!(countries.iter().any(|code| code.as_str() == Some(inside)));
            assert!(!countries.iter().any(|code| code.as_str() == Some(outside)));
            assert_eq!(portfolio::read(&world, name).unwrap().role, Role::Alternative);
        }
        let mut refused = |names: &[&str], from: i16, words: &str| {
            let asked = Strengthen { from: Year(from), ..asked(names) };
            let error = strengthened(&mut world, &panel, &options, &asked).unwrap_err().to_string();
            assert!(error.starts_with("--strengthen: ") && error.contains(words), "{error}");
        };
        refused(&["ecowass"], 2028, "did you mean `ecowas`?");
        refused(&["au", "AU"], 2028, "AU is there twice");
        refused(&["au"], 2019, "portfolios are compared from 2027");
        refused(&["au"], 2101, "--from 2101");
    }

    #[test]
    fn capacity_access_and_mandate_hold() {
        let mut world = WorldFiles::new("world", forefend_world::files());
        let panel = world.panel().unwrap();
        let options = options(std::path::Path::new("unused"));
        let organisations = ["un", "nato", "csto"].map(str::to_owned).to_vec();
        let asked = Strengthen { organisations, money: 1e9, from: Year(2028) };
        strengthened(&mut world, &panel, &options, &asked).unwrap();
        let troops = |name: &str, measure: &str| {
            let table: Table = world.parse(name).unwrap();
            let actions = table["action"].as_array().unwrap().clone();
            let of = |action: &&Value| {
                action.get("budget").is_some() && action["measure"].as_str() == Some(measure)
            };
            actions.iter().find(of).unwrap().clone()
        };
        let hosts = |action: &Value| -> Vec<String> {
            action["countries"]
                .as_array()
                .unwrap()
                .iter()
                .map(|code| code.as_str().unwrap().to_owned())
                .collect()
        };
        let of_un = troops("strengthen-un", "peacekeeping");
        assert_eq!(of_un["capacity"].as_float(), Some(91_400.0));
        let hosts_of_un = hosts(&of_un);
        assert!(hosts_of_un.contains(&"SSD".to_owned()) && !hosts_of_un.contains(&"RUS".to_owned()));
        // The reach of one is the world, that of the other its members.
        assert!(hosts(&troops("strengthen-nato", "stabilisation_force")).contains(&"COD".to_owned()));
        assert!(!hosts(&troops("strengthen-csto", "regional_mission")).contains(&"COD".to_owned()));
    }
}
