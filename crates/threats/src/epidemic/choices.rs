use super::travel::Travel;

/// What is done about an epidemic, place by place: holds until it is changed.
#[derive(Debug, Clone)]
pub struct Choices {
    pub(super) transmission: Vec<f64>,
    pub(super) immunised: Vec<(usize, i64)>,
    travel: Vec<f64>,
    /// Places with so few infected that an arrival counts there.
    quiet: Vec<bool>,
    /// Chance a head and day of taking each link, 0 where an arrival does not count.
    open: Vec<f64>,
    /// Chance of taking this link or one before it from the same place.
    up_to: Vec<f64>,
    leaving: Vec<Leaving>,
    outdated: Vec<bool>,
}

/// Leaving a place for one where an arrival counts, a head and day.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Leaving {
    pub(super) chance: f64,
    /// ln(1 - chance).
    pub(super) log_staying: f64,
}

impl Choices {
    pub(super) fn new(travel: &Travel) -> Self {
        let places = travel.places();
        Self {
            transmission: vec![1.0; places],
            immunised: Vec::new(),
            travel: vec![1.0; places],
            quiet: vec![true; places],
            open: travel.chances().to_vec(),
            up_to: vec![0.0; travel.chances().len()],
            leaving: vec![Leaving::default(); places],
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
            travel.links(place).for_each(|link| self.reopen(travel, place, link));
            travel.to(place).iter().for_each(|&(from, link)| self.reopen(travel, from, link));
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
            travel.to(place).iter().for_each(|&(from, link)| self.reopen(travel, from, link));
        }
    }

    /// Leaving `place` for one where an arrival counts.
    pub(super) fn leaving(&mut self, travel: &Travel, place: usize) -> Leaving {
        if self.outdated[place] {
            self.outdated[place] = false;
            let mut chance = 0.0;
            for link in travel.links(place) {
                chance += self.open[link];
                self.up_to[link] = chance;
            }
            self.leaving[place] = Leaving { chance, log_staying: libm::log1p(-chance) };
        }
        self.leaving[place]
    }

    /// Chances of taking each link of `place` or one before it, as [`Choices::leaving`] last summed them.
    pub(super) fn up_to(&self, travel: &Travel, place: usize) -> &[f64] {
        &self.up_to[travel.links(place)]
    }

    fn reopen(&mut self, travel: &Travel, from: usize, link: usize) {
        let to = travel.end(link);
        let share = if self.quiet[to] { self.travel[from].min(self.travel[to]) } else { 0.0 };
        self.open[link] = travel.chances()[link] * share;
        self.outdated[from] = true;
    }
}
