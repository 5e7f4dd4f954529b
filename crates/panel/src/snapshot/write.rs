//! A panel as named files in memory.
use std::collections::BTreeMap;

use super::axis;
use super::monthly::write_monthly;
use super::parquet_bytes::parquet_bytes;
use super::{COUNTRIES, INDICATORS, MEMBERSHIPS, MISSIONS, network_file};
use crate::columns::Written;
use crate::{Axis, CodeSpell, Country, Indicator, Iso3, Kind, Link, Panel, PanelError};

impl Panel {
    /// The files of the snapshot: name -> bytes. The same panel gives the same bytes. Series read from a
    /// world's own CSV files are left out: they stay where they are.
    pub fn to_files(&self) -> Result<BTreeMap<String, Vec<u8>>, PanelError> {
        let mut files = BTreeMap::new();
        let mut add = |name: &str, columns: Vec<Written>| -> Result<(), PanelError> {
            files.insert(name.to_owned(), parquet_bytes(name, &columns)?);
            Ok(())
        };
        add(COUNTRIES, self.country_columns())?;
        add(INDICATORS, self.indicator_columns())?;
        for (name, links) in &self.networks {
            add(&network_file(name), network_columns(links))?;
        }
        add(MEMBERSHIPS, self.membership_columns())?;
        add(MISSIONS, self.mission_columns())?;
        let names: std::collections::BTreeSet<&str> =
            self.snapshot_indicators().map(|indicator| indicator.file.as_str()).collect();
        for name in names {
            let held: Vec<&Indicator> = self.snapshot_indicators().filter(|one| one.file == name).collect();
            let elsewhere = held.iter().any(|one| matches!(one.axis, Axis::Declared(_)));
            add(name, if elsewhere { axis::value_columns(self, &held) } else { self.value_columns(name) })?;
        }
        axis::write_axes(self, &mut files)?;
        write_monthly(self, &mut files)?;
        for (name, text) in &self.documents {
            files.insert(name.clone(), text.clone().into_bytes());
        }
        files.extend(self.tables.iter().map(|(name, content)| (name.clone(), content.clone())));
        Ok(files)
    }

    fn country_columns(&self) -> Vec<Written> {
        let rows: Vec<(&Country, &CodeSpell)> = self
            .roster
            .iter()
            .flat_map(|country| country.spells.iter().map(move |spell| (country, spell)))
            .collect();
        let text = |name: &str, of: for<'a> fn(&'a Country, &'a CodeSpell) -> &'a str| {
            Written::text(name, rows.iter().map(|(country, spell)| of(country, spell)))
        };
        let code = |name: &str, of: fn(&CodeSpell) -> Option<u16>| {
            Written::uint16(name, rows.iter().map(|(_, spell)| of(spell)))
        };
        let capital = |name: &str, of: fn((f64, f64)) -> f64| {
            Written::double(name, rows.iter().map(|(country, _)| country.capital.map(of)))
        };
        let year = |name: &str, of: fn(&CodeSpell) -> Option<i16>| {
            Written::int16(name, rows.iter().map(|(_, spell)| of(spell)))
        };
        vec![
            Written::uint16("country", rows.iter().map(|(country, _)| country.id.0)),
            text("name", |country, _| &country.name),
            text("continent", |country, _| &country.continent),
            text("region", |country, _| &country.region),
            capital("capital_latitude", |(latitude, _)| latitude),
            capital("capital_longitude", |(_, longitude)| longitude),
            Written::flag("state", rows.iter().map(|(country, _)| country.state)),
            year("first_year", |spell| Some(spell.first.0)),
            year("last_year", |spell| spell.last.map(|last| last.0)),
            text("spell_name", |_, spell| &spell.name),
            Written::text("iso3", rows.iter().map(|(_, spell)| spell.iso3.as_ref().map(Iso3::as_str))),
            code("m49", |spell| spell.m49),
            code("gw", |spell| Some(spell.gw)),
            code("cow", |spell| spell.cow),
            code("views", |spell| spell.views),
        ]
    }

    fn snapshot_indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators().filter(|indicator| indicator.csv.is_none())
    }

    fn indicator_columns(&self) -> Vec<Written> {
        let text =
            |name: &str, of: fn(&Indicator) -> &str| Written::text(name, self.snapshot_indicators().map(of));
        let flag =
            |name: &str, of: fn(&Indicator) -> bool| Written::flag(name, self.snapshot_indicators().map(of));
        let number = |name: &str, of: fn(&Indicator) -> Option<f64>| {
            Written::double(name, self.snapshot_indicators().map(of))
        };
        let year = |name: &str, of: fn(&Indicator) -> Option<crate::Year>| {
            Written::int16(name, self.snapshot_indicators().map(|i| of(i).map(|year| year.0)))
        };
        let vintages: Vec<Option<String>> = self
            .snapshot_indicators()
            .map(|indicator| match indicator.kind {
                Kind::Path { vintage } => Some(vintage.to_string()),
                Kind::Observed => None,
            })
            .collect();
        vec![
            text("id", |i| &i.id),
            text("title", |i| &i.title),
            text("unit", |i| &i.unit),
            text("axis", |i| i.axis.word()),
            text("source", |i| &i.source),
            text("citation", |i| &i.citation),
            Written::text("url", self.snapshot_indicators().map(|i| i.url.as_deref())),
            text("licence", |i| &i.licence),
            flag("share_alike", |i| i.share_alike),
            Written::uint32("release_lag_months", self.snapshot_indicators().map(|i| i.release_lag_months)),
            flag("revised", |i| i.revised),
            Written::text("vintage", vintages.iter().map(Option::as_deref)),
            text("file", |i| &i.file),
            year("first_year", |i| i.first),
            year("last_year", |i| i.last),
            text("fill", |i| i.fill.word()),
            number("lower", |i| i.bounds.lower),
            number("upper", |i| i.bounds.upper),
            text("note", |i| &i.note),
        ]
    }

    fn value_columns(&self, file: &str) -> Vec<Written> {
        let (mut id, mut unit, mut year, mut value) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for indicator in self.snapshot_indicators().filter(|indicator| indicator.file == file) {
            for (at, when, what) in self.series.get(&indicator.id).into_iter().flat_map(|s| s.iter()) {
                id.push(indicator.id.as_str());
                // The world has no country, and 0 is nobody's number.
                unit.push(at.countries().next().map_or(0, |country| country.0));
                year.push(when.0);
                value.push(what);
            }
        }
        vec![
            Written::text("indicator", id),
            Written::uint16("unit", unit),
            Written::int16("year", year),
            Written::double("value", value),
        ]
    }

    fn membership_columns(&self) -> Vec<Written> {
        let spells = &self.memberships;
        vec![
            Written::text("organisation", spells.iter().map(|s| s.organisation.as_str())),
            Written::uint16("country", spells.iter().map(|s| s.country.0)),
            Written::text("status", spells.iter().map(|s| s.status.word())),
            Written::int16("first_year", spells.iter().map(|s| s.first.0)),
            Written::int16("last_year", spells.iter().map(|s| s.last.map(|year| year.0))),
        ]
    }

    fn mission_columns(&self) -> Vec<Written> {
        let missions = &self.missions;
        vec![
            Written::text("mission", missions.iter().map(|m| m.name.as_str())),
            Written::uint16("country", missions.iter().map(|m| m.country.0)),
            Written::int16("year", missions.iter().map(|m| m.year.0)),
            Written::double("troops", missions.iter().map(|m| m.troops)),
        ]
    }
}

fn network_columns(links: &[Link]) -> Vec<Written> {
    let id = |name: &str, of: fn(&Link) -> u16| Written::uint16(name, links.iter().map(of));
    vec![
        id("from_country", |link| link.from.0),
        id("to_country", |link| link.to.0),
        Written::int16("first_year", links.iter().map(|link| link.first.0)),
        Written::int16("last_year", links.iter().map(|link| link.last.map(|year| year.0))),
        Written::double("weight", links.iter().map(|link| link.weight)),
    ]
}
