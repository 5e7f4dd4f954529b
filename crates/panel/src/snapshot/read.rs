//! Named files in memory as a panel, every row checked.
use std::collections::BTreeMap;

use bytes::Bytes;

use super::axis::{self, read_axes};
use super::monthly::read_monthly;
use super::{COUNTRIES, INDICATORS, MEMBERSHIPS, MISSIONS, network_in};
use crate::{
    Axis, Bounds, CodeSpell, Country, CountryId, Fill, Impossible, Indicator, Iso3, Kind, Link, Membership,
    Mission, Panel, PanelBuilder, PanelError, Status, Table, Year,
};

impl Panel {
    /// From the files of a snapshot: name -> bytes, embedded in the program or read from a folder.
    /// Errors name file and row: absent file or column, truncated Parquet, a country-year given twice, a
    /// value outside its indicator's bounds, an unknown country or indicator.
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::{CountryId, Indicator, Panel, Year};
    ///
    /// let mut builder = Panel::builder();
    /// builder.add_state(500, "Uganda")?;
    /// builder.add_indicator(Indicator::synthetic("people"))?;
    /// builder.set("people", CountryId(500), Year(2002), 14.0)?;
    /// let panel = builder.build()?;
    ///
    /// // A snapshot is a set of files; reading them gives the panel back.
    /// let files = panel.to_files()?;
    /// assert!(files.contains_key("countries.parquet"));
    /// assert_eq!(Panel::from_files(&files)?.digest(), panel.digest());
    /// # Ok::<(), forefend_panel::PanelError>(())
    /// ```
    pub fn from_files(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, PanelError> {
        Self::from_files_with(files, Impossible::Refuse)
    }

    /// [`Panel::from_files`], with a choice about values outside their bounds.
    pub(crate) fn from_files_with(
        files: &BTreeMap<String, Vec<u8>>,
        impossible: Impossible,
    ) -> Result<Self, PanelError> {
        let table = |name: &str| -> Result<Table, PanelError> {
            let content = files.get(name).ok_or_else(|| PanelError::MissingFile { file: name.to_owned() })?;
            Table::from_parquet(name, Bytes::from(content.clone()))
        };
        let mut builder = Panel::builder();
        builder.on_impossible(impossible);
        read_countries(&table(COUNTRIES)?, &mut builder)?;
        let indicators = read_indicators(&table(INDICATORS)?)?;
        let names: BTreeMap<String, Axis> =
            indicators.iter().map(|i| (i.file.clone(), i.axis.clone())).collect();
        read_axes(files, &mut builder)?;
        let axes: BTreeMap<String, Axis> =
            indicators.iter().map(|i| (i.id.clone(), i.axis.clone())).collect();
        for indicator in indicators {
            builder.add_indicator(indicator)?;
        }
        for (name, on) in names {
            match on {
                Axis::Declared(on) => axis::read_values(&table(&name)?, &on, &axes, &mut builder)?,
                _ => read_values(&table(&name)?, &axes, &mut builder)?,
            }
        }
        for file in files.keys() {
            if let Some(network) = network_in(file) {
                builder.add_network(network, links(&table(file)?)?)?;
            }
        }
        read_memberships(&table(MEMBERSHIPS)?, &mut builder)?;
        read_missions(&table(MISSIONS)?, &mut builder)?;
        read_monthly(files, &mut builder)?;
        let mut panel = builder.build()?;
        for (name, content) in files.iter().filter(|(name, _)| name.ends_with(".md")) {
            panel.add_document(name, String::from_utf8_lossy(content).into_owned());
        }
        Ok(panel)
    }
}

fn read_countries(table: &Table, builder: &mut PanelBuilder) -> Result<(), PanelError> {
    let ids: Vec<u16> = table.whole("country")?;
    let (names, continents) = (table.words("name")?, table.words("continent")?);
    let regions = table.words("region")?;
    let latitudes = table.numbers("capital_latitude")?;
    let longitudes = table.numbers("capital_longitude")?;
    let states = table.numbers("state")?;
    let first: Vec<i16> = table.whole("first_year")?;
    let last: Vec<Option<i16>> = table.integers("last_year")?;
    let (spell_names, iso3) = (table.words("spell_name")?, table.texts("iso3")?);
    let m49: Vec<Option<u16>> = table.integers("m49")?;
    let gw: Vec<u16> = table.whole("gw")?;
    let cow: Vec<Option<u16>> = table.integers("cow")?;
    let views: Vec<Option<u16>> = table.integers("views")?;
    let mut countries: BTreeMap<u16, Country> = BTreeMap::new();
    for at in 0..table.len() {
        let country = countries.entry(ids[at]).or_insert_with(|| Country {
            id: CountryId(ids[at]),
            name: names[at].to_owned(),
            continent: continents[at].to_owned(),
            region: regions[at].to_owned(),
            capital: (!latitudes[at].is_nan()).then_some((latitudes[at], longitudes[at])),
            state: states[at] == 1.0,
            spells: Vec::new(),
        });
        country.spells.push(CodeSpell {
            first: Year(first[at]),
            last: last[at].map(Year),
            name: spell_names[at].to_owned(),
            iso3: iso3[at].map(Iso3::new).transpose()?,
            m49: m49[at],
            gw: gw[at],
            cow: cow[at],
            views: views[at],
        });
    }
    for country in countries.into_values() {
        builder.add_country(country)?;
    }
    Ok(())
}

fn read_indicators(table: &Table) -> Result<Vec<Indicator>, PanelError> {
    let text = |name: &str| -> Result<Vec<String>, PanelError> {
        Ok(table.words(name)?.into_iter().map(str::to_owned).collect())
    };
    let flag = |name: &str| -> Result<Vec<bool>, PanelError> {
        Ok(table.numbers(name)?.into_iter().map(|value| value == 1.0).collect())
    };
    let (id, title, unit) = (text("id")?, text("title")?, text("unit")?);
    let (axis, source, citation) = (text("axis")?, text("source")?, text("citation")?);
    let (licence, file, fill) = (text("licence")?, text("file")?, text("fill")?);
    let (note, url, vintage) = (text("note")?, table.texts("url")?, table.texts("vintage")?);
    let (share_alike, revised) = (flag("share_alike")?, flag("revised")?);
    let lag: Vec<u32> = table.whole("release_lag_months")?;
    let first: Vec<Option<i16>> = table.integers("first_year")?;
    let last: Vec<Option<i16>> = table.integers("last_year")?;
    let (lower, upper) = (table.numbers("lower")?, table.numbers("upper")?);
    let bound = |value: f64| (!value.is_nan()).then_some(value);
    (0..table.len())
        .map(|at| {
            Ok(Indicator {
                id: id[at].clone(),
                title: title[at].clone(),
                unit: unit[at].clone(),
                axis: Axis::from(axis[at].clone()),
                source: source[at].clone(),
                citation: citation[at].clone(),
                url: url[at].map(str::to_owned),
                licence: licence[at].clone(),
                share_alike: share_alike[at],
                release_lag_months: lag[at],
                revised: revised[at],
                kind: match vintage[at] {
                    Some(month) => Kind::Path { vintage: month.parse()? },
                    None => Kind::Observed,
                },
                file: file[at].clone(),
                csv: None,
                columns: None,
                first: first[at].map(Year),
                last: last[at].map(Year),
                fill: Fill::from_word(&fill[at])
                    .ok_or_else(|| table.bad_cell(at, "fill", &fill[at], "a fill rule"))?,
                bounds: Bounds { lower: bound(lower[at]), upper: bound(upper[at]) },
                note: note[at].clone(),
            })
        })
        .collect()
}

fn read_values(
    table: &Table,
    axes: &BTreeMap<String, Axis>,
    builder: &mut PanelBuilder,
) -> Result<(), PanelError> {
    let ids = table.words("indicator")?;
    let units: Vec<u16> = table.whole("unit")?;
    let years: Vec<i16> = table.whole("year")?;
    let values = table.numbers("value")?;
    for at in 0..table.len() {
        let place = || table.place(at);
        let (year, value) = (Year(years[at]), values[at]);
        match axes.get(ids[at]) {
            Some(Axis::World) => builder.set_world(&place, ids[at], year, value)?,
            _ => builder.set_from(&place, ids[at], CountryId(units[at]), year, value)?,
        }
    }
    Ok(())
}

fn links(table: &Table) -> Result<Vec<Link>, PanelError> {
    let from: Vec<u16> = table.whole("from_country")?;
    let to: Vec<u16> = table.whole("to_country")?;
    let first: Vec<i16> = table.whole("first_year")?;
    let last: Vec<Option<i16>> = table.integers("last_year")?;
    let weight = table.numbers("weight")?;
    let link = |at: usize| Link {
        from: CountryId(from[at]),
        to: CountryId(to[at]),
        first: Year(first[at]),
        last: last[at].map(Year),
        weight: weight[at],
    };
    Ok((0..table.len()).map(link).collect())
}

fn read_memberships(table: &Table, builder: &mut PanelBuilder) -> Result<(), PanelError> {
    let organisations = table.words("organisation")?;
    let countries: Vec<u16> = table.whole("country")?;
    let statuses = table.words("status")?;
    let first: Vec<i16> = table.whole("first_year")?;
    let last: Vec<Option<i16>> = table.integers("last_year")?;
    let mut spells = Vec::with_capacity(table.len());
    for at in 0..table.len() {
        spells.push(Membership {
            organisation: organisations[at].to_owned(),
            country: CountryId(countries[at]),
            first: Year(first[at]),
            last: last[at].map(Year),
            status: Status::from_word(statuses[at]).ok_or_else(|| {
                table.bad_cell(at, "status", statuses[at], "`full`, `associate` or `observer`")
            })?,
        });
    }
    builder.add_memberships(spells)?;
    Ok(())
}

fn read_missions(table: &Table, builder: &mut PanelBuilder) -> Result<(), PanelError> {
    let names = table.words("mission")?;
    let countries: Vec<u16> = table.whole("country")?;
    let years: Vec<i16> = table.whole("year")?;
    let troops = table.numbers("troops")?;
    let missions = (0..table.len()).map(|at| Mission {
        country: CountryId(countries[at]),
        year: Year(years[at]),
        name: names[at].to_owned(),
        troops: (!troops[at].is_nan()).then_some(troops[at]),
    });
    builder.add_missions(missions.collect())?;
    Ok(())
}
