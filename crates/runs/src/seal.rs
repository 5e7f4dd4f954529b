//! The seal of a part: which part of which run it is, and the SHA-256 of its bytes.
//!
//! Design: both stand in the part's own footer, so that they are renamed, linked and copied with it, and parts made by
//! shards and by the run in one piece are the same files. A digest cannot cover itself: it is taken over the file with
//! 64 zeros in its own place. The name of the part is under the digest, so a sound part that stands in another's place is
//! noticed too. A list of digests beside the parts was left: it can be lost, and grows with every part.

use std::fs::File;
use std::io::{Error, Read as _, Result as IoResult, Seek as _, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::manifest::Manifest;
use forefend_panel::hex;

/// Keys in the footer.
const PART: &str = "forefend:part";
const DIGEST: &str = "forefend:sha256";
/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;
/// What stands between a key and its value in a Parquet footer (Thrift's compact protocol): the next field is a string,
/// then its length.
const STRING: u8 = 0x18;
/// Most bytes of a footer: far more than the row groups of any part need.
const MOST_FOOTER: u64 = 64 << 20;
/// Bytes read at a time.
const BUFFER: usize = 1 << 17;

/// The id of the run that the scenario in `folder` belongs to, as the manifest beside it says; empty where there is none,
/// as in a simulation that is no run.
pub(crate) fn run_of(folder: &Path) -> String {
    folder.parent().and_then(|run| Manifest::read(run).ok()).map(|manifest| manifest.id()).unwrap_or_default()
}

/// The name of a part, unlike that of any other part of any run.
pub(crate) fn name_of(run: &str, scenario: &str, axis: &str, block: &Range<u64>) -> String {
    format!("{run}/{scenario}/{axis}/{}-{}", block.start, block.end)
}

/// What the writer of the part `name` puts into its footer before it is sealed.
pub(crate) fn blank(name: String) -> Vec<(String, String)> {
    vec![(PART.to_owned(), name), (DIGEST.to_owned(), "0".repeat(DIGITS))]
}

/// A file being written and digested.
pub(crate) struct Sealing {
    file: File,
    hash: Sha256,
}

impl Sealing {
    /// Of an empty file that can be read and written.
    pub fn new(file: File) -> Self {
        Self { file, hash: Sha256::new() }
    }

    /// Puts the digest into the footer and flushes the file to the disk.
    pub fn seal(mut self) -> IoResult<()> {
        let footer = Footer::read(&mut self.file).map_err(Error::other)?;
        let place = footer.digest_at().ok_or_else(|| Error::other("the footer has no room for a digest"))?;
        self.file.seek(SeekFrom::Start(place))?;
        self.file.write_all(hex(&self.hash.finalize()).as_bytes())?;
        self.file.sync_all()
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> IoResult<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> IoResult<()> {
        self.file.flush()
    }
}

/// The end of a Parquet file.
struct Footer {
    start: u64,
    bytes: Vec<u8>,
}

impl Footer {
    fn read(file: &mut File) -> Result<Self, String> {
        let words = |error: Error| error.to_string();
        let length = file.seek(SeekFrom::End(0)).map_err(words)?;
        let mut end = [0; 8];
        let end_at = length.checked_sub(8).ok_or("it is cut short")?;
        file.seek(SeekFrom::Start(end_at)).and_then(|_| file.read_exact(&mut end)).map_err(words)?;
        let [a, b, c, d, magic @ ..] = end;
        let of_footer = u64::from(u32::from_le_bytes([a, b, c, d]));
        let start = end_at.checked_sub(of_footer).filter(|_| &magic == b"PAR1").ok_or("it is cut short")?;
        if of_footer > MOST_FOOTER {
            return Err("its footer is too large".to_owned());
        }
        let mut bytes = vec![0; of_footer as usize];
        file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes)).map_err(words)?;
        Ok(Self { start, bytes })
    }

    /// Place in the footer of the value of `key`, and its length.
    fn value(&self, key: &str) -> Option<Range<usize>> {
        let key = [key.as_bytes(), &[STRING]].concat();
        let after = self.bytes.windows(key.len()).rposition(|found| found == key)? + key.len();
        // Seven bits a byte, the least first; the highest bit says that more follow.
        let (mut length, mut shift, mut at) = (0_usize, 0, after);
        loop {
            let byte = *self.bytes.get(at)?;
            at += 1;
            length |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
            if shift > 21 {
                return None;
            }
        }
        (at + length <= self.bytes.len()).then_some(at..at + length)
    }

    fn text(&self, key: &str) -> Option<&str> {
        std::str::from_utf8(&self.bytes[self.value(key)?]).ok()
    }

    fn digest_at(&self) -> Option<u64> {
        let place = self.value(DIGEST).filter(|place| place.len() == DIGITS)?;
        Some(self.start + place.start as u64)
    }
}

/// Checks that the file at `path` is the part `name`, to the byte, and gives its digest.
///
/// # Errors
/// In words: why it is not.
pub(crate) fn check(path: &Path, name: &str) -> Result<String, String> {
    let words = |error: Error| match error.kind() {
        std::io::ErrorKind::NotFound => "it is missing".to_owned(),
        _ => error.to_string(),
    };
    // A link leads out of the run, and to open a pipe is to wait.
    if !std::fs::symlink_metadata(path).map_err(words)?.is_file() {
        return Err("it is no regular file".to_owned());
    }
    let mut file = File::open(path).map_err(words)?;
    let footer = Footer::read(&mut file)?;
    let place = footer.digest_at().ok_or("it has no digest")?;
    let expected = footer.text(DIGEST).unwrap_or_default();
    let found = digest(&mut file, place).map_err(|error| error.to_string())?;
    if found != expected {
        return Err("its bytes are not those that were written".to_owned());
    }
    match footer.text(PART) {
        Some(part) if part == name => Ok(found),
        other => Err(format!("it is another part, {}", other.unwrap_or("of no name"))),
    }
}

/// SHA-256 of a file with zeros where its digest stands.
fn digest(file: &mut File, place: u64) -> IoResult<String> {
    file.seek(SeekFrom::Start(0))?;
    let (mut hash, mut buffer, mut at) = (Sha256::new(), vec![0; BUFFER], 0_u64);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hash.finalize()));
        }
        let own = place.max(at)..(place + DIGITS as u64).min(at + read as u64);
        if own.start < own.end {
            buffer[(own.start - at) as usize..(own.end - at) as usize].fill(b'0');
        }
        hash.update(&buffer[..read]);
        at += read as u64;
    }
}
