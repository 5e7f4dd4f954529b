//! Names of countries as sources and people write them.
//!
//! The lists are `names/countries.tsv` (names of countries beside those that the roster holds) and `names/elsewhere.tsv`
//! (sums of countries and territories that no panel has). What two lists write differently without meaning something
//! else (case, accents, punctuation, "the", "Rep.") is folded away, so that the lists need not hold it.
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::CountryId;

const COUNTRIES: &str = include_str!("../names/countries.tsv");
const ELSEWHERE: &str = include_str!("../names/elsewhere.tsv");

/// What files list beside countries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Elsewhere {
    /// A sum or mean of countries, such as the World Bank's `WLD` and `AFE`.
    Aggregate(&'static str),
    /// A territory that the panel does not hold, such as Aruba.
    Territory(&'static str),
}

impl Elsewhere {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aggregate(name) | Self::Territory(name) => name,
        }
    }
}

static BY_NAME: LazyLock<BTreeMap<String, Vec<CountryId>>> = LazyLock::new(|| {
    let mut found: BTreeMap<String, Vec<CountryId>> = BTreeMap::new();
    for (numbers, _, names) in lines(COUNTRIES) {
        let ids: Vec<CountryId> =
            numbers.split('/').filter_map(|number| number.parse().ok()).map(CountryId).collect();
        for reading in names.flat_map(readings) {
            found.insert(reading, ids.clone());
        }
    }
    found
});

static NOT_BY_NAME: LazyLock<BTreeMap<String, Elsewhere>> = LazyLock::new(|| {
    let mut found = BTreeMap::new();
    for (code, kind, names) in lines(ELSEWHERE) {
        for name in names.clone() {
            let is = if kind == "t" { Elsewhere::Territory } else { Elsewhere::Aggregate };
            // One line may hold names of several (kinds of economies): each is called by its own.
            let called = if code == "-" { name } else { names.clone().next().unwrap_or(name) };
            found.extend(readings(name).into_iter().map(|reading| (reading, is(called))));
            if code != "-" {
                found.insert(fold(code), is(called));
            }
        }
    }
    found
});

/// First and second column, and the names, of every line of a list.
fn lines(
    list: &'static str,
) -> impl Iterator<Item = (&'static str, &'static str, impl Iterator<Item = &'static str> + Clone)> {
    list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.splitn(3, '\t');
        Some((cells.next()?, cells.next()?, cells.next()?.split('|')))
    })
}

/// The countries that `text` names in the list; several where it fits several.
pub(crate) fn listed(text: &str) -> &'static [CountryId] {
    readings(text).iter().find_map(|reading| BY_NAME.get(reading)).map_or(&[], Vec::as_slice)
}

/// The aggregate or territory that `text` names.
pub(crate) fn elsewhere(text: &str) -> Option<Elsewhere> {
    readings(text).iter().find_map(|reading| NOT_BY_NAME.get(reading)).copied()
}

/// All folded names of the list, with their countries.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static [CountryId])> {
    BY_NAME.iter().map(|(name, ids)| (name.as_str(), ids.as_slice()))
}

/// Both orders in which a name may stand: "Korea, Rep." and "Rep. Korea".
pub(crate) fn readings(text: &str) -> Vec<String> {
    let whole = fold(text);
    let turned = text.split_once([',', '(']).map(|(head, rest)| fold(&format!("{rest} {head}")));
    let turned = turned.filter(|turned| *turned != whole);
    [whole].into_iter().chain(turned).filter(|reading| !reading.is_empty()).collect()
}

/// The two names of "Myanmar (Burma)" and "Burma/Myanmar".
pub(crate) fn two_names(text: &str) -> Option<(&str, &str)> {
    let (one, other) = text.split_once(['(', '/'])?;
    let two = !other.contains(['(', '/']);
    two.then(|| (one.trim(), other.trim().trim_end_matches(')').trim()))
}

/// Words in lower case without accents and punctuation, initials joined, and without the words that lists put or leave out.
pub(crate) fn fold(text: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    let mut initials = false;
    for character in text.chars() {
        let plain = plain(character);
        match (character, plain) {
            // "U.S." is one word, "St.Lucia" two.
            ('.', _) => {
                let word = words.last().map_or(0, String::len);
                initials = word == 1 || (initials && word > 0);
                if !initials {
                    words.push(String::new());
                }
            }
            ('\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′' | '\u{300}'..='\u{36f}', _) => {}
            (_, Some(letters)) => words.last_mut().into_iter().for_each(|word| word.push_str(letters)),
            (other, None) if other.is_alphanumeric() => {
                words.last_mut().into_iter().for_each(|word| {
                    word.extend(other.to_lowercase().filter(|letter| letter.is_alphanumeric()))
                });
            }
            _ => {
                initials = false;
                words.push(String::new());
            }
        }
    }
    let mut kept: Vec<String> = Vec::new();
    let mut single = false;
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        let is_single = word.chars().count() == 1;
        match kept.last_mut() {
            // "U S A" as "U.S.A.".
            Some(last) if single && is_single => last.push_str(&word),
            _ => kept.extend(written_out(word)),
        }
        single = is_single;
    }
    kept.join(" ")
}

/// A word as lists write it out; none for a word that some leave out.
fn written_out(word: String) -> Option<String> {
    let full = match word.as_str() {
        "the" | "of" | "and" => return None,
        "rep" => "republic",
        "dem" => "democratic",
        "st" | "ste" => "saint",
        "is" | "isl" | "isls" => "islands",
        "sts" => "states",
        _ => return Some(word),
    };
    Some(full.to_owned())
}

/// A Latin letter with an accent, or a ligature, without it.
fn plain(character: char) -> Option<&'static str> {
    Some(match character.to_lowercase().next().unwrap_or(character) {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ľ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lists_write_differently_is_folded() {
        for (text, wanted) in [
            ("Côte d’Ivoire", "cote divoire"),
            ("CO\u{302}TE D'IVOIRE", "cote divoire"),
            ("U.S.A.", "usa"),
            ("U S A", "usa"),
            ("St.Lucia", "saint lucia"),
            ("Bosnia & Herzegovina", "bosnia herzegovina"),
            ("  The   Gambia ", "gambia"),
            ("Viet\u{a0}Nam", "viet nam"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(fold(text), wanted, "{text}");
        }
        assert_eq!(readings("Korea, Rep."), ["korea republic", "republic korea"]);
        assert_eq!(readings("…"), Vec::<String>::new());
    }

    #[test]
    fn no_name_has_two_meanings() {
        let mut meant: BTreeMap<String, &str> = BTreeMap::new();
        for (numbers, code, names) in lines(COUNTRIES).map(|(a, b, c)| (a, b, c.collect::<Vec<_>>())) {
            assert!(!names.is_empty() && !code.is_empty(), "{numbers}");
            for reading in names.into_iter().flat_map(readings) {
                let other = meant.insert(reading.clone(), numbers);
                assert!(other.is_none_or(|other| other == numbers), "`{reading}`: {numbers} and {other:?}");
                assert!(!NOT_BY_NAME.contains_key(&reading), "`{reading}` is also in elsewhere.tsv");
            }
        }
    }
}
