//! The network that an epidemic travels, of a world: places and the seats between them, from the tables of the snapshot.

use std::collections::BTreeMap;

use forefend_threats::network::Seats;

use crate::error::SimulateError;
use crate::table::WorldTable;
use crate::world::WorldFiles;

/// Where `forefend data build` puts the places and the seats between them.
pub const TABLES: [&str; 2] =
    ["snapshot/driver_travel_places_odbl.parquet", "snapshot/driver_travel_odbl.parquet"];

/// A country or territory of the network.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelPlace {
    /// ISO 3166 code of three letters; `ANT` stands for the Netherlands Antilles of before 2010.
    pub iso3: String,
    /// Its name.
    pub name: String,
    /// Latitude and longitude of the middle of its airports, degrees.
    pub middle: (f64, f64),
}

/// Places and how many seats a day fly between them.
#[derive(Debug, Clone, PartialEq)]
pub struct TravelNetwork {
    /// The places, by code.
    pub places: Vec<TravelPlace>,
    /// Seats a day, both directions alike; places by their position in `places`.
    pub seats: Seats,
}

impl TravelNetwork {
    /// From the tables that ship with a world.
    ///
    /// # Errors
    /// A table that is missing, or of which a row is not what it should be; with file and row.
    pub fn of_world(world: &WorldFiles) -> Result<Self, SimulateError> {
        let [places, links] = TABLES.map(|path| WorldTable::open(world, path));
        let (places, table) = (places?, links?);
        let (codes, names) = (places.words("iso3")?, places.words("name")?);
        let (north, east) = (places.numbers("latitude")?, places.numbers("longitude")?);
        let positions: BTreeMap<&str, usize> =
            codes.iter().enumerate().map(|(at, code)| (code.as_str(), at)).collect();
        let (a, b, seats) = (table.words("a")?, table.words("b")?, table.numbers("seats")?);
        let mut both = Vec::with_capacity(2 * table.rows());
        for row in 0..table.rows() {
            let position = |code: &String| {
                let unknown =
                    || table.at(row, format!("`{code}` is no place of {}; add it there", places.file()));
                positions.get(code.as_str()).copied().ok_or_else(unknown)
            };
            let (a, b) = (position(&a[row])?, position(&b[row])?);
            both.extend([(a, b, seats[row]), (b, a, seats[row])]);
        }
        let seats = Seats::new(codes.len(), &both).map_err(|error| table.wrong(error.to_string()))?;
        let places = codes.into_iter().zip(names).zip(north.iter().zip(east));
        let places =
            places.map(|((iso3, name), (north, east))| TravelPlace { iso3, name, middle: (*north, *east) });
        Ok(Self { places: places.collect(), seats })
    }

    /// Position of the place with a code.
    pub fn position(&self, iso3: &str) -> Option<usize> {
        self.places.iter().position(|place| place.iso3 == iso3)
    }
}
