//! Track record: what would have been said from past years, what came, and whether that beats a rule of thumb.

use askama::Template;
use forefend_report::{Printer, Replay, SkillRow, TrackRecord};

use crate::asked::Asked;
use crate::drawn::{Figure, distinct};
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The choice of all years ahead.
const ALL: &str = "all";

/// The page.
pub const PAGE: Page = Page { id: "replay", paths: &["/replay"], kept: true, draw };

#[derive(Template)]
#[template(path = "replay.html")]
struct Record<'a> {
    frame: Frame,
    print: Printer<'a>,
    record: &'a TrackRecord,
    rows: Vec<&'a SkillRow>,
    outcomes: Vec<&'a str>,
    horizons: Vec<&'a str>,
    origins: Vec<i32>,
    outcome: String,
    horizon: String,
    origin: Option<i32>,
    curves: Vec<Figure>,
    replay: Option<Figure>,
    options: String,
}

impl Record<'_> {
    fn is_outcome(&self, one: &str) -> bool {
        self.outcome == one
    }

    fn is_horizon(&self, one: &str) -> bool {
        self.horizon == one
    }

    fn is_origin(&self, one: &i32) -> bool {
        self.origin == Some(*one)
    }
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let (record, print) = (&brief.record, Printer::new(&brief.run));
    let outcome = asked.value("outcome").unwrap_or_default();
    // The nearest years first: the whole book is long.
    let nearest = record.rows.first().map_or("", |row| row.horizon.as_str());
    let horizon = asked.value("horizon").unwrap_or(if outcome.is_empty() { nearest } else { ALL });
    let origin = asked.number("origin", (1900, 2100))?.map(|origin| origin as i32);
    let fits = |row: &&SkillRow| {
        (outcome.is_empty() || row.outcome == outcome) && (horizon == ALL || row.horizon == horizon)
    };
    let looks = record.replay.as_ref();
    let one = looks.map(|replay| Replay {
        origins: replay
            .origins
            .iter()
            .filter(|look| origin.is_none_or(|origin| look.origin == origin))
            .cloned()
            .collect(),
        ..replay.clone()
    });
    let curves = record.reliability.iter().enumerate();
    let page = Record {
        frame: Frame::new(workbench, PAGE.id, None),
        print,
        rows: record.rows.iter().filter(fits).collect(),
        outcomes: distinct(record.rows.iter().map(|row| row.outcome.as_str())),
        horizons: distinct(record.rows.iter().map(|row| row.horizon.as_str())),
        origins: looks
            .map(|replay| replay.origins.iter().map(|look| look.origin).collect())
            .unwrap_or_default(),
        outcome: outcome.to_owned(),
        horizon: horizon.to_owned(),
        origin,
        curves: curves
            .map(|(at, curve)| Figure::reliability(&print, &format!("curve-{at}"), curve))
            .collect(),
        replay: one.map(|replay| Figure::replay(&print, "looks", &replay)),
        record,
        options: workbench.run_options(),
    };
    page.render().map_err(Problem::failed)
}
