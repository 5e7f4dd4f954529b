//! What a build made, and what it found on the way.
use forefend_panel::Coverage;

/// The outcome of [`crate::build`].
#[derive(Debug, Clone, Default)]
pub struct BuildReport {
    /// File name and size in bytes, in order of name.
    pub files: Vec<(String, usize)>,
    /// Indicator id and what it covers, in order of id.
    pub coverage: Vec<(String, Coverage)>,
    /// Declared series that the world reads from its own CSV files, left out here.
    pub own: Vec<String>,
    /// Oddities of the sources: left out, corrected or left as they are, in words.
    pub anomalies: Vec<String>,
    /// The panel's digest.
    pub digest: String,
}

impl BuildReport {
    /// Size of all files, bytes.
    pub fn total_bytes(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}
