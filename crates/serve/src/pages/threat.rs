//! Threats: all of them with how far each is modelled, and one on a page.

use askama::Template;
use forefend_report::{Brief, Chart, Element, ElementSection, Printer, Sentence, Threat};

use crate::asked::Asked;
use crate::drawn::Figure;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The page.
pub const PAGE: Page = Page { id: "threat", paths: &["/threat", "/threat/{id}"], kept: true, draw };

#[derive(Template)]
#[template(path = "threats.html")]
struct Threats<'a> {
    frame: Frame,
    brief: &'a Brief,
    print: Printer<'a>,
    joint: Option<Figure>,
    section: Option<&'a ElementSection>,
}

#[derive(Template)]
#[template(path = "threat.html")]
struct One<'a> {
    frame: Frame,
    brief: &'a Brief,
    print: Printer<'a>,
    threat: &'a Threat,
    exceedance: Option<Figure>,
    outbreak: Option<(Sentence, Figure)>,
    links: Vec<(&'a str, bool, &'a str, &'a str)>,
    events: Vec<&'a forefend_report::UnlinkedEvent>,
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let print = Printer::new(&brief.run);
    let id = asked.named("id");
    if id.is_empty() {
        let page = Threats {
            frame: Frame::new(workbench, PAGE.id, None),
            brief,
            print,
            joint: brief.joint.as_ref().map(|tail| Figure::joint(&print, "joint", tail)),
            section: brief.elements.iter().find(|section| section.element == Element::Threats),
        };
        return page.render().map_err(Problem::failed);
    }
    let threat = brief.threats.iter().find(|threat| threat.id == id);
    let threat =
        threat.ok_or_else(|| Problem::unknown(format!("`{id}` is no threat of this run; see /threat")))?;
    // A cascade is told by the words of the threat that it comes from or goes to.
    let declared = forefend_assess::describe_links(&workbench.world).map_err(Problem::failed)?;
    let touching: Vec<String> = (declared.links.iter())
        .filter(|link| !link.correlation && (link.from == id || link.to == id))
        .map(|link| link.id.clone())
        .collect();
    let rows = brief.cascades.iter().flat_map(|all| &all.links);
    let links = rows.filter(|row| touching.contains(&row.id));
    let compared = brief.cascades.as_ref().and_then(|all| all.compared.as_ref());
    let page = One {
        frame: Frame::new(workbench, PAGE.id, Some(&threat.title)),
        brief,
        print,
        threat,
        exceedance: threat.exceedance.as_ref().map(|curve| Figure::exceedance(&print, "exceedance", curve)),
        outbreak: threat.outbreak.as_ref().and_then(|of| {
            Some((of.in_words(), Figure::chart(&print, "arrival", &Chart::Arrival(of.chart.clone()))?))
        }),
        links: links.map(|row| (row.id.as_str(), row.on, row.title.as_str(), row.grade.as_str())).collect(),
        events: compared
            .iter()
            .flat_map(|all| &all.events)
            .filter(|event| event.threat == threat.title)
            .collect(),
    };
    page.render().map_err(Problem::failed)
}
