//! What the rates are fitted to.

/// Yearly history of countries: country by country, each `years` values from the first year on; missing is NaN.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Years of each country.
    pub years: usize,
    /// Children a woman.
    pub tfr: Vec<f64>,
    /// Life expectancy at birth of women and of men, in years.
    pub e0: [Vec<f64>; 2],
    /// Net migrants a year over the people, as a share.
    pub migration: Vec<f64>,
}

impl History {
    /// Number of countries.
    pub fn countries(&self) -> usize {
        self.tfr.len().checked_div(self.years).unwrap_or(0)
    }

    /// Values of one country in a column of this history.
    pub fn of<'a>(&self, column: &'a [f64], country: usize) -> &'a [f64] {
        column.get(country * self.years..(country + 1) * self.years).unwrap_or(&[])
    }

    /// The history of the countries that `keep` says, by their place.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let cut = |column: &Vec<f64>| -> Vec<f64> {
            let kept = (0..self.countries()).filter(|&country| keep(country));
            kept.flat_map(|country| self.of(column, country).iter().copied()).collect()
        };
        Self {
            years: self.years,
            tfr: cut(&self.tfr),
            e0: [cut(&self.e0[0]), cut(&self.e0[1])],
            migration: cut(&self.migration),
        }
    }

    /// The history up to and with the `years`-th year.
    #[must_use]
    pub fn until(&self, years: usize) -> Self {
        let years = years.min(self.years);
        let cut = |column: &Vec<f64>| -> Vec<f64> {
            (0..self.countries())
                .flat_map(|country| self.of(column, country).iter().take(years).copied())
                .collect()
        };
        Self {
            years,
            tfr: cut(&self.tfr),
            e0: [cut(&self.e0[0]), cut(&self.e0[1])],
            migration: cut(&self.migration),
        }
    }
}

/// The last value that is a number.
pub fn last_number(values: &[f64]) -> Option<f64> {
    values.iter().rev().copied().find(|value| value.is_finite())
}
