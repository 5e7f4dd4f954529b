//! One decision over several courses of the world: every setting of every course is one more in which robustness is told, and who
//! believes a course judges in it.

use forefend_strategy::commissioner::{Commissioner, Score};
use forefend_strategy::outcome::OutcomeAt;
use forefend_strategy::robust::Gains;

use super::Gathered;
use crate::Material;

/// What the appraisal of another course gave.
#[derive(Debug)]
pub(crate) struct InCourse {
    /// Id of its scenario.
    pub id: String,
    /// Its run.
    pub run: String,
    /// What a decision is told from.
    pub gathered: Gathered,
}

/// The course of the run, and others beside it.
pub(super) struct Over<'a> {
    /// The run's own.
    pub own: &'a Gathered,
    /// Others.
    pub others: &'a [InCourse],
}

impl Over<'_> {
    /// Gains of a portfolio in an outcome under every setting of every course; none where one of them tells none.
    pub fn gains(&self, portfolio: &str, at: OutcomeAt) -> Option<Gains> {
        let (mut means, mut tails) = (Vec::new(), Vec::new());
        for gathered in self.all() {
            let (own, worst) = gathered.gains.get(&(portfolio.to_owned(), at))?;
            means.extend(own);
            tails.extend(worst);
        }
        Some(Gains { portfolio: portfolio.to_owned(), means, tails })
    }

    /// The worst score of an alternative over the settings and courses that a commissioner believes possible.
    pub fn worst_score(&self, one: &Commissioner, alternative: &str) -> Option<Score> {
        let believed = self.believed(one);
        let of = |gathered: &Gathered, setting: &String| {
            gathered.scores.get(&(one.id.clone(), alternative.to_owned(), setting.clone())).copied()
        };
        let settings =
            believed.iter().flat_map(|gathered| one.settings.iter().map(move |id| (*gathered, id)));
        settings.filter_map(|(gathered, setting)| of(gathered, setting)).reduce(Score::worse)
    }

    /// The other course in which a commissioner judges, where it is simulated.
    pub fn course_of(&self, one: &Commissioner) -> Option<&InCourse> {
        let believed = one.scenario.as_ref()?;
        self.others.iter().find(|course| course.id == *believed)
    }

    /// The courses that may be true to a commissioner: the one believed, where it is simulated; all where none is named.
    fn believed(&self, one: &Commissioner) -> Vec<&Gathered> {
        match (&one.scenario, self.course_of(one)) {
            (Some(_), Some(course)) => vec![&course.gathered],
            (Some(_), None) => vec![self.own],
            (None, _) => self.all().collect(),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Gathered> {
        std::iter::once(self.own).chain(self.others.iter().map(|course| &course.gathered))
    }

    /// The courses in words; none where there is one.
    pub fn words(&self, material: &Material<'_>) -> Option<String> {
        let own = material.world.switches().scenario.clone();
        let own = own.unwrap_or_else(|| "the model as it stands".to_owned());
        let others: Vec<&str> = self.others.iter().map(|course| course.id.as_str()).collect();
        (!others.is_empty()).then(|| format!("every setting in {own} and in {}", others.join(", ")))
    }
}

impl Gathered {
    /// Mean gains of every alternative in every outcome, in shares of what the reference has, a setting each.
    pub(crate) fn means(&self) -> impl Iterator<Item = (&str, OutcomeAt, &[f64])> {
        self.gains.iter().map(|((portfolio, at), (means, _))| (portfolio.as_str(), *at, means.as_slice()))
    }
}
