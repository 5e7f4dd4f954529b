//! Countries by the names that the field's lists give them, on the roster of the shipped snapshot.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CodeList, Panel, PanelError, Roster, Year};

fn roster() -> Roster {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world/snapshot");
    Panel::read_dir(&folder).unwrap().roster().clone()
}

/// ISO3 codes with spellings of the World Bank, the United Nations, the IMF, Unicode CLDR, UCDP and everyday use.
const SPELLINGS: &[(&str, &[&str])] = &[
    (
        "CIV",
        &["Côte d'Ivoire", "Côte d’Ivoire", "Cote d'Ivoire", "COTE D'IVOIRE", "Cote dIvoire", "Ivory Coast"],
    ),
    ("TUR", &["Türkiye", "Turkiye", "TURKEY", "Turkey (Türkiye)", "Turkey (Ottoman Empire)"]),
    ("VNM", &["Viet Nam", "Vietnam", "Socialist Republic of Viet Nam"]),
    (
        "KOR",
        &[
            "Korea, Rep.",
            "Republic of Korea",
            "Korea, South",
            "South Korea",
            "Korea (South)",
            "ROK",
            "S. Korea",
        ],
    ),
    (
        "PRK",
        &[
            "Korea, Dem. People's Rep.",
            "Democratic People's Republic of Korea",
            "DPRK",
            "Korea, North",
            "N. Korea",
        ],
    ),
    ("COD", &["Congo, Dem. Rep.", "DRC", "DR Congo", "D.R. Congo", "Congo - Kinshasa", "DR Congo (Zaire)"]),
    (
        "COD",
        &["Democratic Republic of the Congo", "Congo, Democratic Republic of the", "Dem. Rep. of the Congo"],
    ),
    (
        "COG",
        &[
            "Congo, Rep.",
            "Congo - Brazzaville",
            "Republic of the Congo",
            "Congo, Republic of",
            "Congo (Brazzaville)",
        ],
    ),
    ("USA", &["US", "U.S.", "USA", "U.S.A.", "United States of America", "United States", "us"]),
    ("GBR", &["UK", "U.K.", "Great Britain", "United Kingdom of Great Britain and Northern Ireland"]),
    ("ARE", &["UAE", "United Arab Emirates"]),
    ("IRN", &["Iran, Islamic Rep.", "Iran (Islamic Republic of)", "Islamic Republic of Iran", "Iran"]),
    ("EGY", &["Egypt, Arab Rep.", "Arab Republic of Egypt"]),
    ("VEN", &["Venezuela, RB", "Venezuela (Bolivarian Republic of)", "Venezuela, Bolivarian Republic of"]),
    ("BOL", &["Bolivia (Plurinational State of)", "Plurinational State of Bolivia"]),
    ("TZA", &["United Republic of Tanzania", "Tanzania, United Republic of", "Tanzania (Tanganyika)"]),
    ("LAO", &["Lao PDR", "Lao P.D.R.", "Lao People's Democratic Republic", "Laos"]),
    ("SYR", &["Syrian Arab Republic", "Syria"]),
    ("RUS", &["Russian Federation", "Russia (Soviet Union)", "USSR", "Soviet Union"]),
    ("MDA", &["Republic of Moldova", "Moldova, Republic of", "Moldova, Rep."]),
    (
        "MKD",
        &[
            "Macedonia, FYR",
            "The former Yugoslav Republic of Macedonia",
            "Macedonia",
            "FYROM",
            "North Macedonia",
        ],
    ),
    ("CZE", &["Czech Republic", "Czechia", "Czech Rep."]),
    ("SVK", &["Slovak Republic", "Slovakia"]),
    ("KGZ", &["Kyrgyz Republic", "Kyrgyzstan"]),
    ("CPV", &["Cabo Verde", "Cape Verde"]),
    ("SWZ", &["Eswatini", "Swaziland", "Kingdom of Eswatini", "eSwatini"]),
    ("TLS", &["Timor-Leste", "East Timor", "Timor Leste"]),
    ("MMR", &["Burma", "Myanmar (Burma)", "Burma/Myanmar", "Myanmar"]),
    ("BRN", &["Brunei Darussalam", "Brunei"]),
    ("GMB", &["Gambia, The", "The Gambia", "Gambia (Republic of The)"]),
    ("BHS", &["Bahamas, The", "The Bahamas"]),
    ("BIH", &["Bosnia-Herzegovina", "Bosnia & Herzegovina", "Bosnia and Herzegovina"]),
    ("FSM", &["Micronesia, Fed. Sts.", "Micronesia (Federated States of)", "Micronesia"]),
    ("STP", &["São Tomé & Príncipe", "Sao Tome and Principe", "São Tomé and Príncipe"]),
    ("KNA", &["St. Kitts and Nevis", "Saint Kitts and Nevis", "St Kitts & Nevis"]),
    ("LCA", &["St. Lucia", "St Lucia", "St.Lucia"]),
    ("VCT", &["St. Vincent and the Grenadines", "Saint Vincent and the Grenadines"]),
    ("PSE", &["West Bank and Gaza", "State of Palestine", "Palestinian Territories", "Palestine, State of"]),
    ("XKX", &["Kosovo", "Kosovo (under UNSC res. 1244)", "Kosovo (UNSCR 1244)"]),
    ("TWN", &["Taiwan, China", "Taiwan Province of China", "China, Taiwan Province of", "Chinese Taipei"]),
    ("CHN", &["China, People's Republic of", "People's Republic of China", "PRC", "China"]),
    ("NLD", &["Netherlands (Kingdom of the)", "The Netherlands", "Netherlands"]),
    ("CAF", &["Central African Rep.", "CAR", "Central African Republic"]),
    ("GNB", &["Guinea Bissau", "Guinea-Bissau"]),
    ("GNQ", &["Eq. Guinea", "Equatorial Guinea"]),
    ("GIN", &["Guinea", "Republic of Guinea"]),
    ("DEU", &["German Federal Republic", "Federal Republic of Germany", "Germany (Prussia)"]),
    ("DDR", &["German Democratic Republic", "East Germany"]),
    ("YEM", &["Yemen, Rep.", "Yemen (Arab Republic of Yemen)", "Yemen (North Yemen)"]),
    ("YMD", &["Yemen, People's Republic of", "Democratic Yemen"]),
    ("SCG", &["Yugoslavia (Serbia)", "Serbia & Montenegro"]),
    ("ZWE", &["Zimbabwe (Rhodesia)", "Rhodesia"]),
    ("SOM", &["Somalia, Fed. Rep.", "Somalia"]),
    ("DOM", &["Dominican Rep.", "Dominican Republic"]),
    ("PNG", &["Papua New Guinea", "Papua-New Guinea"]),
    ("TTO", &["Trinidad & Tobago"]),
    ("SSD", &["South Sudan, Republic of", "Sudan, South", "S. Sudan"]),
];

#[test]
fn every_list_of_the_field_is_understood() {
    let roster = roster();
    let mut wrong = Vec::new();
    for (iso3, names) in SPELLINGS {
        for name in *names {
            match roster.find(name).map(|country| country.iso3().unwrap().to_string()) {
                Ok(found) if found == *iso3 => {}
                other => wrong.push(format!("{name}: {other:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // In a year, a name is that of then; a state that is gone keeps its years.
    let in_year = |name: &str, year| {
        let found = roster.in_year(name, CodeList::Gw, Year(year));
        found.map(|country| country.id.gw()).map_err(|error| error.to_string())
    };
    assert_eq!(in_year("Türkiye", 1950), Ok(640));
    assert_eq!(in_year("USSR", 1985), Ok(365));
    assert_eq!(in_year("Yemen, Rep.", 1980), Ok(678));
    assert!(in_year("German Democratic Republic", 1995).unwrap_err().contains("existed from 1949 to 1990"));
    assert!(in_year("Former Yugoslavia", 2012).unwrap_err().contains("existed from 1946 to 2006"));
}

#[test]
fn a_name_that_fits_several_is_refused_with_the_choice() {
    let roster = roster();
    for (name, choices) in [
        ("Korea", ["North Korea (PRK)", "South Korea (KOR)"]),
        ("Congo", ["Republic of the Congo (COG)", "Democratic Republic of the Congo (COD)"]),
        ("the CONGO", ["(COG)", "(COD)"]),
        ("R.O.C.", ["(COG)", "Taiwan (TWN)"]),
    ] {
        let error = roster.find(name).unwrap_err();
        assert!(matches!(error, PanelError::AmbiguousCountry { .. }), "{error}");
        let words = error.to_string();
        assert!(choices.iter().all(|choice| words.contains(choice)), "{words}");
        assert!(roster.in_year(name, CodeList::Gw, Year(2020)).is_err());
    }
}

#[test]
fn a_hint_names_the_country_meant_or_none() {
    let roster = roster();
    for (typed, meant) in [
        ("Ugnda", Some("Uganda")),
        ("Kenia", Some("Kenya")),
        ("Phillipines", Some("Philippines")),
        ("Afganistan", Some("Afghanistan")),
        ("Cot d'Ivoire", Some("Côte d’Ivoire")),
        ("Nigera", None),   // Niger or Nigeria
        ("Austrlia", None), // Austria or Australia
        ("UKK", None),
        ("XX", None),
        ("UGX", None),
        ("Somaliland", None),
        ("Abkhazia", None),
        ("Catalonia", None),
        ("Kurdistan", None),
        ("Atlantis", None),
        ("Afghanistan, Iraq", None),
        ("Northern Ireland", None),
        ("Scotland", None),
    ] {
        let words = roster.find(typed).unwrap_err().to_string();
        match meant {
            Some(meant) => assert!(words.contains(&format!("did you mean `{meant}`?")), "{words}"),
            None => assert!(!words.contains("did you mean"), "{words}"),
        }
    }
    // What is no country at all says so.
    assert!(roster.find("WLD").unwrap_err().to_string().contains("World is made of several countries"));
    assert!(roster.find("Aruba").unwrap_err().to_string().contains("no series of Aruba"));
    assert!(roster.elsewhere("Sub-Saharan Africa").is_some() && roster.elsewhere("Uganda").is_none());
}

#[test]
fn the_list_agrees_with_the_roster() {
    let roster = roster();
    let list =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("names/countries.tsv")).unwrap();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [number, iso3, names] = cells.as_slice() else { panic!("{line}") };
        *lines.entry((*number).to_owned()).or_default() += 1;
        let Ok(id) = number.parse::<u16>() else { continue };
        let country = roster.get(forefend_panel::CountryId(id)).unwrap();
        let code = country.iso3().map_or_else(|| "VDR".to_owned(), |code| code.to_string());
        assert_eq!(&code, iso3, "{line}");
        for name in names.split('|') {
            let found = roster.find(name).unwrap();
            assert_eq!(found.id, country.id, "{name} is {} and {}", country.name, found.name);
        }
    }
    assert!(lines.values().all(|count| *count == 1), "{lines:?}");
}

/// Country columns of the source files, where these are at hand: every name of a state of today is understood.
#[test]
fn names_of_the_source_files_are_understood() {
    let data = std::env::var("FOREFEND_DATA").unwrap_or_else(|_| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").display().to_string()
    });
    let file = Path::new(&data).join("multilateral/regional/country_converter_groups.csv");
    let Ok(text) = std::fs::read(&file) else {
        assert!(std::env::var("FOREFEND_REQUIRE_DATA").is_err(), "{} is missing", file.display());
        println!("skipped: no {}", file.display());
        return;
    };
    let (roster, mut wrong) = (roster(), Vec::new());
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    let (iso3, names) = (column("ISO3"), [column("name_short"), column("name_official")]);
    for record in reader.records() {
        let record = record.unwrap();
        let Some(country) = roster.present_day_iso3(&record[iso3]) else { continue };
        for name in names.map(|at| &record[at]) {
            match roster.find(name) {
                Ok(found) if found.id == country.id => {}
                other => wrong.push(format!("{name}: {other:?}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
