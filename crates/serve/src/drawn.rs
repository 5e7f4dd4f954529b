//! Figures as pages show them: the picture, how to read it, and its numbers one click away.

use forefend_report::figure::svg::escape;
use forefend_report::figure::{exceedance, fan, joint, reliability, replay};
use forefend_report::{
    BandWidth, Chart, Exceedance, Fan, Html, JointTail, Printer, ReliabilityCurve, Replay, Sentence, Spread,
};

/// A figure with what stands around it.
#[derive(Debug)]
pub struct Figure {
    /// Its anchor, unique on the page.
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// Unit and axis, in brackets behind the title; may be empty.
    pub unit: String,
    /// The picture.
    pub picture: Html,
    /// What its marks mean: class of the mark and words.
    pub key: Vec<(&'static str, String)>,
    /// One line under it; may be empty.
    pub note: String,
    /// Its numbers as a table.
    pub numbers: Html,
}

impl Figure {
    /// A fan chart with the band of choice.
    pub fn fan(print: &Printer<'_>, id: &str, of: &Fan, width: BandWidth) -> Self {
        let mut key = Vec::new();
        if !of.observed.is_empty() {
            key.push(("line", "observed".to_owned()));
        }
        match &of.spread {
            Spread::Bands => {
                key.push(("dash", "median".to_owned()));
                match width {
                    BandWidth::Half => key.push(("b50", "50% of futures".to_owned())),
                    _ => {
                        key.push(("b50", "50%".to_owned()));
                        key.push(("b90", format!("{}% of futures", width.percent())));
                    }
                }
            }
            Spread::PathOnly(words) => key.push(("dash", words.clone())),
            Spread::NoModel(words) => key.push(("none", words.clone())),
        }
        Self {
            id: id.to_owned(),
            title: of.title.clone(),
            unit: of.unit_note(),
            picture: Html(fan::fan_within(&format!("{id}-picture"), of, width)),
            key,
            note: of.note.clone(),
            numbers: print.fan_table_within(of, width),
        }
    }

    /// How often a year is how large.
    pub fn exceedance(print: &Printer<'_>, id: &str, of: &Exceedance) -> Self {
        let (from, to) = of.years;
        Self {
            id: id.to_owned(),
            title: of.title.clone(),
            unit: of.unit.name().to_owned(),
            picture: Html(exceedance::exceedance(&format!("{id}-picture"), of)),
            key: Vec::new(),
            note: format!(
                "Share of the years {from}–{to}, over all futures, in which it is so large or larger; logarithmic share. {}",
                of.note
            ),
            numbers: print.exceedance_table(of),
        }
    }

    /// A figure of a document; none where it cannot be drawn.
    pub fn chart(print: &Printer<'_>, id: &str, of: &Chart) -> Option<Self> {
        let table = of.table();
        let head: String =
            table.head.iter().map(|head| format!(r#"<th scope="col">{}</th>"#, escape(head))).collect();
        let cell = |(at, cell): (usize, &Sentence)| match at {
            0 => format!(r#"<th scope="row">{}</th>"#, print.sentence(cell)),
            _ => format!("<td>{}</td>", print.sentence(cell)),
        };
        let row = |row: &Vec<Sentence>| {
            format!("<tr>{}</tr>", row.iter().enumerate().map(cell).collect::<String>())
        };
        let rows: String = table.rows.iter().map(row).collect();
        Some(Self {
            id: id.to_owned(),
            title: of.title().to_owned(),
            unit: of.unit().to_owned(),
            picture: Html(of.svg(&format!("{id}-picture")).ok()?),
            key: Vec::new(),
            note: of.reading(),
            numbers: Html(format!("<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")),
        })
    }

    /// Years in which several threats come together.
    pub fn joint(print: &Printer<'_>, id: &str, of: &JointTail) -> Self {
        let row = |row: &forefend_report::JointRow| {
            format!(
                r#"<tr><th scope="row">{} or more</th><td>{}</td><td>{}</td></tr>"#,
                row.events,
                print.cell(&row.joint),
                print.cell(&row.apart)
            )
        };
        let rows: String = of.rows.iter().map(row).collect();
        Self {
            id: id.to_owned(),
            title: of.title.clone(),
            unit: "share of years, logarithmic".to_owned(),
            picture: Html(joint::joint(&format!("{id}-picture"), of)),
            key: vec![
                ("b50", "left, blue: in the same future".to_owned()),
                ("none", "right, grey: each from a future of its own".to_owned()),
            ],
            note: of.note.clone(),
            numbers: Html(format!(
                r#"<table><caption>Share of years with so many events</caption><thead><tr><th scope="col">Events</th><th scope="col">In the same future</th><th scope="col">By chance</th></tr></thead><tbody>{rows}</tbody></table>"#
            )),
        }
    }

    /// Stated chances against how often it came.
    pub fn reliability(print: &Printer<'_>, id: &str, of: &ReliabilityCurve) -> Self {
        Self {
            id: id.to_owned(),
            title: of.title.clone(),
            unit: String::new(),
            picture: Html(reliability::reliability(&format!("{id}-picture"), of)),
            key: Vec::new(),
            note: "On the dashed line, what was given 40% came 40% of the time. Bars: 90% intervals; larger dots: more cases."
                .to_owned(),
            numbers: print.reliability_table(of),
        }
    }

    /// What would have been said from past years, and what came.
    pub fn replay(print: &Printer<'_>, id: &str, of: &Replay) -> Self {
        let words =
            [("line", "what came"), ("dash", "median from each year looked from"), ("b90", "90% of futures")];
        Self {
            id: id.to_owned(),
            title: of.title.clone(),
            unit: of.unit.name().to_owned(),
            picture: Html(replay::replay(&format!("{id}-picture"), of)),
            key: words.map(|(mark, words)| (mark, words.to_owned())).to_vec(),
            note: of.note.clone(),
            numbers: print.replay_table(of),
        }
    }
}

/// Text made safe to stand in markup.
pub fn escaped(text: &str) -> String {
    forefend_report::figure::svg::escape(text)
}

/// Each value once, in the order in which it first stands.
pub fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}
