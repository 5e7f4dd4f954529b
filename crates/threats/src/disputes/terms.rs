//! What bears on the chances of a pair: the columns of three logits, the same in fitting and in simulating.

/// Names of the terms of the onset of a dispute, the constant first.
pub const ONSET: [&str; 8] = [
    "(Intercept)",
    "exp(-peace/2)",
    "exp(-peace/8)",
    "contiguous",
    "major power",
    "defence pact",
    "lower democracy",
    "log ratio of strength",
];
/// Names of the terms of escalation.
pub const ESCALATION: [&str; 4] =
    ["(Intercept)", "new fighting", "fighting on both territories", "fought lately"];
/// Names of the terms of an armed conflict that goes on.
pub const CONTINUATION: [&str; 4] = ["(Intercept)", "war", "war the year before", "longer than a year"];

/// Years in which what a past dispute adds fades by a factor e: soon, and late.
const FADES: [f64; 2] = [2.0, 8.0];

/// What of a pair does not depend on a draw: 1 or 0 each.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pair {
    /// A common border.
    pub contiguous: f64,
    /// One of them a major power.
    pub major: f64,
    /// A defence pact between them.
    pub pact: f64,
}

/// What of the two states moves with the drivers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sides {
    /// The lower of the two indices of democracy, 0 to 1.
    pub democracy: f64,
    /// Distance of the two logarithms of strength (population times income), 0 or more.
    pub strength: f64,
}

impl Sides {
    /// From the index of democracy and the logarithm of strength of either state.
    pub fn new(democracy: [f64; 2], log_strength: [f64; 2]) -> Self {
        let [a, b] = log_strength;
        Self { democracy: democracy[0].min(democracy[1]), strength: (a - b).abs() }
    }
}

/// Levels of armed conflict on the two territories (0 none, 1 minor, 2 war), of this year and the one before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levels {
    /// Of this year.
    pub now: [f64; 2],
    /// Of the year before.
    pub before: [f64; 2],
}

impl Levels {
    /// Whether anybody fights on either territory: without that there is no armed conflict between the two.
    pub fn any(&self) -> bool {
        self.now.iter().any(|level| *level > 0.0)
    }

    fn both(&self) -> bool {
        self.now.iter().all(|level| *level > 0.0)
    }

    fn new_fighting(&self) -> bool {
        self.now.iter().zip(&self.before).any(|(now, before)| *now > 0.0 && *before == 0.0)
    }
}

fn indicator(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// What is left of the last dispute, soon and late; `peace` counts years since it, 1 in the year after.
pub fn fades(peace: f64) -> [f64; 2] {
    FADES.map(|years| libm::exp(-peace / years))
}

/// Columns of the onset of a dispute; the first two are [`fades`].
pub fn onset_terms([soon, late]: [f64; 2], pair: Pair, sides: Sides) -> [f64; 8] {
    [1.0, soon, late, pair.contiguous, pair.major, pair.pact, sides.democracy, sides.strength]
}

/// Columns of escalation; `since` counts years since the two last fought, 1 in the year after, none where they never did.
pub fn escalation_terms(levels: &Levels, since: Option<f64>) -> [f64; 4] {
    let lately = since.map_or(0.0, |years| libm::exp(-years / FADES[1]));
    [1.0, indicator(levels.new_fighting()), indicator(levels.both()), lately]
}

/// Columns of an armed conflict that goes on; `lasted` counts its years so far.
pub fn continuation_terms(levels: &Levels, lasted: f64) -> [f64; 4] {
    let war = |levels: &[f64; 2]| indicator(levels.iter().any(|level| *level >= 2.0));
    [1.0, war(&levels.now), war(&levels.before), indicator(lasted > 1.0)]
}

/// Log odds: the sum of coefficients times terms, and of a shift.
fn log_odds(coefficients: &[f64], terms: &[f64], shift: f64) -> f64 {
    coefficients.iter().zip(terms).fold(shift, |sum, (beta, term)| sum + beta * term)
}

/// [`log_odds`] of `L` pairs side by side, `terms` by column: the same bits, several at a time.
#[inline]
pub fn log_odds_side<const L: usize>(coefficients: &[f64], terms: &[[f64; L]], shift: &[f64; L]) -> [f64; L] {
    let mut sums = *shift;
    for (beta, term) in coefficients.iter().zip(terms) {
        sums.iter_mut().zip(term).for_each(|(sum, term)| *sum += beta * term);
    }
    sums
}

/// The probability of [`log_odds`].
pub fn chance(coefficients: &[f64], terms: &[f64], shift: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds(coefficients, terms, shift)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_side_by_side_have_the_bits_of_each() {
        let coefficients = [-4.1, 1.7, 0.3, 2.2, 0.9, -0.4, -1.3, 0.07];
        let of = |pair: usize| {
            let at = pair as f64;
            let fixed = Pair { contiguous: at % 2.0, major: at % 3.0, pact: (at + 1.0) % 2.0 };
            let sides = Sides::new([0.1 * at, 0.9 - 0.07 * at], [20.0 + at, 23.3]);
            onset_terms(fades(at + 1.0), fixed, sides)
        };
        let shift = [0.0, 0.25, -0.5, 0.1, 0.0];
        let terms: [[f64; 5]; 8] = std::array::from_fn(|term| std::array::from_fn(|pair| of(pair)[term]));
        let one_by_one: [f64; 5] =
            std::array::from_fn(|pair| log_odds(&coefficients, &of(pair), shift[pair]));
        assert_eq!(log_odds_side(&coefficients, &terms, &shift), one_by_one);
    }
}
