//! What the targets feed: one function for each, and a world and a panel small enough for thousands of runs a second.
//!
//! The main workspace compiles this file too, as a test (`crates/forefend/tests/readers`): so it names its own modules by
//! `self` and `super`, never by `crate`.
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use forefend_panel::{
    CodeSpell, Country, CountryId, Indicator, Iso3, Link, Membership, Mission, Panel, PanelBuilder, Status,
    Year,
};

pub mod api_body;
pub mod csv;
pub mod declarations;
pub mod fit;
pub mod forecast;
pub mod forecast_upload;
pub mod formula;
pub mod journal;
pub mod own_table;
pub mod parquet;
pub mod run_files;
pub mod watch_data;
pub mod world_toml;

/// What reads the inputs of a target.
pub type Reader = fn(&[u8]);

/// Every target with what reads its inputs.
pub const TARGETS: [(&str, Reader); 13] = [
    ("api_body", api_body::read),
    ("csv", csv::read),
    ("declarations", declarations::read),
    ("fit", fit::read),
    ("forecast", forecast::read),
    ("forecast_upload", forecast_upload::read),
    ("formula", formula::read),
    ("journal", journal::read),
    ("own_table", own_table::read),
    ("parquet", parquet::read),
    ("run_files", run_files::read),
    ("watch_data", watch_data::read),
    ("world_toml", world_toml::read),
];

/// Before the first input: the fixed files must be sound, and a panic inside the parquet crate, which the readers catch
/// and make an error, must not end the process by the hook that libFuzzer installs. One that nobody catches still does.
pub fn prepare() {
    std::panic::set_hook(Box::new(|panic| {
        if std::env::var_os("SHOW_PANICS").is_some() {
            eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
        }
    }));
    world_toml::whole();
    declarations::whole();
}

/// A folder of this process for inputs that are read from files.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder for temporary files")).path()
}

/// Writes an input to a file of that folder.
pub fn file(name: &str, content: &[u8]) -> std::path::PathBuf {
    let path = folder().join(name);
    std::fs::write(&path, content).expect("a file in that folder");
    path
}

/// The files of a small world that loads without an error.
pub const WORLD: [(&str, &str); 14] = [
    ("simulation.toml", include_str!("../world/simulation.toml")),
    ("drivers/growth.toml", include_str!("../world/drivers/growth.toml")),
    ("threats/conflict.toml", include_str!("../world/threats/conflict.toml")),
    ("measures.toml", include_str!("../world/measures.toml")),
    ("evidence/effects.toml", include_str!("../world/evidence/effects.toml")),
    ("portfolios/reference.toml", include_str!("../world/portfolios/reference.toml")),
    ("appraisal.toml", include_str!("../world/appraisal.toml")),
    ("principles.toml", include_str!("../world/principles.toml")),
    ("axes.toml", include_str!("../world/axes.toml")),
    ("axes/plants.csv", include_str!("../world/axes/plants.csv")),
    ("axes/plant_country.csv", include_str!("../world/axes/plant_country.csv")),
    ("indicators.toml", include_str!("../world/indicators.toml")),
    ("outcomes.toml", include_str!("../world/outcomes.toml")),
    ("commissioners/one.toml", include_str!("../world/commissioners/one.toml")),
];

/// The world with file number `which` (counted from the letter `A`, around the end) replaced.
pub fn world_with(which: u8, content: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let which = usize::from(which.wrapping_sub(b'A')) % WORLD.len();
    let file = |(at, &(path, text)): (usize, &(&str, &str))| {
        (path.to_owned(), if at == which { content.to_vec() } else { text.as_bytes().to_vec() })
    };
    WORLD.iter().enumerate().map(file).collect()
}

/// Four states, one of which is gone, and one of every kind of content.
pub fn panel() -> Panel {
    let mut builder = PanelBuilder::default();
    let states = [
        (2, "Uganda", "UGA", 800, None),
        (3, "Kenya", "KEN", 404, None),
        (4, "Yugoslavia", "YUG", 890, Some(1991)),
        (5, "Serbia", "SRB", 688, None),
    ];
    for (gw, name, iso3, m49, last) in states {
        let spell = CodeSpell {
            first: Year(1962),
            last: last.map(Year),
            name: name.into(),
            iso3: Iso3::new(iso3).ok(),
            m49: Some(m49),
            gw,
            cow: Some(gw),
            views: last.is_none().then_some(gw),
        };
        let country = Country {
            id: CountryId(gw),
            name: name.into(),
            continent: "Africa".into(),
            region: "East".into(),
            capital: Some((0.3, 32.5)),
            state: true,
            spells: vec![spell],
        };
        builder.add_country(country).expect("a fixed roster");
    }
    for name in ["level", "growth", "people"] {
        let mut indicator = Indicator::synthetic(name);
        indicator.bounds.lower = Some(-10.0);
        builder.add_indicator(indicator).expect("a fixed list");
        for gw in [2, 3, 5] {
            for year in 1990..2000 {
                let value = f64::from((i32::from(year) * 7 + i32::from(gw) * 3) % 5);
                builder.set(name, CountryId(gw), Year(year), value).expect("a value once");
            }
        }
    }
    let link = Link { from: CountryId(2), to: CountryId(3), first: Year(1963), last: None, weight: 1.0 };
    builder.add_network("borders", vec![link]).expect("known ends");
    let spell = Membership {
        organisation: "un".into(),
        country: CountryId(2),
        first: Year(1962),
        last: Some(Year(1999)),
        status: Status::Full,
    };
    builder.add_memberships(vec![spell]).expect("a known member");
    let mission =
        Mission { country: CountryId(2), year: Year(1993), name: "UNOMUR".into(), troops: Some(81.0) };
    builder.add_missions(vec![mission]).expect("a known country");
    builder.build().expect("a valid panel")
}

/// Asks a panel everything that the program asks of one.
pub fn ask(panel: &Panel) {
    let _ = panel.catalogue("2001-06".parse().expect("a month"));
    let _ = panel.digest();
    ask_about(panel, panel.indicators().map(|indicator| indicator.id.clone()).collect());
}

/// Asks a panel everything about some of its series.
pub fn ask_about(panel: &Panel, ids: Vec<String>) {
    let month = "2001-06".parse().expect("a month");
    let _ = panel.check(&ids, month, month);
    for availability in [forefend_panel::Availability::Observed, forefend_panel::Availability::Published] {
        let view = panel.as_of(month, availability);
        let units = view.roster().existing(Year(1995));
        for id in &ids {
            let _ = view.last_year(id);
            let _ = view.world_series(id);
            for fill in [forefend_panel::Fill::None, forefend_panel::Fill::InterpolateThenMedian] {
                let _ = view.grid(id, &units, Year(1990), Year(2002), fill);
            }
            let _ = view.path(id, &units, Year(1990), Year(2010));
        }
        for network in panel.networks() {
            let _ = view.adjacency(network, &units, Year(1995));
        }
        let _ = view.missions(Year(1999)).count();
    }
    for id in &ids {
        let _ = panel.describe(id, None, month);
        let _ = panel.describe(id, Some("UGA"), month);
    }
}
