//! The network that an epidemic travels: seats on direct flights between 224 countries and territories, and where each lies. More
//! places than the panel has states: territories are stations on the way.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::Table;
use forefend_panel::columns::Written;

use super::DriverTable;
use crate::{SourcesError, input};

const SEATS_FILE: &str = "multilateral/network/DERIVED_country_seat_proxy_matrix_openflights.csv";
const AIRPORTS_FILE: &str = "multilateral/network/openflights_airports.dat";
const COUNTRIES_FILE: &str = "multilateral/network/openflights_countries.dat";
const CODES_FILE: &str = "drivers/panel/codelist_panel_selected.csv.gz";

const TERMS: &str = "OpenFlights airports and routes (2014), <https://openflights.org/data>, summed by country here. ODbL 1.0, see NOTICE-odbl.md";

/// The links.
pub(super) const SEATS: DriverTable = DriverTable {
    file: "driver_travel_odbl.parquet",
    content: "seats a day on direct flights between 224 countries and territories, a proxy: routes times typical seats of their aircraft, both directions alike, each pair once",
    terms: TERMS,
    read: seats,
};

/// The places.
pub(super) const PLACES: DriverTable = DriverTable {
    file: "driver_travel_places_odbl.parquet",
    content: "the 224 countries and territories of that network: name, and the middle of their airports on the sphere",
    terms: TERMS,
    read: places,
};

/// Places that OpenFlights calls otherwise than its own list of codes, or that are no state of the code list.
const OTHERS: [(&str, &str); 52] = [
    ("American Samoa", "ASM"),
    ("Anguilla", "AIA"),
    ("Aruba", "ABW"),
    ("Bermuda", "BMU"),
    ("British Virgin Islands", "VGB"),
    ("Brunei", "BRN"),
    ("Burma", "MMR"),
    ("Cape Verde", "CPV"),
    ("Cayman Islands", "CYM"),
    ("Christmas Island", "CXR"),
    ("Cocos (Keeling) Islands", "CCK"),
    ("Congo (Brazzaville)", "COG"),
    ("Congo (Kinshasa)", "COD"),
    ("Cook Islands", "COK"),
    ("East Timor", "TLS"),
    ("Falkland Islands", "FLK"),
    ("Faroe Islands", "FRO"),
    ("French Guiana", "GUF"),
    ("French Polynesia", "PYF"),
    ("Gibraltar", "GIB"),
    ("Greenland", "GRL"),
    ("Guadeloupe", "GLP"),
    ("Guam", "GUM"),
    ("Guernsey", "GGY"),
    ("Hong Kong", "HKG"),
    ("Isle of Man", "IMN"),
    ("Jersey", "JEY"),
    ("Kyrgyzstan", "KGZ"),
    ("Macau", "MAC"),
    ("Martinique", "MTQ"),
    ("Mayotte", "MYT"),
    ("Micronesia", "FSM"),
    ("Namibia", "NAM"),
    ("Netherlands Antilles", "ANT"),
    ("New Caledonia", "NCL"),
    ("Niue", "NIU"),
    ("Norfolk Island", "NFK"),
    ("Northern Mariana Islands", "MNP"),
    ("Puerto Rico", "PRI"),
    ("Reunion", "REU"),
    ("Saint Kitts and Nevis", "KNA"),
    ("Saint Lucia", "LCA"),
    ("Saint Pierre and Miquelon", "SPM"),
    ("Saint Vincent and the Grenadines", "VCT"),
    ("Swaziland", "SWZ"),
    ("Taiwan", "TWN"),
    ("Turks and Caicos Islands", "TCA"),
    ("Virgin Islands", "VIR"),
    ("Wallis and Futuna", "WLF"),
    ("Western Sahara", "ESH"),
    ("West Bank", "PSE"),
    ("Palestine", "PSE"),
];

fn seats(data: &Path) -> Result<Vec<Written>, SourcesError> {
    let table = input::csv(data, SEATS_FILE, &[])?;
    let codes = table.words("")?;
    let (mut from, mut to, mut seats) = (Vec::new(), Vec::new(), Vec::new());
    for (column, &end) in codes.iter().enumerate() {
        for (row, &value) in table.numbers(end)?.iter().enumerate().take(column) {
            if value > 0.0 {
                from.push(codes[row]);
                to.push(end);
                seats.push(value);
            }
        }
    }
    Ok(vec![Written::text("a", from), Written::text("b", to), Written::doubles("seats", seats)])
}

/// A file of OpenFlights, which has no header.
fn headed(data: &Path, file: &str, header: &str, select: &[&str]) -> Result<Table, SourcesError> {
    let mut content = format!("{header}\n").into_bytes();
    content.extend(input::bytes(data, file)?);
    Ok(Table::from_csv(file, content.as_slice(), select)?)
}

fn places(data: &Path) -> Result<Vec<Written>, SourcesError> {
    let matrix = input::csv(data, SEATS_FILE, &[""])?;
    let codes = codes_of_names(data)?;
    let header = "id,name,city,country,iata,icao,latitude,longitude,altitude,hours,dst,zone,type,source";
    let airports = headed(data, AIRPORTS_FILE, header, &["country", "latitude", "longitude"])?;
    let (countries, latitudes, longitudes) =
        (airports.words("country")?, airports.numbers("latitude")?, airports.numbers("longitude")?);
    let mut middles: BTreeMap<&str, (&str, [f64; 3])> = BTreeMap::new();
    for row in 0..airports.len() {
        let Some(code) = codes.get(countries[row]) else { continue };
        let sum = &mut middles.entry(code).or_insert((countries[row], [0.0; 3])).1;
        let [north, east] = [latitudes[row], longitudes[row]].map(f64::to_radians);
        let point =
            [libm::cos(north) * libm::cos(east), libm::cos(north) * libm::sin(east), libm::sin(north)];
        sum.iter_mut().zip(point).for_each(|(sum, part)| *sum += part);
    }
    let (mut ids, mut names, mut north, mut east) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for code in matrix.words("")? {
        let (name, [x, y, z]) = middles.get(code).ok_or_else(|| SourcesError::Contradiction {
            place: AIRPORTS_FILE.to_owned(),
            what: format!("no airport of {code}, which {SEATS_FILE} links"),
        })?;
        // Four digits are 11 m.
        let degrees = |angle: f64| (angle.to_degrees() * 1e4).round() / 1e4;
        ids.push(code);
        names.push(*name);
        north.push(degrees(libm::atan2(*z, libm::hypot(*x, *y))));
        east.push(degrees(libm::atan2(*y, *x)));
    }
    Ok(vec![
        Written::text("iso3", ids),
        Written::text("name", names),
        Written::doubles("latitude", north),
        Written::doubles("longitude", east),
    ])
}

/// ISO3 code by OpenFlights' name of a country, through its list of two-letter codes.
fn codes_of_names(data: &Path) -> Result<BTreeMap<String, String>, SourcesError> {
    let listed = input::csv(data, CODES_FILE, &["iso2c", "iso3c"])?;
    let (two, three) = (listed.texts("iso2c")?, listed.texts("iso3c")?);
    let iso3: BTreeMap<&str, &str> =
        two.iter().zip(&three).filter_map(|(two, three)| Some(((*two)?, (*three)?))).collect();
    let countries = headed(data, COUNTRIES_FILE, "name,iso2,dafif", &["name", "iso2"])?;
    let (names, two) = (countries.words("name")?, countries.texts("iso2")?);
    let of_list = names.iter().zip(&two).filter_map(|(name, two)| {
        let code = iso3.get((*two)?)?;
        Some((*name, *code))
    });
    Ok(of_list.chain(OTHERS).map(|(name, code)| (name.to_owned(), code.to_owned())).collect())
}
