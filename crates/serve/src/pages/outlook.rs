//! Outlook: key judgements, the map, what may come by figure, and the lists of countries at risk.

use askama::Template;
use forefend_report::figure::map;
use forefend_report::{Brief, Html, Judgement, Label, Printer, ReportError, Topic};

use crate::asked::Asked;
use crate::band::Bands;
use crate::drawn::Figure;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// Rows of a list of countries that are shown before the whole of it is asked for.
const ROWS: usize = 8;

/// The page.
pub const PAGE: Page = Page { id: "outlook", paths: &["/", "/outlook"], kept: true, draw };

#[derive(Template)]
#[template(path = "outlook.html")]
struct Outlook<'a> {
    frame: Frame,
    brief: &'a Brief,
    print: Printer<'a>,
    map: Html,
    legend: Vec<Class>,
    fans: Vec<Figure>,
    bands: Bands,
    options: String,
    rows: usize,
}

/// A class of the map: number of its style, what it holds, and how many countries.
struct Class {
    number: usize,
    label: &'static str,
    countries: usize,
}

impl Outlook<'_> {
    /// Topics of the first page that something is said of.
    fn topics(&self) -> Vec<(String, Vec<&Judgement>)> {
        let page = &self.brief.first_page;
        let title = |topic: Topic| topic.title(self.brief.run.first_year - 1, page.standing.as_deref());
        let of = |topic: Topic| (title(topic), page.on(topic).collect::<Vec<_>>());
        Topic::ALL.into_iter().map(of).filter(|(_, said)| !said.is_empty()).collect()
    }
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let (map, legend) = mapped(brief).map_err(Problem::failed)?;
    let print = Printer::new(&brief.run);
    let fans = brief.outlook.fans.iter();
    let bands = Bands::of(asked, ("/", ""), fans.clone())?;
    let page = Outlook {
        frame: Frame::new(workbench, PAGE.id, None),
        brief,
        print,
        map,
        legend,
        fans: fans.map(|one| Figure::fan(&print, &format!("fan-{}", one.id), one, bands.chosen)).collect(),
        bands,
        options: workbench.run_options(),
        rows: ROWS,
    };
    page.render().map_err(Problem::failed)
}

fn mapped(brief: &Brief) -> Result<(Html, Vec<Class>), ReportError> {
    let outlook = &brief.outlook;
    let Some(words) = &outlook.words else { return Ok((Html::default(), Vec::new())) };
    let year = outlook.map_year;
    let picture = map::map("map", &words.map, &outlook.countries, (year, brief.run.draws))?;
    let (counts, _) = map::counts(&outlook.countries, year);
    let classes = map::CLASSES.iter().zip(counts).enumerate();
    let legend = classes.map(|(number, ((_, _, label), countries))| Class { number, label, countries });
    Ok((Html(picture), legend.collect()))
}
