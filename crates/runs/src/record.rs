//! Parquet parts: what a block of draws leaves behind.
//!
//! A recorded table is an axis with its units and variables. Its part of one block, `AXIS-FIRST.parquet`, has a row for
//! each year, draw and unit, in this order, so that one year can be read without the others: row groups hold whole
//! years. Columns: `year`, `draw`, the unit under the name of the axis (not for the world), then the variables.

use std::ops::Range;
use std::path::{Path, PathBuf};

use forefend_panel::columns::{Layout, TableWriter, Written};
use forefend_panel::files::Temporary;

use forefend_simulate::memory::Recorded;
use forefend_simulate::plan::RecordedTable;
use forefend_simulate::{CompiledPolicy, Plan, SimulateError, deployed_column};

use crate::manifest::TableOf;
use crate::seal::{self, Sealing};

/// The axis that has one unit, and no column for it.
const WORLD: &str = "world";
/// The axis whose table says where measures stand.
const COUNTRY: &str = "country";
/// Row groups hold whole years and at least this many rows: below it, the cost of a group outweighs its rows.
const LEAST_ROWS: usize = 8_192;

/// Path of a part: the file name carries the first draw, so that name order is draw order.
pub(crate) fn part_path(folder: &Path, axis: &str, first: u64) -> PathBuf {
    folder.join(format!("{axis}-{first:08}.parquet"))
}

/// What is recorded on one axis.
struct Recording<'a> {
    axis: String,
    /// Stable ids; none for the world, which has one unit and no column for it.
    units: Option<&'a [u64]>,
    /// Name and values of each variable: by draw, then year, then unit.
    columns: Vec<(String, &'a [f64])>,
}

impl Recording<'_> {
    fn width(&self) -> usize {
        self.units.map_or(1, <[u64]>::len)
    }
}

/// What of a policy is recorded after the variables of a plan.
#[derive(Debug, Default)]
pub(crate) struct Deployed {
    /// Measures, whose totals stand in the world's table.
    measures: Vec<String>,
    /// Columns of what stands by country, in the table of countries where there is one.
    marks: Vec<String>,
}

impl Deployed {
    pub fn of(policy: &CompiledPolicy) -> Self {
        let owned = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
        Self { measures: owned(&mut policy.measures()), marks: owned(&mut policy.marks()) }
    }
}

/// The tables that a plan records with their variables, in the plan's order; the world's has the amounts deployed
/// after its own, that of countries what stands there. A table without variables is not written.
fn tables<'a>(plan: &'a Plan, deployed: &Deployed) -> Vec<Recording<'a>> {
    let mut tables = Vec::new();
    for RecordedTable { units, variables } in plan.recorded() {
        let of_world = units.name == WORLD;
        let with_marks = units.name == COUNTRY && !variables.is_empty();
        let own = variables.into_iter().map(str::to_owned);
        let totals = deployed.measures.iter().filter(|_| of_world).map(|measure| deployed_column(measure));
        let marks = deployed.marks.iter().filter(|_| with_marks).cloned();
        let columns: Vec<(String, &[f64])> =
            own.chain(totals).chain(marks).map(|name| (name, &[][..])).collect();
        if !columns.is_empty() {
            let ids = (!of_world).then_some(units.ids.as_slice());
            tables.push(Recording { axis: units.name.clone(), units: ids, columns });
        }
    }
    tables
}

/// The tables that a run of `plan` records, as its manifest names them; `deployed` says whether any measure is, whose
/// amounts then stand in the world's table.
pub fn recorded_tables(plan: &Plan, deployed: bool) -> Vec<TableOf> {
    let measures = if deployed { vec![String::new()] } else { Vec::new() };
    let own = tables(plan, &Deployed { measures, ..Deployed::default() }).into_iter().map(|table| TableOf {
        units: table.width() as u64,
        variables: table
            .columns
            .into_iter()
            .map(|(name, _)| name)
            .filter(|n| n != &deployed_column(""))
            .collect(),
        axis: table.axis,
    });
    own.collect()
}

/// Where the parts of a scenario stand, and the run they are of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub folder: &'a Path,
    /// The run's id; empty outside a run.
    pub run: &'a str,
}

impl Place<'_> {
    /// The name that the part of a block on `axis` is sealed with.
    fn name(&self, axis: &str, block: &Range<u64>) -> String {
        let scenario = self.folder.file_name().unwrap_or_default().to_string_lossy();
        seal::name_of(self.run, &scenario, axis, block)
    }
}

/// Whether every part of a block is there, to the byte.
pub(crate) fn is_complete(place: Place<'_>, plan: &Plan, deployed: &Deployed, block: &Range<u64>) -> bool {
    tables(plan, deployed).iter().all(|table| {
        let path = part_path(place.folder, &table.axis, block.start);
        seal::check(&path, &place.name(&table.axis, block)).is_ok()
    })
}

/// Writes the parts of a block, each to a temporary file that is sealed, flushed and then renamed.
pub(crate) fn write_parts(
    place: Place<'_>,
    plan: &Plan,
    deployed: &Deployed,
    block: &Range<u64>,
    recorded: &Recorded,
) -> Result<(), SimulateError> {
    for mut table in tables(plan, deployed) {
        for (name, slot) in &mut table.columns {
            *slot = recorded.column(&table.axis, name)?;
        }
        let years = plan.first.0..plan.horizon.0 + 1;
        let path = part_path(place.folder, &table.axis, block.start);
        write_table((&path, place.name(&table.axis, block)), block, years, &table)?;
    }
    Ok(())
}

fn write_table(
    (path, name): (&Path, String),
    block: &Range<u64>,
    years: Range<i16>,
    table: &Recording<'_>,
) -> Result<(), SimulateError> {
    let failed = |error: &dyn std::fmt::Display| {
        SimulateError::run(path, format!("cannot write ({error}); free space, or choose another --out"))
    };
    // Keys rise by small steps, values seldom repeat: looking each up in a dictionary would cost more than all else.
    let layout = Layout {
        zstd: 1,
        no_statistics: true,
        plain: &["*"],
        delta: &["year", "draw", &table.axis],
        notes: seal::blank(name),
        ..Layout::default()
    };
    let (temporary, file) = Temporary::beside(path).map_err(|e| failed(&e))?;
    let none = group_of_years(block, &years, years.start..years.start, table);
    let mut writer = TableWriter::new(Sealing::new(file), &none, &layout).map_err(|e| failed(&e))?;
    let draws = (block.end - block.start) as usize;
    let together = LEAST_ROWS.div_ceil((draws * table.width()).max(1));
    for first in years.clone().step_by(together) {
        let group = first..years.end.min(first + together as i16);
        writer.group(&group_of_years(block, &years, group, table)).map_err(|e| failed(&e))?;
    }
    let sealing = writer.finish().map_err(|e| failed(&e))?;
    sealing.seal().and_then(|()| temporary.rename(path)).map_err(|e| failed(&e))
}

/// The columns of the years in `group`, turned from the order of a block (draw, year, unit) to that of a part.
fn group_of_years(
    block: &Range<u64>,
    years: &Range<i16>,
    group: Range<i16>,
    table: &Recording<'_>,
) -> Vec<Written> {
    let (width, periods) = (table.width(), years.len());
    let draws = (block.end - block.start) as usize;
    let each = draws * width;
    let per_year = group.clone().flat_map(|year| std::iter::repeat_n(year, each));
    let per_draw =
        group.clone().flat_map(|_| block.clone().flat_map(|d| std::iter::repeat_n(d as u32, width)));
    let mut columns = vec![Written::int16("year", per_year), Written::uint32("draw", per_draw)];
    if let Some(units) = table.units {
        let times = group.len() * draws;
        columns.push(Written::uint64(&table.axis, std::iter::repeat_n(units, times).flatten().copied()));
    }
    for (name, values) in &table.columns {
        let mut column = Vec::with_capacity(group.len() * each);
        for year in group.clone() {
            let period = (year - years.start) as usize;
            for draw in 0..draws {
                let start = (draw * periods + period) * width;
                column.extend_from_slice(&values[start..start + width]);
            }
        }
        columns.push(Written::doubles(name, column));
    }
    columns
}
