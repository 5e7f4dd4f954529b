use super::EpidemicError;
use super::binomial::Exits;

/// A disease as its spread sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disease {
    /// People whom one infectious person infects where everybody is susceptible, R0.
    pub reproduction: f64,
    /// Mean days from infection until infectious.
    pub latent_days: f64,
    /// Mean days infectious.
    pub infectious_days: f64,
}

/// Chances of one day.
#[derive(Debug, Clone)]
pub(super) struct Daily {
    /// People whom an infectious person meets in a way that infects.
    pub(super) contacts: f64,
    /// How many exposed become infectious.
    pub(super) onset: Exits,
    /// How many infectious recover.
    pub(super) recovery: Exits,
}

impl Disease {
    /// Chances of one day: a stage left with chance 1 / T a day lasts T days in the mean, so that R0 is what it says (below 1 an outbreak
    /// dies out). A stage shorter than a day lasts one.
    pub(super) fn daily(&self) -> Result<Daily, EpidemicError> {
        let positive = [("latent days", self.latent_days), ("infectious days", self.infectious_days)];
        for (what, value) in positive {
            if !(value.is_finite() && value > 0.0) {
                return Err(EpidemicError::Outside { what, value, range: "above 0" });
            }
        }
        if !(self.reproduction.is_finite() && self.reproduction >= 0.0) {
            let (what, value) = ("the basic reproduction number", self.reproduction);
            return Err(EpidemicError::Outside { what, value, range: "0 or more" });
        }
        let leave = |days: f64| (1.0 / days).min(1.0);
        let recovery = leave(self.infectious_days);
        Ok(Daily {
            contacts: self.reproduction * recovery,
            onset: Exits::new(leave(self.latent_days)),
            recovery: Exits::new(recovery),
        })
    }
}

/// How an outbreak begins and how long it is followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Outbreak {
    /// Places and how many are infectious there at the start of day 0.
    pub seeds: Vec<(usize, i64)>,
    /// Days that are computed; fewer where nobody is infected any more.
    pub days: u32,
    /// People ever infected in a place from which on [`super::Course::reached`] counts it as reached.
    pub reached_at: i64,
}
