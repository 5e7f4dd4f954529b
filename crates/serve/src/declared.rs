//! What the world declares for those who compose portfolios, as the pages' modules read it.

use std::collections::BTreeMap;

use forefend_panel::{Status, Year};
use forefend_report::Html;
use forefend_simulate::WorldFiles;
use forefend_strategy::measure::{Measure, Measures};
use forefend_strategy::portfolio::{self, Portfolio, Role};
use forefend_strategy::setting::{self, Appraisal};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::problem::Problem;
use crate::workbench::Workbench;

/// The file with rules in words.
const RULES: &str = "workbench.toml";
/// Keys of a portfolio's file that a composed one does not take over.
const LEFT_OUT: [&str; 3] = ["role", "in_report", "equal_cost"];

/// A rule of a portfolio in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Key of an action that it can stand for: `where`, `trigger`, `stop` or `priority`.
    pub key: String,
    /// What it says.
    pub words: String,
    /// The expression.
    pub rule: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    #[serde(default)]
    rule: Vec<Rule>,
}

/// What the world declares.
#[derive(Debug)]
pub struct Declared {
    /// Measures and evidence.
    pub measures: Measures,
    /// Portfolios, the reference first; without versions at equal cost.
    pub portfolios: Vec<Portfolio>,
    /// Settings of what nobody knows.
    pub appraisal: Appraisal,
    /// Rules in words.
    pub rules: Vec<Rule>,
}

impl Declared {
    /// Reads what `world` declares.
    ///
    /// # Errors
    /// The first mistake in it.
    pub fn load(world: &WorldFiles) -> Result<Self, Problem> {
        let rules = match world.bytes(RULES) {
            Ok(_) => world.parse::<Rules>(RULES).map_err(Problem::failed)?.rule,
            Err(_) => Vec::new(),
        };
        let mut portfolios = portfolio::load(world).map_err(Problem::failed)?;
        portfolios.retain(|portfolio| !portfolio.is_at_equal_cost());
        Ok(Self {
            measures: Measures::load(world).map_err(Problem::failed)?,
            portfolios,
            appraisal: setting::load(world).map_err(Problem::failed)?,
            rules,
        })
    }

    fn measure(&self, measure: &Measure) -> Value {
        let effects = measure.effect.iter().map(|effect| {
            let row = self.measures.row(effect.evidence.as_ref(), &measure.id).ok();
            json!({
                "evidence": effect.evidence.as_ref(), "lever": effect.lever.as_ref(),
                "grade": row.map_or("", |row| row.grade.text()), "assumed": row.is_some_and(|row| row.is_assumption()),
                "acts_on": row.map_or("", |row| row.acts_on.as_str()),
            })
        });
        json!({
            "id": measure.id, "title": measure.title, "element": measure.element, "unit": measure.unit,
            "axis": measure.axis.as_ref().map_or("country", |axis| axis.as_ref().as_str()),
            "cost": self.measures.unit_cost(measure).ok(), "effects": effects.collect::<Vec<_>>(),
        })
    }

    /// A portfolio as JSON, without what a composed one does not take over.
    fn portfolio(world: &WorldFiles, portfolio: &Portfolio) -> Result<Value, Problem> {
        let mut table: toml::Table = world.parse(portfolio.file()).map_err(Problem::failed)?;
        LEFT_OUT.iter().for_each(|key| {
            table.remove(*key);
        });
        serde_json::to_value(table).map_err(Problem::failed)
    }

    /// All of it as JSON that may stand in a page.
    ///
    /// # Errors
    /// A portfolio that cannot be told as JSON.
    pub fn json(&self, workbench: &Workbench) -> Result<Html, Problem> {
        let (world, panel) = (&workbench.world, &workbench.panel);
        let kept = workbench.runs.newest();
        let countries: Vec<Value> = (kept.iter().flat_map(|kept| &kept.run.brief.outlook.countries))
            .map(|country| json!({ "iso3": country.iso3, "name": country.name, "region": country.region }))
            .collect();
        let is_member = |status: Status| status == Status::Full;
        let year = Year(self.appraisal.from);
        let mut organisations: BTreeMap<&str, usize> = BTreeMap::new();
        for spell in panel
            .memberships()
            .iter()
            .filter(|spell| spell.last.is_none_or(|last| year <= last) && is_member(spell.status))
        {
            *organisations.entry(&spell.organisation).or_default() += 1;
        }
        let portfolios = self.portfolios.iter().map(|portfolio| {
            let role = if portfolio.role == Role::Reference { "reference" } else { "alternative" };
            Ok(json!({ "id": portfolio.id, "role": role, "parts": Self::portfolio(world, portfolio)? }))
        });
        let last = kept.as_ref().map(|kept| kept.run.brief.run.last_year);
        let settings = self.appraisal.setting.iter().map(|one| {
            json!({ "id": one.id, "title": one.title, "discount": one.discount, "assumptions": one.assumptions })
        });
        let all = json!({
            "from": self.appraisal.from, "to": last, "countries": countries, "organisations": organisations,
            "settings": settings.collect::<Vec<_>>(), "rules": self.rules,
            "measures": self.measures.measures.iter().map(|measure| self.measure(measure)).collect::<Vec<_>>(),
            "portfolios": portfolios.collect::<Result<Vec<_>, Problem>>()?,
        });
        Ok(Html(in_a_page(&all)))
    }
}

/// JSON that cannot end the element that it stands in.
pub fn in_a_page(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::{Declared, RULES, Rules, in_a_page};
    use forefend_simulate::WorldFiles;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn every_rule_in_words_is_one_that_a_portfolio_may_have() {
        let mut world = WorldFiles::new("world", forefend_world::files());
        let rules = Declared::load(&world).unwrap().rules;
        assert!(rules.len() > 10);
        for rule in rules {
            let with = match rule.key.as_str() {
                "where" | "trigger" => String::new(),
                "stop" => "trigger = \"lag(conflict) > 0\"\n".to_owned(),
                "priority" => "most = 1\n".to_owned(),
                other => panic!("{other} is no key of an action"),
            };
            let text = format!(
                "id = \"mine\"\ntitle = \"Mine\"\nsummary = \"A rule.\"\nrole = \"alternative\"\n[[action]]\nmeasure = \"mediation\"\namount = 1\n{with}{} = \"{}\"\n",
                rule.key, rule.rule
            );
            world.add_outside("mine.toml", text.into_bytes());
            let read = forefend_strategy::portfolio::read(&world, "mine.toml").unwrap();
            assert_eq!(read.action.len(), 1, "{}", rule.words);
            forefend_estimate::Expression::parse(&rule.rule).unwrap();
        }
    }

    #[test]
    fn the_shipped_portfolios_say_in_words_where_and_when_they_act() {
        let world = WorldFiles::new("world", forefend_world::files());
        let known = world.parse::<Rules>(RULES).unwrap().rule;
        for portfolio in Declared::load(&world).unwrap().portfolios {
            for action in &portfolio.action {
                let keys = ["where", "trigger", "stop", "priority"];
                let rules = [&action.rule, &action.trigger, &action.stop, &action.priority];
                for (key, rule) in keys.into_iter().zip(rules) {
                    let Some(rule) = rule else { continue };
                    let in_words = known.iter().any(|one| one.key == key && &one.rule == rule.as_ref());
                    assert!(in_words, "{}: {key} = {:?}", portfolio.id, rule.as_ref());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn json_in_a_page_cannot_end_its_element(text in "(<|/|script|>|a|\\PC){0,20}") {
            let shown = in_a_page(&json!({ "title": text }));
            prop_assert!(!shown.contains('<'));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), json!({ "title": text }));
        }
    }
}
