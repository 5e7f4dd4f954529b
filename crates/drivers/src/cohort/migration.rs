//! Migrants by age and sex.
//!
//! The age profile of those who move is the model schedule of Rogers and Castro (1981): children with their parents, and a peak
//! of young adults. Its constants were fitted to the mean profile of immigrants over the countries of `rc1FDM.txt`, which comes
//! with the United Nations' tool `bayesPop` (no age is further off than 0.26 points of a hundred). Where the United Nations publish net migrants by age (which hold students who come and retired people who leave),
//! those are the base, and only what the total departs from theirs has the model's profile.
//!
//! Who comes and who leaves differ in age, so that even where nobody is gained the ages change. That is the *exchange*: as many come
//! about the age of 18 as leave about that of 32. Of ten such pairs of humps tried on the countries of the learning half
//! ([`super::rates::learns`]) from 1960 to 1980 this one explains most of what the share of young adults was missed by: 70 %.

use std::sync::{Arc, LazyLock};

use super::vital::{AGES, People, Vital};

/// Constants of the schedule: level and fall of children; level, peak, fall and rise of young adults; everybody.
const CHILDREN: [f64; 2] = [0.022_55, 0.083_36];
const ADULTS: [f64; 4] = [0.073_08, 22.743, 0.102_5, 0.244_9];
const EVERYBODY: f64 = 0.000_856;
/// Middle and width in years of the age at which the exchange comes, and at which it leaves.
const COMING: [f64; 2] = [18.0, 3.0];
const LEAVING: [f64; 2] = [32.0, 8.0];

/// Net migrants of a year over ages and sexes. A copy shares all that is long.
#[derive(Debug, Clone)]
pub struct Migrants {
    /// Base: persons, and their sum.
    base: Option<Arc<People>>,
    total: f64,
    /// Where one more or less falls; together 1.
    profile: Arc<People>,
    /// Where an exchange of one falls; together 0.
    exchange: Arc<[f64; AGES]>,
}

static MODEL: LazyLock<Migrants> = LazyLock::new(|| {
    let profile = rogers_castro().map(|share| 0.5 * share);
    let exchange = Arc::new(exchange().map(|share| 0.5 * share));
    Migrants { base: None, total: 0.0, profile: Arc::new([profile, profile]), exchange }
});

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

/// An exchange of one person of each sex by single year of age.
fn exchange() -> [f64; AGES] {
    let hump = |[middle, width]: [f64; 2]| -> [f64; AGES] {
        let at = |age: usize| (age as f64 + 0.5 - middle) / width;
        let hump: [f64; AGES] = std::array::from_fn(|age| libm::exp(-0.5 * at(age) * at(age)));
        let total: f64 = hump.iter().sum();
        hump.map(|share| share / total)
    };
    let (coming, leaving) = (hump(COMING), hump(LEAVING));
    std::array::from_fn(|age| coming[age] - leaving[age])
}

impl Migrants {
    /// Half women, half men, and the model's profile.
    pub fn model() -> Self {
        MODEL.clone()
    }

    /// On the base of published net migrants by age and sex, persons a year.
    pub fn on(base: People) -> Self {
        let total = base.iter().flatten().sum();
        Self { base: Some(Arc::new(base)), total, ..Self::model() }
    }

    /// Net migrants of one sex, of draws side by side: they come to those of `vital`, with an exchange of its share of the people,
    /// `total`.
    pub(super) fn spread<const L: usize>(
        &self,
        sex: usize,
        (vital, total): (&[Vital; L], &[f64; L]),
    ) -> Spread<'_, L> {
        const NOBODY: &[f64; AGES] = &[0.0; AGES];
        let exchanged =
            |lane: usize| if vital[lane].exchange == 0.0 { 0.0 } else { vital[lane].exchange * total[lane] };
        Spread {
            base: self.base.as_ref().map_or(NOBODY, |base| &base[sex]),
            profile: &self.profile[sex],
            exchange: &self.exchange,
            more: std::array::from_fn(|lane| vital[lane].net_migrants - self.total),
            exchanged: std::array::from_fn(exchanged),
        }
    }
}

/// Net migrants of one sex in a year, of `L` draws side by side.
pub(super) struct Spread<'a, const L: usize> {
    base: &'a [f64; AGES],
    profile: &'a [f64; AGES],
    exchange: &'a [f64; AGES],
    /// How many more than those of the base, and how many come and leave in exchange.
    more: [f64; L],
    exchanged: [f64; L],
}

impl<const L: usize> Spread<'_, L> {
    /// Those of an age of so many people. No more leave than nine of ten.
    #[inline(always)]
    pub(super) fn of(&self, age: usize, people: &[f64; L]) -> [f64; L] {
        let (base, profile, exchange) = (self.base[age], self.profile[age], self.exchange[age]);
        let mut all = [0.0; L];
        for lane in 0..L {
            let moved = base + self.more[lane] * profile + self.exchanged[lane] * exchange;
            let most = -0.9 * people[lane];
            all[lane] = if most > moved { most } else { moved };
        }
        all
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

    #[test]
    fn an_exchange_gains_nobody_and_brings_the_young() {
        let people: People = [[1e4; AGES], [1e4; AGES]];
        let migrants = Migrants::model();
        let spread = |exchange: f64| -> People {
            let vital = Vital { net_migrants: 500.0, exchange, ..Vital::default() };
            std::array::from_fn(|sex| {
                let moved = migrants.spread(sex, (&[vital], &[people.iter().flatten().sum()]));
                std::array::from_fn(|age| moved.of(age, &[people[sex][age]])[0])
            })
        };
        let (without, with) = (spread(0.0), spread(0.001));
        let sum = |moved: &People| moved.iter().flatten().sum::<f64>();
        assert!((sum(&with) - sum(&without)).abs() < 1e-9);
        let of = |moved: &People, ages: std::ops::Range<usize>| {
            moved.iter().flat_map(|sex| &sex[ages.clone()]).sum::<f64>()
        };
        // A thousandth of 2,020,000 people, but for what the humps share.
        let young = of(&with, 15..22) - of(&without, 15..22);
        assert!((1200.0..2020.0).contains(&young), "{young}");
        assert!(of(&with, 26..60) < of(&without, 26..60));
    }
}
