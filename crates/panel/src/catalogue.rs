//! What a panel holds, one entry a series, network, organisation and mission table.
use std::collections::BTreeSet;

use serde::Serialize;

use crate::series::Series;
use crate::{
    Axis, AxisKind, Indicator, Kind, Month, MonthlyDeclaration, MonthlySeries, Panel, PanelAxis, Unit, Year,
};

/// Everything a panel holds, as of a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Catalogue {
    /// The month that ages are counted to.
    pub as_of: Month,
    /// Axes beyond country and world, by id.
    pub axes: Vec<AxisEntry>,
    /// Indicators by id.
    pub indicators: Vec<CatalogueEntry>,
    /// Networks by name.
    pub networks: Vec<NetworkEntry>,
    /// Organisations by name.
    pub organisations: Vec<OrganisationEntry>,
    /// Peacekeeping missions.
    pub missions: MissionsEntry,
    /// Monthly series by id.
    pub monthly: Vec<MonthlyEntry>,
}

/// One monthly series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthlyEntry {
    /// What it is.
    #[serde(flatten)]
    pub declaration: MonthlyDeclaration,
    /// First month of any country.
    pub first: Option<Month>,
    /// Last month of any country.
    pub last: Option<Month>,
    /// Months from the last one to the month asked about.
    pub age: Option<i32>,
    /// Countries.
    pub countries: usize,
    /// Months with a count above zero.
    pub counts: usize,
}

/// One axis beyond country and world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AxisEntry {
    /// Name, used in `axis = "..."`.
    pub id: String,
    /// Title for readers.
    pub title: String,
    /// What its units are.
    pub kind: AxisKind,
    /// Units of which any series has a value.
    pub units: usize,
    /// Series on it.
    pub series: usize,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CatalogueEntry {
    /// Name in formulas.
    pub id: String,
    /// Title for readers.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// Axis of units.
    pub axis: Axis,
    /// First year with a value.
    pub first: Option<Year>,
    /// Last year with a value, projections included.
    pub last: Option<Year>,
    /// Last year with a value that is no projection.
    pub last_observed: Option<Year>,
    /// Month of publication of a path; none for an observed series.
    pub vintage: Option<Month>,
    /// Years from the end of the last observed year to the month asked about; negative in that year.
    pub age: Option<f64>,
    /// Units with a value: countries, the world (1), or those of a declared axis.
    pub units: usize,
    /// Countries that they belong to; 0 for a world series.
    pub countries: usize,
    /// Number of values.
    pub values: usize,
    /// Licence of the source.
    pub licence: String,
    /// Whether what is derived must carry the same licence.
    pub share_alike: bool,
    /// The world's own CSV file it is read from; none for a series of the snapshot.
    pub csv: Option<String>,
}

/// One network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NetworkEntry {
    /// Name in formulas.
    pub name: String,
    /// Number of links, each direction counted.
    pub links: usize,
    /// Countries at an end of a link.
    pub countries: usize,
    /// First year.
    pub first: Option<Year>,
    /// Last year; none = carried on.
    pub last: Option<Year>,
}

/// One organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganisationEntry {
    /// Short name.
    pub name: String,
    /// Spells of membership.
    pub spells: usize,
    /// Countries that belong to it now, with any standing.
    pub members: usize,
    /// First year.
    pub first: Option<Year>,
}

/// All peacekeeping missions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissionsEntry {
    /// Names in the source.
    pub missions: usize,
    /// Countries where one stood.
    pub countries: usize,
    /// First year.
    pub first: Option<Year>,
    /// Last year.
    pub last: Option<Year>,
}

impl Indicator {
    /// The last year whose value is no projection, for a published path; any year for an observed series.
    pub fn last_observable(&self) -> Year {
        match self.kind {
            Kind::Path { vintage } => vintage.year(),
            Kind::Observed => Year(i16::MAX),
        }
    }
}

impl Panel {
    /// What the panel holds; ages are counted to the end of `as_of`.
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::{CountryId, Indicator, Panel, Year};
    ///
    /// let mut builder = Panel::builder();
    /// builder.add_state(500, "Uganda")?;
    /// builder.add_indicator(Indicator::synthetic("people"))?;
    /// builder.set("people", CountryId(500), Year(2002), 14.0)?;
    /// let catalogue = builder.build()?.catalogue("2011-06".parse()?);
    /// assert_eq!(catalogue.indicators.len(), 1);
    /// # Ok::<(), forefend_panel::PanelError>(())
    /// ```
    pub fn catalogue(&self, as_of: Month) -> Catalogue {
        Catalogue {
            as_of,
            axes: self.axes().map(|axis| self.axis_entry(axis)).collect(),
            indicators: self.indicators().map(|indicator| self.entry(indicator, as_of)).collect(),
            networks: self.networks().map(|name| self.network_entry(name)).collect(),
            organisations: self.organisation_entries(),
            missions: self.missions_entry(),
            monthly: self.monthly().map(|series| monthly_entry(series, as_of)).collect(),
        }
    }

    pub(crate) fn entry(&self, indicator: &Indicator, as_of: Month) -> CatalogueEntry {
        let coverage = self.coverage(&indicator.id).unwrap_or_default();
        let series = self.series.get(&indicator.id);
        let last_observed = series.and_then(|series| series.last_year_through(indicator.last_observable()));
        CatalogueEntry {
            id: indicator.id.clone(),
            title: indicator.title.clone(),
            unit: indicator.unit.clone(),
            axis: indicator.axis.clone(),
            first: coverage.first,
            last: coverage.last,
            last_observed,
            vintage: match indicator.kind {
                Kind::Path { vintage } => Some(vintage),
                Kind::Observed => None,
            },
            age: last_observed.map(|year| f64::from(as_of - year.last_month()) / 12.0),
            units: coverage.units,
            countries: coverage.countries,
            values: coverage.values,
            licence: indicator.licence.clone(),
            share_alike: indicator.share_alike,
            csv: indicator.csv.clone(),
        }
    }

    fn axis_entry(&self, axis: &PanelAxis) -> AxisEntry {
        let own = self.indicators().filter(|indicator| indicator.axis.word() == axis.id);
        let held: Vec<&Series> = own.filter_map(|indicator| self.series.get(&indicator.id)).collect();
        let units: BTreeSet<&Unit> = held.iter().flat_map(|series| series.by_unit.keys()).collect();
        AxisEntry {
            id: axis.id.clone(),
            title: axis.title.clone(),
            kind: axis.kind,
            units: units.len(),
            series: held.len(),
        }
    }

    fn network_entry(&self, name: &str) -> NetworkEntry {
        let links = self.links(name).unwrap_or_default();
        let ends: BTreeSet<_> = links.iter().flat_map(|link| [link.from, link.to]).collect();
        let ended: Option<Vec<Year>> = links.iter().map(|link| link.last).collect();
        NetworkEntry {
            name: name.to_owned(),
            links: links.len(),
            countries: ends.len(),
            first: links.iter().map(|link| link.first).min(),
            last: ended.and_then(|years| years.into_iter().max()),
        }
    }

    fn organisation_entries(&self) -> Vec<OrganisationEntry> {
        let entry = |name: &str| {
            let spells = || self.memberships().iter().filter(|spell| spell.organisation == name);
            let members: BTreeSet<_> =
                spells().filter(|spell| spell.last.is_none()).map(|spell| spell.country).collect();
            OrganisationEntry {
                name: name.to_owned(),
                spells: spells().count(),
                members: members.len(),
                first: spells().map(|spell| spell.first).min(),
            }
        };
        self.organisations().into_iter().map(entry).collect()
    }

    fn missions_entry(&self) -> MissionsEntry {
        let names: BTreeSet<&str> = self.missions().iter().map(|mission| mission.name.as_str()).collect();
        let countries: BTreeSet<_> = self.missions().iter().map(|mission| mission.country).collect();
        MissionsEntry {
            missions: names.len(),
            countries: countries.len(),
            first: self.missions().iter().map(|mission| mission.year).min(),
            last: self.missions().iter().map(|mission| mission.year).max(),
        }
    }
}

fn monthly_entry(series: &MonthlySeries, as_of: Month) -> MonthlyEntry {
    let (countries, counts) = series.size();
    let last = series.last_month();
    MonthlyEntry {
        declaration: series.declaration().clone(),
        first: series.spans().map(|(_, first, _)| first).min(),
        last,
        age: last.map(|last| as_of - last),
        countries,
        counts,
    }
}
