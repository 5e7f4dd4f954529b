//! Looking names up: variables, targets, threats, lists; and which variables a report reads.

use forefend_estimate::{Axis as Rows, Expression};
use forefend_panel::suggestion;
use forefend_report::Element;
use forefend_simulate::SimulateError;
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Axis;
use forefend_track::TargetKind;
use toml::Spanned;

use super::Known;
use crate::error::AssessError;
use crate::telling::{FILE, Telling};

/// Elements of the mission of which a report has nothing to say where no measure names them.
const OF_MEASURES: [Element; 4] =
    [Element::ConflictPrevention, Element::Intervention, Element::NonProliferation, Element::Biosecurity];

impl Known<'_> {
    /// Names that stand apart from lists and figures.
    pub(super) fn others(&self, telling: &Telling) -> Result<(), AssessError> {
        if let Some(organisation) = &telling.organisation {
            self.event(FILE, &organisation.event, Rows::UNITS)?;
        }
        for name in telling
            .summary
            .iter()
            .map(|one| &one.variable)
            .chain(telling.warning.iter().map(|one| &one.variable))
        {
            self.variable(FILE, name, &Axis::World)?;
        }
        for number in &telling.number {
            self.variable(&number.file, &number.variable, &Axis::World)?;
            let threats = self.model.threats.iter().map(|threat| threat.id.as_str());
            match &number.threat {
                _ if number.driver.is_some() => {}
                Some(threat) => self.one_of("threat", &number.file, threat, threats)?,
                None => {
                    let message = "a number stands for a threat; add threat = \"...\"".to_owned();
                    return Err(self.refuse(&number.file, &number.variable, message));
                }
            }
        }
        for (at, own) in telling.element.iter().enumerate() {
            self.once("element", &own.id, FILE, telling.element[..at].iter().map(|other| other.id.as_ref()))?;
            self.one_of(
                "element that measures are told under",
                FILE,
                &own.id,
                OF_MEASURES.map(Element::id).into_iter(),
            )?;
            let threats = self.model.threats.iter().map(|threat| threat.id.as_str());
            own.threat.as_ref().map_or(Ok(()), |threat| self.one_of("threat", FILE, threat, threats))?;
        }
        for range in &telling.range {
            self.target(&range.file, &range.target, &[TargetKind::WorldShare, TargetKind::WorldAmount])?;
        }
        for headline in telling.record.iter().flat_map(|record| &record.headline) {
            self.target(FILE, &headline.target, &[TargetKind::Event])?;
        }
        let worst = telling.country.iter().flat_map(|country| &country.worst);
        for list in worst.filter_map(|worst| worst.list.as_ref()) {
            self.one_of("list", FILE, list, telling.list.iter().map(|list| list.id.as_ref().as_str()))?;
        }
        Ok(())
    }

    /// A name among those known.
    pub(super) fn one_of<'n>(
        &self,
        what: &'static str,
        file: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Result<(), AssessError> {
        if known.clone().any(|one| one == name.as_ref()) {
            return Ok(());
        }
        Err(AssessError::Simulate(SimulateError::Unknown {
            place: self.world.at(file, name.span()),
            what,
            name: name.as_ref().clone(),
            suggestion: suggestion(name.as_ref(), known),
        }))
    }

    pub(super) fn axis_of(&self, name: &str) -> Option<&Axis> {
        self.model.position(name).map(|position| &self.model.variables[position].spec.axis)
    }

    /// A variable on an axis.
    pub(super) fn variable(
        &self,
        file: &str,
        name: &Spanned<String>,
        axis: &Axis,
    ) -> Result<&Declared, AssessError> {
        let on_axis = self.model.variables.iter().filter(|declared| declared.spec.axis == *axis);
        let what = if *axis == Axis::World { "variable of the world" } else { "variable by country" };
        self.one_of(what, file, name, on_axis.map(Declared::name))?;
        let position = self.model.position(name.as_ref()).unwrap_or_default();
        Ok(&self.model.variables[position])
    }

    /// A scored target of one of these kinds.
    pub(super) fn target(
        &self,
        file: &str,
        target: &Spanned<String>,
        kinds: &[TargetKind],
    ) -> Result<(), AssessError> {
        let all = self.targets.iter().flat_map(|targets| &targets.all);
        let known = all.filter(|target| kinds.contains(&target.kind)).map(|target| target.id());
        let what = if kinds.contains(&TargetKind::Event) {
            "target of kind \"event\""
        } else {
            "target of the world"
        };
        self.one_of(what, file, target, known)
    }
}

impl Telling {
    /// Names of variables by country that the report reads in draws, as far as its texts parse.
    pub(in crate::telling) fn by_country(&self) -> Vec<String> {
        let of_country = self.country.iter().flat_map(|country| {
            let amount = country.amount.iter().map(|amount| &amount.variable);
            [&country.variable].into_iter().chain(amount).map(|name| name.as_ref().clone())
        });
        let texts = self.list.iter().map(|list| &list.event);
        let texts = texts.chain(self.organisation.iter().map(|one| &one.event));
        let texts = texts.chain(self.fan.iter().filter_map(|fan| fan.expression.as_ref()));
        let of_world = self.measured().filter_map(|one| one.expression);
        let texts = texts.chain(of_world);
        let parsed = texts.filter_map(|text| Expression::parse(text.as_ref()).ok());
        let read = parsed.flat_map(|expression| expression.references()).map(|read| read.name);
        of_country.chain(read).collect()
    }

    /// Names of variables of the world that it shows.
    pub(in crate::telling) fn of_world(&self) -> Vec<&Spanned<String>> {
        let fans = self
            .fan
            .iter()
            .filter(|fan| fan.expression.is_none() && fan.one_of.is_none())
            .map(|fan| &fan.variable);
        let others =
            self.number.iter().map(|one| &one.variable).chain(self.warning.iter().map(|one| &one.variable));
        let chances = self.measured().filter_map(|one| one.variable);
        fans.chain(chances).chain(others).chain(self.summary.iter().map(|one| &one.variable)).collect()
    }
}
