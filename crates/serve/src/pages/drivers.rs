//! Drivers: how they are linked with threats, what links do together when they are switched, and courses of the drivers.

mod diagram;
mod switched;

use std::collections::BTreeMap;

use askama::Template;
use forefend_assess::{DescribedLink, SwitchedEffect, describe_links};
use forefend_report::{Element, ElementSection, Html, Printer, Unit};
use forefend_simulate::Model;

use self::switched::{Choice, Switched};
use crate::asked::Asked;
use crate::band::Bands;
use crate::drawn::Figure;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The page.
pub const PAGE: Page = Page { id: "drivers", paths: &["/drivers"], kept: true, draw };

#[derive(Template)]
#[template(path = "drivers.html")]
struct Drivers<'a> {
    frame: Frame,
    print: Printer<'a>,
    diagram: Html,
    links: Vec<DescribedLink>,
    names: BTreeMap<String, String>,
    titles: BTreeMap<String, String>,
    choice: Choice,
    switched: Option<Switched>,
    bands: Bands,
    options: String,
    sections: Vec<(&'a ElementSection, Vec<Figure>)>,
}

impl Drivers<'_> {
    fn name<'n>(&'n self, id: &'n str) -> &'n str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// The title of a variable; its name where it has none.
    fn title<'n>(&'n self, variable: &'n str) -> &'n str {
        self.titles.get(variable).map_or(variable, String::as_str)
    }

    fn value(&self, value: &f64) -> String {
        Unit::Number.number(*value)
    }

    /// Whether a difference stands out of what so few futures leave open.
    fn clear(&self, row: &SwitchedEffect) -> bool {
        row.difference.abs() > 2.0 * row.standard_error
    }
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let print = Printer::new(&brief.run);
    let links = describe_links(&workbench.world).map_err(Problem::failed)?.links;
    let drivers = || brief.elements.iter().filter(|section| Element::DRIVERS.contains(&section.element));
    let mut choice = Choice::of(asked, &links)?;
    let bands = Bands::of(asked, ("/drivers", &choice.query()), drivers().flat_map(|one| &one.fans))?;
    if asked.value("band").is_some() {
        choice.band = Some(bands.chosen.percent());
    }
    let switched = choice.switched(workbench)?;
    let threats = brief.threats.iter().map(|threat| (threat.id.clone(), threat.title.clone()));
    let own = brief
        .elements
        .iter()
        .map(|section| (section.element.id().replace('-', "_"), section.element.title().to_owned()));
    let beside = (brief.elements.iter().flat_map(|section| &section.beside))
        .map(|one| (one.id.replace('-', "_"), one.title.clone()));
    let names: BTreeMap<String, String> = own.chain(beside).chain(threats).collect();
    let model = Model::load(&workbench.world).map_err(Problem::failed)?;
    let titles = model.variables.iter().map(|one| (one.spec.name.as_ref().clone(), one.spec.title.clone()));
    let figures = |(at, section): (usize, &ElementSection)| {
        let fans = section.fans.iter().enumerate();
        let id = |of: usize| format!("driver-{at}-{of}");
        fans.map(|(of, fan)| Figure::fan(&print, &id(of), fan, bands.chosen)).collect()
    };
    let page = Drivers {
        frame: Frame::new(workbench, PAGE.id, None),
        print,
        diagram: Html(diagram::diagram(&links, &names, &choice)),
        names,
        titles: titles.collect(),
        choice,
        switched,
        sections: drivers().enumerate().map(|(at, section)| (section, figures((at, section)))).collect(),
        bands,
        options: workbench.run_options(),
        links,
    };
    page.render().map_err(Problem::failed)
}
