//! Names of countries, and names in sentences.

use forefend_panel::{CountryId, Panel};
pub(crate) use forefend_report::{and_list as join, upper_first};

/// ISO3 code of a country; its Gleditsch-Ward number where it has none.
pub(crate) fn iso3(panel: &Panel, unit: CountryId) -> String {
    let country = panel.roster().get(unit);
    country.and_then(|country| country.iso3()).map_or_else(|| unit.to_string(), |iso3| iso3.to_string())
}

/// Name of a country as printed.
pub(crate) fn name(panel: &Panel, unit: CountryId) -> String {
    panel.roster().get(unit).map_or_else(|| unit.to_string(), |country| country.name.clone())
}

/// The first names, and how many there are beside them.
pub(crate) fn some(names: &[String], most: usize) -> String {
    if names.len() <= most {
        return join(names);
    }
    let mut shown = names[..most].to_vec();
    shown.push(format!("{} more", names.len() - most));
    join(&shown)
}

#[cfg(test)]
mod tests {
    use super::{join, some};

    #[test]
    fn names_are_joined_and_the_rest_is_counted() {
        let names: Vec<String> = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
        assert_eq!(join(&names[..0]), "");
        assert_eq!(join(&names[..1]), "A");
        assert_eq!(some(&names, 4), "A, B, C and D");
        assert_eq!(some(&names, 2), "A, B and 2 more");
    }
}
