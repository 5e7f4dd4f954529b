//! A panel as named files in memory.
use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int16Array, StringArray, StringDictionaryBuilder, UInt16Array,
    UInt32Array,
};
use arrow::datatypes::Int16Type;

use super::axis;
use super::monthly::write_monthly;
use super::parquet_bytes::parquet_bytes;
use super::{COUNTRIES, INDICATORS, MEMBERSHIPS, MISSIONS, NETWORKS};
use crate::{Axis, CodeSpell, Country, Indicator, Iso3, Kind, Link, Panel, PanelError};

impl Panel {
    /// The files of the snapshot: name -> bytes. The same panel gives the same bytes. Series read from a
    /// world's own CSV files are left out: they stay where they are.
    pub fn to_files(&self) -> Result<BTreeMap<String, Vec<u8>>, PanelError> {
        let mut files = BTreeMap::new();
        let mut add = |name: &str, columns: Vec<(&str, ArrayRef)>| -> Result<(), PanelError> {
            files.insert(name.to_owned(), parquet_bytes(name, columns)?);
            Ok(())
        };
        add(COUNTRIES, self.country_columns())?;
        add(INDICATORS, self.indicator_columns())?;
        add(NETWORKS, self.network_columns())?;
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
        Ok(files)
    }

    fn country_columns(&self) -> Vec<(&'static str, ArrayRef)> {
        let rows: Vec<(&Country, &CodeSpell)> = self
            .roster
            .iter()
            .flat_map(|country| country.spells.iter().map(move |spell| (country, spell)))
            .collect();
        let text = |of: fn(&Country, &CodeSpell) -> String| -> ArrayRef {
            let cells = rows.iter().map(|(country, spell)| of(country, spell));
            Arc::new(StringArray::from_iter_values(cells))
        };
        let code = |of: fn(&CodeSpell) -> Option<u16>| -> ArrayRef {
            Arc::new(rows.iter().map(|(_, spell)| of(spell)).collect::<UInt16Array>())
        };
        let capital = |of: fn((f64, f64)) -> f64| -> ArrayRef {
            let cells = rows.iter().map(|(country, _)| country.capital.map(of));
            Arc::new(cells.collect::<Float64Array>())
        };
        let year = |of: fn(&CodeSpell) -> Option<i16>| -> ArrayRef {
            Arc::new(rows.iter().map(|(_, spell)| of(spell)).collect::<Int16Array>())
        };
        let codes: Vec<Option<Iso3>> = rows.iter().map(|(_, spell)| spell.iso3).collect();
        let iso3 = StringArray::from_iter(codes.iter().map(|code| code.as_ref().map(Iso3::as_str)));
        let ids = UInt16Array::from_iter_values(rows.iter().map(|(country, _)| country.id.0));
        let state = BooleanArray::from_iter(rows.iter().map(|(country, _)| Some(country.state)));
        vec![
            ("country", Arc::new(ids)),
            ("name", text(|country, _| country.name.clone())),
            ("continent", text(|country, _| country.continent.clone())),
            ("region", text(|country, _| country.region.clone())),
            ("capital_latitude", capital(|(latitude, _)| latitude)),
            ("capital_longitude", capital(|(_, longitude)| longitude)),
            ("state", Arc::new(state)),
            ("first_year", year(|spell| Some(spell.first.0))),
            ("last_year", year(|spell| spell.last.map(|last| last.0))),
            ("spell_name", text(|_, spell| spell.name.clone())),
            ("iso3", Arc::new(iso3)),
            ("m49", code(|spell| spell.m49)),
            ("gw", code(|spell| Some(spell.gw))),
            ("cow", code(|spell| spell.cow)),
            ("views", code(|spell| spell.views)),
        ]
    }

    fn snapshot_indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators().filter(|indicator| indicator.csv.is_none())
    }

    fn indicator_columns(&self) -> Vec<(&'static str, ArrayRef)> {
        let text = |of: fn(&Indicator) -> &str| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(self.snapshot_indicators().map(of)))
        };
        let flag = |of: fn(&Indicator) -> bool| -> ArrayRef {
            Arc::new(BooleanArray::from_iter(self.snapshot_indicators().map(|i| Some(of(i)))))
        };
        let number = |of: fn(&Indicator) -> Option<f64>| -> ArrayRef {
            Arc::new(self.snapshot_indicators().map(of).collect::<Float64Array>())
        };
        let year = |of: fn(&Indicator) -> Option<crate::Year>| -> ArrayRef {
            Arc::new(self.snapshot_indicators().map(|i| of(i).map(|year| year.0)).collect::<Int16Array>())
        };
        let vintage =
            StringArray::from_iter(self.snapshot_indicators().map(|indicator| match indicator.kind {
                Kind::Path { vintage } => Some(vintage.to_string()),
                Kind::Observed => None,
            }));
        let url =
            StringArray::from_iter(self.snapshot_indicators().map(|indicator| indicator.url.as_deref()));
        let lag = UInt32Array::from_iter_values(self.snapshot_indicators().map(|i| i.release_lag_months));
        vec![
            ("id", text(|i| &i.id)),
            ("title", text(|i| &i.title)),
            ("unit", text(|i| &i.unit)),
            ("axis", text(|i| i.axis.word())),
            ("source", text(|i| &i.source)),
            ("citation", text(|i| &i.citation)),
            ("url", Arc::new(url)),
            ("licence", text(|i| &i.licence)),
            ("share_alike", flag(|i| i.share_alike)),
            ("release_lag_months", Arc::new(lag)),
            ("revised", flag(|i| i.revised)),
            ("vintage", Arc::new(vintage)),
            ("file", text(|i| &i.file)),
            ("first_year", year(|i| i.first)),
            ("last_year", year(|i| i.last)),
            ("fill", text(|i| i.fill.word())),
            ("lower", number(|i| i.bounds.lower)),
            ("upper", number(|i| i.bounds.upper)),
            ("note", text(|i| &i.note)),
        ]
    }

    fn value_columns(&self, file: &str) -> Vec<(&'static str, ArrayRef)> {
        let mut id = StringDictionaryBuilder::<Int16Type>::new();
        let (mut unit, mut year, mut value) = (Vec::new(), Vec::new(), Vec::new());
        for indicator in self.snapshot_indicators().filter(|indicator| indicator.file == file) {
            for (at, when, what) in self.series.get(&indicator.id).into_iter().flat_map(|s| s.iter()) {
                id.append_value(&indicator.id);
                // The world has no country, and 0 is nobody's number.
                unit.push(at.countries().next().map_or(0, |country| country.0));
                year.push(when.0);
                value.push(what);
            }
        }
        vec![
            ("indicator", Arc::new(id.finish())),
            ("unit", Arc::new(UInt16Array::from(unit))),
            ("year", Arc::new(Int16Array::from(year))),
            ("value", Arc::new(Float64Array::from(value))),
        ]
    }

    fn network_columns(&self) -> Vec<(&'static str, ArrayRef)> {
        let rows: Vec<(&str, Link)> = self
            .networks
            .iter()
            .flat_map(|(name, links)| links.iter().map(move |&link| (name.as_str(), link)))
            .collect();
        let mut name = StringDictionaryBuilder::<Int16Type>::new();
        rows.iter().for_each(|(network, _)| name.append_value(network));
        let id = |of: fn(&Link) -> u16| -> ArrayRef {
            Arc::new(UInt16Array::from_iter_values(rows.iter().map(|(_, link)| of(link))))
        };
        let first = Int16Array::from_iter_values(rows.iter().map(|(_, link)| link.first.0));
        let last: Int16Array = rows.iter().map(|(_, link)| link.last.map(|year| year.0)).collect();
        let weight = Float64Array::from_iter_values(rows.iter().map(|(_, link)| link.weight));
        vec![
            ("network", Arc::new(name.finish())),
            ("from", id(|link| link.from.0)),
            ("to", id(|link| link.to.0)),
            ("first_year", Arc::new(first)),
            ("last_year", Arc::new(last)),
            ("weight", Arc::new(weight)),
        ]
    }

    fn membership_columns(&self) -> Vec<(&'static str, ArrayRef)> {
        let mut name = StringDictionaryBuilder::<Int16Type>::new();
        let mut status = StringDictionaryBuilder::<Int16Type>::new();
        for spell in &self.memberships {
            name.append_value(&spell.organisation);
            status.append_value(spell.status.word());
        }
        let spells = &self.memberships;
        let last: Int16Array = spells.iter().map(|spell| spell.last.map(|year| year.0)).collect();
        vec![
            ("organisation", Arc::new(name.finish())),
            ("country", Arc::new(UInt16Array::from_iter_values(spells.iter().map(|s| s.country.0)))),
            ("status", Arc::new(status.finish())),
            ("first_year", Arc::new(Int16Array::from_iter_values(spells.iter().map(|s| s.first.0)))),
            ("last_year", Arc::new(last)),
        ]
    }

    fn mission_columns(&self) -> Vec<(&'static str, ArrayRef)> {
        let missions = &self.missions;
        let names = StringArray::from_iter_values(missions.iter().map(|m| m.name.as_str()));
        let troops: Float64Array = missions.iter().map(|m| m.troops).collect();
        vec![
            ("mission", Arc::new(names)),
            ("country", Arc::new(UInt16Array::from_iter_values(missions.iter().map(|m| m.country.0)))),
            ("year", Arc::new(Int16Array::from_iter_values(missions.iter().map(|m| m.year.0)))),
            ("troops", Arc::new(troops)),
        ]
    }
}
