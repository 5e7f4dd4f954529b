//! Reading `report.toml` and what the files of threats and drivers add to it.

use forefend_simulate::spec::Axis;
use forefend_simulate::{Model, WorldFiles};
use serde::Deserialize;
use toml::Spanned;

use super::chance::{Chance, Exceedance};
use super::entries::{Fan, List, Number, Range};
use super::judged::Limit;
use super::{FILE, Telling};
use crate::error::AssessError;

/// The folder of drivers.
const DRIVERS: &str = "drivers";

/// The entries of a report in the file of a threat or driver; its other keys are those of the model.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OfElement {
    id: String,
    list: Vec<List>,
    fan: Vec<Fan>,
    range: Vec<Range>,
    number: Vec<Number>,
    limit: Vec<Limit>,
    chance: Vec<Chance>,
    exceedance: Option<Exceedance>,
}

impl Telling {
    /// What the world declares; nothing where it has no such file and its threats and drivers say nothing.
    ///
    /// # Errors
    /// A mistake of syntax or an unknown key, with file and line.
    pub fn load(world: &WorldFiles) -> Result<Self, AssessError> {
        let mut telling: Self = match world.bytes(FILE) {
            Ok(_) => world.parse(FILE)?,
            Err(_) => Self::default(),
        };
        telling.in_file(FILE);
        for folder in ["threats", DRIVERS] {
            let mut elements = Vec::new();
            for path in world.under(folder, ".toml") {
                let element: OfElement = world.parse(path)?;
                elements.push((element, path.to_owned()));
            }
            // What is printed in this order must not follow the names of files.
            elements.sort_by(|a, b| a.0.id.cmp(&b.0.id));
            for (element, path) in elements {
                telling.add(element, &path, folder == DRIVERS);
            }
        }
        Ok(telling)
    }

    fn in_file(&mut self, file: &str) {
        self.list.iter_mut().for_each(|one| one.file = file.to_owned());
        self.fan.iter_mut().for_each(|one| one.file = file.to_owned());
        self.range.iter_mut().for_each(|one| one.file = file.to_owned());
        self.number.iter_mut().for_each(|one| one.file = file.to_owned());
        self.limit.iter_mut().for_each(|one| one.file = file.to_owned());
    }

    fn add(&mut self, element: OfElement, file: &str, of_driver: bool) {
        let OfElement { id, list, mut fan, range, mut number, limit, mut chance, mut exceedance } = element;
        let driver = of_driver.then(|| id.clone());
        fan.iter_mut().for_each(|fan| fan.driver.clone_from(&driver));
        for number in &mut number {
            number.driver.clone_from(&driver);
            if !of_driver {
                number.threat.get_or_insert_with(|| Spanned::new(0..0, id.clone()));
            }
        }
        for one in &mut chance {
            (one.threat, one.file) = (id.clone(), file.to_owned());
        }
        if let Some(one) = &mut exceedance {
            (one.threat, one.file) = (id.clone(), file.to_owned());
        }
        self.chance.append(&mut chance);
        self.exceedance.extend(exceedance);
        let mut own = Self { list, fan, range, number, limit, ..Self::default() };
        own.in_file(file);
        self.list.append(&mut own.list);
        self.fan.append(&mut own.fan);
        self.range.append(&mut own.range);
        self.number.append(&mut own.number);
        self.limit.append(&mut own.limit);
    }

    /// Adds what the report reads to what a run records, as far as the model has it by country or for the world.
    pub fn record(&self, model: &mut Model) {
        let of_world = self.of_world().into_iter().map(|name| (Axis::World, name.as_ref().clone()));
        let all = self.by_country().into_iter().map(|name| (Axis::Country, name)).chain(of_world);
        for (axis, name) in all.collect::<Vec<_>>() {
            let position = model.position(&name);
            if position.is_some_and(|position| model.variables[position].spec.axis == axis) {
                model.frame.keep(&axis, &name);
            }
        }
    }
}
