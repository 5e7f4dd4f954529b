//! Mock of the appraisal: two alternatives, three outcomes, four settings.

use forefend_report::*;

pub fn appraisal() -> Appraisal {
    let settings = [
        ("d0-on", "discount 0, assumptions on", true),
        ("d0-off", "discount 0, assumptions off", false),
        ("d5-on", "discount 0.5, assumptions on", true),
        ("d5-off", "discount 0.5, assumptions off", false),
    ];
    let alternatives = [
        (
            "prevention",
            "Prevention first",
            "Doubles prevention in the twenty states most at risk of new conflict.",
        ),
        (
            "robust",
            "Robust missions",
            "Adds 40,000 troops to missions with mandates to protect, where conflict is ongoing.",
        ),
    ];
    let outcomes = [
        ("conflict_years", "Conflict-years", Unit::ConflictYears),
        ("deaths", "Battle deaths", Unit::Deaths),
        ("cost", "Cost", Unit::Usd),
    ];
    let mut differences = Vec::new();
    for (a, alternative) in alternatives.iter().enumerate() {
        for (s, setting) in settings.iter().enumerate() {
            for (o, outcome) in outcomes.iter().enumerate() {
                differences.push(difference((alternative.0, a), (outcome.0, o), (setting.0, s), setting.2));
            }
        }
    }
    Appraisal {
        decision: Decision::default(),
        summary: vec![Sentence::plain(
            "Two alternatives against today's missions. What an effect found in the past would do under another policy is deeply uncertain: the causal discount shrinks every observed effect by half or not at all, and effects without evidence are switched on or off.",
        )],
        years: (2027, 2040),
        reference: Portfolio {
            id: "reference".into(),
            name: "Today's missions".into(),
            description: "Missions and programmes of 2022 continue at their size.".into(),
            cost: Some(Quantity::new(4.48e10, Unit::Usd, "reference/cost/sum")),
        },
        alternatives: alternatives
            .iter()
            .map(|(id, name, text)| Portfolio {
                id: (*id).into(),
                name: (*name).into(),
                description: (*text).into(),
                cost: Some(Quantity::new(5.9e10, Unit::Usd, format!("{id}/cost/sum"))),
            })
            .collect(),
        outcomes: outcomes
            .iter()
            .map(|(id, title, unit)| Outcome {
                id: (*id).into(),
                title: (*title).into(),
                unit: unit.clone(),
                better: Better::Less,
            })
            .collect(),
        settings: settings
            .iter()
            .map(|(id, title, on)| Setting { id: (*id).into(), title: (*title).into(), assumptions_on: *on })
            .collect(),
        differences,
        at_equal_cost: None,
        evidence: evidence(),
        comparisons: vec![
            ComparisonRow {
                claim: "Peacekeeping with strong mandates lowers the share of major armed conflict".into(),
                published: "up to −67%, 2001–2013".into(),
                source: "Hegre, Hultman & Nygård 2019".into(),
                ours: Some(
                    Quantity::new(-0.031, Unit::Points, "robust/world/share_at_war/2040/difference")
                        .between(-0.08, 0.01, 90)
                        .signed(),
                ),
                note: "Their scenario is larger and assumes the observed effect is causal.".into(),
            },
            ComparisonRow {
                claim: "Money saved per US$ 1 of prevention".into(),
                published: "US$ 26 to 103".into(),
                source: "Mueller, Rauh et al., as reported 2025".into(),
                ours: None,
                note: "No price of conflict is modelled yet.".into(),
            },
        ],
    }
}

fn difference(
    alternative: (&str, usize),
    outcome: (&str, usize),
    setting: (&str, usize),
    on: bool,
) -> Difference {
    let size = [-24.0, -46_000.0, 1.4e10][outcome.1] * [1.0, 1.7][alternative.1];
    let discount = if setting.1 >= 2 && outcome.1 < 2 { 0.5 } else { 1.0 };
    let assumption_only = alternative.1 == 0 && outcome.1 < 2;
    let p50: f64 = if assumption_only && !on { 0.0 } else { size * discount };
    let spread = if outcome.1 == 2 { 0.1 } else { 0.9 } * p50.abs();
    Difference {
        alternative: alternative.0.into(),
        outcome: outcome.0.into(),
        setting: setting.0.into(),
        mean: p50,
        p05: p50 - 1.64 * spread,
        p25: p50 - 0.67 * spread,
        p50,
        p75: p50 + 0.67 * spread,
        p95: p50 + 1.64 * spread,
        probability_better: if outcome.1 == 2 || p50 == 0.0 { 0.0 } else { 0.81 },
        probability_worse: if p50 == 0.0 { 0.0 } else { 0.12 },
        grounds: if assumption_only && on { Grounds::Assumption } else { Grounds::Evidence },
        grade: if assumption_only && on { "F6" } else { "B2" }.into(),
        query: format!("compare/{}/{}/{}", alternative.0, outcome.0, setting.0),
    }
}

fn evidence() -> Vec<EvidenceRow> {
    let row = |id: &str,
               measure: &str,
               quantity: &str,
               value: &str,
               interval: &str,
               source: &str,
               how: &str,
               grade: &str,
               grounds,
               note: &str| EvidenceRow {
        id: id.into(),
        topic: if id.starts_with("pko_") { "Whom peacekeepers protect".into() } else { String::new() },
        measure: measure.into(),
        quantity: quantity.into(),
        value: value.into(),
        interval: interval.into(),
        source: source.into(),
        how_known: how.into(),
        grade: grade.into(),
        grounds,
        note: note.into(),
    };
    vec![
        row(
            "pko_troops_osv",
            "UN peacekeeping troops",
            "killing of civilians, rate ratio per 1,000 troops",
            "0.588",
            "0.495 to 0.700, 95%",
            "Hultman, Kathman & Shannon 2013, Table 1",
            "measured",
            "B2",
            Grounds::Evidence,
            "Log-linear only inside the support of the data.",
        ),
        row(
            "pko_troops_battle",
            "UN peacekeeping troops",
            "battle deaths, change at 10,000 troops",
            "−0.70",
            "",
            "Hultman, Kathman & Shannon 2014, as quoted",
            "read in a secondary source",
            "C3",
            Grounds::Evidence,
            "",
        ),
        row(
            "prevention_effect",
            "Prevention",
            "hazard of onset, log ratio",
            "0",
            "normal(0, 0.3)",
            "no published hazard effect",
            "assumption",
            "F6",
            Grounds::Assumption,
            "Always on a deep-uncertainty axis.",
        ),
        row(
            "cost_un_pko",
            "UN peacekeeping",
            "yearly cost, US$ bn (2005–06)",
            "3.2",
            "",
            "Press report of the General Assembly vote, 2005",
            "read (press)",
            "C3",
            Grounds::Evidence,
            "About US$ 48,000 a uniformed person-year.",
        ),
        row(
            "pko_package",
            "Peacekeeping with strong mandates",
            "major armed conflict, change 2001–2013",
            "−0.67",
            "up to",
            "Hegre, Hultman & Nygård 2019",
            "read (abstract)",
            "B2",
            Grounds::ComparisonOnly,
            "",
        ),
    ]
}

pub fn principles() -> Vec<Principle> {
    let row = |id: &str,
               name: &str,
               sentence: &str,
               measure: &str,
               unit: Unit,
               values: [f64; 3],
               verdicts: [PrincipleVerdict; 3]| Principle {
        id: id.into(),
        name: name.into(),
        sentence: sentence.into(),
        measure: measure.into(),
        values: ["reference", "prevention", "robust"]
            .iter()
            .zip(values)
            .zip(verdicts)
            .map(|((p, v), verdict)| PrincipleValue {
                portfolio: (*p).into(),
                value: Some(Quantity::new(v, unit.clone(), format!("{p}/principle/{id}")).between(
                    v * 0.8,
                    v * 1.2,
                    90,
                )),
                verdict,
                place: String::new(),
                reason: String::new(),
            })
            .collect(),
    };
    use PrincipleVerdict::{Fails, Meets, NotApplicable, Unclear};
    vec![
        row(
            "lives",
            "Human security",
            "Does it save lives, whoever they are?",
            "battle deaths 2027–2040",
            Unit::Deaths,
            [980_000.0, 941_000.0, 902_000.0],
            [NotApplicable, Unclear, Meets],
        ),
        row(
            "fair",
            "Fair sharing",
            "Do the poorest fifth of states carry less of the harm?",
            "share of deaths in the poorest fifth",
            Unit::Share,
            [0.46, 0.44, 0.45],
            [NotApplicable, Unclear, Unclear],
        ),
        row(
            "means",
            "Ends in proportion to means",
            "What does a conflict-year avoided cost?",
            "US$ per conflict-year avoided",
            Unit::Usd,
            [f64::NAN, 5.8e8, 5.9e8],
            [NotApplicable, Fails, Unclear],
        ),
    ]
}
