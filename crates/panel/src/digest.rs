//! SHA-256 in lower-case hexadecimal: of bytes as they stand, and of values entered one by one.

use sha2::{Digest, Sha256};

/// SHA-256 of `bytes` in hexadecimal.
///
/// ```
/// let empty = forefend_panel::digest(b"");
/// assert_eq!(empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
/// ```
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 over texts and numbers. Each is entered with its length, so that no two different lists of them are the same
/// bytes; a number counts by its bits, and all missing values are one.
///
/// ```
/// use forefend_panel::ValueDigest;
/// let of = |texts: &[&str]| {
///     let mut digest = ValueDigest::default();
///     texts.iter().for_each(|text| digest.text(text));
///     digest.finish()
/// };
/// assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ValueDigest(Sha256);

impl ValueDigest {
    /// Enters a text.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Enters the bytes of a file.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// Enters a list of numbers.
    pub fn numbers(&mut self, values: &[f64]) {
        self.0.update((values.len() as u64).to_le_bytes());
        for value in values {
            let bits = if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
            self.0.update(bits.to_le_bytes());
        }
    }

    /// The digest in hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_their_bits_and_missing_values_are_one() {
        let of = |lists: &[&[f64]]| {
            let mut digest = ValueDigest::default();
            lists.iter().for_each(|list| digest.numbers(list));
            digest.finish()
        };
        assert_ne!(of(&[&[0.0]]), of(&[&[-0.0]]));
        assert_ne!(of(&[&[1.0], &[2.0]]), of(&[&[1.0, 2.0]]));
        assert_eq!(of(&[&[f64::NAN]]), of(&[&[-f64::NAN]]));
    }
}
