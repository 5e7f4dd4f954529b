//! Migrants by age and sex.
//!
//! The age profile of those who move is the model schedule of Rogers and Castro (1981): children with their parents, and a peak
//! of young adults. Its constants were fitted to the mean profile of immigrants over the countries of `rc1FDM.txt`, which comes
//! with the United Nations' tool `bayesPop` (no age is further off than 0.26 points of a hundred). Where the United Nations publish net migrants by age (which hold students who come and retired people who leave),
//! those are the base, and only what the total departs from theirs has the model's profile.

use super::vital::{AGES, FEMALE, MALE, People};

/// Constants of the schedule: level and fall of children; level, peak, fall and rise of young adults; everybody.
const CHILDREN: [f64; 2] = [0.022_55, 0.083_36];
const ADULTS: [f64; 4] = [0.073_08, 22.743, 0.102_5, 0.244_9];
const EVERYBODY: f64 = 0.000_856;

/// Net migrants of a year over ages and sexes.
#[derive(Debug, Clone)]
pub struct Migrants {
    /// Base: persons, and their sum.
    base: Option<Box<People>>,
    total: f64,
    /// Where one more or less falls; together 1.
    profile: Box<People>,
}

/// The Rogers-Castro profile by single year of age, together 1.
fn rogers_castro() -> [f64; AGES] {
    let mut profile: [f64; AGES] = std::array::from_fn(|age| {
        let age = age as f64;
        let adults = -ADULTS[2] * (age - ADULTS[1]) - libm::exp(-ADULTS[3] * (age - ADULTS[1]));
        CHILDREN[0] * libm::exp(-CHILDREN[1] * age) + ADULTS[0] * libm::exp(adults) + EVERYBODY
    });
    let total: f64 = profile.iter().sum();
    profile.iter_mut().for_each(|share| *share /= total);
    profile
}

impl Migrants {
    /// Half women, half men, and the model's profile.
    pub fn model() -> Self {
        let profile = rogers_castro().map(|share| 0.5 * share);
        Self { base: None, total: 0.0, profile: Box::new([profile, profile]) }
    }

    /// On the base of published net migrants by age and sex, persons a year.
    pub fn on(base: People) -> Self {
        let total = base.iter().flatten().sum();
        Self { base: Some(Box::new(base)), total, ..Self::model() }
    }

    /// Net migrants by age and sex that come to `net` persons. No more leave than nine of ten people of an age.
    #[inline]
    pub(super) fn spread(&self, net: f64, people: &People, out: &mut People) {
        let more = net - self.total;
        for sex in [FEMALE, MALE] {
            for age in 0..AGES {
                let base = self.base.as_ref().map_or(0.0, |base| base[sex][age]);
                out[sex][age] = (base + more * self.profile[sex][age]).max(-0.9 * people[sex][age]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrants_have_a_peak_of_young_adults() {
        let profile = rogers_castro();
        assert!((profile.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let peak = (0..AGES).max_by(|&a, &b| profile[a].total_cmp(&profile[b])).unwrap();
        assert!((22..32).contains(&peak), "{peak}");
    }
}
