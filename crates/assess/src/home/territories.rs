//! Territories that are no state by themselves, and the state that each belongs to, for the message that refuses one as a home.
//!
//! Codes and names of ISO 3166-1; the state is the one that the standard gives for it. Places of which states disagree are not listed.

/// ISO code and name of a territory, and the ISO code of its state.
const TERRITORIES: [(&str, &str, &str); 38] = [
    ("ABW", "Aruba", "NLD"),
    ("AIA", "Anguilla", "GBR"),
    ("ALA", "Åland Islands", "FIN"),
    ("ASM", "American Samoa", "USA"),
    ("BES", "Bonaire, Sint Eustatius and Saba", "NLD"),
    ("BLM", "Saint Barthélemy", "FRA"),
    ("BMU", "Bermuda", "GBR"),
    ("CCK", "Cocos (Keeling) Islands", "AUS"),
    ("COK", "Cook Islands", "NZL"),
    ("CUW", "Curaçao", "NLD"),
    ("CXR", "Christmas Island", "AUS"),
    ("CYM", "Cayman Islands", "GBR"),
    ("FRO", "Faroe Islands", "DNK"),
    ("GGY", "Guernsey", "GBR"),
    ("GIB", "Gibraltar", "GBR"),
    ("GLP", "Guadeloupe", "FRA"),
    ("GRL", "Greenland", "DNK"),
    ("GUF", "French Guiana", "FRA"),
    ("GUM", "Guam", "USA"),
    ("HKG", "Hong Kong", "CHN"),
    ("IMN", "Isle of Man", "GBR"),
    ("JEY", "Jersey", "GBR"),
    ("MAC", "Macao", "CHN"),
    ("MAF", "Saint Martin (French part)", "FRA"),
    ("MNP", "Northern Mariana Islands", "USA"),
    ("MSR", "Montserrat", "GBR"),
    ("MTQ", "Martinique", "FRA"),
    ("MYT", "Mayotte", "FRA"),
    ("NCL", "New Caledonia", "FRA"),
    ("NFK", "Norfolk Island", "AUS"),
    ("NIU", "Niue", "NZL"),
    ("PRI", "Puerto Rico", "USA"),
    ("PYF", "French Polynesia", "FRA"),
    ("REU", "Réunion", "FRA"),
    ("SPM", "Saint Pierre and Miquelon", "FRA"),
    ("TCA", "Turks and Caicos Islands", "GBR"),
    ("VGB", "Virgin Islands (British)", "GBR"),
    ("VIR", "Virgin Islands (U.S.)", "USA"),
];

/// Name and state of a territory, by its code or name.
pub(super) fn territory(text: &str) -> Option<(&'static str, &'static str)> {
    let of = |(code, name, _): &&(&str, &str, &str)| {
        code.eq_ignore_ascii_case(text.trim()) || name.eq_ignore_ascii_case(text.trim())
    };
    TERRITORIES.iter().find(of).map(|(_, name, state)| (*name, *state))
}
