//! What portfolios change at home, and what home pays for them.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{CountryId, Year};
use forefend_report::{HomePortfolio, Quantity, Unit};
use forefend_runs::parts::mean;
use forefend_runs::{Parts, RunWriter};
use forefend_score::quantiles;
use forefend_strategy::appraise::Difference;
use forefend_strategy::portfolio::Portfolio;
use forefend_strategy::principle::Spent;

use super::futures::{self, AtHome, draws, in_year};
use super::{Ground, unit};
use crate::error::AssessError;
use crate::home_file::{Change, HomeYears};

/// One number a draw of a change: years put together as it says.
fn totals(ground: &Ground<'_>, at_home: &AtHome, change: &Change) -> Vec<f64> {
    let (from, to) = ground.appraised;
    let year_total = |year: i16| {
        let mut sum = vec![0.0; draws(at_home)];
        for variable in &change.variables {
            let values = in_year(at_home, variable.as_ref(), year);
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
        sum
    };
    let years = f64::from(to - from + 1);
    if change.years == HomeYears::Growth {
        let (before, last) = (year_total(from - 1), year_total(to));
        let growth = |(before, last): (&f64, &f64)| libm::exp(libm::log(last / before) / years) - 1.0;
        return before.iter().zip(&last).map(growth).collect();
    }
    let mut sum = vec![0.0; draws(at_home)];
    for year in from..=to {
        sum.iter_mut().zip(year_total(year)).for_each(|(sum, value)| *sum += value);
    }
    if change.years == HomeYears::Mean {
        sum.iter_mut().for_each(|sum| *sum /= years);
    }
    sum
}

/// The reference, then every alternative under the leading setting; and what figures of cost leave out or assume.
pub(super) fn portfolios(
    ground: &Ground<'_>,
    reference: (&AtHome, &Parts),
    writer: &RunWriter,
) -> Result<(Vec<HomePortfolio>, Vec<String>), AssessError> {
    let prepared = ground.material.prepared;
    let Some(leading) = prepared.appraisal.setting.first() else { return Ok((Vec::new(), Vec::new())) };
    let changes = &ground.file.change;
    let base: Vec<Vec<f64>> = changes.iter().map(|change| totals(ground, reference.0, change)).collect();
    let burden = Burden::new(ground);
    let mut untold = BTreeSet::new();
    let own = |(change, values): (&Change, &Vec<f64>)| {
        let [low, middle, high] = quantiles(values, [0.05, 0.5, 0.95]);
        let query = format!("reference/{}", change.id);
        let own_mean = ground.quantity(&format!("{query}/mean"), mean(values), unit(level_unit(change)));
        let own = ground.interval(&query, middle, [low, high], unit(level_unit(change)));
        own.with_mean(own_mean.value, own_mean.trace)
    };
    let mut rows = vec![HomePortfolio {
        changes: changes.iter().zip(&base).map(own).collect(),
        reversed: vec![Vec::new(); changes.len()],
        clear: vec![false; changes.len()],
        ..burden.row(prepared.reference(), reference.1, &mut untold)?
    }];
    for portfolio in prepared.alternatives() {
        let mut by_setting: Vec<Vec<Difference>> = Vec::new();
        for setting in &prepared.appraisal.setting {
            let parts = Parts::at(&writer.scenario(&portfolio.scenario(setting)));
            let (at_home, _) = futures::read(&parts, ground.home, &ground.file.variables(), None)?;
            let ours = changes.iter().map(|change| totals(ground, &at_home, change));
            by_setting.push(ours.zip(&base).map(|(own, theirs)| Difference::between(&own, theirs)).collect());
        }
        let told = |(at, change): (usize, &Change)| difference(ground, portfolio, change, &by_setting[0][at]);
        let titles = |at: usize| {
            let sign = by_setting[0][at].mean;
            // A mean that more draws could undo has no sign to be turned.
            if !clear(&by_setting[0][at]) {
                return Vec::new();
            }
            let other = prepared.appraisal.setting.iter().zip(&by_setting);
            let other = other.filter(|(_, found)| clear(&found[at]) && found[at].mean * sign < 0.0);
            other.map(|(setting, _)| setting.title.clone()).collect()
        };
        let parts = Parts::at(&writer.scenario(&portfolio.scenario(leading)));
        rows.push(HomePortfolio {
            changes: changes.iter().enumerate().map(told).collect(),
            reversed: (0..changes.len()).map(titles).collect(),
            clear: by_setting[0].iter().zip(&base).map(|(found, base)| matters(found, base)).collect(),
            ..burden.row(portfolio, &parts, &mut untold)?
        });
    }
    let mut notes = vec![
        "Home pays the part that a portfolio's shares name; what they leave is spread over the other members of the organisation that \
         carries the measure by GDP at purchasing power: an assumption. Money that is spent at home is not set against it."
            .to_owned(),
    ];
    if !untold.is_empty() {
        let titles: Vec<String> = untold.into_iter().collect();
        notes.push(format!("Nothing says who carries, so that it is left out: {}.", titles.join(", ")));
    }
    Ok((rows, notes))
}

/// The unit of a total, where that of its differences is points.
fn level_unit(change: &Change) -> &str {
    if change.unit == "points" { "share" } else { &change.unit }
}

/// Whether a mean differs from 0 by more than what more draws could undo.
fn clear(difference: &Difference) -> bool {
    difference.mean.abs() > difference.monte_carlo
}

/// Whether a mean is worth a sentence: clear, and a thousandth of the reference's or more.
fn matters(found: &Difference, reference: &[f64]) -> bool {
    clear(found) && found.mean.abs() >= 1e-3 * mean(reference).abs()
}

fn difference(ground: &Ground<'_>, portfolio: &Portfolio, change: &Change, found: &Difference) -> Quantity {
    let query = ground.query(&format!("difference/{}/{}", portfolio.id, change.id));
    ground.material.ledger.difference(&query, found, unit(&change.unit))
}

/// Who pays: GDP of states in the last year known, members by organisation.
struct Burden<'a> {
    ground: &'a Ground<'a>,
    gdp: BTreeMap<CountryId, f64>,
}

impl<'a> Burden<'a> {
    fn new(ground: &'a Ground<'a>) -> Self {
        let [income, people] =
            [&ground.file.income, &ground.file.population].map(|name| ground.last_known(name.as_ref()));
        let product = |(state, income): (&CountryId, &f64)| {
            Some((*state, income * people.get(state)?)).filter(|(_, gdp)| gdp.is_finite())
        };
        Self { ground, gdp: income.iter().filter_map(product).collect() }
    }

    /// Home's part of what a measure costs, and whether shares name it; none where nobody is said to carry it.
    fn part(&self, spent: &Spent<'_>) -> Option<(f64, bool)> {
        let own = spent.shares.iter().find(|(state, _)| *state == self.ground.iso3);
        if let Some((_, share)) = own {
            return Some((*share, true));
        }
        let named: f64 = spent.shares.iter().map(|(_, share)| share).sum();
        let as_of = &self.ground.material.as_of;
        let members = as_of.members(spent.carrier?, Year(self.ground.material.present));
        if !members.contains(&self.ground.home) {
            return Some((0.0, true));
        }
        let roster = self.ground.material.panel.roster();
        let unnamed = members
            .iter()
            .filter(|member| !spent.shares.iter().any(|(state, _)| *state == roster.key(**member)));
        let all: f64 = unnamed.filter_map(|member| self.gdp.get(member)).sum();
        let part = self.gdp.get(&self.ground.home).map_or(0.0, |own| own / all);
        Some(((1.0 - named).max(0.0) * part, false))
    }

    fn row(
        &self,
        portfolio: &Portfolio,
        parts: &Parts,
        untold: &mut BTreeSet<String>,
    ) -> Result<HomePortfolio, AssessError> {
        let ground = self.ground;
        let prepared = ground.material.prepared;
        let over = (&prepared.years(), ground.material.chance);
        let spent = Spent::of(parts, &prepared.measures, [portfolio, prepared.reference()], over)?;
        let years = f64::from(ground.appraised.1 - ground.appraised.0 + 1);
        let (mut pays, mut whole, mut kinds) = (Vec::new(), Vec::new(), BTreeSet::new());
        for one in spent.iter().filter(|one| !one.stands.is_empty()) {
            let Some((part, named)) = self.part(one) else {
                untold.insert(one.measure.title.clone());
                continue;
            };
            kinds.insert(named);
            for money in one.money.values() {
                pays.resize(money.len().max(pays.len()), 0.0);
                whole.resize(money.len().max(whole.len()), 0.0);
                for (draw, money) in money.iter().enumerate() {
                    pays[draw] += part * money / years;
                    whole[draw] += money / years;
                }
            }
        }
        let query = |what: &str| format!("burden/{}/{what}", portfolio.id);
        let by = match (kinds.contains(&true), kinds.contains(&false)) {
            (true, true) => "partly named, partly spread by GDP (assumption)",
            (true, false) => "as its shares and members say",
            (false, true) => "spread by GDP (assumption)",
            (false, false) => "",
        };
        let (paid, all) = (mean(&pays), mean(&whole));
        let told = !pays.is_empty() && all > 0.0;
        let gdp = self.gdp.get(&ground.home);
        Ok(HomePortfolio {
            id: portfolio.id.clone(),
            name: portfolio.title.clone(),
            changes: Vec::new(),
            reversed: Vec::new(),
            clear: Vec::new(),
            pays: told.then(|| {
                let [low, high] = quantiles(&pays, [0.05, 0.95]);
                ground.interval(&query("pays"), paid, [low, high], Unit::Usd)
            }),
            share: told.then(|| ground.quantity(&query("share"), paid / all, Unit::Share)),
            of_gdp: gdp.filter(|_| told).map(|gdp| {
                let unit = Unit::Other("per million".to_owned());
                ground.quantity(&query("of_gdp"), 1e6 * paid / gdp, unit)
            }),
            by: by.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, matters};

    #[test]
    fn a_change_matters_where_it_is_clear_and_not_next_to_nothing() {
        let reference = [1_000.0, 3_000.0, 2_000.0, 6_000.0];
        let less = |by: [f64; 4]| {
            let own: Vec<f64> = reference.iter().zip(by).map(|(reference, by)| reference - by).collect();
            matters(&Difference::between(&own, &reference), &reference)
        };
        assert!(less([3.0, 3.1, 2.9, 3.0]), "a thousandth of 3,000");
        assert!(!less([2.9, 2.8, 2.9, 2.9]), "less than that");
        assert!(!less([400.0, -390.0, 380.0, -370.0]), "not clear");
    }
}
