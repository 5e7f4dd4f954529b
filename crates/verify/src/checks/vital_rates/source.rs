//! The revisions of World Population Prospects as source figures.

use std::collections::BTreeMap;

use forefend_drivers::cohort::rates::vintage::Case;
use forefend_drivers::cohort::rates::{History, Restated, Year};

use crate::context::Context;
use crate::error::VerifyError;

const OLD: &str = "drivers/demography/wpp2019_vintage";
const NEW: &str = "drivers/demography/wpp2024_csv";
pub(super) const PEOPLE: &str = "drivers/demography/wpp2024_pop_age5_sex_annual_1950_2100.csv.gz";

/// Values by UN country code and column.
type Wide = BTreeMap<u32, BTreeMap<String, f64>>;
/// Values by UN country code and year.
type Yearly = BTreeMap<u32, BTreeMap<i32, f64>>;

/// A file of the 2019 revision: separated by tabs, a line a country (or several, by age, of which those in `ages` are summed).
fn wide(context: &Context<'_>, file: &str, only: Option<&str>) -> Result<Wide, VerifyError> {
    let bytes = context.bytes(&format!("{OLD}/{file}"))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<&str>>());
    let head = lines.next().unwrap_or_default();
    let mut found = Wide::new();
    for cells in lines {
        let Some(code) = cells.first().and_then(|code| code.parse().ok()) else { continue };
        if only.is_some_and(|age| cells.get(2).is_none_or(|cell| *cell != age)) {
            continue;
        }
        for (name, cell) in
            head.iter().zip(&cells).filter(|(name, _)| name.starts_with("19") || name.starts_with("20"))
        {
            if let Ok(value) = cell.parse::<f64>() {
                *found.entry(code).or_default().entry((*name).to_owned()).or_insert(0.0) += value;
            }
        }
    }
    Ok(found)
}

/// A column of a yearly table of the 2024 revision.
fn yearly(context: &Context<'_>, file: &str, column: &str) -> Result<Yearly, VerifyError> {
    let table = context.table(&format!("{NEW}/{file}"), &["country_code", "year", column])?;
    let (codes, years) = (table.whole::<u32>("country_code")?, table.whole::<i32>("year")?);
    let mut found = Yearly::new();
    for ((code, year), value) in codes.iter().zip(&years).zip(table.numbers(column)?) {
        found.entry(*code).or_default().insert(*year, value);
    }
    Ok(found)
}

/// People of all ages by UN code and year, and the letters of each code.
fn people(context: &Context<'_>) -> Result<(Yearly, BTreeMap<u32, String>), VerifyError> {
    let table = context.table(PEOPLE, &["iso3", "m49", "year", "pop"])?;
    let (codes, years) = (table.integers::<u32>("m49")?, table.whole::<i32>("year")?);
    let (letters, values) = (table.words("iso3")?, table.numbers("pop")?);
    let (mut found, mut names) = (Yearly::new(), BTreeMap::new());
    for (((code, year), letters), value) in codes.iter().zip(&years).zip(letters).zip(values) {
        // Territories without a code are not among those projected.
        let Some(code) = code else { continue };
        *found.entry(*code).or_default().entry(*year).or_insert(0.0) += value;
        names.entry(*code).or_insert_with(|| letters.to_owned());
    }
    Ok((found, names))
}

/// What was projected in 2019, and what came by the revision of 2024.
pub struct Vintage {
    /// Yearly from 1953 to 2017, between the middles of the revision's five-year periods. It has no migration.
    pub history: History,
    /// Countries by their letters: those of 90,000 people and more, which the projections were made for.
    pub cases: Vec<(String, Case)>,
}

impl Vintage {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the source.
    pub fn read(context: &Context<'_>) -> Result<Self, VerifyError> {
        let rates = [
            ("tfr.txt", "tfrprojMed.txt", "tfrproj80"),
            ("e0F.txt", "e0Fproj.txt", "e0Fproj80"),
            ("e0M.txt", "", ""),
        ];
        let mut past = Vec::new();
        let mut projected = Vec::new();
        for (file, middle, ends) in rates {
            past.push(wide(context, file, None)?);
            if !middle.is_empty() {
                let ends = [
                    wide(context, &format!("{ends}l.txt"), None)?,
                    wide(context, &format!("{ends}u.txt"), None)?,
                ];
                projected.push((wide(context, middle, None)?, ends));
            }
        }
        let ends = [wide(context, "popproj80l.txt", None)?, wide(context, "popproj80u.txt", None)?];
        let middle = sum(wide(context, "popMprojMed.txt", None)?, wide(context, "popFprojMed.txt", None)?);
        projected.push((middle, ends));
        let then = sum(wide(context, "popM.txt", None)?, wide(context, "popF.txt", None)?);
        let young = sum(wide(context, "popM.txt", Some("0-4"))?, wide(context, "popF.txt", Some("0-4"))?);
        let (now, names) = people(context)?;
        let came = [yearly(context, "tfr1dt.csv.gz", "tfr")?, yearly(context, "e01dt.csv.gz", "e0F")?];
        let mut vintage = Self { history: History { years: 65, ..History::default() }, cases: Vec::new() };
        for (code, letters) in &names {
            let at = |from: &Wide, column: &str| from.get(code).and_then(|row| row.get(column)).copied();
            let mean = |from: &Yearly, years: std::ops::RangeInclusive<i32>| {
                let n = years.clone().count() as f64;
                years.map(|year| from.get(code)?.get(&year).copied()).sum::<Option<f64>>().map(|sum| sum / n)
            };
            let mut of = || -> Option<Case> {
                let rates: Vec<Vec<f64>> =
                    past.iter().map(|past| between(past.get(code)?)).collect::<Option<_>>()?;
                let base = [at(&past[0], "2015-2020")?, at(&past[1], "2015-2020")?, 1e3 * at(&then, "2020")?];
                let period = |which: usize| if which == 2 { "2025" } else { "2020-2025" };
                let scale = |which: usize| if which == 2 { 1e3 } else { 1.0 };
                let mut case = Case {
                    country: vintage.history.countries(),
                    e0: base[1],
                    restated: Restated {
                        people: libm::log(mean(&now, 2020..=2020)? / base[2]),
                        tfr: libm::log(mean(&came[0], 2015..=2019)? / base[0]),
                        e0: mean(&came[1], 2015..=2019)? - base[1],
                        ..Restated::default()
                    },
                    middle: [0.0; 3],
                    published: [[0.0; 2]; 3],
                    came: [
                        mean(&came[0], 2020..=2023)?,
                        mean(&came[1], 2020..=2023)?,
                        mean(&now, 2025..=2025)?,
                    ],
                    births: 1e3 * at(&young, "2020")? / 5.0 / base[2],
                };
                for (which, (middle, [low, high])) in projected.iter().enumerate() {
                    let by = scale(which);
                    case.middle[which] = by * at(middle, period(which))?;
                    case.published[which] = [by * at(low, period(which))?, by * at(high, period(which))?];
                }
                vintage.history.tfr.extend(&rates[0]);
                vintage.history.e0[0].extend(&rates[1]);
                vintage.history.e0[1].extend(&rates[2]);
                vintage.history.migration.extend([f64::NAN; 65]);
                Some(case)
            };
            if let Some(case) = of() {
                vintage.cases.push((letters.clone(), case));
            }
        }
        Ok(vintage)
    }
}

fn sum(mut a: Wide, b: Wide) -> Wide {
    for (code, row) in b {
        for (name, value) in row {
            *a.entry(code).or_default().entry(name).or_insert(0.0) += value;
        }
    }
    a
}

/// Yearly values from the middle of 1953 to that of 2017, straight between the middles of fourteen five-year periods.
fn between(row: &BTreeMap<String, f64>) -> Option<Vec<f64>> {
    let periods: Vec<f64> = (0..14)
        .map(|k| row.get(&format!("{}-{}", 1950 + 5 * k, 1955 + 5 * k)).copied())
        .collect::<Option<_>>()?;
    let value = |year: usize| {
        // The first period's middle is the start of 1953.
        let place = (year as f64 + 0.5) / 5.0;
        let low = (place as usize).min(12);
        periods[low] + (place - low as f64) * (periods[low + 1] - periods[low])
    };
    Some((0..65).map(value).collect())
}

/// The revision of 2024.
pub struct Revision {
    /// Countries of 90,000 people and more, in the order of their UN codes.
    pub codes: Vec<u16>,
    /// Their letters.
    pub iso3: Vec<String>,
    /// People in 2023.
    pub people: Vec<f64>,
    /// 1950 to 2023.
    pub history: History,
    /// The middle path, country by country from `first_middle` on.
    pub middle: Vec<Year>,
    /// Its first year.
    pub first_middle: usize,
    /// Half-widths of the 80 % intervals of fertility and women's life expectancy, as `middle`.
    half: Vec<[f64; 2]>,
    /// Those of the people, persons, likewise.
    half_people: Vec<f64>,
}

impl Revision {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the source.
    pub fn read(context: &Context<'_>) -> Result<Self, VerifyError> {
        let (people, names) = people(context)?;
        let tfr = yearly(context, "tfr1dt.csv.gz", "tfr")?;
        let e0 = [yearly(context, "e01dt.csv.gz", "e0F")?, yearly(context, "e01dt.csv.gz", "e0M")?];
        let moved = yearly(context, "mig1dt.csv.gz", "mig")?;
        let ahead = |file: &str, column: &str| yearly(context, file, column);
        let path = [
            ahead("tfrproj1dt.csv.gz", "tfr")?,
            ahead("e0proj1dt.csv.gz", "e0F")?,
            ahead("e0proj1dt.csv.gz", "e0M")?,
        ];
        let low = [ahead("tfrproj1dt.csv.gz", "tfr_80l")?, ahead("e0proj1dt.csv.gz", "e0F_80l")?];
        let high = [ahead("tfrproj1dt.csv.gz", "tfr_80u")?, ahead("e0proj1dt.csv.gz", "e0F_80u")?];
        let to_come = ahead("migproj1dt.csv.gz", "mig")?;
        let least = ahead("popproj1dt.csv.gz", "pop_80l")?;
        let most = ahead("popproj1dt.csv.gz", "pop_80u")?;
        let mut found = Self {
            codes: Vec::new(),
            iso3: Vec::new(),
            people: Vec::new(),
            history: History { years: 74, ..History::default() },
            middle: Vec::new(),
            first_middle: 2024,
            half: Vec::new(),
            half_people: Vec::new(),
        };
        for (code, letters) in &names {
            let at = |from: &Yearly, year: i32| {
                from.get(code).and_then(|row| row.get(&year)).copied().unwrap_or(f64::NAN)
            };
            if !(at(&people, 2023) >= 9e4 && at(&tfr, 2023).is_finite()) {
                continue;
            }
            found.codes.extend(u16::try_from(*code));
            found.iso3.push(letters.clone());
            found.people.push(at(&people, 2023));
            for year in 1950..=2023 {
                found.history.tfr.push(at(&tfr, year));
                found.history.e0[0].push(at(&e0[0], year));
                found.history.e0[1].push(at(&e0[1], year));
                found.history.migration.push(1e3 * at(&moved, year) / at(&people, year));
            }
            for year in 2024..=2100 {
                let [tfr, women, men] = [0, 1, 2].map(|which| at(&path[which], year));
                let migration = 1e3 * at(&to_come, year) / at(&people, year);
                found.middle.push(Year { tfr, e0: [women, men], migration });
                found.half_people.push(500.0 * (at(&most, year) - at(&least, year)));
                found.half.push([0, 1].map(|which| 0.5 * (at(&high[which], year) - at(&low[which], year))));
            }
        }
        Ok(found)
    }

    /// The published half-widths of a country, so many years after the first projected one.
    pub fn half_width(&self, country: usize, year: usize) -> [f64; 2] {
        self.half[country * (self.middle.len() / self.iso3.len().max(1)) + year]
    }

    /// The published half-width of a country's people in a year.
    pub fn half_of_people(&self, country: usize, year: i16) -> f64 {
        let ahead = usize::try_from(year).unwrap_or_default() - self.first_middle;
        self.half_people[country * (self.middle.len() / self.iso3.len().max(1)) + ahead]
    }
}
