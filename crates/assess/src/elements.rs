//! One section for every element of the mission: a number of this run, or plainly that there is none.

mod call;
mod driver;
mod measures;

use forefend_report::{
    Element, ElementSection, Fact, Label, OrganisationOutlook, Outlook, Quantity, Sentence, Standing, Unit,
};
use forefend_simulate::spec::Status;
use forefend_strategy::principle::Asks;

use crate::Material;
use crate::acting::assumed_effects;
use crate::appraisal::Compared;
use crate::error::AssessError;
use crate::fans::{self, Fans};
use crate::telling::{Number, Part};
use call::call;
use driver::driver;
use measures::measure_section;

/// The sections in the order of [`Element::ALL`].
pub(crate) fn sections(
    material: &Material<'_>,
    fans: &Fans,
    outlook: &Outlook,
    compared: &Compared,
    organisations: &[OrganisationOutlook],
) -> Result<Vec<ElementSection>, AssessError> {
    let mut sections = Vec::new();
    for element in Element::ALL {
        sections.push(match element {
            Element::Globalisation
            | Element::DemographicChange
            | Element::PovertyAndInequality
            | Element::ClimateChange
            | Element::ScienceAndTechnology => driver(material, fans, element)?,
            Element::Threats => threat_section(material, fans),
            Element::Principles => principle_section(material, compared),
            Element::ConflictPrevention
            | Element::Intervention
            | Element::NonProliferation
            | Element::Biosecurity => {
                let mut section =
                    measure_section(material, compared, element, &unmeasured(material, element));
                section.facts.extend(answered(material, fans, element));
                section
            }
            Element::RegionalOrganisations => regional(material, compared, organisations),
            Element::Warning => warning(material, fans, outlook),
            Element::CallToAction => call(material, compared),
            Element::Challenge => challenge(material),
        });
    }
    Ok(sections)
}

/// Why there is no number of an element that measures are told under, with what the world says of it.
fn unmeasured(material: &Material<'_>, element: Element) -> String {
    const NONE: &str = "No measure of this world names it.";
    let own = material.telling().element.iter().find(|own| own.id.as_ref() == element.id());
    own.map_or_else(|| NONE.to_owned(), |own| format!("{} {NONE}", own.without.text(&material.clock)))
}

/// The number of the threat that an element answers.
fn answered(material: &Material<'_>, fans: &Fans, element: Element) -> Option<Fact> {
    let own = material.telling().element.iter().find(|own| own.id.as_ref() == element.id())?;
    number_of(own.threat.as_ref()?.as_ref(), material, fans)
}

fn section(element: Element, standing: Standing, why: &str) -> ElementSection {
    ElementSection {
        element,
        standing,
        why: why.to_owned(),
        sentences: Vec::new(),
        facts: Vec::new(),
        fans: Vec::new(),
        beside: Vec::new(),
    }
}

fn absent(element: Element, why: &str) -> ElementSection {
    section(element, Standing::NoModel, why)
}

fn fact(name: String, quantity: Quantity, label: Label) -> Fact {
    Fact { name, quantity, label }
}

/// The last observed value of a threat's first index, with its year: all that there is of a threat that is index only.
pub(crate) fn last_observed(
    threat: &forefend_simulate::spec::Threat,
    material: &Material<'_>,
) -> Result<Option<Fact>, AssessError> {
    let Some(index) = threat.index.first() else { return Ok(None) };
    let fan = fans::index(material, index, threat.status)?;
    Ok(fan.observed.iter().max_by_key(|point| point.year).map(|last| {
        let query = format!("observed/{}/{}/observed", index.indicator.as_ref(), last.year);
        let quantity = material.ledger.quantity(&query, last.value, fan.unit.clone());
        fact(format!("{}, {}", fan.title, last.year), quantity, Label::Observed)
    }))
}

/// The number that stands for a threat, as the report's files declare it, in the map's year.
pub(crate) fn number_of(threat: &str, material: &Material<'_>, fans: &Fans) -> Option<Fact> {
    let is_own = |number: &&Number| number.threat.as_ref().is_some_and(|of| of.as_ref() == threat);
    let number = material.telling().number.iter().find(is_own)?;
    let year = material.ahead();
    let quantity = fans.quantity(material, number.variable.as_ref(), year)?;
    Some(fact(format!("{}, {year}", number.title), quantity, Label::Projection))
}

fn threat_section(material: &Material<'_>, fans: &Fans) -> ElementSection {
    let threats = &material.prepared.model.threats;
    let modelled = threats.iter().filter(|threat| threat.status == Status::Modelled).count();
    let mut section = section(
        Element::Threats,
        Standing::Modelled,
        "Modelled threats are simulated together; every other threat is listed with the reason why it is not yet.",
    );
    let count = |name: &str, n: usize| {
        material.ledger.quantity(&format!("world/threats/{name}"), n as f64, Unit::Count)
    };
    section.sentences.push(Sentence::with(
        "Modelled: {0} of {1} threats.",
        vec![count("modelled", modelled), count("listed", threats.len())],
    ));
    section.facts.extend(threats.iter().filter_map(|threat| number_of(&threat.id, material, fans)));
    section
}

fn principle_section(material: &Material<'_>, compared: &Compared) -> ElementSection {
    let mut section = section(
        Element::Principles,
        Standing::Modelled,
        "Each principle is an objective, answered by a paired difference, or a constraint, a rule checked in every future or on all \
         of them together; the table gives the verdicts, and where a rule fails.",
    );
    for principle in &material.prepared.principles {
        let Asks::Objective { outcome, .. } = principle.asks else { continue };
        for alternative in material.prepared.alternatives() {
            if let Some(quantity) = compared.quantity(material, &alternative.id, outcome) {
                let name = format!("{}: {}", principle.title, alternative.title);
                section.facts.push(fact(name, quantity, Label::Scenario));
            }
        }
    }
    section
}

fn regional(
    material: &Material<'_>,
    compared: &Compared,
    organisations: &[OrganisationOutlook],
) -> ElementSection {
    const ELEMENT: Element = Element::RegionalOrganisations;
    let mut section = measure_section(material, compared, ELEMENT, "");
    let unmeasured = section.standing == Standing::NoModel;
    if unmeasured {
        section.standing = Standing::Modelled;
        section.why = "What members face is simulated. What an organisation does about it is not: no measure of this world \
                       names it."
            .to_owned();
    }
    let most = organisations.iter().filter_map(|organisation| {
        let share = organisation.share.as_ref()?;
        Some((organisation, share))
    });
    let Some((organisation, share)) = most.max_by(|a, b| a.1.value.total_cmp(&b.1.value)) else {
        return if unmeasured { absent(ELEMENT, "No organisation has simulated members.") } else { section };
    };
    if let Some(told) = &material.telling().organisation {
        let parts =
            [("share", Part::Number(share.clone())), ("organisation", Part::Text(organisation.id.clone()))];
        section.sentences.push(told.most.sentence(&material.clock, &parts));
    }
    section
}

fn warning(material: &Material<'_>, fans: &Fans, outlook: &Outlook) -> ElementSection {
    let mut section = section(
        Element::Warning,
        Standing::Modelled,
        "What the model expects if policy stays as it is: a projection, not a forecast.",
    );
    let horizon = material.plan().horizon.0;
    for told in &material.telling().warning {
        if let Some(quantity) = fans.quantity(material, told.variable.as_ref(), horizon) {
            section.facts.push(fact(format!("{}, {horizon}", told.title), quantity, Label::Projection));
        }
    }
    for list in &outlook.lists {
        if let Some(row) = list.rows.first() {
            let name = format!("{} ({}): {}", list.title, list.horizon, row.name);
            section.facts.push(fact(name, row.probability.clone(), Label::Projection));
        }
    }
    section
}

fn challenge(material: &Material<'_>) -> ElementSection {
    let mut section = section(
        Element::Challenge,
        Standing::Modelled,
        "What would show us wrong, and where this report has least to stand on.",
    );
    let ledger = material.ledger;
    if let Some((assumed, total)) = assumed_effects(material).filter(|(assumed, _)| !assumed.is_empty()) {
        section.sentences.push(Sentence::with(
            "{0} of {1} effects in the model are assumptions: no source in this world gives them.",
            vec![
                ledger.quantity("world/effects/assumed", assumed.len() as f64, Unit::Count),
                ledger.quantity("world/effects/used", total as f64, Unit::Count),
            ],
        ));
    }
    section.sentences.push(crate::record::challenge(material));
    section.sentences.push(Sentence::plain(
        "Turn the causal discount in appraisal.toml, replace an assumption in evidence/, add a driver: the same \
         command gives the same seed's answer to your version, and the paired difference to ours.",
    ));
    section
}
