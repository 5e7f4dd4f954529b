//! Constraints checked on the parts of a run: rules for each draw, and rules on paired draws.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{CountryId, Year};
use forefend_report::PrincipleValue;
use forefend_runs::{Parts, RunWriter};
use forefend_strategy::measure::{Law, Setting};
use forefend_strategy::outcome::{OutcomeAt, lower_first};
use forefend_strategy::portfolio::Portfolio;
use forefend_strategy::principle::{self, Asks, Constraint, Forces, Judged, Rule, Spent};

use super::value;
use crate::Material;
use crate::appraisal::Compared;
use crate::error::AssessError;
use crate::places;

/// What rules are checked on.
pub(super) struct Rules<'a> {
    material: &'a Material<'a>,
    compared: &'a Compared,
    writer: &'a RunWriter,
    /// What the reference spends.
    spent: Vec<Spent<'a>>,
    /// What it has by region, of the outcomes that may be nowhere worse.
    regions: BTreeMap<OutcomeAt, Regions>,
}

/// Totals by region, one a draw.
type Regions = Vec<(String, Vec<f64>)>;

/// A portfolio under a setting, as its run tells it.
struct Scenario<'a> {
    portfolio: &'a Portfolio,
    setting: &'a Setting,
    parts: Parts,
    /// What it spends; read when it is first asked for.
    spent: OnceCell<Vec<Spent<'a>>>,
}

impl<'a> Rules<'a> {
    pub fn new(
        material: &'a Material<'a>,
        compared: &'a Compared,
        reference: &'a Parts,
        writer: &'a RunWriter,
    ) -> Result<Self, AssessError> {
        let prepared = material.prepared;
        let over = (&prepared.years(), material.chance);
        let spent = match prepared.principles.is_empty() {
            true => Vec::new(),
            false => Spent::of(reference, &prepared.measures, [prepared.reference(); 2], over)?,
        };
        let mut regions = BTreeMap::new();
        for one in &prepared.principles {
            let Asks::Constraint(Constraint { rule: Rule::NowhereWorse { outcome, .. }, .. }) = &one.asks
            else {
                continue;
            };
            let found = places::by_region(prepared, material.panel.roster(), reference, *outcome)?;
            regions.insert(*outcome, found);
        }
        Ok(Self { material, compared, writer, spent, regions })
    }

    /// Each portfolio under each of the constraints, the reference first. A scenario is read once for all of them.
    pub fn values(&self, asked: &[&Constraint]) -> Result<Vec<Vec<PrincipleValue>>, AssessError> {
        let prepared = self.material.prepared;
        let of_reference = |one: &&Constraint| vec![value(&prepared.reference().id, self.of_reference(one))];
        let mut values: Vec<Vec<PrincipleValue>> = asked.iter().map(of_reference).collect();
        for portfolio in prepared.alternatives() {
            let mut judged: Vec<Vec<Judged>> = asked.iter().map(|_| Vec::new()).collect();
            for (number, setting) in prepared.appraisal.setting.iter().enumerate() {
                let parts = Parts::at(&self.writer.scenario(&portfolio.scenario(setting)));
                let scenario = Scenario { portfolio, setting, parts, spent: OnceCell::new() };
                for (one, judged) in asked.iter().zip(&mut judged) {
                    if number == 0 || one.every_setting {
                        judged.push(self.one(one, &scenario)?);
                    }
                }
            }
            for (values, judged) in values.iter_mut().zip(judged) {
                values.push(value(&portfolio.id, Some(principle::over_settings(judged))));
            }
        }
        Ok(values)
    }

    /// Rules on what stands hold of the reference too; others compare with it.
    fn of_reference(&self, asked: &Constraint) -> Option<Judged> {
        match asked.rule {
            Rule::Burden { .. } | Rule::EndsWithin { .. } | Rule::Grounds { .. } => {
                Some(on_money(&asked.rule, asked.chance, &self.spent, &self.spent))
            }
            _ => None,
        }
    }

    fn one(&self, asked: &Constraint, scenario: &Scenario<'a>) -> Result<Judged, AssessError> {
        let prepared = self.material.prepared;
        let Scenario { portfolio, setting, parts, .. } = scenario;
        let name = portfolio.scenario(setting);
        let forces = || {
            let marks = prepared.policies.get(&name).into_iter().flat_map(|policy| policy.marks());
            Forces::among(marks)
        };
        Ok(match &asked.rule {
            Rule::Burden { .. }
            | Rule::EndsWithin { .. }
            | Rule::Grounds { .. }
            | Rule::PreventionFirst { .. } => {
                on_money(&asked.rule, asked.chance, self.spent_in(scenario)?, &self.spent)
            }
            Rule::LastResort { begun, within, .. } => {
                let known = principle::last_begun(&prepared.history, begun, *within);
                let years = prepared.years();
                let found =
                    principle::last_resort(parts, &forces(), (begun.as_str(), *within), &known, &years)?;
                let words = "troops are added where neither prevention nor conflict came before";
                self.judged(portfolio, &found, asked.chance, words)
            }
            Rule::Law { decided_by } => match self.members(portfolio, &forces(), decided_by) {
                Err(judged) => judged,
                Ok(members) => {
                    let found = principle::law(parts, &forces(), &members, &prepared.years())?;
                    let words = "troops are added outside the members of the organisation that decides";
                    self.judged(portfolio, &found, asked.chance, words)
                }
            },
            Rule::NowhereWorse { outcome, better, most, tolerance } => {
                let roster = self.material.panel.roster();
                let ours = places::by_region(prepared, roster, parts, *outcome)?;
                let pairs: Vec<(String, &[f64], &[f64])> = ours
                    .iter()
                    .zip(self.regions.get(outcome).into_iter().flatten())
                    .map(|((name, own), (_, other))| (name.clone(), own.as_slice(), other.as_slice()))
                    .collect();
                principle::nowhere_worse(&pairs, *better, (*most, *tolerance, asked.chance))
            }
            Rule::WorstFutures { outcome, better, share, most } => {
                let [ours, theirs] = self.draws(portfolio, setting, Some(*outcome));
                principle::worst_futures(ours, theirs, *better, (*share, *most))
            }
            Rule::Worth { outcome, better, worth } => {
                let of = |at: Option<OutcomeAt>| self.draws(portfolio, setting, at);
                principle::worth(of(Some(*outcome)), of(prepared.outcomes.cost()), *better, *worth)
            }
        })
    }

    /// What a portfolio spends under a setting.
    fn spent_in<'s>(&self, scenario: &'s Scenario<'a>) -> Result<&'s [Spent<'a>], AssessError> {
        if let Some(known) = scenario.spent.get() {
            return Ok(known);
        }
        let prepared = self.material.prepared;
        let over = (&prepared.years(), self.material.chance);
        let sides = [scenario.portfolio, prepared.reference()];
        let found = Spent::of(&scenario.parts, &prepared.measures, sides, over)?;
        Ok(scenario.spent.get_or_init(|| found))
    }

    /// Totals of an outcome, one a draw, in a portfolio and in the reference.
    fn draws(&self, portfolio: &Portfolio, setting: &Setting, at: Option<OutcomeAt>) -> [&[f64]; 2] {
        let key = (portfolio.id.clone(), setting.id.clone());
        let ours = at.and_then(|at| self.compared.draws.get(&key)?.get(&at));
        let theirs = at.and_then(|at| self.compared.reference.get(&at));
        [ours, theirs].map(|values| values.map_or(&[][..], Vec::as_slice))
    }

    /// Members of the organisations that decide on force, by measure; what cannot be said where a measure names none.
    fn members(
        &self,
        portfolio: &Portfolio,
        forces: &Forces,
        decided_by: &[String],
    ) -> Result<BTreeMap<String, BTreeSet<u16>>, Judged> {
        let (prepared, mut members) = (self.material.prepared, BTreeMap::new());
        for id in forces.measures() {
            let Some(measure) = prepared.measures.get(id) else { continue };
            if measure.basis.as_ref().is_none_or(|basis| basis.law != Law::Mandate) {
                continue;
            }
            let Some(carrier) = portfolio.carrier(measure) else {
                let words = format!(
                    "{}: nothing says which organisation decides (`carried_by` of its basis in measures.toml, or [[basis]] here)",
                    measure.title
                );
                return Err(Judged::NotMeasurable(words));
            };
            // Of an organisation that may not decide, nobody is a member.
            let may = decided_by.iter().any(|known| known == carrier);
            let found = self.material.as_of.members(carrier, Year(self.material.present));
            let found = found.into_iter().filter(|_| may).map(|country| country.0);
            members.insert(id.to_owned(), found.collect());
        }
        Ok(members)
    }

    fn judged(
        &self,
        portfolio: &Portfolio,
        found: &principle::Breaches<u16>,
        chance: f64,
        words: &str,
    ) -> Judged {
        let prepared = self.material.prepared;
        let roster = self.material.panel.roster();
        let name = |country: &u16| {
            let known = roster.get(CountryId(*country));
            known.map_or_else(|| country.to_string(), |country| country.name.clone())
        };
        // A measure without a basis is no force as far as is known, which is not the same as none.
        let unknown = prepared.measures.measures.iter().filter(|measure| {
            measure.basis.is_none() && portfolio.deploys_otherwise(prepared.reference(), &measure.id)
        });
        let unknown: Vec<&str> = unknown.map(|measure| measure.title.as_str()).collect();
        match found.judged(self.material.draws as usize, chance, words, name) {
            Judged::Pass(_) if !unknown.is_empty() => {
                let unknown = unknown.join("; ");
                Judged::NotMeasurable(format!(
                    "{unknown}: nothing says whether it is force (`basis` in measures.toml)"
                ))
            }
            judged => judged,
        }
    }
}

fn on_money(rule: &Rule, chance: f64, spent: &[Spent<'_>], reference: &[Spent<'_>]) -> Judged {
    match *rule {
        Rule::Burden { most } => principle::burden(spent, most, chance),
        Rule::EndsWithin { years } => principle::ends_within(spent, years, chance),
        Rule::Grounds { most } => principle::grounds(spent, most, chance),
        Rule::PreventionFirst { least } => principle::prevention_first(spent, reference, least, chance),
        _ => Judged::NotMeasurable("this rule is not one on money".to_owned()),
    }
}

/// How a constraint is checked, in words.
pub(super) fn words(material: &Material<'_>, asked: &Constraint) -> String {
    let percent = |share: f64| format!("{}%", (1000.0 * share).round() / 10.0);
    let title = |at: OutcomeAt| lower_first(&material.outcome(at).title);
    let each = match asked.chance {
        0.0 => "in every future".to_owned(),
        chance => format!("in all but {} of futures", percent(chance)),
    };
    match &asked.rule {
        Rule::Burden { most } => {
            format!("a rule, {each} and year: no state above {} of the cost", percent(*most))
        }
        Rule::PreventionFirst { least } => {
            format!("a rule, {each}: money added for prevention at least {least} times that for force")
        }
        Rule::LastResort { within, .. } => {
            format!(
                "a rule, {each}, year and country: prevention or conflict in the {within} years before troops are added"
            )
        }
        Rule::Law { decided_by } => {
            format!(
                "a rule, {each}, year and country: troops added in members only, by {}",
                decided_by.join(", ")
            )
        }
        Rule::EndsWithin { years } => format!("a rule, {each}: all that stands ends within {years} years"),
        Rule::Grounds { most } => {
            format!("a rule, {each}: at most {} of the money on assumptions alone", percent(*most))
        }
        Rule::NowhereWorse { outcome, most, tolerance, .. } => format!(
            "paired draws by region: {}, expected loss at most {}, more than {} in at most {} of futures",
            title(*outcome),
            percent(*most),
            percent(*tolerance),
            percent(asked.chance)
        ),
        Rule::WorstFutures { outcome, share, most, .. } => {
            format!(
                "{}, mean of the worst {} of futures: no more than {} worse",
                title(*outcome),
                percent(*share),
                percent(*most)
            )
        }
        Rule::Worth { outcome, worth, .. } => {
            format!(
                "{} gained at US$ {} m each, less the cost, mean of paired draws",
                title(*outcome),
                worth / 1e6
            )
        }
    }
}
