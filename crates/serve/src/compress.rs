//! Bodies made ready to be sent: what identifies them, and the same compressed.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::cache::Drawn;

/// Bodies under this size are sent as they are.
const SMALL: usize = 1024;

/// A body with its tag and, where it helps, compressed.
pub fn drawn(media: &'static str, plain: Bytes) -> Drawn {
    let digest = Sha256::digest(&plain);
    let tag = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let packed = if plain.len() < SMALL || media.starts_with("image/png") { None } else { gzip(&plain) };
    let gzip = packed.filter(|packed| packed.len() < plain.len() / 10 * 9);
    Drawn { media, tag, plain, gzip }
}

fn gzip(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::new(6));
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
