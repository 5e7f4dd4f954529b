//! Draws of an answer as it grows.

/// Draws of a first look, told before the first answer is simulated.
pub const LOOK: u64 = 24;
/// Draws of the first answer.
pub const FIRST: u64 = 100;
/// Draws after which a refinement lets others have the threads: pages with links switched, runs that are made.
const STEP: u64 = 150;
/// Draws of the whole answer.
pub const REFINED: u64 = 1000;

/// What a what-if is brought to next: the first of all before the second of any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// A first look.
    Look,
    /// The first answer.
    First,
    /// The whole answer.
    Whole,
}

impl Stage {
    /// In their order.
    pub const ALL: [Self; 3] = [Self::Look, Self::First, Self::Whole];

    /// The stage of one that has so many draws; none where it has all.
    pub fn of(draws: u64) -> Option<Self> {
        Self::ALL
            .into_iter()
            .zip([LOOK, FIRST, REFINED])
            .find(|(_, end)| draws < *end)
            .map(|(stage, _)| stage)
    }

    /// Draws to which a turn takes one that has so many.
    pub fn draws(self, reached: u64) -> u64 {
        match self {
            Self::Look => LOOK,
            Self::First => FIRST,
            Self::Whole => (reached + STEP).min(REFINED),
        }
    }
}

/// Whether an answer on so many draws is told. Between the first answer and the whole one nothing is: an answer that moves is hard to read.
pub(super) fn is_told(draws: u64) -> bool {
    [LOOK, FIRST, REFINED].contains(&draws)
}
