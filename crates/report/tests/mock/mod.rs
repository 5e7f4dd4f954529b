//! A realistic brief on real names and real past series; what lies ahead is made up by simple rules (never to be shown as
//! a result). Shared by the tests and by `cargo test -p forefend-report`.

mod appraisal;
mod elements;
mod home;
mod record;
mod threats;

use forefend_report::*;

const COUNTRIES: &str = include_str!("../fixtures/countries.csv");
const SERIES: &str = include_str!("../fixtures/series.csv");

/// The whole mock.
pub fn brief() -> Brief {
    Brief {
        schema: BRIEF_SCHEMA,
        title: "Security outlook to 2040".into(),
        subtitle: "MOCK. For the commissioner of a national security strategy: what may come, what could be done, and how far to trust it".into(),
        run: run(),
        home: Some(home::home()),
        first_page: record::first_page(),
        outlook: outlook(),
        appraisal: appraisal::appraisal(),
        principles: appraisal::principles(),
        record: record::record(),
        threats: threats::threats(),
        joint: Some(threats::joint()),
        cascades: Some(threats::cascades()),
        organisations: elements::organisations(),
        of_members: "share of members in conflict".into(),
        elements: elements::elements(),
        method: record::method(),
        sources: record::sources(),
        limits: record::limits(),
        recommendations: elements::recommendations(),
    }
}

fn run() -> RunFacts {
    RunFacts {
        id: "20260131-7c1e04".into(),
        command: "forefend assess --seed 7 --draws 1000".into(),
        seed: 7,
        draws: 1000,
        as_of: "December 2022".into(),
        data_digest: "9f2c4be1d07a55e3c8b1f6a2d94e7730b5c1a8e6f3d29047bb61c0ad58e2f913".into(),
        world_digest: "41d8e0c7a93b26f5d17c0b9e8a64f2035c7d91be68f40a27e5b3c6d1098f7a24".into(),
        code_version: "0.1.0 (mock)".into(),
        created: "2026-01-31".into(),
        first_year: 2023,
        nowcast_until: 2026,
        last_year: 2040,
        nowcast_reason: "conflict outcomes end in December 2022".into(),
    }
}

/// A past series of the fixture.
pub fn past(name: &str, scale: f64) -> Vec<Point> {
    let rows = SERIES.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[0] == name)
        .map(|row| Point { year: row[1].parse().unwrap(), value: row[2].parse::<f64>().unwrap() * scale })
        .collect()
}

/// A fan that drifts towards `target` and widens.
pub fn fan(id: &str, title: &str, unit: Unit, series: &str, target: f64, width: f64, axis: Axis) -> Fan {
    let observed = past(series, 1.0);
    let last = observed.last().unwrap().value;
    let projected = (2023..=2040).map(|year| {
        let t = f64::from(year - 2022);
        let middle = last + (target - last) * t / 18.0;
        let spread = |z: f64| {
            let grown = 1.0 + z * width * libm::sqrt(t / 18.0);
            if axis == Axis::Log && z < 0.0 { middle / (2.0 - grown) } else { middle * grown }
        };
        Band {
            year,
            p05: spread(-1.64),
            p10: spread(-1.28),
            p25: spread(-0.67),
            p50: middle,
            p75: spread(0.67),
            p90: spread(1.28),
            p95: spread(1.64),
            mean: middle * 1.01,
        }
    });
    Fan {
        id: id.into(),
        title: title.into(),
        unit,
        query: format!("reference/world/{id}"),
        projected: projected.collect(),
        observed,
        nowcast_until: Some(2026),
        axis,
        spread: Spread::Bands,
        note: String::new(),
    }
}

/// One row of the fixture of countries.
pub struct Row {
    pub iso3: String,
    pub name: String,
    pub level: u8,
    pub peace: u32,
    pub neighbours: u32,
    pub conflict: f64,
    pub war: f64,
    m49: u16,
    region: String,
}

/// All countries of the fixture.
pub fn rows() -> Vec<Row> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Row {
            iso3: cells[0].into(),
            m49: cells[1].parse().unwrap(),
            name: cells[2].into(),
            region: cells[3].into(),
            level: cells[4].parse().unwrap(),
            peace: cells[5].parse().unwrap(),
            neighbours: cells[6].parse().unwrap(),
            conflict: cells[7].parse().unwrap(),
            war: cells[8].parse().unwrap(),
        }
    };
    COUNTRIES.lines().skip(1).map(row).collect()
}

fn outlook() -> Outlook {
    let mut deaths = fan(
        "battle_deaths",
        "Battle deaths per year, world",
        Unit::Deaths,
        "deaths",
        70_000.0,
        0.5,
        Axis::Log,
    );
    deaths.note = "UCDP best estimate, deaths on the states' territory.".into();
    Outlook {
        summary: vec![Sentence::plain(
            "What follows is the reference: today's missions continue, nothing else changes. Conflict means 25 or more battle deaths in a year, war 1,000 or more.",
        )],
        fans: vec![
            fan(
                "share_in_conflict",
                "Share of states in conflict",
                Unit::Share,
                "conflict",
                0.185,
                0.16,
                Axis::Linear,
            ),
            fan("share_at_war", "Share of states at war", Unit::Share, "war", 0.045, 0.33, Axis::Linear),
            deaths,
        ],
        words: Some(words()),
        countries: rows().iter().map(country).collect(),
        map_year: 2030,
        lists: vec![
            list(
                "onset",
                "New conflict in states at peace",
                "25 or more battle deaths in a year, in a state without any such year for two years or more; settled by UCDP.",
                |r| r.peace >= 2,
                |r| r.conflict * 1.6,
            ),
            list(
                "escalation",
                "Escalation to war",
                "1,000 or more battle deaths in a year, in a state in conflict below war; settled by UCDP.",
                |r| r.level == 1,
                |r| r.war * 2.0,
            ),
            list(
                "ongoing",
                "Ongoing wars likely to continue",
                "1,000 or more battle deaths again, in a state at war; settled by UCDP.",
                |r| r.level == 2,
                |r| r.war * 1.4,
            ),
        ],
    }
}

fn words() -> CountryWords {
    let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect();
    CountryWords {
        map: "Probability of armed conflict by country, 2030".into(),
        heading: "Where: probability of armed conflict in 2030".into(),
        note: "Probability that 25 or more people die in state-based conflict in 2030".into(),
        levels: texts(&["peace", "conflict", "war"]),
        chances: texts(&["In conflict 2030", "At war 2030"]),
        first: "New conflict by 2040".into(),
        amount: Some("Expected battle deaths, 2027–2040".into()),
        calm: Some("Years at peace".into()),
    }
}

fn country(row: &Row) -> CountryOutlook {
    let query = format!("reference/country/{}", row.iso3);
    let by_year = (2023..=2040).map(|year| {
        let fade = 0.5 + 0.5 * libm::exp(-f64::from(year - 2023) / 6.0);
        let conflict = 0.02 + (row.conflict - 0.02) * fade;
        CountryYear { year, chances: vec![conflict.clamp(0.0, 1.0), row.war * fade] }
    });
    CountryOutlook {
        iso3: row.iso3.clone(),
        m49: row.m49,
        name: row.name.clone(),
        region: row.region.clone(),
        level: Some(row.level),
        calm_years: Some(row.peace),
        by_year: by_year.collect(),
        onset_cumulative: Some(Quantity::new(
            (row.conflict * 4.0).min(0.98),
            Unit::Probability,
            format!("{query}/onset"),
        )),
        expected_amount: Some(Quantity::new(row.war * 21_000.0, Unit::Deaths, format!("{query}/deaths"))),
        background: Some(background(row)),
        query,
    }
}

fn background(row: &Row) -> Background {
    let known = |title: &str, name: &str, value: f64, alike: usize| KnownFigure {
        title: title.into(),
        unit: Unit::Number,
        year: 2021,
        value,
        before: Some((2011, value * 0.8)),
        rank: Some(Rank { place: 3, alike, all: 9 }),
        detail: "2 of 9 partners with armed conflict".into(),
        query: format!("known/{}/{name}", row.iso3),
    };
    let mention = |origin: i32, came: bool| PastMention {
        list: "New conflict".into(),
        origin,
        years: (origin + 1, origin + 5),
        chance: Quantity::new(0.3, Unit::Probability, format!("track/lists/onset/{}/{origin}", row.iso3)),
        came,
    };
    Background {
        reasons: reasons(row),
        spells: vec![
            Spell { first: 1990, last: 2010, level: 0 },
            Spell { first: 2011, last: 2022, level: row.level },
        ],
        drivers: vec![known("GDP per head", "gdppc", 3_200.0, 1)],
        others: vec![known("Refugees", "refugees", 12.5, 2)],
        neighbours: vec![NextDoor { iso3: "ETH".into(), name: "Ethiopia".into(), level: Some(1) }],
        ties: vec![known("Trade with states in conflict", "tie_trade", 0.25, 1)],
        lists: Some(vec![mention(2005, true), mention(2010, false)]),
    }
}

fn list(id: &str, title: &str, rule: &str, keep: fn(&Row) -> bool, p: fn(&Row) -> f64) -> RiskList {
    let mut rows: Vec<Row> = rows().into_iter().filter(keep).collect();
    rows.sort_by(|a, b| p(b).total_cmp(&p(a)));
    let rows = rows.iter().take(8).map(|row| {
        let value = p(row).min(0.97);
        RiskRow {
            iso3: row.iso3.clone(),
            name: row.name.clone(),
            probability: Quantity::new(value, Unit::Probability, format!("reference/list/{id}/{}", row.iso3))
                .between(value * 0.7, (value * 1.25).min(0.99), 90),
            reasons: reasons(row),
            named: Some(Named { lists: 6, times: 2, came: u32::from(row.level) }),
        }
    });
    RiskList {
        id: id.into(),
        title: title.into(),
        rule: rule.into(),
        horizon: "2027–2030".into(),
        label: Label::Projection,
        rows: rows.collect(),
        shared: vec!["large population".into()],
        record: Some(Sentence::plain("Six past lists named 60 states; it came for 27 of them.")),
        note: "Interval: 90% over the model's parameters, not over luck.".into(),
    }
}

fn reasons(row: &Row) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if row.neighbours > 0 {
        reasons.push(Reason {
            text: format!("conflict in {} neighbouring states", row.neighbours),
            contribution: 0.2 * f64::from(row.neighbours),
        });
    }
    if row.level > 0 {
        reasons.push(Reason { text: "in conflict now".into(), contribution: 2.1 });
    } else {
        reasons.push(Reason { text: format!("ended {} years ago", row.peace), contribution: 0.6 });
    }
    reasons.push(Reason { text: "rising schooling".into(), contribution: -0.2 });
    reasons
}
