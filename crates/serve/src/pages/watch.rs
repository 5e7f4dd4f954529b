//! Watch list: the months ahead, country by country.

use std::sync::Arc;

use askama::Template;
use forefend_report::{Label, Unit};
use forefend_watch::{CountryOutlook, EVENT, Group, ONGOING, Outlook, Standing, Target};

use crate::asked::Asked;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::watched::HORIZON;
use crate::workbench::Workbench;

/// Countries shown before all are asked for.
const ROWS: usize = 40;

/// The page.
pub const PAGE: Page = Page { id: "watch", paths: &["/watch"], kept: true, draw };

#[derive(Template)]
#[template(path = "watch.html")]
struct Watch {
    frame: Frame,
    said: Arc<Outlook>,
    target: Target,
    first: String,
    last: String,
    event: u32,
    ongoing: u32,
    all: bool,
    rows: usize,
    command: String,
    label: &'static str,
}

impl Watch {
    fn shown(&self) -> &[CountryOutlook] {
        let rows =
            if self.all { self.said.countries.len() } else { self.rows.min(self.said.countries.len()) };
        &self.said.countries[..rows]
    }

    fn is_shown(&self, one: &Target) -> bool {
        self.target == *one
    }

    fn percent(&self, chance: &f64) -> String {
        Unit::Probability.number(*chance)
    }

    fn people(&self, deaths: &f64) -> String {
        Unit::Deaths.number(*deaths)
    }

    fn count(&self, deaths: &u32) -> String {
        Unit::Count.number(f64::from(*deaths))
    }

    /// The chance of each month, as a line of the same height for all countries.
    fn months(&self, country: &CountryOutlook) -> String {
        let chances: Vec<f64> = country.months.iter().map(|month| month.above).collect();
        let step = 96.0 / (chances.len().max(2) - 1) as f64;
        let point =
            |(at, chance): (usize, &f64)| format!("{:.1},{:.1}", at as f64 * step, 22.0 - 20.0 * chance);
        chances.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
    }

    fn standing(&self, country: &CountryOutlook) -> &'static str {
        match country.standing {
            Standing::Ongoing => "goes on",
            Standing::Quiet => "would be new",
            Standing::Unknown => "no data",
        }
    }

    /// What raises the chance most, and what lowers it.
    fn reasons(&self, country: &CountryOutlook) -> String {
        let told: Vec<_> =
            country.reasons.iter().filter(|reason| reason.part.abs() >= 0.005).take(2).collect();
        let of = |words: &str, raises: bool| {
            let groups =
                told.iter().filter(|reason| (reason.part > 0.0) == raises).map(|reason| group(reason.group));
            let groups: Vec<&str> = groups.collect();
            (!groups.is_empty()).then(|| format!("{words} {}", groups.join(" and ")))
        };
        [of("raised by", true), of("lowered by", false)].into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// A change since the outlook of three months before, in percentage points.
    fn change(&self, country: &CountryOutlook) -> String {
        let Some(change) = country.change else { return "–".to_owned() };
        let points = Unit::Points.number(change);
        if change > 0.0 && !points.starts_with('<') { format!("+{points}") } else { points }
    }
}

fn group(group: Group) -> &'static str {
    match group {
        Group::OwnHistory => "its own past months",
        Group::OtherViolence => "other violence there",
        Group::Neighbours => "its neighbours",
        Group::Structural => "people, income and government",
        Group::Calendar => "the time of year",
    }
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let target = match asked.value("of") {
        None => Target::StateBased,
        Some(word) => word.parse::<Target>().map_err(Problem::mistake)?,
    };
    let said = workbench.watched.of((&workbench.world, &workbench.panel), target)?;
    let page = Watch {
        frame: Frame::new(workbench, PAGE.id, None),
        target,
        first: (said.as_of + 1).to_string(),
        last: (said.as_of + HORIZON as i32).to_string(),
        event: EVENT,
        ongoing: ONGOING,
        all: asked.value("all").is_some(),
        rows: ROWS,
        command: workbench.watch_command(target),
        said,
        label: Label::Projection.text(),
    };
    page.render().map_err(Problem::failed)
}
