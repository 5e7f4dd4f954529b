//! Rules on what measures cost, draw by draw: who carries it, for what, on which evidence, and how soon it can end.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forefend_runs::Parts;
use forefend_simulate::deployed_column;
use forefend_simulate::luck::Chance;

use super::{Breaches, Judged};
use crate::appraise::unit_costs;
use crate::error::StrategyError;
use crate::measure::{Kind, Measure, Measures};
use crate::portfolio::Portfolio;

/// What a portfolio spends on one measure.
#[derive(Debug, Clone)]
pub struct Spent<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// Organisation that carries it, if any is named.
    pub carrier: Option<&'a str>,
    /// Parts of the cost by state (ISO3); empty where nothing is said.
    pub shares: Vec<(&'a str, f64)>,
    /// Whether an effect of it rests on published evidence.
    pub published: bool,
    /// US dollars by year, one number a draw.
    pub money: BTreeMap<i16, Vec<f64>>,
    /// Draws in which any of it stands in the years appraised, however little it costs, with the first year.
    pub stands: BTreeMap<u32, i16>,
}

impl<'a> Spent<'a> {
    /// What a portfolio spends on every measure over `years`, from the parts of its scenario. Who carries a measure of which it
    /// says nothing is as in the reference.
    ///
    /// # Errors
    /// When a part is missing or damaged.
    pub fn of(
        parts: &Parts,
        measures: &'a Measures,
        [portfolio, reference]: [&'a Portfolio; 2],
        (years, chance): (&RangeInclusive<i16>, Chance),
    ) -> Result<Vec<Self>, StrategyError> {
        let columns: Vec<String> = measures.measures.iter().map(|one| deployed_column(&one.id)).collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut all = Vec::new();
        for (measure, mut money) in measures.measures.iter().zip(parts.worlds(&columns)?) {
            money.retain(|year, _| years.contains(year));
            let draws = money.values().map(Vec::len).max().unwrap_or(0);
            let costs = unit_costs(measures, measure, chance, 0..draws as u64)?;
            let mut stands = BTreeMap::new();
            for (year, amounts) in &mut money {
                for (draw, (amount, cost)) in amounts.iter_mut().zip(&costs).enumerate() {
                    if *amount > 0.0 {
                        stands.entry(draw as u32).or_insert(*year);
                    }
                    *amount *= cost;
                }
            }
            let rows = measure.effect.iter().map(|effect| measures.row(effect.evidence.as_ref(), ""));
            let published = rows.into_iter().any(|row| row.is_ok_and(|row| !row.is_assumption()));
            let speaks = if portfolio.says_who_carries(&measure.id) { portfolio } else { reference };
            let (carrier, shares) = (speaks.carrier(measure), speaks.shares(&measure.id));
            all.push(Self { measure, carrier, shares, published, money, stands });
        }
        Ok(all)
    }

    fn total(&self, draw: usize) -> f64 {
        self.money.values().map(|money| money.get(draw).copied().unwrap_or(0.0)).sum()
    }

    /// Whether money is spent otherwise than by `other` in any draw.
    pub fn differs(&self, other: &Self) -> bool {
        self.money != other.money
    }
}

fn draws_of(spent: &[Spent<'_>]) -> usize {
    spent.iter().flat_map(|one| one.money.values()).map(Vec::len).max().unwrap_or(0)
}

/// Titles of measures that a rule cannot read, as a verdict; none where it can read all.
fn unread<'a>(lacking: impl Iterator<Item = &'a Measure>, what: &str) -> Option<Judged> {
    let titles: Vec<&str> = lacking.map(|measure| measure.title.as_str()).collect();
    let words = || format!("{}: nothing says {what} (`basis` in measures.toml)", titles.join("; "));
    (!titles.is_empty()).then(|| Judged::NotMeasurable(words()))
}

/// No state carries more than `most` of what a year costs, in all but a share `chance` of the draws.
pub fn burden(spent: &[Spent<'_>], most: f64, chance: f64) -> Judged {
    let standing = || spent.iter().filter(|one| !one.stands.is_empty());
    let lacking = standing().filter(|one| one.carrier.is_none() && one.shares.is_empty());
    if let Some(judged) = unread(lacking.map(|one| one.measure), "who carries the cost") {
        return judged;
    }
    let (draws, mut breaches, mut highest) = (draws_of(spent), Breaches::default(), (0.0_f64, ""));
    let years: Vec<i16> = spent.first().map(|one| one.money.keys().copied().collect()).unwrap_or_default();
    for year in years {
        for draw in 0..draws {
            let money = |one: &Spent<'_>| one.money.get(&year).and_then(|money| money.get(draw)).copied();
            let whole: f64 = spent.iter().filter_map(money).sum();
            let mut by_state: BTreeMap<&str, f64> = BTreeMap::new();
            for one in spent {
                for (state, share) in &one.shares {
                    *by_state.entry(state).or_default() += share * money(one).unwrap_or(0.0);
                }
            }
            for (state, carried) in by_state {
                let part = if whole > 0.0 { carried / whole } else { 0.0 };
                highest = if part > highest.0 { (part, state) } else { highest };
                if part > most {
                    breaches.add(state, year, draw as u32);
                }
            }
        }
    }
    let words = format!("a state carries more than {:.0}% of a year's cost", 100.0 * most);
    match breaches.judged(draws, chance, &words, |state| (*state).to_owned()) {
        Judged::Pass(_) if highest.0 > 0.0 => Judged::Pass(format!(
            "the greatest part of a year's cost that is told is that of {}, {:.0}%",
            highest.1,
            100.0 * highest.0
        )),
        Judged::Pass(_) => Judged::Pass("organisations carry it; parts of states are not told".to_owned()),
        judged => judged,
    }
}

/// What is spent on prevention beyond the reference is at least `least` times what is spent on force beyond it.
pub fn prevention_first(spent: &[Spent<'_>], reference: &[Spent<'_>], least: f64, chance: f64) -> Judged {
    let pairs = || spent.iter().zip(reference);
    let lacking = pairs().filter(|(own, theirs)| own.differs(theirs) && own.measure.basis.is_none());
    if let Some(judged) = unread(lacking.map(|(own, _)| own.measure), "whether it prevents") {
        return judged;
    }
    let (draws, mut breaches) = (draws_of(spent), Breaches::default());
    let first = spent.first().and_then(|one| one.money.keys().next()).copied().unwrap_or(0);
    for draw in 0..draws {
        let beyond = |kind: Kind| -> f64 {
            let own =
                pairs().filter(|(own, _)| own.measure.basis.as_ref().is_some_and(|basis| basis.kind == kind));
            own.map(|(own, theirs)| own.total(draw) - theirs.total(draw)).sum()
        };
        let (force, prevention) = (beyond(Kind::Force), beyond(Kind::Preventive));
        if force > 0.0 && prevention < least * force {
            breaches.add((), first, draw as u32);
        }
    }
    let words = format!("money added for prevention is less than {least} times that added for force");
    match breaches.judged(draws, chance, &words, |()| "the world".to_owned()) {
        Judged::Pass(_) => Judged::Pass("money for prevention keeps up with money for force".to_owned()),
        judged => judged,
    }
}

/// All that stands has ended `years` after it is decided to end it.
pub fn ends_within(spent: &[Spent<'_>], years: f64, chance: f64) -> Judged {
    let ends = |one: &Spent<'_>| one.measure.basis.as_ref().and_then(|basis| basis.ends_within);
    let standing = || spent.iter().filter(|one| !one.stands.is_empty());
    if let Some(judged) =
        unread(standing().filter(|one| ends(one).is_none()).map(|one| one.measure), "how soon it ends")
    {
        return judged;
    }
    let mut breaches = Breaches::default();
    for one in standing().filter(|one| ends(one).is_some_and(|ends| ends > years)) {
        for (draw, year) in &one.stands {
            breaches.add(one.measure.title.as_str(), *year, *draw);
        }
    }
    let words = format!("what takes more than {years} years to end stands");
    match breaches.judged(draws_of(spent), chance, &words, |title| (*title).to_owned()) {
        Judged::Pass(_) => Judged::Pass(format!("all that stands can be ended within {years} years")),
        judged => judged,
    }
}

/// At most a part `most` of the money goes to measures without an effect that is published.
pub fn grounds(spent: &[Spent<'_>], most: f64, chance: f64) -> Judged {
    let (draws, mut breaches, mut highest) = (draws_of(spent), Breaches::default(), 0.0_f64);
    for draw in 0..draws {
        let whole: f64 = spent.iter().map(|one| one.total(draw)).sum();
        let unpublished = || spent.iter().filter(|one| !one.published);
        let part = unpublished().map(|one| one.total(draw)).sum::<f64>() / whole.max(f64::MIN_POSITIVE);
        highest = highest.max(part);
        if part > most {
            let greatest = unpublished().max_by(|a, b| a.total(draw).total_cmp(&b.total(draw)));
            let year = greatest.and_then(|one| one.stands.get(&(draw as u32))).copied().unwrap_or(0);
            breaches.add(greatest.map_or("", |one| one.measure.title.as_str()), year, draw as u32);
        }
    }
    let words = format!("more than {:.0}% of the money rests on assumptions alone", 100.0 * most);
    match breaches.judged(draws, chance, &words, |title| (*title).to_owned()) {
        Judged::Pass(_) => {
            Judged::Pass(format!("at most {:.0}% of the money rests on assumptions alone", 100.0 * highest))
        }
        judged => judged,
    }
}
