//! The section of a driver: its words, its figures and the numbers beside them.

use forefend_report::{Beside, Element, ElementSection, Label, Standing};
use forefend_simulate::spec::{Driver, Status};

use super::{absent, fact, section};
use crate::error::AssessError;
use crate::fans::{self, Fans};
use crate::material::Material;

/// The section of an element that is a driver. Drivers of the world that are no element of the mission stand beside poverty and
/// inequality, each under a heading of its own.
pub(super) fn driver(
    material: &Material<'_>,
    fans: &Fans,
    element: Element,
) -> Result<ElementSection, AssessError> {
    let drivers = &material.prepared.model.drivers;
    let is = |driver: &Driver, element: Element| element.id().replace('-', "_") == driver.id;
    let Some(own) = drivers.iter().find(|driver| is(driver, element)) else {
        return Ok(absent(element, "No file under drivers/ declares it."));
    };
    let mut section = one(material, fans, element, own)?;
    if element == Element::PovertyAndInequality {
        let is_context = |driver: &&Driver| !Element::ALL.iter().any(|element| is(driver, *element));
        for driver in drivers.iter().filter(is_context) {
            let of_driver = one(material, fans, element, driver)?;
            section.beside.push(Beside {
                id: driver.id.replace('_', "-"),
                title: driver.title.clone(),
                section: of_driver,
            });
        }
    }
    Ok(section)
}

/// The section of one driver.
fn one(
    material: &Material<'_>,
    fans: &Fans,
    element: Element,
    driver: &Driver,
) -> Result<ElementSection, AssessError> {
    let standing = match driver.status {
        Status::Modelled => Standing::Modelled,
        Status::IndexOnly => Standing::IndexOnly,
        Status::NotModelled => Standing::NoModel,
    };
    let mut section = section(element, standing, &driver.why);
    section.sentences = crate::drivers::told(material, driver);
    let horizon = material.plan().horizon.0;
    for name in shown(material, driver) {
        let Some(fan) = fans.get(material, name) else { continue };
        if let Some(quantity) = fans.quantity(material, name, horizon) {
            section.facts.push(fact(format!("{}, {horizon}", fan.title), quantity, Label::Projection));
        }
        section.fans.push(fan);
    }
    let numbers = material.telling().number.iter();
    for number in numbers.filter(|number| number.driver.as_ref() == Some(&driver.id)) {
        let year = material.ahead();
        if let Some(quantity) = fans.quantity(material, number.variable.as_ref(), year) {
            section.facts.push(fact(format!("{}, {year}", number.title), quantity, Label::Projection));
        }
    }
    for index in &driver.index {
        let fan = fans::index(material, index, driver.status)?;
        if let Some(last) = fan.observed.iter().max_by_key(|point| point.year) {
            let query = format!("observed/{}/{}/observed", index.indicator.as_ref(), last.year);
            let quantity = material.ledger.quantity(&query, last.value, fan.unit.clone());
            section.facts.push(fact(format!("{}, {}", fan.title, last.year), quantity, Label::Observed));
        }
        section.fans.push(fan);
    }
    Ok(section)
}

/// The variables whose figures stand in a driver's section: those of its own [[fan]] entries, or all that it declares.
fn shown<'a>(material: &'a Material<'_>, driver: &'a Driver) -> Vec<&'a str> {
    let entries = material.telling().fan.iter().filter(|fan| fan.driver.as_ref() == Some(&driver.id));
    let named: Vec<&str> = entries.map(|fan| fan.variable.as_ref().as_str()).collect();
    match named.is_empty() {
        true => driver.variable.iter().map(|variable| variable.name.as_ref().as_str()).collect(),
        false => named,
    }
}
