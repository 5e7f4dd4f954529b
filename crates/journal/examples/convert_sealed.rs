//! The one step by which the sealed forecasts of 2023 to 2025 became the files under `world/scorebook/sealed/`.
//!
//! ```sh
//! git worktree add ../then ab3dde1                      # the world and snapshot that the forecasts were made from
//! cargo run -p forefend-journal --example convert_sealed -- SOURCES ../then/world OUT
//! ```
//!
//! SOURCES is the folder `conflict/` of the source figures. The monthly chances carry the rivals that were stored with them;
//! the rivals of the annual chances were not stored, and are made here by the journal's rule from the snapshot of then.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, Int32Array, RecordBatch, StringArray, UInt16Array};
use forefend_journal::rivals::{AnnualPast, RULE};
use forefend_journal::{Event, Facts, Period, Row, Sealed, Settlement, Step, write};
use forefend_panel::{Availability, CountryId, Month, Panel, Table, Year};
use forefend_simulate::WorldFiles;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

type Done = Result<(), Box<dyn Error>>;

const ENGINE: &str = "0.1.0 (ab3dde1276)";
const SETTINGS: &str = "47d1c7c870b1a1c6da3701714c173b843407f7d0bc1a2c60a2e21f2e03b54fee";
const SOURCE: &str = "UCDP GED 26.1, final to December 2025 (Davies et al. 2026, Sundberg & Melander 2013)";
const MONTHLY_NOTE: &str = "Sealed on 28 November 2026 by keeping the engine and its settings as they were at commit ab3dde1, \
built on outcomes to December 2022, and opened once the same day. Deaths up to each origin are those of UCDP GED 26.1, as \
revised later. Cells, outcomes and both rivals are those of a published comparison (TOCSIN preprint, July 2026).";
const ANNUAL_NOTE: &str = "Sealed on 28 November 2026 by keeping the engine and its world as they were at commit ab3dde1, built on \
outcomes to December 2022, and opened once the same day. The rivals were not stored then: they were made afterwards, by the \
journal's rule, from the snapshot of commit ab3dde1, which ends in 2022. Outcomes are those of UCDP GED 26.1.";

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [sources, world, out] = arguments.as_slice() else {
        return Err("give SOURCES WORLD OUT".into());
    };
    let (sources, out) = (Path::new(sources), Path::new(out));
    let world = WorldFiles::read_dir(Path::new(world))?;
    let panel = world.panel()?;
    println!("world {}, data {}", world.digest(), panel.digest());
    monthly(sources, out, (&world, &panel))?;
    annual(sources, out, (&world, &panel))?;
    let sealed = sources.join("sealed");
    let ours = ("window", "gwno", "month_of_year");
    windows(
        &[(&sealed.join("watch_windows_2023_2025_cells.parquet"), None, ours)],
        &out.join("windows-2023-2025.parquet"),
    )?;
    let views = ("", "country_id", "month_id");
    let challenge = sealed.join("watch_2023_challenge_cells.parquet");
    let baselines = sources.join("anchors/cm_baseline_cell_scores_2023.parquet");
    windows(
        &[(&challenge, Some("watch"), views), (&baselines, None, views)],
        &out.join("challenge-2023.parquet"),
    )
}

fn table(path: &Path) -> Result<Table, Box<dyn Error>> {
    Ok(Table::from_parquet(&path.display().to_string(), std::fs::read(path)?.into())?)
}

fn code(panel: &Panel, gw: u16) -> String {
    let code = panel.roster().get(CountryId(gw)).and_then(|country| country.iso3());
    code.map(|code| code.to_string()).unwrap_or_default()
}

fn facts(step: Step, (as_of, known_to): (&str, Period), (world, panel): (&WorldFiles, &Panel)) -> Facts {
    Facts {
        format: 0,
        step,
        as_of: as_of.to_owned(),
        known_to,
        events: Vec::new(),
        model: SETTINGS.to_owned(),
        engine: ENGINE.to_owned(),
        world: world.digest(),
        data: panel.digest(),
        own_data: String::new(),
        made: String::new(),
        seed: 1,
        draws: 1000,
        rivals: RULE.to_owned(),
        note: String::new(),
    }
}

/// Five entries, one an origin.
fn monthly(sources: &Path, out: &Path, from: (&WorldFiles, &Panel)) -> Done {
    let table = table(&sources.join("sealed/arena_p25_2023_04_to_2025_04.parquet"))?;
    let origins = table.texts("origin")?;
    let (gw, months) = (table.whole::<u16>("gwno")?, table.whole::<i32>("month_id")?);
    let (said, persistence, climatology) =
        (table.numbers("forefend")?, table.numbers("persistence")?, table.numbers("climatology")?);
    let happened = table.whole::<u8>("outcome_25")?;
    let event = Event {
        id: "deaths_25".to_owned(),
        title: "25 or more deaths in state-based conflict in the month".to_owned(),
        series: "state-based".to_owned(),
        at_least: 25.0,
    };
    /// Whether the event came, by event, country and period.
    type Came = BTreeMap<(String, u16, Period), bool>;
    let mut by_origin: BTreeMap<&str, (Vec<Row>, Came)> = BTreeMap::new();
    for at in 0..table.len() {
        let period = Period::Month(Month::from_views_id(months[at]));
        let (rows, outcomes) = by_origin.entry(origins[at].unwrap_or_default()).or_default();
        rows.push(Row {
            country: code(from.1, gw[at]),
            gw: gw[at],
            period,
            forecast: said[at],
            persistence: persistence[at],
            climatology: climatology[at],
        });
        outcomes.insert((event.id.clone(), gw[at], period), happened[at] > 0);
    }
    for (origin, (rows, outcomes)) in by_origin {
        let known_to = Period::Month(origin.parse()?);
        let facts = Facts {
            events: vec![event.clone()],
            own_data: "deaths of UCDP GED 26.1 to the origin".to_owned(),
            made: format!("watch --as-of {origin} --horizon 12m --data FILE, share of draws of 25 or more"),
            note: MONTHLY_NOTE.to_owned(),
            ..facts(Step::Month, (origin, known_to), from)
        };
        keep(&facts, &BTreeMap::from([(event.id.clone(), rows)]), outcomes, out)?;
    }
    Ok(())
}

fn keep(
    facts: &Facts,
    tables: &BTreeMap<String, Vec<Row>>,
    outcomes: BTreeMap<(String, u16, Period), bool>,
    out: &Path,
) -> Done {
    let settlement = Settlement { source: SOURCE.to_owned(), licence: "CC BY 4.0".to_owned(), outcomes };
    let sealed = Sealed::new(facts, tables)?.settled(&settlement)?;
    println!("{}", write(out, &sealed)?.display());
    Ok(())
}

/// One entry with conflict and war.
fn annual(sources: &Path, out: &Path, from: (&WorldFiles, &Panel)) -> Done {
    let table = table(&sources.join("sealed/annual_2023_2025.parquet"))?;
    let (gw, years) = (table.whole::<u16>("gwno")?, table.whole::<i16>("year")?);
    let known_to = Year(2022);
    let events = [
        ("in_conflict", "p_conflict", "conflict", "State in armed conflict", 1.0),
        ("at_war", "p_war", "war", "State at war", 2.0),
    ];
    let (mut tables, mut outcomes, mut declared) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for (id, said, came, title, at_least) in events {
        let event = Event {
            id: id.to_owned(),
            title: title.to_owned(),
            series: "conflict_level".to_owned(),
            at_least,
        };
        let past = past(from.1, &event, known_to)?;
        let (said, came) = (table.numbers(said)?, table.numbers(came)?);
        let mut rows = Vec::new();
        for at in 0..table.len() {
            let period = Period::Year(Year(years[at]));
            let rivals = past.rivals(CountryId(gw[at]), past.followed(Year(years[at]) - known_to));
            rows.push(Row {
                country: code(from.1, gw[at]),
                gw: gw[at],
                period,
                forecast: said[at],
                persistence: rivals.persistence,
                climatology: rivals.climatology,
            });
            outcomes.insert((id.to_owned(), gw[at], period), came[at] > 0.0);
        }
        tables.insert(id.to_owned(), rows);
        declared.push(event);
    }
    let facts = Facts {
        events: declared,
        model: from.0.digest(),
        made: "project --seed 1 --draws 1000 --as-of 2026-11".to_owned(),
        note: ANNUAL_NOTE.to_owned(),
        ..facts(Step::Year, ("2026-11", Period::Year(known_to)), from)
    };
    keep(&facts, &tables, outcomes, out)
}

fn past(panel: &Panel, event: &Event, known_to: Year) -> Result<AnnualPast, Box<dyn Error>> {
    let view = panel.as_of(known_to.last_month(), Availability::Observed);
    let mut held = Vec::new();
    for country in panel.roster().iter() {
        for year in Year::range(Year(1946), known_to) {
            let value = view.observed(&event.series, country.id, year)?;
            held.extend(value.map(|value| (country.id, year, event.happened(value))));
        }
    }
    Ok(AnnualPast::new(known_to, held))
}

/// A source of cell scores: its file, the name of its one model where it has no column of models, and its columns of window
/// (empty for 2023), unit and month.
type Source<'a> = (&'a Path, Option<&'a str>, (&'a str, &'a str, &'a str));

/// Scores of cells, as they are, in one file: by model (the first is ours), window, unit and month.
fn windows(sources: &[Source<'_>], out: &Path) -> Done {
    let mut rows = Vec::new();
    for (path, only, (window, unit, month)) in sources {
        let table = table(path)?;
        let units = table.whole::<u16>(unit)?;
        let months = table.whole::<i32>(month)?;
        let years = if window.is_empty() { vec![2023; table.len()] } else { table.whole::<i16>(window)? };
        let models: Vec<String> = match only {
            Some(model) => vec![(*model).to_owned(); table.len()],
            None => {
                table.texts("model")?.into_iter().map(|name| name.unwrap_or_default().to_owned()).collect()
            }
        };
        let scores: Vec<Vec<f64>> = ["ign", "crps_log1p", "crps", "mis"]
            .iter()
            .map(|column| table.numbers(column))
            .collect::<Result<_, _>>()?;
        for at in 0..table.len() {
            let order = u8::from(models[at] != "watch");
            let scores = [scores[0][at], scores[1][at], scores[2][at], scores[3][at]];
            rows.push((order, models[at].clone(), years[at], units[at], months[at], scores));
        }
    }
    rows.sort_by(|a, b| (a.0, &a.1, a.2, a.3, a.4).cmp(&(b.0, &b.1, b.2, b.3, b.4)));
    let score = |which: usize| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.5[which])))
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("model", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.1.as_str())))),
        ("window", Arc::new(Int16Array::from_iter_values(rows.iter().map(|row| row.2)))),
        ("unit", Arc::new(UInt16Array::from_iter_values(rows.iter().map(|row| row.3)))),
        ("month", Arc::new(Int32Array::from_iter_values(rows.iter().map(|row| row.4)))),
        ("ign", score(0)),
        ("crps_log1p", score(1)),
        ("crps", score(2)),
        ("mis", score(3)),
    ];
    let batch = RecordBatch::try_from_iter(columns)?;
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::try_new(19)?)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
    writer.write(&batch)?;
    std::fs::write(out, writer.into_inner()?)?;
    println!("{}", out.display());
    Ok(())
}
