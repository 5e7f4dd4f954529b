//! `docs/portfolios.md` and `docs/measures.md`: every block is a part of a world or of a portfolio that runs, and no key is missing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use forefend_panel::{AsOf, Availability, Month, Panel, Year};
use forefend_runs::parts::Row;
use forefend_runs::{Parts, simulate};
use forefend_simulate::memory::simulate_in_memory;
use forefend_simulate::spec::Lever;
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, WorldFiles};
use forefend_strategy::measure::Measures;
use forefend_strategy::portfolio::{self, Context};
use forefend_strategy::setting;

const PAGE: &str = include_str!("../../../docs/portfolios.md");
/// The page that follows a measure from a paper to a comparison.
const FROM_A_PAPER: &str = include_str!("../../../docs/measures.md");
const PORTFOLIO: &str = "portfolios/proposal.toml";
const HEAD: &str = "id = \"p\"\ntitle = \"P\"\nsummary = \"p\"\nrole = \"alternative\"\n";

/// A fenced block: the file it names in its first line, and its text.
struct Block {
    file: Option<&'static str>,
    text: &'static str,
}

fn blocks() -> Vec<Block> {
    blocks_of(PAGE)
}

fn blocks_of(page: &'static str) -> Vec<Block> {
    let fenced = page.split("\n```").skip(1).step_by(2);
    let block = |fenced: &'static str| {
        let (language, text) = fenced.split_once('\n').unwrap();
        assert!(["toml", "csv", "sh"].contains(&language), "a block of {language:?} that nothing runs");
        let named = text.strip_prefix("# ").and_then(|text| text.split([',', '\n']).next());
        Block { file: named.filter(|name| name.ends_with(".toml") || name.ends_with(".csv")), text }
    };
    fenced.map(block).collect()
}

/// The shipped world with the files of the page, and one portfolio beside the reference.
fn world(portfolio: &str) -> WorldFiles {
    world_of(PAGE, portfolio)
}

fn world_of(page: &'static str, portfolio: &str) -> WorldFiles {
    let own = |(path, _): &(String, Vec<u8>)| {
        !path.starts_with("portfolios/") || path == "portfolios/reference.toml"
    };
    let mut files: BTreeMap<String, Vec<u8>> = forefend_world::files().into_iter().filter(own).collect();
    for (file, text) in blocks_of(page).into_iter().filter_map(|block| Some((block.file?, block.text))) {
        let whole = files.entry(file.to_owned()).or_default();
        whole.extend_from_slice(b"\n");
        whole.extend_from_slice(text.as_bytes());
    }
    files.insert(PORTFOLIO.to_owned(), portfolio.as_bytes().to_vec());
    WorldFiles::new("world", files)
}

fn view(panel: &Panel) -> AsOf<'_> {
    panel.as_of(Month::new(Year(2026), 11).unwrap(), Availability::Published)
}

struct Ready {
    panel: Panel,
    plan: Plan,
}

impl Ready {
    fn new() -> Self {
        let world = world("");
        let panel = Panel::from_files(&world.folder("snapshot")).unwrap();
        let model = Model::load(&world).unwrap_or_else(|error| panic!("{error}"));
        let (as_of, horizon) = (view(&panel), Year(2036));
        let Estimated { plan, .. } =
            Plan::estimated(&model, &as_of, horizon).unwrap_or_else(|error| panic!("{error}"));
        Self { panel, plan }
    }

    fn policy(&self, text: &str) -> Result<CompiledPolicy, String> {
        self.policy_in(&world(text))
    }

    fn policy_in(&self, world: &WorldFiles) -> Result<CompiledPolicy, String> {
        let measures = Measures::load(world).map_err(|error| error.to_string())?;
        let portfolios = portfolio::load(world).map_err(|error| error.to_string())?;
        let as_of = view(&self.panel);
        let file = setting::load(world).unwrap();
        let (plan, from) = (&self.plan, file.from);
        let context = Context { world, measures: &measures, as_of: &as_of, plan, from };
        let assumed = file.setting.iter().find(|setting| setting.assumptions).unwrap();
        let policy = portfolio::policy(context, &portfolios[1], &portfolios[0], assumed)
            .map_err(|error| error.to_string())?;
        policy.compile(&self.plan).map_err(|error| error.to_string())
    }
}

#[derive(serde::Deserialize)]
struct OfLever {
    variable: BTreeMap<String, Vec<Lever>>,
}

#[test]
fn every_example_of_the_page_runs() {
    let ready = Ready::new();
    let (mut portfolios, mut levers) = (0, 0);
    for Block { text, .. } in blocks().into_iter().filter(|block| block.file.is_none()) {
        if text.starts_with("[[variable.lever]]") {
            let parsed: OfLever = toml::from_str(text).unwrap();
            levers += parsed.variable["lever"].len();
            continue;
        }
        let policy = ready.policy(&format!("{HEAD}{text}")).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let ensemble = Ensemble { seed: 1, draws: 2, block: 2, deterministic: false };
        simulate_in_memory(&ready.plan, &policy, ensemble, &|_, _| Ok(())).unwrap();
        portfolios += 1;
    }
    assert_eq!((portfolios, levers, blocks().len()), (5, 1, 14));
}

/// Values of a variable by site, from 2025 to 2036, when every draw is its mean.
fn by_site(ready: &Ready, policy: &CompiledPolicy, variable: &str) -> [Vec<f64>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let ensemble = Ensemble { seed: 1, draws: 1, block: 1, deterministic: true };
    simulate(&ready.plan, policy, ensemble, folder.path(), &|_| ()).unwrap();
    let mut sites = [Vec::new(), Vec::new()];
    let axis = ready.plan.axes.find("site").unwrap();
    let ids = &ready.plan.axes.units(axis).ids;
    for part in Parts::at(folder.path()).blocks("site").unwrap() {
        let mut read = |row: Row<'_>| {
            if row.year >= 2025 {
                sites[ids.iter().position(|id| *id == row.unit).unwrap()].push(row.values[0]);
            }
        };
        part.rows(&[variable], &mut read).unwrap();
    }
    sites
}

#[test]
fn sanctions_and_inspections_delay_what_the_page_says() {
    let ready = Ready::new();
    let last = PAGE.rfind("# Sanctions for three years").unwrap();
    let text = &PAGE[last..last + PAGE[last..].find("```").unwrap()];
    let policy = ready.policy(&format!("{HEAD}{text}")).unwrap();
    let [north, south] = by_site(&ready, &policy, "steps");
    assert_eq!(north, [6.0, 7.0, 7.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0]);
    assert_eq!(south, [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0]);
    // Both have ten steps in 2031. The more advanced site, on a tie the first, is inspected and starts a year later.
    let [north, south] = by_site(&ready, &policy, "starts_to_produce");
    let year_of = |starts: &[f64]| 2025 + starts.iter().position(|start| *start == 1.0).unwrap();
    assert_eq!([&north, &south].map(|site| site.iter().sum::<f64>()), [1.0; 2]);
    assert_eq!((year_of(&north), year_of(&south)), (2032, 2031));
}

#[test]
fn every_key_is_on_the_page() {
    for (table, from) in [("action", 16), ("limit", 7), ("basis", 2)] {
        let text = format!("{HEAD}[[{table}]]\nmeasure = \"peacekeeping\"\nno_such_key = 1\n");
        let error = portfolio::load(&world(&text)).unwrap_err().to_string();
        let keys: Vec<&str> = error.split('`').skip(3).step_by(2).collect();
        assert!(keys.len() > from && error.contains("proposal.toml:7"), "{error}");
        for key in keys {
            assert!(PAGE.contains(&format!("`{key}`")), "{table}: `{key}` is not documented");
        }
    }
}

#[test]
fn mistakes_about_axes_get_one_error_with_line_and_remedy() {
    let ready = Ready::new();
    let refused = |action: &str, line: usize, wanted: &[&str]| {
        let text = format!("{HEAD}{action}\n");
        let error = ready.policy(&text).err().unwrap_or_else(|| panic!("must be refused: {action}"));
        let place = format!("world/{PORTFOLIO}:{line}");
        for part in wanted.iter().chain([&place.as_str()]) {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    };
    let sites = |keys: &str| format!("[[action]]\nmeasure = \"inspections\"\namount = 1\n{keys}");
    refused(&sites("units = [\"nort\"]"), 8, &["unknown unit `nort`", "North site"]);
    refused(&sites("countries = [\"MLI\"]"), 8, &["by site", "not made of countries", "units = [...]"]);
    refused(&sites(""), 6, &["`units`"]);
    refused(&sites("where = \"steps > 5\""), 8, &["same year", "lag(steps)"]);
    refused(&sites("where = \"lag(conflict) > 0\""), 8, &["`conflict`", "each country", "each site"]);
    refused(&sites("where = \"lag(steps) > 5\"\nmost_per_country = 1"), 9, &["most_per_unit"]);
    refused(&sites("indicator = \"peacekeeping_troops\""), 8, &["not by site", "`units`"]);
    let countries = "[[action]]\nmeasure = \"sanctions\"\namount = 1\nunits = [\"MLI\"]";
    refused(countries, 8, &["by country", "countries = [...]"]);
    let both = "[[action]]\nmeasure = \"sanctions\"\namount = 1\nwhere = \"lag(conflict) > 0\"\nmost_per_country = 1\nmost_per_unit = 1";
    refused(both, 10, &["keep one"]);
}

#[test]
fn mistakes_in_measures_get_one_error_with_line_and_remedy() {
    let ready = Ready::new();
    let refused = |from: &str, to: &str, wanted: &[&str]| {
        let world = world(HEAD);
        let measures = world.text("measures.toml").unwrap();
        assert_eq!(measures.matches(from).count(), 1, "{from}");
        let spoiled = measures.replace(from, to);
        // The mistake stands in the last line of what was replaced.
        let line =
            1 + measures[..measures.find(from).unwrap()].matches('\n').count() + to.matches('\n').count();
        let error = ready.policy_in(&world.with("measures.toml", spoiled.as_bytes())).unwrap_err();
        let place = format!("world/measures.toml:{line}");
        for part in wanted.iter().chain([&place.as_str()]) {
            assert!(error.contains(part), "{error:?} does not say {part:?}");
        }
    };
    refused("axis = \"site\"", "axis = \"sites\"", &["unknown axis `sites`", "did you mean `site`?"]);
    refused("lever = \"start_delay\"", "lever = \"start_dellay\"", &["unknown lever", "`start_delay`"]);
    let by_country = "lever = \"programme_delay\"\nform = \"difference\"\namount = 1\nthrough = \"at(amount, site_country)\"";
    let alone = "form = \"difference\"\namount = 1\nlever = \"programme_delay\"";
    refused(by_country, alone, &["by country", "by site", "at(amount, RELATION)"]);
    let ratio = "lever = \"start_delay\"\nform = \"difference\"";
    refused(
        ratio,
        "form = \"log ratio\"\nlever = \"start_delay\"",
        &["a delay, in years", "form = \"difference\""],
    );
    refused(
        "at(amount, site_country)",
        "at(amount, site_contry)",
        &["`site_contry`", "did you mean `site_country`?"],
    );
    refused("at(amount, site_country)", "total(stepps, site_country)", &["unknown variable `stepps`"]);
    refused(
        "at(amount, site_country)",
        "at(amount, site_country) * steps",
        &["same year", "write lag(steps)"],
    );
    refused("at(amount, site_country)", "at(amount site_country)", &["found `site_country`"]);
}

/// Monitors act in the first years of peace alone, and only there; their cost is in dollars of the base year.
#[test]
fn a_measure_from_a_paper_runs_as_the_page_says() {
    let portfolio =
        blocks_of(FROM_A_PAPER).into_iter().find(|block| block.text.starts_with("id = ")).unwrap();
    let ready = Ready::new();
    let world = world_of(FROM_A_PAPER, portfolio.text);
    let policy = ready.policy_in(&world).unwrap_or_else(|error| panic!("{error}"));
    let ensemble = Ensemble { seed: 1, draws: 2, block: 2, deterministic: false };
    simulate_in_memory(&ready.plan, &policy, ensemble, &|_, _| Ok(())).unwrap();
    let measures = Measures::load(&world).unwrap();
    let monitors = measures.get("ceasefire_monitors").unwrap();
    let factor = measures.deflator.to_base(2018).unwrap();
    assert!(factor > 1.1 && measures.unit_cost(monitors).unwrap() == 12.0 * 1e6 * factor);
    for key in ["`topic`", "`price_year`", "`saturates_at`", "`form`", "`amount`", "`weight`"] {
        assert!(FROM_A_PAPER.contains(key), "{key}");
    }
}
