//! Networks between the units of a user's file.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::Adjacency;

use crate::failure::Failure;
use crate::fit::rows::Rows;

/// A file of links: CSV or Parquet with the columns `unit`, `neighbour` and, where links differ in strength, `weight`.
pub struct Network {
    /// The name by which formulas know it: the file's name without its ending.
    pub name: String,
    file: String,
    /// Unit, neighbour, weight.
    links: Vec<(String, String, f64)>,
}

impl Network {
    /// Reads a file of links.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let rows = Rows::read(path)?;
        let label = |name: &str| -> Result<Vec<String>, Failure> {
            let (codes, labels) = rows.complete_levels(name, "end of a link")?;
            Ok(codes.into_iter().map(|code| labels[code].clone()).collect())
        };
        let (units, neighbours) = (label("unit")?, label("neighbour")?);
        let weights = if rows.has("weight") { rows.numbers("weight")? } else { vec![1.0; rows.len()] };
        if let Some(row) = weights.iter().position(|weight| !weight.is_finite()) {
            return Err(Failure::data(format!("{}: `weight` must be a number", rows.place(row))));
        }
        let mut seen = BTreeMap::new();
        for (row, ends) in units.iter().zip(&neighbours).enumerate() {
            if ends.0 == ends.1 {
                return Err(Failure::data(format!(
                    "{}: links {} with itself; remove the row",
                    rows.place(row),
                    ends.0
                )));
            }
            if let Some(earlier) = seen.insert(ends, row) {
                return Err(Failure::data(format!(
                    "{} and {} both link {} with {}; keep one (its weight says how strong it is)",
                    rows.place(earlier),
                    rows.place(row),
                    ends.0,
                    ends.1
                )));
            }
        }
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let links = units.into_iter().zip(neighbours).zip(weights).map(|((a, b), weight)| (a, b, weight));
        Ok(Self { name, file: path.display().to_string(), links: links.collect() })
    }

    /// The links over units in the given order. Ends that are no unit of the data are left out.
    pub fn adjacency(&self, units: &[String]) -> Result<Adjacency, Failure> {
        let place: BTreeMap<&str, usize> =
            units.iter().enumerate().map(|(place, unit)| (unit.as_str(), place)).collect();
        let known = |(unit, neighbour, weight): &(String, String, f64)| {
            Some((*place.get(unit.as_str())?, *place.get(neighbour.as_str())?, *weight))
        };
        let links: Vec<(usize, usize, f64)> = self.links.iter().filter_map(known).collect();
        if links.is_empty() {
            return Err(Failure::data(format!(
                "{}: no link joins two units of the data; write units as the data do",
                self.file
            )));
        }
        Ok(Adjacency::from_links(units.len(), &links))
    }
}
