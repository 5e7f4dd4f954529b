//! What the folders of runs are called.

/// What the name of a run that is not finished ends in.
pub(crate) const PARTIAL: &str = ".partial";

/// Whether a run or a shard may have this name: twelve hexadecimal digits, and which shard (`.shard-2-of-5`).
pub(crate) fn is_run_name(name: &str) -> bool {
    let (id, shard) = name.split_once(".shard-").map_or((name, None), |(id, shard)| (id, Some(shard)));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_shard = |shard: &str| shard.split_once("-of-").is_some_and(|(i, n)| is_number(i) && is_number(n));
    let is_hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    id.len() == 12 && id.bytes().all(is_hexadecimal) && shard.is_none_or(is_shard)
}

/// Whether a folder of this name holds a run, finished or not.
pub(crate) fn is_folder_of_a_run(name: &str) -> bool {
    is_run_name(name.strip_suffix(PARTIAL).unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::{is_folder_of_a_run, is_run_name};

    #[test]
    fn the_name_of_a_run_is_an_id_with_its_shard_and_nothing_else() {
        let id = "0123456789ab";
        for good in [id.to_owned(), format!("{id}.partial"), format!("{id}.shard-2-of-5.partial")] {
            assert!(is_folder_of_a_run(&good), "{good}");
        }
        for bad in ["", "..", "0123456789a", "0123456789AB", "../0123456789ab", "0123456789ab/x"] {
            assert!(!is_folder_of_a_run(bad), "{bad}");
        }
        for bad in [".lock", ".shard-2", ".shard-x-of-5", ".partial.partial"] {
            assert!(!is_folder_of_a_run(&format!("{id}{bad}")), "{bad}");
        }
        assert!(is_run_name("0123456789ab.shard-2-of-5") && !is_run_name("0123456789ab.partial"));
    }
}
