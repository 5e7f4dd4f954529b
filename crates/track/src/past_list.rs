//! The lists of states that the model would have made at past origins, and what came of every name on them.
//!
//! A score says how good probabilities are on average. Who reads a list asks something else: how often did a name on it
//! come true, and how often was this state named in vain? Targets give two kinds of list:
//!
//! - a target with `within` (new conflict, escalation): its list holds states where the event may *begin*, that is those
//!   of which the target is asked;
//! - a target of single years (conflict, war): its list holds states where the event may *go on*, that is those in which
//!   it holds at the origin.

use serde::{Deserialize, Serialize};

use crate::cases::Event;
use crate::said::Forecast;
use crate::units::Units;

/// Names on a list: those that a report of today prints.
pub const LISTED: usize = 10;
/// Years after the origin in which an event that holds must hold again.
const GOES_ON: i16 = 3;

/// One list of one origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastList {
    /// Name of the target.
    pub target: String,
    /// Last year the model was allowed to see.
    pub origin: i16,
    /// Years after the origin in which it could come, first and last.
    pub years_ahead: (i16, i16),
    /// The most probable, first to last: [`LISTED`] of them, fewer where fewer were asked.
    pub named: Vec<PastName>,
    /// States of which it was asked and of which it is known what came.
    pub asked: usize,
    /// Of them, those where it came.
    pub came: usize,
}

/// One name on a list.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PastName {
    /// Id of the state.
    pub unit: u16,
    /// What the list gave it, 0 to 1.
    pub probability: f64,
    /// Whether it came.
    pub came: bool,
}

/// The list of an event of countries at one origin; none where its years are not over, or nobody was asked.
pub(crate) fn past_list(forecast: &Forecast, event: &Event, units: &Units<'_>) -> Option<PastList> {
    let (origin, truth) = (forecast.origin, &event.truth);
    let years_ahead = truth.within.map_or((GOES_ON, GOES_ON), |within| (1, within));
    let year = origin + years_ahead.1;
    if !event.target.scored_from(origin.0) || year > forecast.horizon || year > truth.last {
        return None;
    }
    let mut all: Vec<PastName> = Vec::new();
    for (position, &unit) in forecast.units[event.position].iter().enumerate() {
        let exists = units.exists(unit, year);
        let holds = truth.within.is_some() || truth.held(unit, origin) == Some(true);
        let Some(came) = truth.came(unit, origin, years_ahead.1).filter(|_| exists && holds) else {
            continue;
        };
        let sum = forecast.sum(event.position, truth.within.is_some(), position, year);
        all.push(PastName { unit: unit.0 as u16, probability: sum / forecast.draws as f64, came });
    }
    // Ties are broken by the stable id, as on the lists of today.
    all.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.unit.cmp(&b.unit)));
    let (asked, came) = (all.len(), all.iter().filter(|name| name.came).count());
    all.truncate(LISTED);
    (!all.is_empty()).then(|| PastList {
        target: event.target.id().to_owned(),
        origin: origin.0,
        years_ahead,
        named: all,
        asked,
        came,
    })
}

/// Whether a list of the event says something of its own. An event in a year that is asked of some states only goes on in
/// none of them, or is a list of another target; an onset does not go on.
pub(crate) fn is_listed(event: &Event) -> bool {
    let target = &event.target;
    target.within.is_some() || (target.at_origin.is_empty() && !target.probability)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_rate::BaseRates;
    use crate::observed::Observed;
    use crate::said::Said;
    use crate::target::Target;
    use crate::truth::Truth;
    use crate::units::UnitId;
    use forefend_panel::{CountryId, PanelBuilder, Year};

    /// Twelve states at peace in 2000; states 1 to 3 see conflict in 2002. The model gives state u the chance u in twenty.
    fn world(least: f64, within: Option<i16>, level_at_origin: f64) -> (Forecast, Event, PanelBuilder) {
        let mut known = Vec::new();
        let mut builder = PanelBuilder::default();
        for unit in 1..=12_u16 {
            builder.add_state(unit, &format!("State {unit}")).unwrap();
            for year in 1998..=2008 {
                let now = if year == 2000 { level_at_origin } else { 0.0 };
                let came = if unit <= 3 && year > 2001 { 1.0 } else { now };
                known.push(((CountryId(unit), Year(year)), came));
            }
        }
        let levels = Observed::from_levels(known);
        let truth = Truth::of_levels(&levels, least, within);
        let text = "id = 'c'\ntitle = 'c'\nkind = 'event'\nvariable = 'c'\nobserved = 'c'\nat_least = 1";
        let mut target: Target = toml::from_str(text).unwrap();
        target.within = within;
        let rates = BaseRates::of(&truth);
        let years = if within.is_some() { 1 } else { 5 };
        let sums: Vec<f64> = (0..years).flat_map(|_| (1..=12).map(f64::from)).collect();
        let forecast = Forecast {
            origin: Year(2000),
            units: vec![std::sync::Arc::new((1..=12).map(UnitId).collect())],
            horizon: Year(2005),
            draws: 20,
            said: vec![Said::Event(sums)],
        };
        (forecast, Event { position: 0, target, truth, rates }, builder)
    }

    #[test]
    fn a_list_names_the_most_probable_and_says_what_came_of_all() {
        let (forecast, event, builder) = world(1.0, Some(5), 0.0);
        let panel = builder.build().unwrap();
        let list = past_list(&forecast, &event, &Units::of_countries(panel.roster())).unwrap();
        assert_eq!((list.years_ahead, list.asked, list.came), ((1, 5), 12, 3));
        let named: Vec<(u16, bool)> = list.named.iter().map(|name| (name.unit, name.came)).collect();
        assert_eq!(named.len(), LISTED);
        assert_eq!((named[0], named[9]), ((12, false), (3, true)), "one of the three is on the list");
        assert_eq!(list.named[0].probability, 0.6);
    }

    #[test]
    fn what_goes_on_is_asked_where_it_holds_and_nothing_is_listed_before_its_years_are_over() {
        let (mut forecast, event, builder) = world(1.0, None, 1.0);
        let panel = builder.build().unwrap();
        let list = past_list(&forecast, &event, &Units::of_countries(panel.roster())).unwrap();
        assert_eq!((list.years_ahead, list.asked, list.came), ((3, 3), 12, 3));
        forecast.horizon = Year(2002);
        assert_eq!(past_list(&forecast, &event, &Units::of_countries(panel.roster())), None);
        let (forecast, event, _) = world(1.0, None, 0.0);
        assert_eq!(
            past_list(&forecast, &event, &Units::of_countries(panel.roster())),
            None,
            "nobody in conflict, nobody asked"
        );
    }
}
