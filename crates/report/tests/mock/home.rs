//! A home of the mock: every kind of row, numbers made up.

use forefend_report::*;

fn q(value: f64, unit: Unit, query: &str) -> Quantity {
    Quantity::new(value, unit, format!("home/UGA/{query}"))
}

fn case(chance: f64, deaths: f64, loss: Option<f64>) -> RegisterCase {
    use forefend_report::yardstick::risk_register::{impact, likelihood};
    RegisterCase {
        chance: q(chance, Unit::Draws(1000), "register/chance").between(chance * 0.8, chance * 1.2, 90),
        likelihood: [chance, chance * 0.8, chance * 1.2].map(likelihood),
        deaths: q(deaths, Unit::Deaths, "register/deaths").between(deaths * 0.3, deaths * 3.0, 90),
        impact: [deaths, deaths * 0.3, deaths * 3.0].map(impact),
        loss: loss.map(|loss| q(loss, Unit::Usd, "register/loss")),
    }
}

/// Everything that a report tells of a home.
pub fn home() -> Home {
    let risk = |id: &str, title: &str, chance: f64, toll: Option<f64>| HomeRisk {
        id: id.into(),
        title: title.into(),
        event: "25 or more deaths in a year".into(),
        chance: q(chance, Unit::Draws(1000), id),
        by_horizon: q((2.0 * chance).min(0.99), Unit::Draws(1000), id),
        toll: toll.map(|toll| q(toll, Unit::Deaths, id).between(toll * 0.2, toll * 6.0, 90)),
        yearly: toll.map(|toll| q(toll * chance / 5.0, Unit::Deaths, id)),
    };
    Home {
        iso3: "UGA".into(),
        name: "Uganda".into(),
        window: (2027, 2031),
        years: (2027, 2040),
        horizon: 2040,
        summary: vec![
            Sentence::with(
                "Conflict within the state, 2027–2031: {0:phia}; where it comes, {1}.",
                vec![
                    q(0.62, Unit::Draws(1000), "war"),
                    q(900.0, Unit::Deaths, "war").between(60.0, 9000.0, 90),
                ],
            ),
            Sentence::with(
                "{0} of its trade is with states in conflict.",
                vec![q(0.18, Unit::Share, "observed/trade")],
            ),
        ],
        risks: vec![
            risk("war_within", "Conflict within the state", 0.62, Some(900.0)),
            risk("coup", "Coup", 0.07, None),
        ],
        exposures: exposures(),
        changes: vec!["Deaths at home".into(), "Growth of GDP per head".into()],
        setting: "published effects, no discount".into(),
        portfolios: portfolios(),
        cost_notes: vec!["What no share names is spread by GDP: an assumption.".into()],
        acts: vec![HomeAct {
            measure: "Mediation".into(),
            alone: false,
            how: "its consent, carried by UN".into(),
            through: vec!["AU".into(), "IGAD".into()],
            portfolios: vec!["Prevention first".into()],
        }],
        register: Register {
            rows: vec![RegisterRow {
                letter: 'A',
                id: "war_within".into(),
                title: "Conflict within the state".into(),
                window: (2027, 2028),
                loss_until: Some(2040),
                typical: case(0.31, 500.0, None),
                worst: case(0.03, 9000.0, Some(2.0e9)),
            }],
            unscored: vec![("Coup".into(), "no deaths of it are simulated".into())],
            not_measured: vec![("essential services".into(), "not simulated".into())],
        },
    }
}

fn exposures() -> Vec<HomeExposure> {
    let row = |id: &str, title: &str| HomeExposure {
        id: id.into(),
        title: title.into(),
        observed: Some(q(0.18, Unit::Share, "observed/trade")),
        observed_in: "flows of 2016, conflicts of 2025".into(),
        age: Some(10),
        projected: Some(q(0.2, Unit::Share, "ahead/trade").between(0.1, 0.4, 90)),
        ahead: Some(2030),
        detail: "largest: KEN 13%, ARE 9%, COD 8%".into(),
        source: "USITC, ITPD-E".into(),
        alone: "other suppliers".into(),
        others: "open routes".into(),
    };
    let gap = HomeExposure {
        observed: None,
        projected: None,
        ahead: None,
        age: None,
        detail: "no open series".into(),
        source: String::new(),
        alone: String::new(),
        others: String::new(),
        ..row("cables", "Data by submarine cable")
    };
    vec![row("trade", "Trade with states in conflict"), gap]
}

fn portfolios() -> Vec<HomePortfolio> {
    let row = |id: &str, name: &str, signed: bool| {
        let sign = |quantity: Quantity| if signed { quantity.signed() } else { quantity };
        HomePortfolio {
            id: id.into(),
            name: name.into(),
            changes: vec![
                sign(q(-120.0, Unit::Deaths, id).between(-900.0, 10.0, 90)),
                sign(q(0.001, Unit::Points, id).between(-0.002, 0.004, 90)),
            ],
            reversed: vec![vec!["assumptions off".into()], Vec::new()],
            clear: vec![true, false],
            pays: Some(q(4.1e5, Unit::Usd, id)),
            share: Some(q(0.0002, Unit::Share, id)),
            of_gdp: Some(q(0.00001, Unit::Share, id)),
            by: "spread by GDP: an assumption".into(),
        }
    };
    vec![row("reference", "Today's missions", false), row("prevention", "Prevention first", true)]
}
