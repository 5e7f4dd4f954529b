//! Which files and figures a run read, by their digests.

use std::collections::BTreeMap;

use forefend_panel::ValueDigest;
use forefend_simulate::ENGINE;
use serde::{Deserialize, Serialize};

use crate::error::AssessError;
use crate::material::Material;

/// What a run was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Version of the engine: with the same one, the same inputs give the same bits.
    pub engine: u32,
    /// SHA-256 of each declaring file of the world, by its path.
    pub files: BTreeMap<String, String>,
    /// What was known of each series at the date of the run, without projections of others.
    pub series: BTreeMap<String, SeriesYears>,
    /// SHA-256 of countries, axes, networks, memberships and missions; empty in runs of before it was kept.
    #[serde(default)]
    pub beside: String,
}

/// The values of a series, by year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesYears {
    /// Title as printed.
    pub title: String,
    /// Eight digits of the SHA-256 over the values of each year that has one.
    pub years: BTreeMap<i16, String>,
}

impl Inputs {
    /// Of a world, and of what was known of its series at the date of the run.
    ///
    /// # Errors
    /// What the panel reports.
    pub(crate) fn of(material: &Material<'_>) -> Result<Self, AssessError> {
        let mut series = BTreeMap::new();
        for indicator in material.panel.indicators() {
            let mut years: BTreeMap<i16, ValueDigest> = BTreeMap::new();
            for (unit, year, value) in material.as_of.values(&indicator.id)? {
                let digest = years.entry(year.0).or_default();
                digest.text(&unit.to_string());
                digest.numbers(&[value]);
            }
            let years = years.into_iter().map(|(year, digest)| (year, digest.finish()[..8].to_owned()));
            let own = SeriesYears { title: indicator.title.clone(), years: years.collect() };
            series.insert(indicator.id.clone(), own);
        }
        let beside = material.panel.digest_beside_series();
        Ok(Self { engine: ENGINE, files: material.world.file_digests(), series, beside })
    }
}
