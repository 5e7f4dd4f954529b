//! What happens to a population in a year, in a few numbers: the interface between rates and the cohort engine.

/// Single years of age: 0 to 99, and 100 and over.
pub const AGES: usize = 101;
/// Place of women and girls in arrays by sex.
pub const FEMALE: usize = 0;
/// Place of men and boys in arrays by sex.
pub const MALE: usize = 1;

/// Persons by sex (female, male) and single year of age.
pub type People = [[f64; AGES]; 2];

/// The same of `L` draws side by side: what a processor does to several numbers at once it does to draws.
pub type Side<const L: usize> = [[[f64; L]; AGES]; 2];

/// Survival over a year of `L` draws side by side, by sex: of those born in it to its end, then of those of each age at its beginning.
pub type SideSurvival<const L: usize> = [[[f64; L]; AGES + 1]; 2];

/// The rates of one country in one year, as totals; schedules spread them over ages.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Vital {
    /// Total fertility rate: children that a woman would have at this year's rates. Not negative.
    pub tfr: f64,
    /// Life expectancy at birth in years, female and male, without the deaths of [`Vital::extra_deaths`].
    pub e0: [f64; 2],
    /// Net migrants, persons a year; negative where more leave. More never leave than there are people.
    pub net_migrants: f64,
    /// Share of the people by which, in a year, more young people come than the profile of migrants says, and as many more of their
    /// thirties leave; negative the other way round.
    pub exchange: f64,
    /// Deaths from conflict, persons a year, beyond those that `e0` implies.
    pub extra_deaths: f64,
    /// Deaths from a pandemic, persons a year, beyond those that `e0` implies; by age as other deaths are.
    pub disease_deaths: f64,
}

/// What came of a year, in persons.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Flows {
    /// Live births.
    pub births: f64,
    /// Deaths of all causes, those from conflict and from a pandemic included.
    pub deaths: f64,
    /// Net migrants.
    pub migrants: f64,
}
