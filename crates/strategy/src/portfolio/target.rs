//! Whom an action is about, before any rule: countries, units of another axis, or what stands today.

use std::collections::BTreeSet;

use forefend_estimate::Axis;
use forefend_panel::suggestion;
use forefend_panel::{CountryId, Fill, Year};
use forefend_simulate::axes::UnitList;
use toml::Spanned;

use super::Scope;
use super::action::Action;
use crate::error::StrategyError;
use crate::measure::Measure;

impl Scope<'_> {
    /// The amount that each unit of the measure's axis would have, before any rule.
    pub(super) fn by_unit(&self, action: &Action, measure: &Measure) -> Result<Vec<f64>, StrategyError> {
        let axis = measure.axis(self.context.world, self.context.plan)?;
        let list = self.context.plan.axes.units(axis);
        let amount = *action.amount.as_ref();
        let named = action.names_places();
        if let Some(indicator) = &action.indicator {
            if action.decides() || named {
                return self.refuse(
                    indicator,
                    "`indicator` keeps what stands today, so it goes with `amount`, `from` and `until` only; \
                     put `trigger`, `where`, limits and the like into an [[action]] of their own",
                );
            }
            // At equal cost a part of what stands today is kept, everywhere alike.
            return self.today(indicator, self.portfolio.standing.unwrap_or(1.0) * amount, (axis, list));
        }
        if !named {
            if action.rule.is_none() && action.trigger.is_none() && axis != Axis::WORLD {
                let by_name = if axis == Axis::UNITS { "`countries`" } else { "`units`" };
                return self.refuse(
                    &action.measure,
                    format!("an action needs `indicator`, {by_name}, `where` or `trigger` to say where"),
                );
            }
            return Ok(vec![amount; list.ids.len()]);
        }
        let mut by_unit = vec![0.0; list.ids.len()];
        for key in &action.units {
            by_unit[self.unit(key, measure, (axis, list))?] = amount;
        }
        for code in &action.countries {
            let country = self.country(code)?;
            for at in self.of_country(code, country, measure, (axis, list))? {
                by_unit[at] = amount;
            }
        }
        let (regions, members) = (action.regions.iter(), action.members.iter());
        let groups = regions.map(|name| (name, true)).chain(members.map(|name| (name, false)));
        for (name, region) in groups {
            if axis != Axis::UNITS {
                let message = format!("`{}` is not by country; list its units", measure.id);
                return self.refuse(name, message);
            }
            let countries = if region { self.of_region(name)? } else { self.of_organisation(name)? };
            let simulated =
                countries.iter().filter_map(|country| self.context.plan.units.binary_search(country).ok());
            simulated.for_each(|at| by_unit[at] = amount);
        }
        Ok(by_unit)
    }

    fn unit(
        &self,
        key: &Spanned<String>,
        measure: &Measure,
        (axis, list): (Axis, &UnitList),
    ) -> Result<usize, StrategyError> {
        if axis == Axis::UNITS {
            return self.refuse(key, format!("`{}` is by country; write countries = [...]", measure.id));
        }
        list.position(key.as_ref()).ok_or_else(|| StrategyError::Unknown {
            place: self.place(key),
            what: "unit",
            name: key.as_ref().clone(),
            suggestion: match list.ids.len() {
                ..=200 => suggestion(key.as_ref(), list.labels.iter().map(String::as_str)),
                _ => format!("; units of axis `{}` look like {}", list.name, list.labels[0]),
            },
        })
    }

    /// Countries of a region.
    fn of_region(&self, name: &Spanned<String>) -> Result<Vec<CountryId>, StrategyError> {
        let roster = self.context.as_of.roster();
        let own = roster.iter().filter(|country| country.region == *name.as_ref());
        let found: Vec<CountryId> = own.map(|country| country.id).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let known: BTreeSet<&str> = roster.iter().map(|country| country.region.as_str()).collect();
        Err(StrategyError::Unknown {
            place: self.place(name),
            what: "region",
            name: name.as_ref().clone(),
            suggestion: suggestion(name.as_ref(), known.into_iter().filter(|region| !region.is_empty())),
        })
    }

    /// Members of an organisation in the first year of decisions, as far as the view knows it.
    fn of_organisation(&self, name: &Spanned<String>) -> Result<Vec<CountryId>, StrategyError> {
        self.check_organisation(name, &self.place(name))?;
        Ok(self.context.as_of.members(name.as_ref(), Year(self.context.from)))
    }

    fn country(&self, code: &Spanned<String>) -> Result<CountryId, StrategyError> {
        let country = self.context.as_of.roster().find(code.as_ref());
        Ok(country.or_else(|error| self.refuse(code, error.to_string()))?.id)
    }

    /// Units that a country is, or is part of.
    fn of_country(
        &self,
        code: &Spanned<String>,
        country: CountryId,
        measure: &Measure,
        (axis, list): (Axis, &UnitList),
    ) -> Result<Vec<usize>, StrategyError> {
        let plan = self.context.plan;
        let position = plan.units.binary_search(&country).map_err(|_| StrategyError::Unknown {
            place: self.place(code),
            what: "simulated country",
            name: code.as_ref().clone(),
            suggestion: "; it is not in the simulation, take it out".to_owned(),
        })?;
        if axis == Axis::UNITS {
            return Ok(vec![position]);
        }
        if list.countries.is_empty() {
            return self.refuse(
                code,
                format!(
                    "`{}` is by {}, which is not made of countries; write units = [...]",
                    measure.id, list.name
                ),
            );
        }
        let part_of = |(at, members): (usize, &Vec<CountryId>)| members.contains(&country).then_some(at);
        let units: Vec<usize> = list.countries.iter().enumerate().filter_map(part_of).collect();
        if units.is_empty() {
            return self.refuse(
                code,
                format!("`{}` is part of no unit of axis `{}`; take it out", code.as_ref(), list.name),
            );
        }
        Ok(units)
    }

    /// The series' values in its last observed year, times `factor`; countries without a value have 0.
    fn today(
        &self,
        indicator: &Spanned<String>,
        factor: f64,
        (axis, list): (Axis, &UnitList),
    ) -> Result<Vec<f64>, StrategyError> {
        let (as_of, units) = (self.context.as_of, &self.context.plan.units);
        let name: &str = indicator.as_ref();
        let declared = as_of.indicator(name).or_else(|error| self.refuse(indicator, error.to_string()))?;
        let own = match declared.axis {
            forefend_panel::Axis::Country => Some(Axis::UNITS),
            forefend_panel::Axis::World => Some(Axis::WORLD),
            forefend_panel::Axis::Declared(_) => None,
        };
        if own != Some(axis) {
            return self.refuse(
                indicator,
                format!(
                    "`{name}` is not by {}, as the measure is; list `units` and their `amount`",
                    list.name
                ),
            );
        }
        if axis == Axis::WORLD {
            let last = as_of.world_series(name).last().map_or(0.0, |(_, value)| factor * value);
            return Ok(vec![last]);
        }
        let last = as_of.last_year(name).or_else(|error| self.refuse(indicator, error.to_string()))?;
        let Some(year) = last else { return Ok(vec![0.0; units.len()]) };
        let values = as_of.grid(name, units, year, year, Fill::None)?;
        Ok(values.into_iter().map(|value| if value.is_nan() { 0.0 } else { factor * value }).collect())
    }
}
