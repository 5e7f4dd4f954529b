//! A small world that knows no conflict, for tests of everything a report can print: six states that stand in rain, drought or
//! famine, with what their fields lose.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod alternatives;
mod bad_reports;
mod caveats;
mod courses;
mod decided;
mod drivers;
mod home;
mod lists;
mod measured;
mod model;
mod of_country;
mod one_file;
mod page_one;
mod record;
mod short;
mod what_if;
mod whole;

use std::path::Path;

use forefend_panel::{CountryId, Indicator, Membership, Panel, PanelBuilder, Year};
use forefend_report::{Brief, Judgement, RiskList, Topic};
use forefend_runs::{Parts, Shard};
use forefend_simulate::WorldFiles;
use forefend_simulate::luck::{Luck, Stream};
use forefend_track::TrackRecord;

use crate::counts::Counts;
use crate::fans::Fans;
use crate::ledger::Ledger;
use crate::material::Material;
use crate::options::Options;
use crate::progress::Progress;
use crate::scenarios::{self, Prepared};
use crate::selection::{Alternatives, Selection};
use crate::telling;
use model::{MODEL, OUTCOMES, PRINCIPLES, WELLS};

pub(crate) const STATES: u16 = 6;
pub(crate) const DRAWS: u64 = 40;

/// Level and loss of each state in 1999 and 2000: what the facts of page one are known from.
const LAST: [[(f64, f64); 6]; 2] = [
    [(2.0, 4000.0), (1.0, 200.0), (0.0, 0.0), (1.0, 150.0), (0.0, 0.0), (0.0, 0.0)],
    [(2.0, 5000.0), (2.0, 1000.0), (1.0, 100.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)],
];

/// What the report of this world tells.
pub(crate) const REPORT: &str = include_str!("dry_world/report.toml");

/// The files of the world with this report.
pub(crate) fn files(report: &str) -> WorldFiles {
    let files = MODEL.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let organisations = "[[organisation]]\nid = \"well\"\nshort = \"WELL\"\nname = \"Friends of the well\"\n";
    WorldFiles::new("dry", files)
        .with("outcomes.toml", OUTCOMES.as_bytes())
        .with("principles.toml", PRINCIPLES.as_bytes())
        .with("portfolios/wells.toml", WELLS.as_bytes())
        .with("organisations.toml", organisations.as_bytes())
        .with("targets.toml", include_bytes!("dry_world/targets.toml"))
        .with("report.toml", report.as_bytes())
}

/// Its panel: forty years, the last two as [`LAST`] says.
pub(crate) fn panel() -> Panel {
    let mut builder = PanelBuilder::default();
    for name in ["water", "heat", "loss"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}")).unwrap();
    }
    let member = |unit| Membership {
        organisation: "well".to_owned(),
        country: CountryId(unit),
        first: Year(1960),
        last: None,
        status: forefend_panel::Status::Full,
    };
    builder.add_memberships(vec![member(1), member(4)]).unwrap();
    let mut before = [0.0; STATES as usize];
    for year in 1960..=2000 {
        for unit in 1..=STATES {
            let luck = Luck::at(7, 0, i32::from(year), u64::from(unit), Stream::named("dry"));
            let at = usize::from(unit) - 1;
            let dry = luck.nth(0) < if before[at] > 0.0 { 0.6 } else { 0.2 };
            let drawn = if dry { 1.0 + f64::from(u8::from(luck.nth(1) < 0.4)) } else { 0.0 };
            let (water, loss) = match year {
                1999 | 2000 => LAST[usize::from(year == 2000)][at],
                _ => (drawn, 100.0 * drawn * drawn),
            };
            before[at] = water;
            for (name, value) in [("water", water), ("loss", loss), ("heat", 0.3 * luck.normal(2))] {
                builder.set(name, CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    builder.build().unwrap()
}

pub(crate) fn options(runs: &Path) -> Options {
    Options {
        seed: 3,
        draws: DRAWS,
        block: 16,
        deterministic: false,
        shard: Shard::WHOLE,
        as_of: None,
        to: None,
        command: "forefend test".to_owned(),
        code: "test".to_owned(),
        created: "2026-01-01".to_owned(),
        runs: runs.to_owned(),
        home: None,
        track: None,
    }
}

/// Hears nothing.
pub(crate) struct Quiet;

impl Progress for Quiet {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}
}

/// The reference of the world simulated once, and what its report says of it.
pub(crate) struct Made {
    pub world: WorldFiles,
    pub panel: Panel,
    pub prepared: Prepared,
    pub ledger: Ledger,
    pub options: Options,
    pub parts: Parts,
    _folder: tempfile::TempDir,
}

impl Made {
    pub fn of(report: &str) -> Self {
        Self::of_world(files(report))
    }

    pub fn of_world(world: WorldFiles) -> Self {
        let (folder, panel) = (tempfile::tempdir().unwrap(), panel());
        let options = options(folder.path());
        let selection = Selection { alternatives: Alternatives::Given(Vec::new()), ..Selection::default() };
        let prepared = Prepared::new(&world, &panel, &options, &selection).unwrap();
        checked(&world, &panel, &prepared).unwrap();
        let manifest = prepared.manifest("assess", &world, &panel, &options).unwrap();
        let writer = crate::ran::start(&options, &manifest, &prepared.parameters, &Quiet).unwrap();
        scenarios::run(&prepared, &options, &writer, &Quiet).unwrap();
        let parts = scenarios::reference_parts(&prepared, &writer);
        let ledger = Ledger::new("run");
        Self { world, panel, prepared, ledger, options, parts, _folder: folder }
    }

    pub fn material<'a>(&'a self, record: Option<&'a TrackRecord>) -> Material<'a> {
        let world = (&self.world, &self.panel);
        Material::new(world, &self.prepared, &self.ledger, &self.options).unwrap().scored(record, None)
    }

    pub fn counts(&self) -> Counts {
        Counts::gather(&self.material(None), &self.parts).unwrap()
    }

    pub fn fans(&self) -> Fans {
        Fans::gather(&self.material(None), &self.parts, &self.counts()).unwrap()
    }

    /// Everything on page one but what alternatives would buy.
    pub fn judgements(&self, record: Option<&TrackRecord>) -> Vec<Judgement> {
        let material = self.material(record);
        let outlook = crate::countries::outlook(&material, &self.counts(), &self.fans()).unwrap();
        crate::first_page::all_but_alternatives(&material, &self.fans(), &outlook).unwrap()
    }

    pub fn lists(&self, record: Option<&TrackRecord>) -> Vec<RiskList> {
        crate::lists::lists(&self.material(record), &self.counts()).unwrap()
    }

    /// Share of draws in which `event` holds of a state's level in any or every year of the window, counted again from the parts.
    pub fn share(&self, state: u16, every: bool, event: impl Fn(f64) -> bool) -> f64 {
        let mut years = vec![0; DRAWS as usize];
        self.parts
            .countries(&["water"], &mut |row| {
                if row.country == state && (2002..=2004).contains(&row.year) {
                    years[row.draw as usize] += u8::from(event(row.values[0]));
                }
            })
            .unwrap();
        let hits = years.into_iter().filter(|years| if every { *years == 3 } else { *years > 0 }).count();
        hits as f64 / DRAWS as f64
    }
}

/// What is said before a year is simulated.
pub(crate) fn checked(
    world: &WorldFiles,
    panel: &Panel,
    prepared: &Prepared,
) -> Result<(), crate::AssessError> {
    let targets = forefend_track::Targets::load(world, &prepared.model, panel)?;
    let known = telling::Known {
        world,
        model: &prepared.model,
        history: &prepared.history,
        targets: Some(&targets),
        is_past: false,
    };
    telling::check(&prepared.telling, &known)
}

/// The report with one text in place of another.
pub(crate) fn with(from: &str, to: &str) -> String {
    assert!(REPORT.contains(from), "the report holds {from}");
    REPORT.replacen(from, to, 1)
}

/// What judgements on a topic say: headline, sentence, reason.
pub(crate) fn said(judgements: &[Judgement], topic: Topic) -> Vec<String> {
    let on = judgements.iter().filter(|judgement| judgement.topic == topic);
    on.map(|one| {
        format!("{}. {} {}", one.headline, one.sentence.text().unwrap(), one.confidence_reason)
            .trim()
            .to_owned()
    })
    .collect()
}

/// Every text of a report.
pub(crate) fn whole(brief: &Brief) -> String {
    format!("{}{}", forefend_report::render(brief).unwrap(), serde_json::to_string(brief).unwrap())
}
