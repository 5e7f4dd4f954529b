//! Mock of the track record, method, sources and limits.

use forefend_report::*;

pub fn record() -> TrackRecord {
    TrackRecord {
        scored_for_this_model: true,
        sealed: Some(sealed()),
        summary: vec![Sentence::plain(
            "The same code was refitted at each origin on what was observed by then, simulated forward and scored. Baselines: last year's level, and each country's own base rate.",
        )],
        rows: vec![
            skill(
                "State in conflict",
                "1 year",
                0.0561,
                [0.0633, 0.0702],
                (-0.0072, -0.0101, -0.0043),
                SkillVerdict::Skill,
            ),
            skill(
                "State in conflict",
                "5 years",
                0.0842,
                [0.0911, 0.0853],
                (-0.0011, -0.0039, 0.0017),
                SkillVerdict::Tie,
            ),
            skill(
                "State at war",
                "1 year",
                0.0213,
                [0.0228, 0.0291],
                (-0.0015, -0.0033, 0.0003),
                SkillVerdict::Tie,
            ),
            skill(
                "New onset, two years at peace",
                "1 year",
                0.0199,
                [0.0214, 0.0197],
                (0.0002, -0.0004, 0.0008),
                SkillVerdict::Tie,
            ),
        ],
        reliability: vec![curve("In conflict, 1 year ahead", 0.9), curve("In conflict, 5 years ahead", 0.7)],
        replay: Some(replay()),
    }
}

fn skill(
    outcome: &str,
    horizon: &str,
    model: f64,
    baselines: [f64; 2],
    d: (f64, f64, f64),
    verdict: SkillVerdict,
) -> SkillRow {
    let score =
        |v: f64, name: &str| Quantity::new(v, Unit::Score, format!("scorebook:{outcome}/{horizon}/{name}"));
    SkillRow {
        outcome: outcome.into(),
        horizon: horizon.into(),
        n: 3_078,
        came: Some(412),
        verdict,
        origins: "origins 2001–2018".into(),
        scores: vec![ScoreRow {
            score: "Brier (lower is better)".into(),
            model: score(model, "model"),
            baselines: vec![
                BaselineScore { name: "last level".into(), score: score(baselines[0], "last") },
                BaselineScore { name: "own base rate".into(), score: score(baselines[1], "base") },
            ],
            best: "last level".into(),
            difference: score(d.0, "difference").between(d.1, d.2, 90).signed(),
            verdict,
        }],
    }
}

fn curve(title: &str, slope: f64) -> ReliabilityCurve {
    let bins = [
        (0.02, 2100),
        (0.08, 310),
        (0.17, 140),
        (0.33, 96),
        (0.52, 88),
        (0.71, 122),
        (0.88, 180),
        (0.96, 42),
    ]
    .map(|(p, n)| {
        let came = 0.5 + (p - 0.5) * slope;
        let half = 1.64 * libm::sqrt(came * (1.0 - came) / f64::from(n));
        ReliabilityBin { predicted: p, observed: came, low: came - half, high: came + half, n: n as u64 }
    });
    ReliabilityCurve { title: title.into(), bins: bins.to_vec(), query: "scorebook:reliability".into() }
}

fn replay() -> Replay {
    let observed = super::past("conflict", 1.0);
    let origins = [2000, 2006, 2012, 2017].map(|origin| {
        let start = observed.iter().find(|p| p.year == origin).unwrap().value;
        let bands = (origin + 1..=2022.min(origin + 8)).map(|year| {
            let s = 0.012 * libm::sqrt(f64::from(year - origin));
            Band {
                year,
                p05: start - 1.64 * s,
                p10: start - 1.28 * s,
                p25: start - 0.67 * s,
                p50: start,
                p75: start + 0.67 * s,
                p90: start + 1.28 * s,
                p95: start + 1.64 * s,
                mean: start,
            }
        });
        ReplayOrigin { origin, bands: bands.collect() }
    });
    Replay {
        title: "Share of states in conflict: said then, and what came".into(),
        unit: Unit::Share,
        observed,
        origins: origins.to_vec(),
        query: "scorebook:replay".into(),
        note: "Figures of later revisions are used as if known at the time (revised).".into(),
    }
}

pub fn method() -> Vec<MethodStep> {
    vec![
        MethodStep {
            title: "Data".into(),
            text: Sentence::plain(
                "A harmonised country-year panel; nothing later than the as-of month is read.",
            ),
        },
        MethodStep {
            title: "Fit".into(),
            text: Sentence::plain(
                "A dynamic multinomial logit of the level (peace, conflict, war) on history, neighbours, population, income, schooling and youth; parameters are drawn from their clustered covariance.",
            ),
        },
        MethodStep {
            title: "Simulate".into(),
            text: Sentence::plain(
                "Drivers and levels move together year by year, each draw with its own parameters and luck.",
            ),
        },
        MethodStep {
            title: "Compare".into(),
            text: Sentence::plain(
                "Portfolios meet the same luck, so that differences are paired draw by draw.",
            ),
        },
    ]
}

pub fn sources() -> Vec<Source> {
    [
        ("Battle deaths", "UCDP GED 24.1", "CC BY 4.0", "179 states, 1989–2022", "6 months"),
        ("Population", "UN WPP 2024", "CC BY 3.0 IGO", "1950–2100", "24 months"),
        ("GDP per capita", "World Bank WDI", "CC BY 4.0", "1960–2023", "12 months"),
        ("Electoral democracy", "V-Dem v14", "CC BY-SA 4.0", "1946–2024", "3 months"),
    ]
    .map(|(a, b, c, d, e)| Source {
        series: a.into(),
        source: b.into(),
        licence: c.into(),
        coverage: d.into(),
        lag: e.into(),
    })
    .to_vec()
}

pub fn limits() -> Vec<Limit> {
    vec![
        Limit {
            problem: "2023–2026 are simulated, not observed".into(),
            cause: "Conflict outcomes end in December 2022".into(),
            mitigation: "Labelled nowcast; build a newer snapshot with `forefend data build`".into(),
        },
        Limit {
            problem: "Population carries no uncertainty".into(),
            cause: "UN medium path is read as it is".into(),
            mitigation: "A cohort-component process is planned".into(),
        },
    ]
}

/// Two wars, and three judgements, one of each shape: a yardstick word, a deliberate gap of the yardstick, differences with
/// signs.
pub fn first_page() -> FirstPage {
    let war = |iso3: &str, name: &str, deaths: f64, before: Option<f64>, since| {
        let killed = |year: i32, value: f64| {
            Quantity::new(value, Unit::Deaths, format!("observed/country/{iso3}/{year}/deaths"))
        };
        WorstRow {
            iso3: iso3.into(),
            name: name.into(),
            amount: Some(killed(2022, deaths)),
            amount_before: before.map(|value| killed(2021, value)),
            since,
            goes_on: Some(Quantity::new(0.62, Unit::Probability, format!("reference/list/ongoing/{iso3}"))),
        }
    };
    FirstPage {
        known: vec![Sentence::plain("What is known ends in December 2022.")],
        standing: Some("Where the wars are".into()),
        worst: Some(Worst {
            caption: "States at war in 2022".into(),
            none: "No state was at war in 2022.".into(),
            heads: [
                "At war in 2022",
                "Killed in battle 2022",
                "2021",
                "Fighting since",
                "Chance of fighting in each year 2027–2029",
            ]
            .map(str::to_owned),
            rows: vec![
                war("ETH", "Ethiopia", 101_000.0, Some(19_500.0), 1989),
                war("UKR", "Ukraine", 83_000.0, None, 2014),
            ],
            others: vec!["Mali".into()],
        }),
        judgements: judgements(),
    }
}

fn judgements() -> Vec<Judgement> {
    let query = |name: &str| format!("reference/{name}");
    let share =
        Quantity::new(0.184, Unit::Share, query("world/share_in_conflict/2040/p50")).between(0.13, 0.24, 90);
    let fewer = Quantity::new(0.85, Unit::Probability, query("world/share_in_conflict/2040/below_observed"));
    let onset = Quantity::new(0.38, Unit::Probability, query("list/onset/NER"));
    let deaths = Quantity::new(-478_000.0, Unit::Deaths, "reinforce/deaths/mean")
        .between(-1.53e6, -46_200.0, 90)
        .signed();
    let cost =
        Quantity::new(-4.09e10, Unit::Usd, "reinforce/cost/mean").between(-4.09e10, -4.09e10, 90).signed();
    let topic = |label| if label == Label::Scenario { Topic::Alternatives } else { Topic::Ahead };
    let judgement = |headline: &str, sentence, label, confidence, reason: &str, link: &str| Judgement {
        topic: topic(label),
        headline: headline.into(),
        sentence,
        label,
        confidence,
        confidence_reason: reason.into(),
        link: Some(link.into()),
    };
    vec![
        judgement(
            "Conflict recedes slowly",
            Sentence::with(
                "The share of states in conflict in 2040 is {0}; less than now is {1:phia}.",
                vec![share, fewer],
            ),
            Label::Projection,
            Confidence::Low,
            "The model reverts to the average of its sample.",
            "outlook",
        ),
        judgement(
            "Where new conflict is least unlikely",
            Sentence::with("In 2027-2030 new conflict in Niger is {0:phia}, or {0:bare}.", vec![onset]),
            Label::Projection,
            Confidence::Moderate,
            "Onsets are hard to tell.",
            "list-onset",
        ),
        judgement(
            "Fewer deaths, money saved",
            Sentence::with("Against the reference: {0} and {1}.", vec![deaths, cost]),
            Label::Scenario,
            Confidence::Low,
            "The effect is an assumption (F6).",
            "measures",
        ),
    ]
}

fn sealed() -> Sealed {
    let score = |v: f64, name: &str| Quantity::new(v, Unit::Score, format!("sealed/{name}"));
    Sealed {
        plain: Sentence::with(
            "Of {0:bare} state-years called more likely than not, {1:bare} came.",
            vec![
                Quantity::new(99.0, Unit::Count, "sealed/named"),
                Quantity::new(88.0, Unit::Count, "sealed/came"),
            ],
        ),
        basis: "Forecasts of 2023 to 2025, opened once.".to_owned(),
        reservation: "Deaths are as revised later.".to_owned(),
        rows: vec![SealedRow {
            outcome: "State in conflict".to_owned(),
            horizon: "1-3 years ahead".to_owned(),
            n: 522,
            happened: 103,
            model: score(0.0403, "model"),
            rivals: vec![BaselineScore {
                name: "persistence".to_owned(),
                score: score(0.051, "persistence"),
            }],
            difference: score(-0.0107, "difference").between(-0.0206, -0.0013, 90).signed(),
            verdict: SkillVerdict::Skill,
        }],
        published: vec![SealedPublished {
            outcome: "State in conflict".to_owned(),
            name: "Somebody".to_owned(),
            score: "0.0412".to_owned(),
            source: "a preprint".to_owned(),
        }],
        labels: vec!["State in conflict, 1-3 years ahead: forecast.".to_owned()],
    }
}
