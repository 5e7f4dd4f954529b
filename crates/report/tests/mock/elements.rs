//! Mock of elements, organisations and recommendations.

use super::{fan, past};
use forefend_report::*;

pub fn elements() -> Vec<ElementSection> {
    let index = |id: &str, title: &str, unit: Unit, series: &str, why: &str| Fan {
        id: id.into(),
        title: title.into(),
        unit,
        query: format!("panel/world/{id}"),
        observed: past(series, 1.0),
        projected: Vec::new(),
        nowcast_until: None,
        axis: Axis::Linear,
        spread: Spread::NoModel(why.into()),
        note: "World Bank WDI, world mean weighted by population.".into(),
    };
    let mut population =
        fan("population", "World population", Unit::People, "population", 9.2e9, 0.0, Axis::Linear);
    population.spread = Spread::PathOnly("UN medium path, no uncertainty yet".into());
    population.projected =
        population.projected.iter().filter(|b| b.year > 2023).map(|b| Band::path(b.year, b.p50)).collect();
    population.nowcast_until = None;
    let gdp = fan(
        "gdppc",
        "GDP per person, world mean",
        Unit::UsdPerPerson,
        "gdppc_ppp21",
        28_000.0,
        0.14,
        Axis::Linear,
    );
    let education = fan(
        "education",
        "Share with post-secondary education, mean of states",
        Unit::Share,
        "education",
        0.25,
        0.05,
        Axis::Linear,
    );
    let polyarchy = fan(
        "polyarchy",
        "Electoral democracy (polyarchy), mean of states",
        Unit::Index,
        "polyarchy",
        0.49,
        0.08,
        Axis::Linear,
    );
    let youth = fan(
        "youth",
        "Youth share of population, mean of states",
        Unit::Share,
        "youth",
        0.135,
        0.01,
        Axis::Linear,
    );
    let fact = |name: &str, q: Quantity, label| Fact { name: name.into(), quantity: q, label };
    let share = Quantity::new(0.185, Unit::Share, "reference/world/share_in_conflict/2040/p50")
        .between(0.137, 0.234, 90);
    let s = |element, standing, why: &str, sentences: Vec<Sentence>, facts, fans| ElementSection {
        element,
        standing,
        why: why.into(),
        sentences,
        facts,
        fans,
        beside: Vec::new(),
    };
    use Standing::{IndexOnly, Modelled, NoModel, NoSkill};
    vec![
        s(
            Element::Globalisation,
            IndexOnly,
            "Trade does not yet enter any equation.",
            vec![],
            vec![],
            vec![index(
                "exports_gdp",
                "Exports, % of GDP",
                Unit::Other("% of GDP".into()),
                "exports_gdp",
                "observed line only",
            )],
        ),
        s(
            Element::DemographicChange,
            Modelled,
            "Population follows the UN medium path; the youth share follows its ages.",
            vec![],
            vec![],
            vec![population, youth],
        ),
        s(
            Element::PovertyAndInequality,
            Modelled,
            "Growth carries a common world shock and a conflict penalty.",
            vec![],
            vec![],
            vec![gdp, education, polyarchy],
        ),
        s(
            Element::ClimateChange,
            IndexOnly,
            "No climate variable enters any equation yet.",
            vec![],
            vec![],
            vec![index(
                "temperature",
                "Global temperature anomaly",
                Unit::Celsius,
                "temperature",
                "observed line only",
            )],
        ),
        s(
            Element::ScienceAndTechnology,
            IndexOnly,
            "No technology variable enters any equation yet.",
            vec![],
            vec![],
            vec![index(
                "internet_pc",
                "Internet users, % of people",
                Unit::Other("% of people".into()),
                "internet_pc",
                "observed line only",
            )],
        ),
        s(
            Element::Threats,
            Modelled,
            "Of twelve threats one is modelled; the others are listed so that silence is not taken for safety.",
            vec![],
            vec![],
            vec![],
        ),
        s(
            Element::Principles,
            Modelled,
            "Each portfolio is held against three principles, one by one.",
            vec![],
            vec![],
            vec![],
        ),
        s(
            Element::ConflictPrevention,
            Modelled,
            "Prevention acts on the hazard of onset; its size is an assumption.",
            vec![],
            vec![fact(
                "Conflict-years avoided, discount 0.5, 2027–2040",
                Quantity::new(-12.0, Unit::ConflictYears, "compare/prevention/conflict_years/d5-on/p50")
                    .between(-29.7, 5.7, 90)
                    .signed(),
                Label::Assumption,
            )],
            vec![],
        ),
        s(
            Element::Intervention,
            Modelled,
            "Peacekeeping acts on battle deaths and on the step from one level to the next.",
            vec![],
            vec![fact(
                "Battle deaths, discount 0.5, 2027–2040",
                Quantity::new(-39_100.0, Unit::Deaths, "compare/robust/deaths/d5-off/p50")
                    .between(-96_800.0, 18_600.0, 90)
                    .signed(),
                Label::Scenario,
            )],
            vec![],
        ),
        s(
            Element::RegionalOrganisations,
            Modelled,
            "Outlook of members only; what an organisation does is not modelled.",
            vec![],
            vec![],
            vec![],
        ),
        s(
            Element::NonProliferation,
            NoModel,
            "Status and treaties are in the data; the hazard model comes later.",
            vec![],
            vec![],
            vec![],
        ),
        s(Element::Biosecurity, NoModel, "The epidemic network comes later.", vec![], vec![], vec![]),
        s(
            Element::Warning,
            Modelled,
            "If nothing changes.",
            vec![Sentence::with(
                "If policies stay as they are, {0} of states are in conflict in 2040.",
                vec![share],
            )],
            vec![],
            vec![],
        ),
        s(
            Element::CallToAction,
            Modelled,
            "What the better alternative would bring.",
            vec![Sentence::with(
                "Robust missions change battle deaths by {0} in the more cautious setting.",
                vec![
                    Quantity::new(-39_100.0, Unit::Deaths, "compare/robust/deaths/d5-off/p50")
                        .between(-96_800.0, 18_600.0, 90)
                        .signed(),
                ],
            )],
            vec![],
            vec![],
        ),
        s(
            Element::Challenge,
            NoSkill,
            "The model does not beat the base rate for new onsets; whoever can, should send a forecast file.",
            vec![],
            vec![],
            vec![],
        ),
    ]
}

pub fn organisations() -> Vec<OrganisationOutlook> {
    [
        ("AU", "African Union", 54, 0.41, 0.37),
        ("ECOWAS", "Economic Community of West African States", 15, 0.33, 0.35),
        ("ASEAN", "Association of Southeast Asian Nations", 10, 0.3, 0.26),
        ("OAS", "Organization of American States", 34, 0.06, 0.07),
        ("OSCE", "Organization for Security and Co-operation in Europe", 57, 0.07, 0.06),
    ]
    .map(|(id, name, members, now, then)| OrganisationOutlook {
        id: id.into(),
        name: name.into(),
        members,
        now: Some(Quantity::new(now, Unit::Share, format!("panel/organisation/{id}/2022"))),
        share: Some(
            Quantity::new(then, Unit::Share, format!("reference/organisation/{id}/2030/p50")).between(
                then * 0.7,
                then * 1.3,
                90,
            ),
        ),
        year: 2030,
        note: "COW IGO v3, members in 2014".into(),
    })
    .to_vec()
}

pub fn recommendations() -> Vec<Recommendation> {
    let one = |id: &str, area: &str, portfolio: &str, status| Recommendation {
        id: id.into(),
        area: area.into(),
        action: format!("MOCK: do what {id} says"),
        owner: "The council".into(),
        measures: vec!["Peacekeeping".into()],
        portfolio: portfolio.into(),
        outcome: "conflict_years".into(),
        trigger: "More than forty states in conflict".into(),
        status,
        basis: "MOCK".into(),
    };
    vec![
        one("prevention", "Prevention", "prevention", Adoption::Partly),
        one("unknown", "Biosecurity", "no-such", Adoption::Not),
    ]
}
