//! Style, scripts and pictures, embedded in the program.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use include_dir::{Dir, File, include_dir};

use crate::asked::Asked;
use crate::cache::Drawn;
use crate::compress::drawn;
use crate::problem::Problem;

/// Where they are asked for.
pub const PLACE: &str = "/static/{file}";

/// Media types by ending: other files are not served.
const MEDIA: [(&str, &str); 4] = [
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
];

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// All of them by name, compressed once.
static DRAWN: LazyLock<BTreeMap<String, Arc<Drawn>>> =
    LazyLock::new(|| FILES.files().filter_map(ready).collect());

fn ready(file: &'static File<'static>) -> Option<(String, Arc<Drawn>)> {
    let name = file.path().to_str()?;
    let (_, ending) = name.rsplit_once('.')?;
    let (_, media) = MEDIA.iter().find(|(known, _)| *known == ending)?;
    Some((name.to_owned(), Arc::new(drawn(media, Bytes::from_static(file.contents())))))
}

/// The embedded file of this name, and whether the address names just these bytes, so that they may be kept for good.
pub fn find(asked: &Asked) -> Result<(Arc<Drawn>, bool), Problem> {
    let name = asked.named("file");
    let found = DRAWN.get(name).ok_or_else(|| Problem::unknown("no such file; start at /"))?;
    Ok((Arc::clone(found), asked.value("v") == Some(found.tag.as_str())))
}

/// The address of a file with what identifies its bytes.
pub fn address(name: &str) -> String {
    let tag = DRAWN.get(name).map_or("", |drawn| drawn.tag.as_str());
    format!("/static/{name}?v={tag}")
}
