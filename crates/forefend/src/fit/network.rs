//! Networks between the units of a user's file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::Adjacency;

use crate::failure::Failure;
use crate::fit::refusal::some;
use crate::fit::rows::Rows;

/// A file of links: CSV or Parquet with the columns `unit`, `neighbour` and, where links differ in strength, `weight`.
pub struct Network {
    /// The name by which formulas know it: the file's name without its ending.
    pub name: String,
    file: String,
    links: Vec<Link>,
}

struct Link {
    /// Unit and neighbour.
    ends: (String, String),
    weight: f64,
    /// Where it stands.
    place: String,
}

impl Network {
    /// Reads a file of links.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let mut rows = Rows::open(path)?;
        let weighted = rows.has("weight");
        let names = ["unit", "neighbour", "weight"].into_iter().take(2 + usize::from(weighted));
        rows.load(&names.map(str::to_owned).collect::<Vec<_>>())?;
        let label = |name: &str| -> Result<Vec<String>, Failure> {
            let (codes, labels) = rows.complete_levels(name, "end of a link")?;
            Ok(codes.into_iter().map(|code| labels[code].clone()).collect())
        };
        let (units, neighbours) = (label("unit")?, label("neighbour")?);
        let weights = if weighted { rows.numbers("weight")?.to_vec() } else { vec![1.0; rows.len()] };
        if let Some(row) = weights.iter().position(|weight| !weight.is_finite()) {
            return Err(Failure::data(format!(
                "{}: `weight` must be a number in every row; write 1 for a link like the others",
                rows.place(row)
            )));
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
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        let ends = units.into_iter().zip(neighbours);
        let links = ends.zip(weights).enumerate();
        let link = |(row, (ends, weight))| Link { ends, weight, place: rows.place(row) };
        Ok(Self { name, file: path.display().to_string(), links: links.map(link).collect() })
    }

    /// The links over units in the given order, and a note that counts and names the ends that are no unit of the data, whose
    /// links are left out.
    pub fn adjacency(&self, units: &[String]) -> Result<(Adjacency, Option<String>), Failure> {
        let place: BTreeMap<&str, usize> =
            units.iter().enumerate().map(|(place, unit)| (unit.as_str(), place)).collect();
        // A column of words writes a number as the file has it, a column of numbers as short as it can be.
        let canonical = |text: &str| match text.parse::<f64>() {
            Ok(number) if number.is_finite() && !text.starts_with('0') => number.to_string(),
            _ => text.to_owned(),
        };
        let find = |text: &str| place.get(text).or_else(|| place.get(canonical(text).as_str())).copied();
        let (mut known, mut unknown, mut first, mut lost) = (Vec::new(), BTreeSet::new(), None, 0);
        for Link { ends: (unit, neighbour), weight, place } in &self.links {
            let ends = [unit, neighbour].map(|end| {
                let found = find(end);
                if found.is_none() {
                    unknown.insert(end.clone());
                }
                found
            });
            if let [Some(unit), Some(neighbour)] = ends {
                known.push((unit, neighbour, *weight));
            } else {
                lost += 1;
                first.get_or_insert(place);
            }
        }
        if known.is_empty() {
            return Err(Failure::data(format!(
                "{}: no link joins two units of the data; write units as the data do ({})",
                self.file,
                some(units)
            )));
        }
        let unknown: Vec<String> = unknown.into_iter().collect();
        let note = first.map(|first| {
            format!(
                "{lost} of {} links of {} are left out, the first at {first}: no unit of the data is called {}",
                self.links.len(),
                self.file,
                some(&unknown)
            )
        });
        Ok((Adjacency::from_links(units.len(), &known), note))
    }
}
