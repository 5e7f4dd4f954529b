//! Drivers: how they are linked with threats, what each link does, and their courses.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use forefend_assess::{DescribedLink, EffectSettings, LinkEffect, describe_links, link_effects_of};
use forefend_report::{Element, ElementSection, Html, Printer, Unit};
use forefend_simulate::Model;

use crate::asked::Asked;
use crate::drawn::{Figure, distinct, escaped};
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::quiet::Quiet;
use crate::workbench::Workbench;

/// Futures that a link is switched in: enough for its sign, few enough to wait for.
const DRAWS: u64 = 100;
/// Rows of a link's effects that are shown.
const EFFECTS: usize = 24;
/// Size of the diagram: width of the picture, of a box, and height of a row of boxes.
const WIDE: f64 = 1000.0;
const BOX: f64 = 330.0;
const ROW: f64 = 46.0;

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
    switched: Option<Switched>,
    sections: Vec<(&'a ElementSection, Vec<Figure>)>,
}

/// A link that was switched.
struct Switched {
    link: DescribedLink,
    draws: u64,
    rows: Vec<LinkEffect>,
    more: usize,
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
    fn clear(&self, row: &LinkEffect) -> bool {
        row.difference.abs() > 2.0 * row.standard_error
    }
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let print = Printer::new(&brief.run);
    let links = describe_links(&workbench.world).map_err(Problem::failed)?.links;
    let switched = asked.value("link").map(|id| switched(workbench, &links, id)).transpose()?;
    let drivers = brief.elements.iter().filter(|section| Element::DRIVERS.contains(&section.element));
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
    let chosen = switched.as_ref().map(|one| one.link.id.as_str());
    let page = Drivers {
        frame: Frame::new(workbench, PAGE.id, None),
        print,
        diagram: Html(diagram(&links, &names, chosen)),
        names,
        titles: titles.collect(),
        switched,
        sections: drivers
            .enumerate()
            .map(|(at, section)| {
                let fans = section.fans.iter().enumerate();
                (
                    section,
                    fans.map(|(of, fan)| Figure::fan(&print, &format!("driver-{at}-{of}"), fan)).collect(),
                )
            })
            .collect(),
        links,
    };
    page.render().map_err(Problem::failed)
}

fn switched(workbench: &Workbench, links: &[DescribedLink], id: &str) -> Result<Switched, Problem> {
    let link = links.iter().find(|link| link.id == id);
    let link =
        link.ok_or_else(|| Problem::unknown(format!("no link is called `{id}`; /drivers lists them")))?;
    let settings = EffectSettings { seed: 1, draws: DRAWS, as_of: None, to: None };
    let found = link_effects_of(&workbench.world, &workbench.panel, settings, Some(id), &Quiet)
        .map_err(Problem::failed)?;
    let mut rows = found.effect;
    let size = |row: &LinkEffect| row.difference.abs() / row.standard_error.max(f64::MIN_POSITIVE);
    rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let more = rows.len().saturating_sub(EFFECTS);
    rows.truncate(EFFECTS);
    rows.sort_by(|a, b| a.variable.cmp(&b.variable).then(a.year.cmp(&b.year)));
    Ok(Switched { link: link.clone(), draws: DRAWS, rows, more })
}

/// Where links begin on the left, where they end on the right; what is off is dashed. Each line leads to what its link does.
fn diagram(links: &[DescribedLink], names: &BTreeMap<String, String>, chosen: Option<&str>) -> String {
    let shown: Vec<&DescribedLink> = links.iter().filter(|link| !link.correlation).collect();
    let from = distinct(shown.iter().map(|link| link.from.as_str()));
    let to = distinct(shown.iter().map(|link| link.to.as_str()));
    let height = ROW * from.len().max(to.len()) as f64 + 8.0;
    let mut svg = format!(
        r#"<svg class="links" viewBox="0 0 {WIDE} {height}" role="group" aria-label="Links between drivers and threats; the table below says the same">"#
    );
    let middle = |all: &[&str], id: &str| {
        let gap = (height - 8.0) / all.len().max(1) as f64;
        4.0 + gap * (all.iter().position(|other| *other == id).unwrap_or_default() as f64 + 0.5)
    };
    for link in &shown {
        let (x1, y1, x2, y2) = (BOX, middle(&from, &link.from), WIDE - BOX, middle(&to, &link.to));
        let state = match (link.on, Some(link.id.as_str()) == chosen) {
            (_, true) => "chosen",
            (true, false) => "on",
            (false, false) => "off",
        };
        let _ = write!(
            svg,
            r#"<a href="/drivers?link={0}#link" class="{state}"><title>{1} ({2})</title><path d="M{x1} {y1}C{3} {y1} {4} {y2} {x2} {y2}"/></a>"#,
            escaped(&link.id),
            escaped(&link.title),
            if link.on { "on" } else { "off" },
            x1 + 120.0,
            x2 - 120.0
        );
    }
    for (all, x, anchor, at) in
        [(&from, 0.0, "end", BOX - 10.0), (&to, WIDE - BOX, "start", WIDE - BOX + 10.0)]
    {
        for id in all {
            let y = middle(all, id);
            let name = names.get(*id).map_or(*id, String::as_str);
            let _ = write!(
                svg,
                r#"<rect x="{x}" y="{}" width="{BOX}" height="34" rx="3"/><text x="{at}" y="{}" text-anchor="{anchor}">{}</text>"#,
                y - 17.0,
                y + 4.5,
                escaped(name)
            );
        }
    }
    svg + "</svg>"
}
