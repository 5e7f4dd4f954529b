//! Emission files of the user's own: both forms, and one fixture for each mistake.

use std::fmt::Write as _;
use std::path::PathBuf;

use forefend_assess::{climate, read_emissions};
use forefend_drivers::fair::SPECIES;
use forefend_simulate::WorldFiles;
use forefend_simulate::climate::TABLES;
use forefend_simulate::table::WorldTable;

const SCENARIO: &str = "ssp245";

fn world() -> WorldFiles {
    WorldFiles::new("world", forefend_world::files())
}

/// Years and values by species of a shipped scenario.
fn shipped() -> (Vec<i32>, Vec<Vec<f64>>) {
    let table = WorldTable::open(&world(), TABLES[1]).unwrap();
    let names = table.words("scenario").unwrap();
    let rows: Vec<usize> =
        (0..table.rows()).filter(|&row| ["history", SCENARIO].contains(&names[row].as_str())).collect();
    let of = |name: &str| {
        let values = table.numbers(name).unwrap();
        rows.iter().map(|&row| values[row]).collect::<Vec<f64>>()
    };
    let years = of("year").iter().map(|year| *year as i32).collect();
    (years, SPECIES.iter().map(|species| of(species.name)).collect())
}

/// A row a year, a column a species.
fn wide() -> Vec<Vec<String>> {
    let (years, values) = shipped();
    let mut rows = vec![vec!["scenario".to_owned(), "timepoints".to_owned()]];
    rows[0].extend(SPECIES.iter().map(|species| species.name.to_owned()));
    for (at, year) in years.iter().enumerate() {
        let mut row = vec!["mine".to_owned(), format!("{year}.5")];
        row.extend(values.iter().map(|of_species| of_species[at].to_string()));
        rows.push(row);
    }
    rows
}

/// A row a species, a column a year; CO2 in Mt.
fn long() -> Vec<Vec<String>> {
    let (years, values) = shipped();
    let mut rows = vec![["scenario", "region", "variable", "unit"].map(str::to_owned).to_vec()];
    rows[0].extend(years.iter().map(|year| format!("{year}.5")));
    for (species, values) in SPECIES.iter().zip(values) {
        let in_mt = species.unit == "Gt CO2/yr";
        let unit = if in_mt { "Mt CO2/yr" } else { species.unit };
        let mut row = ["mine", "World", species.name, unit].map(str::to_owned).to_vec();
        row.extend(values.iter().map(|value| if in_mt { value * 1000.0 } else { *value }.to_string()));
        rows.push(row);
    }
    rows
}

fn file(folder: &tempfile::TempDir, rows: &[Vec<String>]) -> PathBuf {
    let mut text = String::new();
    rows.iter().for_each(|row| writeln!(text, "{}", row.join(",")).unwrap());
    let path = folder.path().join("emissions.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_file_in_either_form_gives_what_the_shipped_scenario_does() {
    let folder = tempfile::tempdir().unwrap();
    let own = climate(&world(), None, Some(SCENARIO)).unwrap();
    assert_eq!((own.members, own.years.len(), own.years[350].0), (841, 351, 2100));
    for rows in [wide(), long()] {
        let found = climate(&world(), Some(&file(&folder, &rows)), Some("mine")).unwrap();
        for ((year, a), (_, b)) in found.years.iter().zip(&own.years) {
            assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9), "{year}: {a:?} not {b:?}");
        }
    }
}

/// A mistake: what is done to the rows, and the words that must be in the message.
type Mistake = (fn(&mut Vec<Vec<String>>), &'static [&'static str]);

fn refused(rows: fn() -> Vec<Vec<String>>, scenario: Option<&str>, (change, words): &Mistake) {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = rows();
    change(&mut rows);
    let error = read_emissions(&file(&folder, &rows), scenario).unwrap_err().to_string();
    assert!(words.iter().all(|words| error.contains(words)), "{error}");
    assert!(error.contains("emissions.csv") && error.lines().count() == 1, "{error}");
}

#[test]
fn every_mistake_in_rows_of_years_is_told_with_its_line() {
    let mistakes: [Mistake; 12] = [
        (|rows| rows.swap(30, 31), &[".csv:31: ", "year 1780 after 1778, and 1779 comes later", "in order"]),
        (
            |rows| drop(rows.remove(100)),
            &[".csv:101: ", "year 1850 after 1848: 1849 is missing", "fill the gap"],
        ),
        (|rows| rows.insert(11, rows[10].clone()), &[".csv:12: ", "year 1759 after 1759", "in order"]),
        (
            |rows| rows[40][6] = "much".to_owned(),
            &[".csv:41: ", "`Sulfur` has `much`, which is no number; write a number, 0 for nothing"],
        ),
        (
            |rows| rows[40][6] = String::new(),
            &[".csv:41: ", "`Sulfur` has no number; write a number, 0 for nothing"],
        ),
        (|rows| rows[40][6] = "inf".to_owned(), &[".csv:41: ", "`Sulfur` has `inf`, which is no number"]),
        (
            |rows| rows[40][1] = "soon".to_owned(),
            &[".csv:41: ", "`timepoints` has `soon`, which is no number; write the year"],
        ),
        (|rows| rows[0][0] = "course".to_owned(), &[".csv:1: ", "no column `scenario`"]),
        (|rows| rows[0][1] = "when".to_owned(), &[".csv:1: ", "no column `year`"]),
        (|rows| rows[0][5] = "N2".to_owned(), &[".csv:1: ", "no emissions of `N2O`", "Mt N2O/yr"]),
        (|rows| rows.truncate(300), &["the years end in 2048", "go on to 2099"]),
        (|rows| drop(rows.drain(1..=100)), &[".csv:2: ", "begin in 1850", "begin in 1750"]),
    ];
    mistakes.iter().for_each(|mistake| refused(wide, Some("mine"), mistake));
}

#[test]
fn every_mistake_in_rows_of_species_is_told_with_its_line() {
    let mistakes: [Mistake; 7] = [
        (
            |rows| rows[3][3] = "Mt CO2/yr".to_owned(),
            &[".csv:4: ", "`CH4` in `Mt CO2/yr`", "convert it to Mt CH4/yr"],
        ),
        (|rows| drop(rows.remove(4)), &[".csv:51: ", "no emissions of `N2O`"]),
        (
            |rows| rows.iter_mut().skip(1).for_each(|row| row[1] = "Asia".to_owned()),
            &[".csv:2: ", "no row of the region `World`"],
        ),
        (|rows| rows.push(rows[4].clone()), &[".csv:53: ", "`N2O` a second time, after", ".csv:5"]),
        (|rows| rows[0].swap(20, 21), &[".csv:1: ", "year 1767 after 1765, and 1766 comes later"]),
        (|rows| rows.iter_mut().for_each(|row| drop(row.remove(50))), &[".csv:1: ", "1796 is missing"]),
        (|rows| rows[5][60] = "x".to_owned(), &[".csv:6: ", "column `1806.5` has `x`, which is no number"]),
    ];
    mistakes.iter().for_each(|mistake| refused(long, Some("mine"), mistake));
}

#[test]
fn a_scenario_that_is_not_there_is_told_with_those_that_are() {
    let pad: fn(&mut Vec<Vec<String>>) = |rows| {
        let width = rows[0].len();
        let mut row = ["other", "1750.5"].map(str::to_owned).to_vec();
        row.resize(width, "0".to_owned());
        rows.push(row);
    };
    let near = &[".csv:2: ", "no row of scenario `mien`; did you mean `mine`?", "the file has mine, other"];
    refused(wide, Some("mien"), &(pad, near));
    refused(wide, Some("zzz"), &(pad, &[".csv:2: ", "`zzz` (--scenario); the file has mine, other"]));
    let line = format!(".csv:{}: ", wide().len() + 1);
    let second: &'static [&'static str] = &["a second scenario", "--scenario one of mine, other"];
    refused(wide, None, &(pad, second));
    let folder = tempfile::tempdir().unwrap();
    let mut rows = wide();
    pad(&mut rows);
    let error = read_emissions(&file(&folder, &rows), None).unwrap_err().to_string();
    assert!(error.contains(&line), "{error}");
    for name in ["ssp999", "nothing like it"] {
        let error = climate(&world(), None, Some(name)).unwrap_err().to_string();
        assert!(error.starts_with(&format!("--scenario {name}: ")), "{error}");
        assert_eq!(error.matches("ssp119, ssp126, ssp245").count(), 1, "said once: {error}");
    }
}

/// Emissions a thousand times too large are those of another unit.
#[test]
fn temperatures_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = wide();
    assert_eq!(rows[0][2], "CO2 FFI");
    for row in rows.iter_mut().skip(1) {
        row[2] = (1000.0 * row[2].parse::<f64>().unwrap()).to_string();
    }
    let error = climate(&world(), Some(&file(&folder, &rows)), Some("mine")).unwrap_err().to_string();
    for words in ["emissions.csv: ", "beyond 30 K of change", "check the units"] {
        assert!(error.contains(words), "{error}");
    }
}
