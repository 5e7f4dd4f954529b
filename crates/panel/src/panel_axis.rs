//! An axis of the panel beyond country and world: what its units are, and which of them it may have.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hidden::is_hidden;
use crate::suggest::did_you_mean;
use crate::{CountryId, Unit};

/// Most characters of a level, or of the id or label of a listed unit.
const LONGEST_LABEL: usize = 200;
/// Most lists of a product, and most units that it makes of one country.
const MOST_LISTS: usize = 16;
const MOST_GROUPS: usize = 200_000;

/// What the units of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AxisKind {
    /// Two countries, whichever is named first.
    Pairs,
    /// Two countries, from one to the other.
    DirectedPairs,
    /// A country and one level of each list.
    Product,
    /// A list of ids: organisations, facilities.
    Listed,
}

impl AxisKind {
    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            AxisKind::Pairs => "pairs",
            AxisKind::DirectedPairs => "directed-pairs",
            AxisKind::Product => "product",
            AxisKind::Listed => "listed",
        }
    }

    /// From the word in files.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Pairs, Self::DirectedPairs, Self::Product, Self::Listed]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// A listed unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedUnit {
    /// Words for readers.
    pub label: String,
    /// Where it is, if it is somewhere.
    pub country: Option<CountryId>,
}

/// An axis of the panel, declared as `[[axis]]` in `indicators.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelAxis {
    /// Name, used in `axis = "..."` of a series.
    pub id: String,
    /// Words for a heading.
    pub title: String,
    /// What its units are.
    pub kind: AxisKind,
    /// The lists of a product, each with its levels.
    #[serde(default)]
    pub product: BTreeMap<String, Vec<String>>,
    /// The units of a list, by id; where empty, whatever id a series gives is a unit.
    #[serde(skip_deserializing)]
    pub units: BTreeMap<String, ListedUnit>,
}

impl PanelAxis {
    /// An axis without lists and units, for tests and synthetic panels.
    pub fn synthetic(id: &str, kind: AxisKind) -> Self {
        let (id, title) = (id.to_owned(), id.to_owned());
        Self { id, title, kind, product: BTreeMap::new(), units: BTreeMap::new() }
    }

    /// The unit as this axis knows it: of an undirected pair the smaller number comes first. Whether its countries are in a
    /// roster is not looked at.
    ///
    /// # Errors
    /// What is wrong, in words: a unit of another kind of axis, a pair of one country, a level or an id that nobody declared.
    pub fn admit(&self, unit: Unit) -> Result<Unit, String> {
        match (self.kind, unit) {
            (AxisKind::Pairs | AxisKind::DirectedPairs, Unit::Pair(a, b)) if a == b => {
                Err(format!("{a} is paired with itself; a pair needs two countries"))
            }
            (AxisKind::Pairs, Unit::Pair(a, b)) => Ok(Unit::Pair(a.min(b), a.max(b))),
            (AxisKind::DirectedPairs, pair @ Unit::Pair(..)) => Ok(pair),
            (AxisKind::Product, Unit::Group(country, group)) => {
                let levels: Vec<&str> = group.split('/').collect();
                if levels.len() != self.product.len() {
                    let names: Vec<&str> = self.product.keys().map(String::as_str).collect();
                    return Err(format!("`{group}` needs one level of each of {}", names.join(", ")));
                }
                for ((name, known), level) in self.product.iter().zip(levels) {
                    self.check_level(name, known, level)?;
                }
                Ok(Unit::Group(country, group))
            }
            (AxisKind::Listed, Unit::Listed(id)) if self.units.is_empty() || self.units.contains_key(&id) => {
                check_label(&id)?;
                Ok(Unit::Listed(id))
            }
            (AxisKind::Listed, Unit::Listed(id)) => {
                let near = did_you_mean(&id, self.units.keys().map(String::as_str));
                let id: String = id.chars().take(40).flat_map(char::escape_debug).collect();
                Err(format!("axis `{}` has no unit `{id}`{near}; add it to the list of its units", self.id))
            }
            (kind, unit) => {
                Err(format!("{unit} is no unit of axis `{}`, which has {}", self.id, kind.word()))
            }
        }
    }

    fn check_level(&self, name: &str, known: &[String], level: &str) -> Result<(), String> {
        if known.iter().any(|one| one == level) {
            return Ok(());
        }
        let near = did_you_mean(level, known.iter().map(String::as_str));
        let level: String = level.chars().take(40).flat_map(char::escape_debug).collect();
        Err(format!(
            "`{level}` is no level of `{name}` on axis `{}`{near}; use one that is declared",
            self.id
        ))
    }

    /// The countries that a unit belongs to: those it is made of, and where a listed one is.
    pub fn countries_of(&self, unit: &Unit) -> Vec<CountryId> {
        match unit {
            Unit::Listed(id) => self.units.get(id).and_then(|listed| listed.country).into_iter().collect(),
            made => made.countries().collect(),
        }
    }

    /// What is wrong with the declaration, in words; the remedy included.
    pub(crate) fn problem(&self) -> Option<String> {
        let id = &self.id;
        if ["country", "world", "year", "draw", "unit"].contains(&id.as_str()) {
            return Some(format!("`{id}` already means something else; rename the axis"));
        }
        let of_product = self.kind == AxisKind::Product;
        if of_product == self.product.is_empty() {
            let words = if of_product { "needs" } else { "has no use for" };
            return Some(format!(
                "axis `{id}` of kind \"{}\" {words} `product = {{ NAME = [\"LEVEL\", ...] }}`; mend one of the two",
                self.kind.word()
            ));
        }
        if !self.units.is_empty() && self.kind != AxisKind::Listed {
            return Some(format!(
                "axis `{id}` of kind \"{}\" has no list of units; remove it",
                self.kind.word()
            ));
        }
        if self.product.len() > MOST_LISTS {
            return Some(format!("axis `{id}` has more than {MOST_LISTS} lists; use fewer"));
        }
        let groups = self.product.values().try_fold(1_usize, |all, list| all.checked_mul(list.len()));
        if groups.is_none_or(|groups| groups > MOST_GROUPS) {
            return Some(format!(
                "axis `{id}` makes more than {MOST_GROUPS} units of a country; use shorter lists"
            ));
        }
        for (name, levels) in &self.product {
            let twice = levels.iter().enumerate().find(|(at, level)| levels[..*at].contains(level));
            let wrong = levels.iter().find(|level| level.contains('/') || check_label(level).is_err());
            if levels.is_empty() || twice.is_some() || wrong.is_some() {
                return Some(format!(
                    "axis `{id}`: the levels of `{name}` are some, each once, none empty or with `/` or signs that cannot be \
                     seen; mend them"
                ));
            }
        }
        None
    }
}

/// Whether a text can be the id or label of a unit; what is wrong otherwise.
pub(crate) fn check_label(text: &str) -> Result<(), String> {
    if !text.is_empty() && text.chars().count() <= LONGEST_LABEL && !text.chars().any(is_hidden) {
        return Ok(());
    }
    let shown: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    Err(format!(
        "`{shown}` cannot be a unit: it has 1 to {LONGEST_LABEL} characters, no line breaks and no signs that cannot be seen"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: CountryId = CountryId(2);
    const B: CountryId = CountryId(20);

    #[test]
    fn an_axis_admits_its_own_units_alone() {
        let pairs = PanelAxis::synthetic("dyad", AxisKind::Pairs);
        assert_eq!(pairs.admit(Unit::Pair(B, A)), Ok(Unit::Pair(A, B)), "undirected: the smaller first");
        let directed = PanelAxis::synthetic("flow", AxisKind::DirectedPairs);
        assert_eq!(directed.admit(Unit::Pair(B, A)), Ok(Unit::Pair(B, A)));
        assert!(pairs.admit(Unit::Pair(A, A)).unwrap_err().contains("two countries"));
        assert!(pairs.admit(Unit::Country(A)).unwrap_err().contains("no unit of axis `dyad`"));
        let mut cohort = PanelAxis::synthetic("cohort", AxisKind::Product);
        assert!(cohort.problem().unwrap().contains("needs `product"));
        let list = |levels: &[&str]| levels.iter().map(|level| (*level).to_owned()).collect();
        cohort.product.insert("age".to_owned(), list(&["0-14", "15+"]));
        cohort.product.insert("sex".to_owned(), list(&["female", "male"]));
        assert_eq!(cohort.problem(), None);
        assert!(cohort.admit(Unit::Group(A, "15+/male".to_owned())).is_ok());
        let wrong = |group: &str| cohort.admit(Unit::Group(A, group.to_owned())).unwrap_err();
        assert!(wrong("15+").contains("one level of each of age, sex"));
        assert!(wrong("15+/mal").contains("did you mean `male`?"));
        let mut sites = PanelAxis::synthetic("site", AxisKind::Listed);
        assert!(sites.admit(Unit::Listed("Natanz".to_owned())).is_ok(), "an open list");
        assert!(sites.admit(Unit::Listed("a\u{202e}".to_owned())).is_err());
        sites.units.insert("Natanz".to_owned(), ListedUnit { label: "Natanz".to_owned(), country: Some(A) });
        assert!(
            sites.admit(Unit::Listed("Natans".to_owned())).unwrap_err().contains("did you mean `Natanz`?")
        );
        assert_eq!(sites.countries_of(&Unit::Listed("Natanz".to_owned())), [A]);
    }
}
