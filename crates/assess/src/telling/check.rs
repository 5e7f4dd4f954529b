//! What a report's files must name: variables, lists and targets that there are, expressions that can be read.

mod chance;
mod names;
mod words;

use forefend_estimate::{Axis as Rows, Expression};
use forefend_panel::suggestion;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::spec::{Axis, Family};
use forefend_simulate::{History, Model, SimulateError, WorldFiles};
use forefend_track::{TargetKind, Targets};
use toml::Spanned;

use super::country::Country;
use super::entries::{Fan, List, OneOf};
use super::{FILE, Telling, events};
use crate::error::AssessError;

/// What the names in a report's files are looked up in.
pub(crate) struct Known<'a> {
    /// The world's files.
    pub world: &'a WorldFiles,
    /// The declared model.
    pub model: &'a Model,
    /// History, on which expressions of the last observed year are compiled.
    pub history: &'a History,
    /// What is scored; none where the world's targets cannot be read without an outcome.
    pub targets: Option<&'a Targets>,
    /// Whether the run looks from a date before the last observed year: units may not be there yet.
    pub is_past: bool,
}

/// The first mistake of a report's files, with file, line and remedy: said before a year is simulated.
///
/// # Errors
/// An unknown variable, list, target or threat, with the nearest name; an expression that does not parse, with line and
/// column; levels out of order; a place in words that nothing fills.
pub(crate) fn check(telling: &Telling, known: &Known<'_>) -> Result<(), AssessError> {
    if let Some(country) = &telling.country {
        known.country(country)?;
    }
    for (at, list) in telling.list.iter().enumerate() {
        known.once("list", &list.id, &list.file, telling.list[..at].iter().map(|other| other.id.as_ref()))?;
        known.list(list)?;
    }
    for (at, fan) in telling.fan.iter().enumerate() {
        let before = telling.fan[..at].iter().map(|other| other.variable.as_ref());
        known.once("fan", &fan.variable, &fan.file, before)?;
        known.fan(fan)?;
    }
    for (at, chance) in telling.chance.iter().enumerate() {
        let before = telling.chance[..at].iter().map(|other| other.id.as_ref());
        known.once("chance", &chance.id, &chance.file, before)?;
        known.chance(chance)?;
    }
    telling.exceedance.iter().try_for_each(|curve| known.measured(curve.measured(), "exceedance"))?;
    telling.outbreak.as_ref().map_or(Ok(()), |outbreak| known.outbreak(outbreak))?;
    known.others(telling)?;
    words::check(telling, known)
}

/// The same of `[country]` and `[outbreak]` alone, for whoever tells nothing else.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_country(
    telling: &Telling,
    world: &WorldFiles,
    model: &Model,
    history: &History,
) -> Result<(), AssessError> {
    let known = Known { world, model, history, targets: None, is_past: false };
    telling.country.as_ref().map_or(Ok(()), |country| known.country(country))?;
    telling.outbreak.as_ref().map_or(Ok(()), |outbreak| known.outbreak(outbreak))
}

impl Known<'_> {
    fn refuse(&self, file: &str, at: &Spanned<String>, message: String) -> AssessError {
        AssessError::Declaration { place: self.world.at(file, at.span()), message }
    }

    /// An id that can stand in a query and an anchor, and is not used twice.
    fn once<'n>(
        &self,
        what: &'static str,
        id: &Spanned<String>,
        file: &str,
        mut before: impl Iterator<Item = &'n String>,
    ) -> Result<(), AssessError> {
        if !is_folder_name(id.as_ref()) {
            return Err(self.refuse(file, id, no_folder_name(what, id.as_ref())));
        }
        if before.any(|other| other == id.as_ref()) {
            let message = format!("{what} `{}` is declared twice; give each its own name", id.as_ref());
            return Err(self.refuse(file, id, message));
        }
        Ok(())
    }

    fn country(&self, country: &Country) -> Result<(), AssessError> {
        self.variable(FILE, &country.variable, &Axis::Country)?;
        for name in country.calm_years.iter().chain(country.amount.iter().map(|amount| &amount.variable)) {
            self.variable(FILE, name, &Axis::Country)?;
        }
        let levels = &country.level;
        if levels.len() < 2 {
            let message = format!(
                "{} levels; declare the lowest and at least one above it as [[country.level]]",
                levels.len()
            );
            return Err(self.refuse(FILE, &country.variable, message));
        }
        let mut least = f64::NEG_INFINITY;
        for (at, level) in levels.iter().enumerate() {
            self.once("level", &level.id, FILE, levels[..at].iter().map(|other| other.id.as_ref()))?;
            match &level.at_least {
                None if at == 0 => {}
                Some(value) if at > 0 && *value.as_ref() > least => least = *value.as_ref(),
                _ => {
                    let message = format!(
                        "level `{}`: the lowest has no at_least, every other one more than the one before it",
                        level.id.as_ref()
                    );
                    return Err(self.refuse(FILE, &level.id, message));
                }
            }
        }
        let moves = country.change.iter().flat_map(|change| &change.moves);
        for id in moves.flat_map(|one| one.from.iter().chain(&one.to)) {
            self.one_of("level", FILE, id, levels.iter().map(|level| level.id.as_ref().as_str()))?;
        }
        Ok(())
    }

    fn list(&self, list: &List) -> Result<(), AssessError> {
        let file = list.file.as_str();
        self.event(file, &list.event, Rows::UNITS)?;
        if let Some(eligible) = &list.eligible {
            let wrong = |error| self.world.place_of(file, eligible).wrong(error);
            events::eligible(self.history, eligible.as_ref(), self.history.anchor.0).map_err(wrong)?;
        }
        if let Some(equation) = &list.explained_by {
            self.explained(file, equation, list.class.as_ref())?;
        }
        if let Some(target) = &list.target {
            self.target(file, target, &[TargetKind::Event])?;
        }
        if let Some(book) = list.book.as_ref().filter(|book| self.world.bytes(book.as_ref()).is_err()) {
            let message = format!(
                "`{}` is not in the world; give the path of a score book, or take the key out",
                book.as_ref()
            );
            return Err(self.refuse(file, book, message));
        }
        let hits = list.hits.is_some() && list.target.is_none();
        if hits || list.rows == 0 {
            let message = match hits {
                true => {
                    "[list.hits] says what came of earlier lists: name the `target` that is scored, or take it out"
                }
                false => "`rows` is at least 1",
            };
            return Err(self.refuse(file, &list.id, message.to_owned()));
        }
        Ok(())
    }

    /// The equation whose terms explain a list, and the class whose odds they move.
    fn explained(
        &self,
        file: &str,
        equation: &Spanned<String>,
        class: Option<&Spanned<f64>>,
    ) -> Result<(), AssessError> {
        let spec = &self.variable(file, equation, &Axis::Country)?.spec;
        if spec.family != Some(Family::Multinomial) {
            let message = format!(
                "`{}` has no terms to explain a list by; name a variable with family = \"multinomial\", or take \
                 `explained_by` out",
                equation.as_ref()
            );
            return Err(self.refuse(file, equation, message));
        }
        match class.filter(|class| !spec.classes.iter().skip(1).any(|known| known == class.as_ref())) {
            None => Ok(()),
            Some(class) => Err(AssessError::Declaration {
                place: self.world.at(file, class.span()),
                message: format!(
                    "`{}` has no class {} above its first; it has {:?}",
                    equation.as_ref(),
                    class.as_ref(),
                    &spec.classes[1..]
                ),
            }),
        }
    }

    fn fan(&self, fan: &Fan) -> Result<(), AssessError> {
        match (&fan.expression, &fan.one_of) {
            (None, None) => {
                return self.variable(&fan.file, &fan.variable, &Axis::World).map(|_| ());
            }
            (Some(expression), None) => {
                self.event(&fan.file, expression, Rows::WORLD)?;
                let wrong = |error| self.world.place_of(&fan.file, expression).wrong(error);
                events::past(self.history, expression.as_ref()).map(|_| ()).map_err(wrong)?;
            }
            (None, Some(one)) => self.unit_of(&fan.file, one)?,
            (Some(expression), Some(_)) => {
                let message = "a figure shows an `expression` or `one_of` an axis; leave one out".to_owned();
                return Err(self.refuse(&fan.file, expression, message));
            }
        }
        match self.model.position(fan.variable.as_ref()) {
            None => Ok(()),
            Some(_) => Err(self.refuse(
                &fan.file,
                &fan.variable,
                format!("`{}` is a variable already; call the figure otherwise", fan.variable.as_ref()),
            )),
        }
    }

    /// One unit of a variable that the run keeps by unit.
    fn unit_of(&self, file: &str, one: &OneOf) -> Result<(), AssessError> {
        let known = self.model.variables.iter().map(|declared| declared.name());
        self.one_of("variable", file, &one.variable, known)?;
        let name: &str = one.variable.as_ref();
        let Some(Axis::Declared(axis)) = self.axis_of(name) else {
            let message =
                format!("`{name}` is on no axis of axes.toml, so that it has no units to choose from");
            return Err(self.refuse(file, &one.variable, message));
        };
        let kept = self.model.frame.record.get(axis);
        if !kept.is_some_and(|names| names.iter().any(|kept| kept.as_ref() == name)) {
            let message = format!(
                "`{name}` is not kept in a run; add it under [record] of simulation.toml: {axis} = [\"{name}\"]"
            );
            return Err(self.refuse(file, &one.variable, message));
        }
        let axes = &self.history.axes;
        let labels = axes.find(axis).map_or(&[][..], |axis| axes.units(axis).labels.as_slice());
        match self.is_past {
            true => Ok(()),
            false => self.one_of("unit", file, &one.unit, labels.iter().map(String::as_str)),
        }
    }

    /// An expression that is counted in draws: of variables by country, in their own year.
    fn event(&self, file: &str, text: &Spanned<String>, rows: Rows) -> Result<(), AssessError> {
        let place = self.world.place_of(file, text);
        let expression = Expression::parse(text.as_ref()).map_err(|error| place.wrong(error))?;
        for read in expression.references() {
            let spanned = &read.name;
            let by_country = |name: &str| self.axis_of(name) == Some(&Axis::Country);
            if !by_country(spanned) {
                let known = self.model.variables.iter().map(|declared| declared.name());
                return Err(AssessError::Simulate(SimulateError::Unknown {
                    place: place.of_name(spanned),
                    what: "variable by country",
                    name: spanned.clone(),
                    suggestion: suggestion(spanned, known.filter(|name| by_country(name))),
                }));
            }
            if read.maximum_lag > 0 || read.network.is_some() {
                return Err(AssessError::Declaration {
                    place: place.of_name(spanned),
                    message: format!(
                        "`{spanned}` is read in its own year and country only; declare an identity with what you need, \
                         and name that"
                    ),
                });
            }
        }
        let units = &self.history.units;
        let (events, totals): (&[&str], &[&str]) = (&[text.as_ref()], &[]);
        let (events, totals) = if rows == Rows::WORLD { (totals, events) } else { (events, totals) };
        events::Compiled::new(units, events, totals, &[]).map_err(|error| place.wrong(error))?;
        Ok(())
    }
}
