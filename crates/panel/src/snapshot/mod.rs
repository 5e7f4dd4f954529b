//! A panel as a folder of small Parquet files, and back.
mod axis;
mod folder;
mod monthly;
mod parquet_bytes;
mod read;
mod write;

/// Countries, one row a spell.
pub(crate) const COUNTRIES: &str = "countries.parquet";
/// Declarations of the indicators the snapshot was built with.
pub(crate) const INDICATORS: &str = "indicators.parquet";
/// Links of all networks.
pub(crate) const NETWORKS: &str = "networks.parquet";
/// Membership spells.
pub(crate) const MEMBERSHIPS: &str = "memberships.parquet";
/// Peacekeeping missions by country and year.
pub(crate) const MISSIONS: &str = "missions.parquet";
