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
/// How the file of a network begins: one file a network, named after it, so that each keeps the licence of its source.
const NETWORK: &str = "network_";
/// Membership spells.
pub(crate) const MEMBERSHIPS: &str = "memberships.parquet";
/// Peacekeeping missions by country and year.
pub(crate) const MISSIONS: &str = "missions.parquet";

/// The file of the network `name`.
pub(crate) fn network_file(name: &str) -> String {
    format!("{NETWORK}{name}.parquet")
}

/// The network that a file holds; none of any other file.
pub(crate) fn network_in(file: &str) -> Option<&str> {
    file.strip_prefix(NETWORK)?.strip_suffix(".parquet")
}
