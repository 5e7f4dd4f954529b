//! Combinations of levels that no row has: what a product of factors cannot tell, left out with a word, as R does.

use std::collections::BTreeSet;

use forefend_estimate::{Design, Expression, Formula, Recipe};

use crate::failure::Failure;
use crate::fit::layout::Layout;

/// Most combinations of levels that are listed to find those without a row.
const MOST: usize = 100_000;

/// A note on the collinear column called `name`, where it is a product of factors of which some combination has no row; none for
/// any other column. The column is then taken out of the design and of `columns`, which says which column of the recipe each
/// column of the design is.
pub fn leave_out(
    name: &str,
    design: &mut Design,
    columns: &mut Vec<usize>,
    formula: &Formula,
    recipe: &Recipe,
    layout: &Layout,
) -> Result<Option<String>, Failure> {
    let Some(at) = design.names.iter().position(|known| known == name) else { return Ok(None) };
    let own = recipe.levels_of(columns[at]);
    let (factors, levels) = (formula.factors(), recipe.levels());
    let size = own.iter().map(|(factor, _)| levels[*factor].len()).try_fold(1_usize, usize::checked_mul);
    if own.len() < 2 || size.is_none_or(|size| size > MOST) {
        return Ok(None);
    }
    let rows = |factor: &Expression| layout.values(factor);
    let values: Vec<_> = own.iter().map(|(factor, _)| rows(&factors[*factor])).collect::<Result<_, _>>()?;
    let place = |row: usize| (design.unit[row], design.period[row]);
    let present: BTreeSet<Vec<u64>> = (0..design.rows)
        .map(|row| values.iter().map(|of| bits(of.get(&place(row)).copied().unwrap_or(f64::NAN))).collect())
        .collect();
    let mut all: Vec<Vec<f64>> = vec![Vec::new()];
    for (factor, _) in &own {
        let longer =
            |start: &Vec<f64>| levels[*factor].iter().map(|level| [&start[..], &[*level]].concat()).collect();
        all = all.iter().flat_map(|start| -> Vec<Vec<f64>> { longer(start) }).collect();
    }
    let is_absent =
        |levels: &&Vec<f64>| !present.contains(&levels.iter().map(|l| bits(*l)).collect::<Vec<_>>());
    let absent: Vec<&Vec<f64>> = all.iter().filter(is_absent).collect();
    if absent.is_empty() {
        return Ok(None);
    }
    let words = |levels: &Vec<f64>| {
        let one = |((factor, _), level): (&(usize, f64), &f64)| {
            format!("{} = {}", factors[*factor], layout.label(&factors[*factor], *level))
        };
        own.iter().zip(levels).map(one).collect::<Vec<_>>().join(" and ")
    };
    // The combination that the column stands for comes first, where it is one of them.
    let its_own: Vec<f64> = own.iter().map(|(_, level)| *level).collect();
    let first = absent.iter().find(|levels| ***levels == its_own).or(absent.first());
    let more = if absent.len() > 1 {
        format!(" (and {} more combinations)", absent.len() - 1)
    } else {
        String::new()
    };
    design.remove_column(at);
    columns.remove(at);
    Ok(first.map(|levels| {
        let shown = crate::fit::refusal::shown(name, formula, layout);
        format!("no row has {}{more}: `{shown}` cannot be told and is left out", words(levels))
    }))
}

/// -0 and 0 are one level.
fn bits(value: f64) -> u64 {
    (value + 0.0).to_bits()
}
