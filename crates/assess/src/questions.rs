//! What else can be asked of a portfolio, each by more scenarios on the same luck: what a delay costs, what more of a measure
//! brings, and how large its effects would have to be.

use forefend_strategy::measure::Setting;
use forefend_strategy::portfolio::Portfolio;
use forefend_strategy::setting::Appraisal;

use crate::error::AssessError;

/// Multiples of the effects, in percent, at which portfolios run to find where they break even.
const MULTIPLES: [u16; 6] = [0, 10, 25, 50, 100, 200];
/// Most years of delay.
const LONGEST: i16 = 50;

/// Questions that need more scenarios; none where nothing is asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Questions {
    /// Years by which every decision of an alternative comes later: what that costs.
    pub delays: Vec<i16>,
    /// Percent of each measure of an alternative that is added to it: what that brings.
    pub more: Option<u16>,
    /// At what size of the effects an alternative is as good as the reference.
    pub believe: bool,
}

/// Which effects are multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effects {
    /// Published ones; assumptions are off.
    Published,
    /// All.
    All,
}

impl Effects {
    /// Name in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::All => "all",
        }
    }
}

/// The question that a variant answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Question {
    /// This many years later.
    Later(i16),
    /// More of this measure.
    More(String),
    /// The effects times this, in percent.
    Believing(Effects, u16),
}

/// One more scenario: an alternative with something changed, under a setting.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    /// Position of the alternative among the prepared portfolios.
    pub of: usize,
    /// What is asked.
    pub asked: Question,
    /// The alternative, changed.
    pub portfolio: Portfolio,
    /// The setting.
    pub setting: Setting,
    /// First year in which it may differ from the reference.
    pub from: i16,
}

impl Variant {
    /// The folder of its scenario.
    pub fn name(&self) -> String {
        self.portfolio.scenario(&self.setting)
    }
}

impl Questions {
    /// The options of a command that ask them, each with a blank before it.
    pub fn options(&self) -> String {
        let years: Vec<String> = self.delays.iter().map(|years| format!(" {years}")).collect();
        let delay = if years.is_empty() { String::new() } else { format!(" --delay{}", years.concat()) };
        let more = self.more.map_or_else(String::new, |percent| format!(" --more {percent}"));
        format!("{delay}{more}{}", if self.believe { " --believe" } else { "" })
    }

    /// Every scenario that the questions need, of the alternatives among `portfolios` (the reference first).
    pub(crate) fn variants(
        &self,
        portfolios: &[Portfolio],
        appraisal: &Appraisal,
        horizon: i16,
    ) -> Result<Vec<Variant>, AssessError> {
        let Some((reference, alternatives)) = portfolios.split_first() else { return Ok(Vec::new()) };
        let mut variants = Vec::new();
        for (position, alternative) in alternatives.iter().enumerate() {
            let of = position + 1;
            for years in self.delays.iter().copied() {
                self.check_delay(years, appraisal, horizon)?;
                let id = format!("{}-delay-{years}", alternative.id);
                let later = alternative.delayed(reference, years, id);
                for setting in &appraisal.setting {
                    let (portfolio, setting) = (later.clone(), setting.clone());
                    let from = appraisal.from + years;
                    variants.push(Variant { of, asked: Question::Later(years), portfolio, setting, from });
                }
            }
            for (percent, measure) in
                self.more.iter().flat_map(|p| alternative.measures().into_iter().map(move |m| (p, m)))
            {
                let id = format!("{}-more-{percent}-{measure}", alternative.id);
                let more = alternative.with_more(measure, 1.0 + f64::from(*percent) / 100.0, id);
                for setting in &appraisal.setting {
                    let (portfolio, setting) = (more.clone(), setting.clone());
                    let asked = Question::More(measure.to_owned());
                    variants.push(Variant { of, asked, portfolio, setting, from: appraisal.from });
                }
            }
            if self.believe {
                variants.extend(believing(of, alternative, appraisal));
            }
        }
        Ok(variants)
    }

    fn check_delay(&self, years: i16, appraisal: &Appraisal, horizon: i16) -> Result<(), AssessError> {
        let refuse = |message: String| Err(AssessError::Declaration { place: "--delay".to_owned(), message });
        if !(1..=LONGEST).contains(&years) {
            return refuse(format!("{years} is no delay; give years from 1 to {LONGEST}"));
        }
        if self.delays.iter().filter(|other| **other == years).count() > 1 {
            return refuse(format!("{years} is given twice; give each delay once"));
        }
        if appraisal.from + years > horizon {
            return refuse(format!(
                "{years} years after {} nothing is left to decide by {horizon}, the last year; give fewer, or a later --to",
                appraisal.from
            ));
        }
        Ok(())
    }
}

/// An alternative with its effects multiplied, published ones alone and all of them; without any discount.
fn believing(of: usize, alternative: &Portfolio, appraisal: &Appraisal) -> Vec<Variant> {
    let setting = |effects: Effects, percent: u16| Setting {
        id: format!("{}-effects-{percent}", effects.id()),
        title: format!("{} effects at {percent} %", effects.id()),
        discount: 0.0,
        assumptions: effects == Effects::All,
        strength: f64::from(percent) / 100.0,
        without: Vec::new(),
    };
    let all = [Effects::Published, Effects::All];
    let each = all.into_iter().flat_map(|effects| MULTIPLES.map(|percent| (effects, percent)));
    let variant = |(effects, percent)| Variant {
        of,
        asked: Question::Believing(effects, percent),
        portfolio: alternative.clone(),
        setting: setting(effects, percent),
        from: appraisal.from,
    };
    each.map(variant).collect()
}
