use super::travel::Travel;

/// What is done about an epidemic, place by place: holds until it is changed.
#[derive(Debug, Clone)]
pub struct Choices {
    pub(super) transmission: Vec<f64>,
    pub(super) immunised: Vec<(usize, i64)>,
    travel: Vec<f64>,
    /// Places with so few infected that an arrival counts there.
    quiet: Vec<bool>,
    /// Chance a head and day of leaving for a quiet place.
    leaving: Vec<f64>,
    outdated: Vec<bool>,
}

impl Choices {
    pub(super) fn new(places: usize) -> Self {
        Self {
            transmission: vec![1.0; places],
            immunised: Vec::new(),
            travel: vec![1.0; places],
            quiet: vec![true; places],
            leaving: vec![0.0; places],
            outdated: vec![true; places],
        }
    }

    /// From this day on, infections in `place` are `multiplier` (0 or more; 1 at the start) times what they would be.
    pub fn set_transmission(&mut self, place: usize, multiplier: f64) {
        self.transmission[place] = multiplier;
    }

    /// From this day on, of the travel to and from `place`, `share` (0 to 1; 1 at the start) is left. Between two places that both cut it
    /// the smaller share goes.
    pub fn set_travel(&mut self, travel: &Travel, place: usize, share: f64) {
        if self.travel[place].to_bits() != share.to_bits() {
            self.travel[place] = share;
            self.outdate(travel, place);
        }
    }

    /// On this day, `people` who are susceptible in `place` become immune (all of them where there are fewer).
    pub fn immunise(&mut self, place: usize, people: i64) {
        self.immunised.push((place, people));
    }

    /// Tells whether arrivals count in `place`.
    pub(super) fn set_quiet(&mut self, travel: &Travel, place: usize, quiet: bool) {
        if self.quiet[place] != quiet {
            self.quiet[place] = quiet;
            self.outdated[place] = true;
            travel.to(place).iter().for_each(|&from| self.outdated[from] = true);
        }
    }

    /// Chance a head and day of leaving `place` for one where an arrival counts.
    pub(super) fn leaving(&mut self, travel: &Travel, place: usize) -> f64 {
        if self.outdated[place] {
            self.outdated[place] = false;
            self.leaving[place] = travel.from(place).iter().map(|&link| self.chance(place, link)).sum();
        }
        self.leaving[place]
    }

    /// Chance a head and day of taking a link, 0 where an arrival does not count.
    pub(super) fn chance(&self, from: usize, (to, chance): (usize, f64)) -> f64 {
        if self.quiet[to] { chance * self.travel[from].min(self.travel[to]) } else { 0.0 }
    }

    fn outdate(&mut self, travel: &Travel, place: usize) {
        self.outdated[place] = true;
        travel.to(place).iter().for_each(|&from| self.outdated[from] = true);
    }
}
