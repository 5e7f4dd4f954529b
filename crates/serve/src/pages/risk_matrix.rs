//! Risk matrix: how likely and how large, with intervals.

use askama::Template;
use forefend_report::figure::risk_matrix;
use forefend_report::{
    Chart, EventChance, Exceedance, Html, Printer, Register, RegisterCase, Threat, Tolls, Unit,
};

use crate::asked::Asked;
use crate::drawn::Figure;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// Shares of years that the size of a year is told at.
const SHARES: [(f64, &str); 2] = [(0.1, "1 year in 10"), (0.01, "1 year in 100")];

/// The page.
pub const PAGE: Page = Page { id: "risk-matrix", paths: &["/risk-matrix"], kept: true, draw };

#[derive(Template)]
#[template(path = "risk_matrix.html")]
struct Matrix<'a> {
    frame: Frame,
    print: Printer<'a>,
    register: Option<(&'a str, &'a Register, Html)>,
    tolls: Option<Figure>,
    events: Vec<(&'a Threat, &'a EventChance)>,
    sizes: Vec<(&'a Threat, &'a Exceedance, Vec<String>)>,
    options: String,
}

impl Matrix<'_> {
    fn score(&self, case: &[Option<u8>; 3]) -> String {
        RegisterCase::score(case)
    }

    /// Why the world has no scores.
    fn unscored(&self) -> &'static str {
        Tolls::UNSCORED
    }

    /// The size that a year reaches so often.
    fn shares(&self) -> [&'static str; 2] {
        SHARES.map(|(_, words)| words)
    }
}

fn draw(workbench: &Workbench, _: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let register = brief.home.as_ref().and_then(|home| {
        let matrix = home.register.matrix()?;
        Some((home.name.as_str(), &home.register, Html(risk_matrix::risk_matrix("matrix", &matrix))))
    });
    let mut events: Vec<(&Threat, &EventChance)> = brief
        .threats
        .iter()
        .flat_map(|threat| threat.chances.iter().map(move |chance| (threat, chance)))
        .collect();
    let latest = |chance: &EventChance| chance.by.first().map_or(f64::NAN, |(_, chance)| chance.value);
    events.sort_by(|a, b| latest(b.1).total_cmp(&latest(a.1)));
    let sizes = brief.threats.iter().filter_map(|threat| {
        let curve = threat.exceedance.as_ref()?;
        Some((threat, curve, SHARES.iter().map(|(share, _)| reached(curve, *share)).collect()))
    });
    let print = Printer::new(&brief.run);
    let tolls = Tolls::of(&brief.threats);
    let page = Matrix {
        frame: Frame::new(workbench, PAGE.id, None),
        tolls: tolls.and_then(|tolls| Figure::chart(&print, "tolls", &Chart::Tolls(tolls))),
        print,
        register,
        events,
        sizes: sizes.collect(),
        options: workbench.run_options(),
    };
    page.render().map_err(Problem::failed)
}

/// The largest size of the curve that at least this share of years reaches.
fn reached(curve: &Exceedance, share: f64) -> String {
    let found =
        curve.points.iter().filter(|(_, reached)| *reached >= share).map(|(value, _)| *value).next_back();
    match found {
        Some(value) => format!(
            "{} or more",
            if matches!(curve.unit, Unit::Other(_)) {
                Unit::Number.number(value)
            } else {
                curve.unit.number(value)
            }
        ),
        None => "less than is counted".to_owned(),
    }
}
