//! What the stored numbers come to: people of the base year, survival by life expectancy, schedules by year.

use forefend_drivers::cohort::{
    AGES, CohortError, FEMALE, Flows, GROUPS, MALE, MOTHERS, MeanTables, Migrants, Mortality, Pattern,
    People, RATES, Rates, Vital, YearSchedule, advance, measures, pattern, single_ages,
};

use super::super::Calibrated;
use super::inputs::RATES_BY_YEAR;
use super::mean;
use super::rates::Fitted;

/// Years of life expectancy below and above the present one that survival is prepared for.
const BELOW: f64 = 25.0;
const ABOVE: f64 = 35.0;

/// The stored numbers of one country.
#[derive(Debug)]
pub(super) struct Country {
    /// People of the base year.
    pub(super) people: Box<People>,
    /// Births and deaths of that year, or of the next where its own are before the count of people.
    pub(super) flows: Flows,
    /// Survival by life expectancy, female and male.
    pub(super) mortality: [Mortality; 2],
    fertility: Vec<Pattern>,
    sex_ratio: Vec<f64>,
    migrants: Vec<Migrants>,
}

/// Anchored rates of all countries by calendar year.
#[derive(Debug)]
pub(super) struct Anchored {
    first: i32,
    last: i32,
    rates: Vec<f64>,
}

impl Anchored {
    /// Rates of a country in a year, of the first or last one outside.
    pub(super) fn vital(&self, place: usize, year: i32) -> Vital {
        let years = (self.last - self.first + 1) as usize;
        let ahead = (year.clamp(self.first, self.last) - self.first) as usize;
        let at = |kind: usize| self.rates[(place * years + ahead) * RATES_BY_YEAR.len() + kind];
        Vital { tfr: at(0), e0: [at(1), at(2)], net_migrants: at(3), ..Vital::default() }
    }
}

/// All countries.
#[derive(Debug)]
pub(super) struct Prepared {
    /// Year of the last count of people, and of the people to begin from: the last year of known rates.
    pub(super) start: i32,
    pub(super) base: i32,
    /// Gleditsch-Ward numbers in order, and what belongs to them.
    pub(super) ids: Vec<u64>,
    pub(super) countries: Vec<Country>,
    periods: Vec<i32>,
    pub(super) anchored: Anchored,
    /// What rates are drawn by.
    pub(super) fitted: Fitted,
}

fn list<'a>(calibrated: &'a Calibrated, name: &str) -> &'a [f64] {
    calibrated.get(name).map_or(&[], Vec::as_slice)
}

impl Prepared {
    /// From stored numbers.
    ///
    /// # Errors
    /// What is wrong with numbers that nobody can be projected by, or that are of another process.
    pub(super) fn new(calibrated: &Calibrated) -> Result<Self, String> {
        let [start, base, last] = list(calibrated, "years") else { return Err("no years".to_owned()) };
        let whole = |numbers: &[f64]| numbers.iter().map(|number| *number as i32).collect::<Vec<i32>>();
        let mean =
            MeanTables::from_numbers(list(calibrated, "mean_tables")).map_err(|error| error.to_string())?;
        let (start, base, last) = (*start as i32, *base as i32, *last as i32);
        let anchored = Anchored { first: start, last, rates: list(calibrated, "rates").to_vec() };
        let published = list(calibrated, "published").first().is_some_and(|published| *published > 0.5);
        let fitted =
            Fitted::new(calibrated, published, (base, last), |place, year| anchored.vital(place, year));
        let mut prepared = Self {
            start,
            base,
            ids: list(calibrated, "countries").iter().map(|id| *id as u64).collect(),
            countries: Vec::new(),
            periods: whole(list(calibrated, "periods")),
            anchored,
            fitted: fitted.ok_or("no fitted rates")?,
        };
        for place in 0..prepared.ids.len() {
            let country = prepared.country(place, calibrated, &mean);
            let country = country.map_err(|error| format!("{} (GW {})", error, prepared.ids[place]))?;
            prepared.countries.push(country);
        }
        Ok(prepared)
    }

    fn country(
        &self,
        place: usize,
        calibrated: &Calibrated,
        mean: &MeanTables,
    ) -> Result<Country, CohortError> {
        let periods = self.periods.len();
        let of = |name: &str, one: usize| {
            let numbers = list(calibrated, name);
            numbers.get(place * one..(place + 1) * one).unwrap_or_default()
        };
        let sex = |table: &[f64]| -> Rates { std::array::from_fn(|age| libm::exp(0.01 * table[age])) };
        let tables = |at: usize| -> Vec<Rates> {
            of("death_rates", periods * 2 * RATES)
                .chunks_exact(2 * RATES)
                .map(|tables| sex(&tables[at * RATES..(at + 1) * RATES]))
                .collect()
        };
        let mortality = [
            Mortality::new(&tables(FEMALE), mean, BELOW, ABOVE)?,
            Mortality::new(&tables(MALE), mean, BELOW, ABOVE)?,
        ];
        let births = of("births", periods * MOTHERS).chunks_exact(MOTHERS);
        let fertility = births
            .map(|groups| pattern(&std::array::from_fn(|at| groups[at])))
            .collect::<Result<Vec<_>, _>>()?;
        let migrants = of("migrants", periods * 2 * GROUPS).chunks_exact(2 * GROUPS).map(migrants);
        let groups = of("people", 2 * GROUPS);
        let single = |at: usize| {
            single_ages(&std::array::from_fn(|group| {
                groups.get(at * GROUPS + group).copied().unwrap_or(f64::NAN)
            }))
        };
        let mut country = Country {
            people: Box::new([single(FEMALE)?, single(MALE)?]),
            flows: Flows::default(),
            mortality,
            fertility,
            sex_ratio: of("sex_ratio", periods).to_vec(),
            migrants: migrants.collect(),
        };
        self.to_base(place, &mut country, of("population", 1).first().copied().unwrap_or(f64::NAN))?;
        Ok(country)
    }

    /// Takes the people on to the base year at known rates, and to the known total of that year.
    fn to_base(&self, place: usize, country: &mut Country, known: f64) -> Result<(), CohortError> {
        let mut people = *country.people;
        let step = |people: &mut People, year: i32| {
            let schedule =
                self.schedule(country, year).ok_or(CohortError::Nothing { what: "births by age" })?;
            let rates = mean(&self.anchored.vital(place, year - 1), &self.anchored.vital(place, year));
            Ok::<Flows, CohortError>(advance(people, &country.mortality, &schedule, &rates))
        };
        let mut flows = Flows::default();
        for year in self.start + 1..=self.base {
            flows = step(&mut people, year)?;
        }
        if self.start >= self.base {
            flows = step(&mut people.clone(), self.start + 1)?;
        }
        let total = measures(&people).population;
        if known > 0.0 && total > 0.0 {
            people.iter_mut().flatten().for_each(|people| *people *= known / total);
        }
        *country.people = people;
        country.flows = flows;
        Ok(())
    }

    /// Rates of all countries in the base year.
    pub(super) fn base_rates(&self) -> impl Iterator<Item = Vital> {
        (0..self.ids.len()).map(|place| self.anchored.vital(place, self.base))
    }

    /// Schedules of the year that ends on 1 July of `year`; nothing where the country has none.
    pub(super) fn schedule(&self, country: &Country, year: i32) -> Option<YearSchedule> {
        // Periods by their last whole year: the middle lies one before.
        let own = self.periods.iter().position(|&last| year <= last).unwrap_or(self.periods.len() - 1);
        let fertility = match self.periods.iter().rposition(|&last| last - 1 <= year) {
            Some(below) if below + 1 < self.periods.len() => {
                let (from, to) = (self.periods[below] - 1, self.periods[below + 1] - 1);
                let share = f64::from(year - from) / f64::from(to - from);
                let (a, b) = (country.fertility.get(below)?, country.fertility.get(below + 1)?);
                // A loop, which the compiler makes one of, where `from_fn` stays a call an age.
                let mut between = *a;
                between.iter_mut().zip(b).for_each(|(own, b)| *own += share * (b - *own));
                between
            }
            Some(_) => *country.fertility.last()?,
            None => *country.fertility.first()?,
        };
        let migrants = country.migrants.get(own).cloned().unwrap_or_else(Migrants::model);
        YearSchedule::new(fertility, *country.sex_ratio.get(own)?, migrants).ok()
    }
}

/// Published net migrants by five-year age group, spread evenly over the years of a group.
fn migrants(groups: &[f64]) -> Migrants {
    let single = |sex: usize| -> [f64; AGES] {
        std::array::from_fn(|age| {
            let years = if age == AGES - 1 { 1.0 } else { 5.0 };
            groups[sex * GROUPS + age / 5] / years
        })
    };
    Migrants::on([single(FEMALE), single(MALE)])
}
