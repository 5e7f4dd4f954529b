//! The words that mean "no value" where numbers are read.

/// Every word that stands for a missing number; `docs/formula.md` lists them for users. In a column of text each is itself:
/// `NA` is Namibia.
pub const MISSING_WORDS: [&str; 13] =
    ["", "NA", "N/A", "n/a", "<NA>", "#N/A", "NaN", "nan", "NULL", "null", "None", ".", ".."];

/// Whether a cell of a column of numbers says that there is none.
pub(crate) fn is_missing(text: &str) -> bool {
    MISSING_WORDS.contains(&text)
}
