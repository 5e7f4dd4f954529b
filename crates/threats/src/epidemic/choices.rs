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
    /// Chance a head and day of leaving a place for one where an arrival counts.
    leaving: Vec<f64>,
    outdated: Vec<bool>,
    /// What it is with every link open.
    at_most: Vec<f64>,
}

impl Choices {
    pub(super) fn new(travel: &Travel) -> Self {
        let places = travel.places();
        // Summed in the order of `leaving`, so that rounding cannot put it lower.
        let all_open = |place| travel.chances()[travel.links(place)].iter().fold(0.0, |sum, one| sum + one);
        Self {
            transmission: vec![1.0; places],
            immunised: Vec::new(),
            travel: vec![1.0; places],
            quiet: vec![true; places],
            open: travel.chances().to_vec(),
            up_to: vec![0.0; travel.chances().len()],
            leaving: vec![0.0; places],
            outdated: vec![true; places],
            at_most: (0..places).map(all_open).collect(),
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

    /// What [`Choices::leaving`] is at most, at hand whatever has changed.
    pub(super) fn leaving_at_most(&self, place: usize) -> f64 {
        self.at_most[place]
    }

    /// Chance a head and day of leaving `place` for one where an arrival counts.
    pub(super) fn leaving(&mut self, travel: &Travel, place: usize) -> f64 {
        if self.outdated[place] {
            self.outdated[place] = false;
            let (mut chance, links) = (0.0, travel.links(place));
            for (open, up_to) in self.open[links.clone()].iter().zip(&mut self.up_to[links]) {
                chance += open;
                *up_to = chance;
            }
            self.leaving[place] = chance;
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
