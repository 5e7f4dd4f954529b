//! The units of every axis and the links between them, as of a date.

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_estimate::{Axis, Table};
use forefend_panel::{AsOf, CountryId, Year, network::Adjacency};
use serde::{Deserialize, Serialize};

use super::labels::combinations;
use super::of_panel::{known_to_panel, panel_units};
use super::unit_list::{Linked, UnitList, check_size};
use super::values::year_of;
use crate::error::SimulateError;
use crate::model::{Declared, DeclaredAxis, DeclaredRelation, Labelled, Model, Source};
use forefend_panel::suggestion;

/// Most values of a history, over years, units and variables: 1.6 gigabytes.
const MOST_VALUES: usize = 200_000_000;

/// The units of every axis: countries, the world, then those declared, in file order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Axes {
    /// Numbered as [`Axis`] is.
    pub lists: Vec<UnitList>,
}

/// A link of a declared relation while it holds.
struct Spell {
    row: usize,
    column: usize,
    weight: f64,
    first: i16,
    last: i16,
}

impl Axes {
    /// The number of the axis called `name`.
    pub fn find(&self, name: &str) -> Option<Axis> {
        self.lists.iter().position(|list| list.name == name).map(Axis)
    }

    /// The units of an axis.
    pub fn units(&self, axis: Axis) -> &UnitList {
        &self.lists[axis.0]
    }

    /// Resolves every axis of `model` and enters axes and relations into `table`, whose own units are `countries`.
    ///
    /// # Errors
    /// A file that names a unit nobody declared, a link that is no number, an axis too large; with place.
    pub(crate) fn enter(
        model: &Model,
        as_of: &AsOf<'_>,
        countries: &[CountryId],
        table: &mut Table,
    ) -> Result<Self, SimulateError> {
        let label = |id: &CountryId| as_of.roster().key(*id);
        let ids = countries.iter().map(|id| u64::from(id.0)).collect();
        let mut axes = Self {
            lists: vec![
                UnitList::new("country", "Countries", ids, countries.iter().map(label).collect()),
                UnitList::new("world", "World", vec![0], vec!["world".to_owned()]),
            ],
        };
        table.name_axis(Axis::UNITS, "country");
        for declared in &model.axes {
            axes.enter_axis(declared, as_of, countries, table)?;
            let empty = axes.lists.last().is_some_and(|list| list.ids.is_empty());
            let lives = |variable: &Declared| variable.spec.axis.name() == declared.name;
            if empty && model.variables.iter().any(lives) {
                return Err(SimulateError::Declaration {
                    place: declared.place.clone(),
                    message: format!(
                        "axis `{}` has no unit as of {}, and variables live on it; give it one, or a later --as-of",
                        declared.name,
                        as_of.month()
                    ),
                });
            }
        }
        for relation in &model.relations {
            axes.enter_relation(relation, as_of, table)?;
        }
        Ok(axes)
    }

    /// Refuses a model whose variables have more values over `years` than memory should hold.
    pub(crate) fn check_room(&self, model: &Model, years: usize) -> Result<(), SimulateError> {
        let mut room = MOST_VALUES;
        for variable in &model.variables {
            let units = self.find(variable.spec.axis.name()).map_or(0, |axis| self.units(axis).ids.len());
            let left = units.checked_mul(years).and_then(|values| room.checked_sub(values));
            room = left.ok_or_else(|| SimulateError::Declaration {
                place: variable.place.clone(),
                message: format!(
                    "the variables up to `{}` have more than {MOST_VALUES} values over {years} years; take some out, or \
                     use shorter lists in axes.toml",
                    variable.name()
                ),
            })?;
        }
        Ok(())
    }

    fn enter_axis(
        &mut self,
        declared: &DeclaredAxis,
        as_of: &AsOf<'_>,
        countries: &[CountryId],
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let (mut list, linked) = self.units_of(declared, as_of, countries)?;
        if let Some(Linked { units, .. }) = linked.first() {
            list.countries = vec![Vec::new(); list.ids.len()];
            units.iter().for_each(|&(unit, at)| list.countries[unit].push(countries[at]));
        }
        let axis = table.add_axis(&declared.name, list.ids.clone());
        for Linked { ending, units } in linked {
            let links: Vec<(usize, usize, f64)> =
                units.into_iter().map(|(unit, at)| (unit, at, 1.0)).collect();
            let links = vec![Arc::new(Adjacency::between(list.ids.len(), countries.len(), &links))];
            set(table, &format!("{}{ending}", declared.name), [axis, Axis::UNITS], links)?;
        }
        if matches!(declared.source, Source::Memberships) {
            let by_year = membership(as_of, countries, &list.labels, table);
            let rows = || (0..list.ids.len()).flat_map(|row| (0..by_year.len()).map(move |at| (row, at)));
            list.memberless =
                rows().filter(|&(row, at)| by_year[at].neighbours(row).next().is_none()).collect();
            set(table, &declared.name, [axis, Axis::UNITS], by_year)?;
        }
        self.lists.push(list);
        Ok(())
    }

    /// The units of a declared axis, and how they are linked to countries for good.
    fn units_of(
        &self,
        declared: &DeclaredAxis,
        as_of: &AsOf<'_>,
        countries: &[CountryId],
    ) -> Result<(UnitList, Vec<Linked>), SimulateError> {
        let of_country = |at: usize| self.lists[0].labels[at].clone();
        let mut linked: Vec<Linked> = Vec::new();
        let mut list = match &declared.source {
            Source::Panel => panel_units(declared, as_of, countries, &mut linked)?,
            Source::Listed(units) => {
                let (keys, labels) = units.iter().cloned().unzip();
                UnitList::labelled(declared, keys, labels)
            }
            Source::Product(lists) => {
                let per_country = combinations(lists).unwrap_or(usize::MAX);
                let n = countries.len();
                check_size(declared, n.saturating_mul(per_country))?;
                let labels: Vec<String> = (0..n).flat_map(|at| labels_of(&of_country(at), lists)).collect();
                let units = (0..labels.len()).map(|unit| (unit, unit / per_country)).collect();
                linked.push(Linked { ending: "", units });
                UnitList::labelled(declared, labels.clone(), labels)
            }
            Source::Pairs(network) => {
                let pairs = pairs(as_of, countries, network.as_deref());
                check_size(declared, pairs.len())?;
                let labels: Vec<String> =
                    pairs.iter().map(|&(a, b)| format!("{}-{}", of_country(a), of_country(b))).collect();
                let side = |side: fn(&(usize, usize)) -> usize| pairs.iter().map(side).enumerate();
                let (a, b) = (side(|p| p.0), side(|p| p.1));
                linked.push(Linked { ending: "", units: a.clone().chain(b.clone()).collect() });
                linked.push(Linked { ending: "_a", units: a.collect() });
                linked.push(Linked { ending: "_b", units: b.collect() });
                UnitList::labelled(declared, labels.clone(), labels)
            }
            Source::Memberships => {
                // An organisation that has been dissolved has no future.
                let last = as_of.month().last_complete_year();
                let simulated = |id: &CountryId| countries.binary_search(id).is_ok();
                let lives = |name: &&str| as_of.members(name, last).iter().any(simulated);
                let names: Vec<String> =
                    as_of.organisations().into_iter().filter(lives).map(str::to_owned).collect();
                UnitList::labelled(declared, names.clone(), names)
            }
        };
        if let Some((axis, place)) = &declared.panel
            && list.panel.is_none()
        {
            list.panel = Some(known_to_panel(declared, (axis, place), &list, &linked, (as_of, countries))?);
        }
        Ok((list, linked))
    }

    fn enter_relation(
        &self,
        relation: &DeclaredRelation,
        as_of: &AsOf<'_>,
        table: &mut Table,
    ) -> Result<(), SimulateError> {
        let axes = relation.between.each_ref().map(|name| self.find(name).unwrap_or(Axis::UNITS));
        let mut spells: Vec<Spell> = Vec::new();
        let mut held: BTreeMap<(usize, usize), Vec<(i16, i16)>> = BTreeMap::new();
        for link in &relation.links {
            let row = self.row(axes[0], &link.cells[0], &link.place, as_of)?;
            let column = self.row(axes[1], &link.cells[1], &link.place, as_of)?;
            let weight = weight(link)?;
            let (first, last) = (year(link, 3)?.unwrap_or(i16::MIN), year(link, 4)?.unwrap_or(i16::MAX));
            if first > last {
                return Err(SimulateError::Syntax {
                    place: link.place.clone(),
                    message: format!("the link ends in {last}, before it begins in {first}; swap the years"),
                });
            }
            let (Some(row), Some(column)) = (row, column) else { continue };
            let held = held.entry((row, column)).or_default();
            if held.iter().any(|(from, until)| *from <= last && first <= *until) {
                return Err(SimulateError::Syntax {
                    place: link.place.clone(),
                    message: format!(
                        "`{}` and `{}` are linked twice in a year",
                        link.cells[0], link.cells[1]
                    ),
                });
            }
            held.push((first, last));
            spells.push(Spell { row, column, weight, first, last });
        }
        let [rows, columns] = axes.map(|axis| self.units(axis).ids.len());
        let known = as_of.month().last_complete_year().0;
        let first = table.first_period();
        let by_year = shared(table.periods(), |period| {
            // What is linked later than the date of the view is not known.
            let year = ((first + period as i32) as i16).min(known);
            let links: Vec<(usize, usize, f64)> = spells
                .iter()
                .filter(|spell| spell.first <= year && year <= spell.last)
                .map(|spell| (spell.row, spell.column, spell.weight))
                .collect();
            Adjacency::between(rows, columns, &links)
        });
        set(table, &relation.name, axes, by_year)
    }

    /// Row of the unit that a file calls `key`; none for a country that is not simulated.
    pub(crate) fn row(
        &self,
        axis: Axis,
        key: &str,
        place: &str,
        as_of: &AsOf<'_>,
    ) -> Result<Option<usize>, SimulateError> {
        let list = self.units(axis);
        if axis == Axis::UNITS {
            let country = as_of.roster().find(key).map_err(|error| SimulateError::Declaration {
                place: place.to_owned(),
                message: error.to_string(),
            })?;
            return Ok(list.ids.binary_search(&u64::from(country.id.0)).ok());
        }
        match list.position(key) {
            Some(row) => Ok(Some(row)),
            None => Err(SimulateError::Unknown {
                place: place.to_owned(),
                what: "unit",
                name: key.to_owned(),
                suggestion: suggestion(key, list.keys.keys().map(String::as_str)),
            }),
        }
    }
}

/// `FRA/level/level` for every combination of levels, the last list fastest.
fn labels_of(country: &str, lists: &[Vec<String>]) -> Vec<String> {
    lists.iter().fold(vec![country.to_owned()], |labels, levels| {
        labels.iter().flat_map(|label| levels.iter().map(move |level| format!("{label}/{level}"))).collect()
    })
}

/// Positions of the two sides of every pair, the smaller first: all pairs, or those that a network links.
fn pairs(as_of: &AsOf<'_>, countries: &[CountryId], network: Option<&str>) -> Vec<(usize, usize)> {
    let n = countries.len();
    let Some(network) = network else {
        return (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect();
    };
    let adjacency = as_of.adjacency(network, countries, as_of.month().last_complete_year());
    let mut pairs: Vec<(usize, usize)> =
        (0..n).flat_map(|a| adjacency.neighbours(a).map(move |(b, _)| (a.min(b), a.max(b)))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Links organisation <- member for every year of the table.
fn membership(
    as_of: &AsOf<'_>,
    countries: &[CountryId],
    organisations: &[String],
    table: &Table,
) -> Vec<Arc<Adjacency>> {
    let first = table.first_period();
    shared(table.periods(), |period| {
        let year = Year((first + period as i32) as i16);
        let links: Vec<(usize, usize, f64)> = organisations
            .iter()
            .enumerate()
            .flat_map(|(row, name)| as_of.members(name, year).into_iter().map(move |id| (row, id)))
            .filter_map(|(row, id)| Some((row, countries.binary_search(&id).ok()?, 1.0)))
            .collect();
        Adjacency::between(organisations.len(), countries.len(), &links)
    })
}

/// One set of links a period; equal neighbours in time share theirs.
fn shared(periods: usize, of_period: impl Fn(usize) -> Adjacency) -> Vec<Arc<Adjacency>> {
    let mut all: Vec<Arc<Adjacency>> = Vec::with_capacity(periods);
    for period in 0..periods {
        let links = of_period(period);
        let same = all.last().filter(|last| ***last == links).cloned();
        all.push(same.unwrap_or_else(|| Arc::new(links)));
    }
    all
}

fn set(
    table: &mut Table,
    name: &str,
    axes: [Axis; 2],
    by_year: Vec<Arc<Adjacency>>,
) -> Result<(), SimulateError> {
    table
        .set_relation(name, axes, by_year)
        .map_err(|source| SimulateError::Expression { place: "axes.toml".to_owned(), source })
}

/// Weight of a link: at least 0, 1 where none is given.
fn weight(row: &Labelled) -> Result<f64, SimulateError> {
    let text = row.cells[2].as_str();
    let weight = if text.is_empty() { Some(1.0) } else { text.parse::<f64>().ok() };
    weight.filter(|weight| weight.is_finite() && *weight >= 0.0).ok_or_else(|| SimulateError::Syntax {
        place: row.place.clone(),
        message: format!("weight `{text}` is not a number of at least 0"),
    })
}

fn year(row: &Labelled, cell: usize) -> Result<Option<i16>, SimulateError> {
    let text = row.cells[cell].as_str();
    if text.is_empty() { Ok(None) } else { year_of(text, &row.place).map(Some) }
}
