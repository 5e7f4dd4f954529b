//! The cells of an Excel workbook (.xlsx): a zip archive of XML, of which one sheet and the texts are read.
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use flate2::read::DeflateDecoder;
use forefend_panel::PanelError;

use crate::{SourcesError, input};

/// Rows of cells by column letter; empty cells are absent.
pub type Rows = Vec<BTreeMap<String, String>>;

/// The first sheet of the workbook `file` below `data`.
///
/// # Errors
/// [`SourcesError::Unopened`]; [`PanelError::Unreadable`] for what is no such archive.
pub(crate) fn first_sheet(data: &Path, file: &str) -> Result<Rows, SourcesError> {
    Ok(sheet(&input::bytes(data, file)?, file, 1)?)
}

/// The sheet of that number (from 1, as the archive counts its parts) of a workbook's bytes; `file` names it in messages. Of a cell
/// with a formula the value that was stored.
///
/// # Errors
/// [`PanelError::Unreadable`] for what is no such archive.
pub fn sheet(archive: &[u8], file: &str, number: usize) -> Result<Rows, PanelError> {
    let part = |name: &str| {
        member(archive, name).ok_or_else(|| unreadable(file, format!("the archive has no readable `{name}`")))
    };
    let texts: Vec<String> = between(&part("xl/sharedStrings.xml")?, "<si>", "</si>")
        .map(|item| item_texts(item).collect::<String>())
        .collect();
    let sheet = part(&format!("xl/worksheets/sheet{number}.xml"))?;
    between(&sheet, "<row ", "</row>")
        .map(|row| {
            cells(row, &texts).ok_or_else(|| unreadable(file, "a cell that cannot be read".to_owned()))
        })
        .collect()
}

fn unreadable(file: &str, reason: String) -> PanelError {
    PanelError::Unreadable { file: file.to_owned(), reason }
}

/// A number of `N` bytes, least significant first, at a place in an archive.
fn number<const N: usize>(archive: &[u8], at: usize) -> Option<usize> {
    let bytes = archive.get(at..at + N)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)))
}

/// A member of a zip archive as text, found through the directory at its end (PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12,
/// 4.3.16). Stored and deflated members are known.
fn member(archive: &[u8], name: &str) -> Option<String> {
    let end = archive.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let (entries, mut at) = (number::<2>(archive, end + 10)?, number::<4>(archive, end + 16)?);
    for _ in 0..entries {
        let [name_length, extra, comment] =
            [number::<2>(archive, at + 28)?, number::<2>(archive, at + 30)?, number::<2>(archive, at + 32)?];
        if archive.get(at + 46..at + 46 + name_length)? == name.as_bytes() {
            let (method, packed) = (number::<2>(archive, at + 10)?, number::<4>(archive, at + 20)?);
            let local = number::<4>(archive, at + 42)?;
            let begin = local + 30 + number::<2>(archive, local + 26)? + number::<2>(archive, local + 28)?;
            let content = archive.get(begin..begin + packed)?;
            let mut text = String::new();
            match method {
                0 => text = String::from_utf8(content.to_vec()).ok()?,
                8 => {
                    DeflateDecoder::new(content).read_to_string(&mut text).ok()?;
                }
                _ => return None,
            }
            return Some(text);
        }
        at += 46 + name_length + extra + comment;
    }
    None
}

/// What stands between `open` and `close`, one after the other.
fn between<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(open).skip(1).map(move |part| part.split(close).next().unwrap_or_default())
}

/// The runs of text of a shared item.
fn item_texts(item: &str) -> impl Iterator<Item = String> {
    item.split("<t").skip(1).filter_map(|run| {
        let text = run.split_once('>')?.1.split("</t>").next()?;
        Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
    })
}

/// The cells of a row that have a value.
fn cells(row: &str, texts: &[String]) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for cell in row.split("<c ").skip(1) {
        let head = cell.split('>').next()?;
        let place = head.split_once("r=\"")?.1.split('"').next()?;
        let column: String = place.chars().take_while(char::is_ascii_alphabetic).collect();
        let Some(value) = between(cell, "<v>", "</v>").next() else { continue };
        let value = match head.contains("t=\"s\"") {
            true => texts.get(value.parse::<usize>().ok()?)?.clone(),
            false => value.to_owned(),
        };
        found.insert(column, value);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_row_by_column() {
        let row = r#"r="2"><c r="A2" s="1" t="s"><v>1</v></c><c r="B2"><v>7777</v></c><c r="AC2" s="3"/>"#;
        let texts = ["no".to_owned(), "Ain & Oussera".to_owned()];
        let found = cells(row, &texts).unwrap();
        assert_eq!(found.get("A").map(String::as_str), Some("Ain & Oussera"));
        assert_eq!(found.get("B").map(String::as_str), Some("7777"));
        assert_eq!(found.len(), 2);
        assert_eq!(cells(r#"<c r="A1" t="s"><v>9</v></c>"#, &texts), None, "a text that is not there");
        assert_eq!(
            item_texts("<t>a &amp; b</t><r><t xml:space=\"preserve\"> c</t></r>").collect::<String>(),
            "a & b c"
        );
    }

    #[test]
    fn what_is_no_archive_has_no_member() {
        assert_eq!(member(b"no archive", "x"), None);
        assert_eq!(member(b"PK\x05\x06", "x"), None);
    }
}
