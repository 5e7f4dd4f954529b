//! What looks wrong in a series: holes, jumps, impossible values, values that were carried or interpolated.
mod age;
mod hole;
mod impossible;
mod interval;
mod jump;
mod line;
mod repeat;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::series::Series;
use crate::{Indicator, Iso3, Month, Panel, PanelError, Unit, Year};

/// What a finding is about, in the order in which findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// A value that cannot be: outside the declared bounds, a negative count, a share above 1.
    Impossible,
    /// A best estimate outside the interval that two other series of the panel give for it.
    OutsideInterval,
    /// A change far beyond what is usual in that series and in the indicator.
    Jump,
    /// Points on a straight line, as interpolation leaves them.
    StraightLine,
    /// The same value year after year, as carrying forward leaves it.
    Repeated,
    /// Years without a value inside a series.
    Hole,
    /// A last year earlier than it should be by now, or than that of the indicator's other countries.
    EndsEarly,
}

impl Check {
    /// All checks, in order.
    pub const ALL: [Check; 7] = [
        Check::Impossible,
        Check::OutsideInterval,
        Check::Jump,
        Check::StraightLine,
        Check::Repeated,
        Check::Hole,
        Check::EndsEarly,
    ];

    /// Heading for readers.
    pub const fn title(self) -> &'static str {
        match self {
            Check::Impossible => "Impossible values",
            Check::OutsideInterval => "Best estimates outside their interval",
            Check::Jump => "Jumps",
            Check::StraightLine => "Straight lines between points (interpolated?)",
            Check::Repeated => "Runs of one value (carried forward?)",
            Check::Hole => "Holes inside series",
            Check::EndsEarly => "Series that end early",
        }
    }

    /// The rule, in one sentence.
    pub const fn rule(self) -> &'static str {
        match self {
            Check::Impossible => {
                "outside the declared bounds; below 0 in a count or share; above 1 in a share, unless a share of GDP; observed in a year that has not come"
            }
            Check::OutsideInterval => "X outside [X_low, X_high] where the panel holds all three",
            Check::Jump => {
                "a change from one year to the next over 25 times the median change of that series and of the indicator, whichever is larger (years without change not counted; on logarithms where the largest value is over 100 times the smallest)"
            }
            Check::StraightLine => "five or more points in a row with equal steps, to the digits kept",
            Check::Repeated => {
                "five or more equal values in a row, other than 0 and the bounds, in indicators where neighbouring values differ as a rule"
            }
            Check::Hole => "years without a value between two with one, beyond the indicator's usual step",
            Check::EndsEarly => {
                "no value for a year that should be published by now; a state of today whose series ends over two years before the indicator's"
            }
        }
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What it is about.
    pub check: Check,
    /// The indicator.
    pub indicator: String,
    /// Name of the country; "World" for a world series, the label of a unit of a declared axis; none where the finding is about
    /// all of them.
    pub country: Option<String>,
    /// Its ISO3 code.
    pub iso3: Option<Iso3>,
    /// First year concerned.
    pub first: Year,
    /// Last year concerned.
    pub last: Year,
    /// The value found, where there is one.
    pub value: Option<f64>,
    /// How bad: larger is worse, comparable within one check.
    pub size: f64,
    /// The finding in words.
    pub detail: String,
}

impl Panel {
    /// Checks the indicators `ids` (all when empty) as of the end of `as_of`: findings by check, the worst
    /// first. Nothing can have been observed in a year after `now`, today's month. Projections are only checked for impossible values.
    ///
    /// Values outside their bounds can only be found in a panel that keeps them
    /// ([`Impossible::Keep`](crate::Impossible::Keep)).
    ///
    /// # Errors
    /// [`PanelError::UnknownName`].
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::{CountryId, Indicator, Panel, Year};
    ///
    /// let mut builder = Panel::builder();
    /// builder.add_state(500, "Uganda")?;
    /// builder.add_indicator(Indicator::synthetic("people"))?;
    /// for year in [2000, 2001, 2002, 2009, 2010] {
    ///     builder.set("people", CountryId(500), Year(year), f64::from(year))?;
    /// }
    /// let panel = builder.build()?;
    /// let month = "2011-06".parse()?;
    /// // The hole from 2003 to 2008.
    /// let found = panel.check(&["people".to_owned()], month, month)?;
    /// assert!(!found.is_empty());
    /// # Ok::<(), forefend_panel::PanelError>(())
    /// ```
    pub fn check(&self, ids: &[String], as_of: Month, now: Month) -> Result<Vec<Finding>, PanelError> {
        let mut findings = Vec::new();
        let all: Vec<String> = self.indicators().map(|indicator| indicator.id.clone()).collect();
        for id in if ids.is_empty() { &all } else { ids } {
            let indicator = self.indicator(id)?;
            let empty = Series::default();
            let series = self.series.get(id).unwrap_or(&empty);
            let subject = Subject::new(self, indicator, series);
            subject.impossible(now, &mut findings);
            subject.outside_interval(&mut findings);
            subject.jumps(&mut findings);
            subject.straight_lines(&mut findings);
            subject.repeats(&mut findings);
            subject.holes(&mut findings);
            subject.ends_early(as_of, &mut findings);
        }
        findings.sort_by(|a, b| {
            let order = a.check.cmp(&b.check).then(b.size.total_cmp(&a.size));
            let key = |one: &Finding| (one.indicator.clone(), one.country.clone(), one.first);
            order.then_with(|| key(a).cmp(&key(b)))
        });
        Ok(findings)
    }
}

/// A value for messages: as it is, small ones in scientific notation.
fn shown(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-4 { format!("{value:.3e}") } else { value.to_string() }
}

/// "1 year", "3 years".
fn counted(number: i64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// An indicator with what all checks need to know about it.
struct Subject<'a> {
    panel: &'a Panel,
    indicator: &'a Indicator,
    series: &'a Series,
    /// Observed values of each unit, in order of year.
    observed: BTreeMap<&'a Unit, Vec<(Year, f64)>>,
    /// Usual distance between neighbouring years: 1 for a yearly series, 5 for a five-yearly one.
    step: i16,
}

impl<'a> Subject<'a> {
    fn new(panel: &'a Panel, indicator: &'a Indicator, series: &'a Series) -> Self {
        let end = indicator.last_observable();
        let observed: BTreeMap<&Unit, Vec<(Year, f64)>> =
            series.by_unit.keys().map(|unit| (unit, series.through(unit, end).collect())).collect();
        let mut distances: BTreeMap<i16, usize> = BTreeMap::new();
        for pair in observed.values().flat_map(|values| values.windows(2)) {
            *distances.entry(pair[1].0 - pair[0].0).or_default() += 1;
        }
        // The most frequent distance, the shorter one of two that are equally frequent.
        let step =
            distances.iter().max_by_key(|&(&step, &count)| (count, -step)).map_or(1, |(&step, _)| step);
        Self { panel, indicator, series, observed, step }
    }

    /// Stretches of neighbouring years at the usual distance, unit by unit.
    fn stretches(&self) -> impl Iterator<Item = (&'a Unit, &[(Year, f64)])> {
        self.observed.iter().flat_map(move |(&unit, values)| {
            values.chunk_by(|a, b| b.0 - a.0 == self.step).map(move |stretch| (unit, stretch))
        })
    }

    fn finding(
        &self,
        check: Check,
        unit: &Unit,
        (first, last): (Year, Year),
        (value, size): (Option<f64>, f64),
        detail: String,
    ) -> Finding {
        let holder = self.panel.holder(&self.indicator.axis, unit, last);
        Finding {
            check,
            indicator: self.indicator.id.clone(),
            country: Some(holder.name),
            iso3: holder.iso3,
            first,
            last,
            value,
            size,
            detail,
        }
    }
}
