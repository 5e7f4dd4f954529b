//! Outcomes counted in the parts of a scenario: one number a draw, in one pass over each axis that is read.

mod discounting;
mod recorded;
mod tally;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use forefend_estimate::{Axis, EstimateError, Names, Program, Relation};
use forefend_panel::{CountryId, Roster};
use forefend_runs::Parts;
use forefend_simulate::{History, WorldFiles, spec};

pub use self::discounting::Discounting;
pub use self::recorded::{Block, CountedBlock, Years};
use self::tally::{Tally, count};
use super::group::Outset;
use super::{OutcomeAt, Outcomes, OverUnits, OverYears, Text};
use crate::error::StrategyError;

/// Totals over the appraised years by outcome, one a draw, in draw order.
pub type Totals = BTreeMap<OutcomeAt, Vec<f64>>;

/// Outcomes made ready to be counted: expressions compiled, groups resolved to units.
#[derive(Debug, Clone)]
pub struct Counting {
    /// By outcome, the cost left out.
    rules: Vec<(OutcomeAt, Rule)>,
    /// What countries have of an outcome, by outcome.
    of_countries: Vec<(OutcomeAt, Rule)>,
    /// Simulated countries, in row order.
    countries: Vec<CountryId>,
    /// Groups of countries, in declared order.
    groups: Vec<CountryGroup>,
}

/// A declared group of countries, as chosen at the outset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountryGroup {
    /// Stable name.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// Its countries.
    pub members: Vec<CountryId>,
}

/// How one outcome is counted.
#[derive(Debug, Clone)]
struct Rule {
    /// Name of the axis: what its parts are called.
    axis: String,
    /// Units of the axis.
    width: usize,
    /// Variables read, in the order of the program's columns.
    columns: Vec<String>,
    value: Program,
    weight: Option<Program>,
    units: OverUnits,
    years: OverYears,
    /// Positions of the units counted, in order.
    members: Vec<usize>,
}

impl Counting {
    /// Compiles `outcomes`, which must have passed [`Outcomes::check`], and chooses the units of groups by what `history` knows.
    ///
    /// # Errors
    /// A group whose expression does not compile, that names no unit of its axis, or that holds none.
    pub fn new(
        outcomes: &Outcomes,
        history: &History,
        roster: &Roster,
        world: &WorldFiles,
    ) -> Result<Self, StrategyError> {
        let outset = Outset { world, history, roster };
        let groups = outcomes.groups.iter().map(|group| outset.units(group));
        let groups: Vec<Vec<usize>> = groups.collect::<Result<_, _>>()?;
        let width = |axis: &spec::Axis| {
            history.axes.find(axis.name()).map_or(0, |axis| history.axes.units(axis).ids.len())
        };
        let (mut rules, mut of_countries) = (Vec::new(), Vec::new());
        for (at, outcome) in outcomes.iter() {
            let Some(counted) = &outcome.counted else { continue };
            let all = width(&counted.axis);
            let members = counted.group.map_or_else(|| (0..all).collect(), |group| groups[group].clone());
            let texts = (&counted.value, counted.weight.as_ref());
            rules.push((at, Rule::new(texts, &counted.axis, all, (counted.units, counted.years), members)?));
            if let Some(text) = outcomes.by_country(at) {
                let (axis, all) = (spec::Axis::Country, history.units.len());
                // A sum over the countries of a place, unless the outcome itself is by country and says otherwise.
                let own = counted.by_country.is_none();
                let (units, weight) = if own { (counted.units, texts.1) } else { (OverUnits::Sum, None) };
                let rule = Rule::new((text, weight), &axis, all, (units, counted.years), Vec::new())?;
                of_countries.push((at, rule));
            }
        }
        let of_countries_only = outcomes
            .groups
            .iter()
            .zip(&groups)
            .filter(|(group, _)| super::read::axis_of(group.axis.as_ref()) == spec::Axis::Country);
        let country_group = |(group, members): (&super::GroupSpec, &Vec<usize>)| CountryGroup {
            id: group.id.as_ref().clone(),
            title: group.title.clone(),
            members: members.iter().map(|at| history.units[*at]).collect(),
        };
        let own = of_countries_only.map(country_group).collect();
        Ok(Self { rules, of_countries, countries: history.units.clone(), groups: own })
    }

    /// The declared groups of countries, in declared order.
    pub fn country_groups(&self) -> &[CountryGroup] {
        &self.groups
    }

    /// Whether outcomes are counted from a variable of an axis, or, with `by_place`, places are told from it.
    pub fn reads(&self, axis: &str, variable: &str, by_place: bool) -> bool {
        let of_places = self.of_countries.iter().filter(|_| by_place);
        let mut rules = self.rules.iter().chain(of_places).map(|(_, rule)| rule);
        rules.any(|rule| rule.axis == axis && rule.columns.iter().any(|column| column == variable))
    }

    /// Totals of one scenario over `years`, the cost left out: one pass over the parts of each axis.
    ///
    /// # Errors
    /// When a part is missing or damaged, or does not record what an outcome reads.
    pub fn totals(&self, parts: &Parts, years: &RangeInclusive<i16>) -> Result<Totals, StrategyError> {
        Ok(self.totals_at(parts, years, &[0.0])?.remove(0))
    }

    /// The same at each of `rates`, the yearly rates at which later years are discounted, all in one pass: the first year of
    /// `years` counts in full. Sums and means over years are discounted (a mean is
    /// still divided by the number of years); last, any and peak are not.
    ///
    /// # Errors
    /// As [`Counting::totals`].
    pub fn totals_at(
        &self,
        parts: &Parts,
        years: &RangeInclusive<i16>,
        rates: &[f64],
    ) -> Result<Vec<Totals>, StrategyError> {
        let mut totals = vec![Totals::new(); rates.len()];
        let axes: BTreeSet<&str> = self.rules.iter().map(|(_, rule)| rule.axis.as_str()).collect();
        for axis in axes {
            let own: Vec<&(OutcomeAt, Rule)> =
                self.rules.iter().filter(|(_, rule)| rule.axis == axis).collect();
            let at = |rate: &f64| {
                let discounting = Discounting { rate: *rate, from: *years.start() };
                own.iter().map(move |(_, rule)| {
                    Tally::new(rule, std::slice::from_ref(&rule.members)).discounted(discounting)
                })
            };
            let mut tallies: Vec<Tally<'_>> = rates.iter().flat_map(at).collect();
            count(parts, axis, &mut tallies, years)?;
            let mut found = tallies.into_iter().map(|tally| tally.finish(years).remove(0));
            for totals in &mut totals {
                totals.extend(own.iter().map(|(at, _)| *at).zip(found.by_ref()));
            }
        }
        Ok(totals)
    }

    /// Totals of one outcome by place, one list a place with a number a draw, in draw order, for the countries that `place` puts
    /// into each of `places` places (one, several or none); none where countries have nothing of it. Memory is places x draws
    /// numbers.
    ///
    /// # Errors
    /// When a part is missing or damaged, or does not record what is read.
    pub fn by_place(
        &self,
        parts: &Parts,
        years: &RangeInclusive<i16>,
        outcome: OutcomeAt,
        (place, places): (&dyn Fn(CountryId) -> Vec<usize>, usize),
    ) -> Result<Vec<Vec<f64>>, StrategyError> {
        let Some((_, rule)) = self.of_countries.iter().find(|(at, _)| *at == outcome) else {
            return Ok(vec![Vec::new(); places]);
        };
        let mut members = vec![Vec::new(); places];
        for (at, country) in self.countries.iter().enumerate() {
            place(*country).into_iter().for_each(|place| members[place].push(at));
        }
        let mut tallies = [Tally::new(rule, &members)];
        count(parts, &rule.axis, &mut tallies, years)?;
        let [tally] = tallies;
        Ok(tally.finish(years))
    }
}

impl Rule {
    fn new(
        (value, weight): (&Text, Option<&Text>),
        axis: &spec::Axis,
        width: usize,
        (units, years): (OverUnits, OverYears),
        members: Vec<usize>,
    ) -> Result<Self, StrategyError> {
        let texts = || std::iter::once(value).chain(weight);
        let columns: BTreeSet<String> =
            texts().flat_map(|text| text.expression.references()).map(|read| read.name).collect();
        let reader = if *axis == spec::Axis::World { Axis::WORLD } else { Axis::UNITS };
        let names = OwnNames { columns: columns.into_iter().collect(), reader };
        let compile = |text: &Text| -> Result<Program, StrategyError> {
            let wrong = |error: EstimateError| text.place.wrong(error);
            Ok(Program::compile(&text.expression, &names).map_err(wrong)?)
        };
        Ok(Self {
            axis: axis.name().to_owned(),
            width,
            value: compile(value)?,
            weight: weight.map(compile).transpose()?,
            columns: names.columns,
            units,
            years,
            members,
        })
    }
}

/// The recorded variables of one axis, as a text of an outcome names them.
struct OwnNames {
    columns: Vec<String>,
    reader: Axis,
}

impl Names for OwnNames {
    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == name)
    }
    fn axis_of(&self, _: usize) -> Axis {
        self.reader
    }
    fn relation(&self, _: &str) -> Option<Relation> {
        None
    }
    fn reader(&self) -> Axis {
        self.reader
    }
    fn known(&self) -> Vec<String> {
        self.columns.clone()
    }
}
