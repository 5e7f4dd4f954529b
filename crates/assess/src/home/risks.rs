//! Harm at home by cause: how likely, how many deaths, and the same in the form of a national risk register.

use forefend_report::yardstick::risk_register::{self, YEARS, YEARS_MALICIOUS};
use forefend_report::{HomeRisk, NINETY, Register, RegisterCase, RegisterRow, Unit, wilson};
use forefend_runs::parts::mean;
use forefend_score::quantiles;

use super::futures::{AtHome, draws, in_year};
use super::{Ground, output};
use crate::home_file::Harm;

/// Years within which risks are told on the page.
pub(super) const WINDOW: i16 = 5;
/// Fewest futures in which a harm comes, so that its deaths can be told.
const FEWEST: usize = 10;
/// Money of incomes.
const MONEY: &str = "int. $ (2021)";
/// What else a register scores: none of it is simulated for a state.
const NOT_MEASURED: [(&str, &str); 7] = [
    ("casualties, evacuation and shelter", "deaths alone are simulated"),
    ("economic damage", "output lost is told where it is simulated; its scale is not scored"),
    ("essential services", "not simulated"),
    ("behaviour of the public", "not simulated"),
    ("environment", "not simulated"),
    ("security", "not simulated"),
    ("international relations", "not simulated"),
];

/// What one harm comes to within some years.
struct Within {
    /// By draw: whether it happens.
    comes: Vec<bool>,
    /// By draw: its variable added up.
    total: Vec<f64>,
}

impl Within {
    fn of(ground: &Ground<'_>, at_home: &AtHome, harm: &Harm, until: i16) -> Self {
        let all = draws(at_home);
        let (mut comes, mut total) = (vec![false; all], vec![0.0; all]);
        for year in ground.next..=until {
            for (draw, value) in in_year(at_home, harm.variable.as_ref(), year).iter().enumerate() {
                comes[draw] |= *value >= harm.at_least;
                total[draw] += value;
            }
        }
        Self { comes, total }
    }

    /// Of the draws in which it happens.
    fn where_it_comes<'a>(&'a self, values: &'a [f64]) -> Vec<f64> {
        values.iter().zip(&self.comes).filter(|(_, comes)| **comes).map(|(value, _)| *value).collect()
    }

    fn count(&self) -> usize {
        self.comes.iter().filter(|comes| **comes).count()
    }

    fn chance(&self) -> f64 {
        self.count() as f64 / self.comes.len() as f64
    }
}

/// Every declared harm, the greatest expected toll first; those without deaths last, by chance.
pub(super) fn risks(ground: &Ground<'_>, at_home: &AtHome) -> Vec<HomeRisk> {
    let mut rows: Vec<HomeRisk> = ground.file.harm.iter().map(|harm| risk(ground, at_home, harm)).collect();
    let key = |row: &HomeRisk| (row.yearly.as_ref().map_or(-1.0, |yearly| yearly.value), row.chance.value);
    rows.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    rows
}

fn risk(ground: &Ground<'_>, at_home: &AtHome, harm: &Harm) -> HomeRisk {
    let end = ground.until(WINDOW);
    let within = Within::of(ground, at_home, harm, end);
    let all = Unit::Draws(within.comes.len() as u64);
    let by_horizon = Within::of(ground, at_home, harm, ground.horizon).chance();
    let query = |what: &str| format!("risk/{}/{what}", harm.id);
    let cases = within.comes.len() as f64;
    let chance = |what: &str, share: f64| {
        let (low, high) = wilson((share * cases).round(), cases);
        ground.quantity(&query(what), share, all.clone()).between(low, high, 90)
    };
    let comes = within.where_it_comes(&within.total);
    let toll = (harm.deaths && comes.len() >= FEWEST).then(|| {
        let [low, middle, high] = quantiles(&comes, [0.05, 0.5, 0.95]);
        ground.interval(&query("deaths"), middle, [low, high], Unit::Deaths)
    });
    let years = f64::from(end - ground.next + 1);
    let yearly = harm
        .deaths
        .then(|| ground.quantity(&query("deaths_a_year"), mean(&within.total) / years, Unit::Deaths));
    HomeRisk {
        id: harm.id.clone(),
        title: harm.title.clone(),
        event: harm.event.clone(),
        chance: chance("chance", within.chance()),
        by_horizon: chance("chance_by_horizon", by_horizon),
        toll,
        yearly,
    }
}

/// The same as a register, in the order of `risks`.
pub(super) fn register(ground: &Ground<'_>, at_home: &AtHome, risks: &[HomeRisk]) -> Register {
    let mut register = Register {
        not_measured: NOT_MEASURED.iter().map(|(what, why)| ((*what).into(), (*why).into())).collect(),
        ..Register::default()
    };
    for risk in risks {
        let Some(harm) = ground.file.harm.iter().find(|harm| harm.id == risk.id) else { continue };
        let mut unscored = |why: &str| register.unscored.push((harm.title.clone(), why.to_owned()));
        if !harm.deaths {
            unscored("no deaths of it are simulated");
            continue;
        }
        let until = ground.until(if harm.malicious { YEARS_MALICIOUS } else { YEARS });
        let within = Within::of(ground, at_home, harm, until);
        let comes = within.count();
        if comes < FEWEST {
            let all = within.comes.len();
            unscored(&format!(
                "it comes in {comes} of {all} futures, too few to tell how bad: ask for more draws"
            ));
            continue;
        }
        let loss = output::lost(ground, at_home, harm, until);
        let letter = char::from(b'A' + (register.rows.len() as u8).min(25));
        register.rows.push(RegisterRow {
            letter,
            id: harm.id.clone(),
            title: harm.title.clone(),
            window: (i32::from(ground.next), i32::from(until)),
            loss_until: harm.loss.as_ref().map(|_| i32::from(output::last(ground, harm, until))),
            typical: case(ground, (harm, &within, &loss), ("typical", 0.5)),
            worst: case(ground, (harm, &within, &loss), ("worst", 0.95)),
        });
    }
    register
}

/// The case at a quantile of the deaths where it comes: how likely so many or more are.
fn case(
    ground: &Ground<'_>,
    (harm, within, loss): (&Harm, &Within, &[f64]),
    (name, at): (&str, f64),
) -> RegisterCase {
    let query = |what: &str| format!("register/{}/{name}/{what}", harm.id);
    let comes = within.where_it_comes(&within.total);
    let [deaths] = quantiles(&comes, [at]);
    let [low, high] = spread(&comes, at);
    let so_many =
        within.total.iter().zip(&within.comes).filter(|(total, comes)| **comes && **total >= deaths);
    let (events, cases) = (so_many.count() as f64, within.comes.len() as f64);
    let ends: [f64; 2] = wilson(events, cases).into();
    let chance = ground
        .quantity(&query("chance"), events / cases, Unit::Draws(within.comes.len() as u64))
        .between(ends[0], ends[1], 90);
    let loss = harm.loss.as_ref().map(|_| {
        let lost = within.where_it_comes(loss);
        let ([middle], ends) = (quantiles(&lost, [at]), spread(&lost, at));
        ground.interval(&query("loss"), middle, ends, Unit::Other(MONEY.to_owned()))
    });
    RegisterCase {
        likelihood: [events / cases, ends[0], ends[1]].map(risk_register::likelihood),
        impact: [deaths, low, high].map(risk_register::impact),
        deaths: ground.interval(&query("deaths"), deaths, [low, high], Unit::Deaths),
        chance,
        loss,
    }
}

/// The interval of a quantile: of the typical case the middle 90 % of all cases, of the worst case what a finite number of futures
/// leaves open (the order statistics that bracket it with 90 % confidence).
fn spread(values: &[f64], at: f64) -> [f64; 2] {
    if at == 0.5 {
        return quantiles(values, [0.05, 0.95]);
    }
    let n = values.len() as f64;
    let half = NINETY * (at * (1.0 - at) / n).sqrt();
    quantiles(values, [(at - half).max(0.0), (at + half).min(1.0)])
}
