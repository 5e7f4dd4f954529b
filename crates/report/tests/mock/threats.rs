//! Mock of threats, their joint tail and cascades.

use forefend_report::*;

pub fn threats() -> Vec<Threat> {
    let row = |id: &str, title: &str, status, why: &str, resolution: &str| Threat {
        id: id.into(),
        title: title.into(),
        status,
        why: why.into(),
        resolution: resolution.into(),
        number: None,
        chances: Vec::new(),
        exceedance: None,
        outbreak: None,
        levers: String::new(),
    };
    use ThreatStatus::{IndexOnly, Modelled, NotModelled};
    let mut all = vec![
        row(
            "armed-conflict",
            "Armed conflict",
            Modelled,
            "Level by location, multinomial logit with history.",
            "UCDP battle deaths on the state's territory, 25 and 1,000 a year",
        ),
        row(
            "mass-killing",
            "Mass killing",
            IndexOnly,
            "Predictors and onsets are in the data; the model comes later.",
            "Early Warning Project onsets",
        ),
        row("disputes", "Disputes between states", NotModelled, "The dispute table ends in 2014.", ""),
        row(
            "proliferation",
            "Nuclear proliferation",
            NotModelled,
            "Few events; a hazard with shrinkage comes later.",
            "",
        ),
        row("pandemic", "Pandemic", NotModelled, "Needs the travel network.", ""),
        row("bio-attack", "Deliberate biological attack", NotModelled, "No data to resolve it.", ""),
        row("terrorism", "Terrorism", NotModelled, "No redistributable series.", ""),
        row("state-failure", "State failure", NotModelled, "No agreed resolution rule.", ""),
        row("cyber", "Cyber and infrastructure attack", NotModelled, "No data to resolve it.", ""),
        row("energy", "Energy supply shock", NotModelled, "Not begun.", ""),
        row("crime", "Organised crime", NotModelled, "Homicide is an index only for some states.", ""),
        row(
            "displacement",
            "Forced displacement",
            IndexOnly,
            "Refugee counts are in the panel.",
            "UNHCR counts",
        ),
    ];
    all[0].number = Some(Fact {
        name: "States in conflict in 2030".into(),
        quantity: Quantity::new(0.182, Unit::Share, "reference/world/share_in_conflict/2030/p50")
            .between(0.15, 0.215, 90),
        label: Label::Projection,
    });
    let chance = |year: i32, share: f64| {
        let query = format!("reference/threat/armed_conflict/interstate-war/{year}");
        (year, Quantity::new(share, Unit::Draws(1000), query))
    };
    all[0].chances.push(EventChance {
        confidence: Some(Confidence::Moderate),
        title: "A war mainly between states kills 1,000 people or more in a year".into(),
        label: Label::Projection,
        by: vec![chance(2030, 0.6), chance(2040, 0.93)],
        in_year: false,
        skill: Sentence::plain("No skill: wars between states are too few to score."),
        scored: false,
        first_page: None,
    });
    all[0].exceedance = Some(Exceedance {
        id: "deaths".into(),
        title: "Battle deaths in a year, world".into(),
        unit: Unit::Deaths,
        years: (2027, 2040),
        points: vec![(20_000.0, 1.0), (50_000.0, 0.92), (100_000.0, 0.55), (500_000.0, 0.04), (2e6, 0.001)],
        query: "reference/threat/armed_conflict/exceedance".into(),
        note: String::new(),
    });
    all[4].exceedance = Some(Exceedance {
        id: "pandemic".into(),
        title: "Deaths in a pandemic in a year, world".into(),
        unit: Unit::Deaths,
        years: (2027, 2040),
        points: vec![(10_000.0, 0.03), (1e6, 0.01), (2e7, 0.001)],
        query: "reference/threat/pandemic/exceedance".into(),
        note: String::new(),
    });
    all[4].outbreak = Some(outbreak());
    all[0].levers = "UN peacekeeping troops (evidence of grade D4 and an assumption (F6))".into();
    all
}

/// An outbreak that reaches four places.
pub fn outbreak() -> Outbreak {
    let place = |iso3: &str, name: &str, distance: f64, days: f64| ArrivalPlace {
        iso3: iso3.into(),
        name: name.into(),
        distance,
        days,
        between: Some((days - 5.0, days + 5.0)),
    };
    Outbreak {
        event: "An influenza as that of 2009".into(),
        origin: ("MEX".into(), "Mexico".into()),
        runs: 50,
        chart: ArrivalChart {
            title: "First cases against distance from Mexico".into(),
            distance: "effective distance (random walk)".into(),
            places: vec![
                place("USA", "United States", 2.0, 12.0),
                place("GTM", "Guatemala", 3.0, 20.0),
                place("UGA", "Uganda", 8.0, 75.0),
                place("SOM", "Somalia", 9.0, 88.0),
            ],
            line: Some((11.0, -11.0)),
            marked: None,
            query: "reference/threat/pandemic/arrival".into(),
            note: "Medians of 50 runs.".into(),
        },
    }
}

/// Years in which several threats come together.
pub fn joint() -> JointTail {
    let row = |events: usize, joint: f64, apart: f64| JointRow {
        events,
        joint: Quantity::new(joint, Unit::Share, format!("reference/joint/{events}/together")).between(
            0.9 * joint,
            1.1 * joint,
            90,
        ),
        apart: Quantity::new(apart, Unit::Share, format!("reference/joint/{events}/apart")),
    };
    JointTail {
        title: "Threats that come together".into(),
        events: vec![("Armed conflict".into(), "200,000 battle deaths".into())],
        rows: vec![row(1, 0.4, 0.45), row(2, 0.1, 0.06), row(3, 0.02, 0.004)],
        words: Sentence::plain("Three of them come in one year more often than by chance."),
        note: String::new(),
    }
}

/// Links, and an event with and without them.
pub fn cascades() -> Cascades {
    let of =
        |name: &str, value: f64, unit: Unit| Quantity::new(value, unit, format!("unlinked/threat/{name}"));
    Cascades {
        links: vec![LinkRow {
            id: "conflict_to_growth".into(),
            title: "Battle deaths of the year lower growth".into(),
            on: true,
            cascade: true,
            source: "fitted".into(),
            grade: "B2".into(),
        }],
        compared: Some(Unlinked {
            draws: 200,
            events: vec![UnlinkedEvent {
                threat: "Mass killing".into(),
                title: "Three mass killings or more begin in one year".into(),
                by: vec![UnlinkedChance {
                    year: 2040,
                    with: of("with", 0.6, Unit::Draws(200)),
                    without: of("without", 0.5, Unit::Draws(200)),
                    difference: of("difference", 0.1, Unit::Points).between(0.05, 0.15, 90),
                }],
            }],
            alike: vec!["A pandemic begins".into()],
            together: Some(Sentence::plain(
                "Three events come in one year as often with the links as without.",
            )),
        }),
    }
}
