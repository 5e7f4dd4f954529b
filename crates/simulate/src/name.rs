//! Names that become folders and columns.

/// Columns of a part that say where and when a value stands; an axis adds one with its own name.
pub const KEY_COLUMNS: [&str; 4] = ["year", "draw", "country", "world"];

/// Whether `name` can be the name of a folder anywhere, and stands for nothing else: letters, digits, `-`, `_`.
pub fn is_folder_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !name.is_empty() && name.bytes().all(plain)
}
