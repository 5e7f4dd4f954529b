//! G3: ordinary least squares on the example data of endogenr, the nearest peer simulator, through formula and table.
//!
//! All covariates at t-1, `mean(lag(best), 5)` = mean of `best` over t-5..t-1, years 1970-2009, the 140 states without a
//! hole in any of the six variables in those years: 5,600 rows.

use std::collections::BTreeSet;

use forefend_estimate::{Covariance, Design, Formula, Table, fit_linear};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "drivers/simulators/endogenr/example_data.csv";
const VARIABLES: [&str; 6] = ["best", "gdppc", "population", "psecprop", "v2x_polyarchy", "gdppc_grwt"];
const FIRST: i32 = 1970;
const LAST: i32 = 2009;

/// The eight coefficients under the names of their terms, and the rows and states they rest on.
///
/// # Errors
/// Those of the context, the table and the fit.
pub fn ols(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = table(context)?;
    let states = complete_states(&table);
    let formula = Formula::parse(
        "best ~ lag(best) + lag(log(gdppc)) + lag(log(population)) + lag(psecprop) + lag(v2x_polyarchy) \
         + lag(gdppc_grwt) + mean(lag(best), 5)",
    )?;
    let keep = |unit: u64, year: i32| states.contains(&unit) && (FIRST..=LAST).contains(&year);
    let (_, design) = Design::build(&formula, &table, &keep)?;
    let fit = fit_linear(&design, &Covariance::Classical)?;
    let mut measured =
        vec![Measured::new("rows", fit.n as f64), Measured::new("states", states.len() as f64)];
    let terms = fit.names.iter().zip(&fit.coefficients);
    measured.extend(terms.map(|(name, coefficient)| Measured::new(name.clone(), *coefficient)));
    Ok(measured)
}

/// The 140 states (Gleditsch-Ward numbers) without a hole in any of the six variables in 1970-2009.
///
/// # Errors
/// As [`ols`].
pub(super) fn states(context: &Context<'_>) -> Result<Vec<u16>, VerifyError> {
    Ok(complete_states(&table(context)?).into_iter().filter_map(|state| u16::try_from(state).ok()).collect())
}

/// States by years.
fn table(context: &Context<'_>) -> Result<Table, VerifyError> {
    let source = context.table(FILE, &[])?;
    let (state, year) = (source.whole::<u64>("gwcode")?, source.whole::<i32>("year")?);
    let units: Vec<u64> = state.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let (Some(&first), Some(&last)) = (year.iter().min(), year.iter().max()) else {
        return Err(VerifyError::computation(format!("{FILE} has no rows")));
    };
    let periods = (last - first + 1) as usize;
    let mut table = Table::new(units.clone(), first, periods);
    for name in VARIABLES {
        let mut values = vec![f64::NAN; units.len() * periods];
        for ((state, year), value) in state.iter().zip(&year).zip(source.numbers(name)?) {
            let unit = units.partition_point(|unit| unit < state);
            values[(year - first) as usize * units.len() + unit] = value;
        }
        table.add_column(name, &values)?;
    }
    Ok(table)
}

/// The states without a hole in any variable in the years of the fit.
fn complete_states(table: &Table) -> BTreeSet<u64> {
    let units = table.units();
    let first = (FIRST - table.first_period()) as usize * units.len();
    let years = (LAST - FIRST + 1) as usize;
    let complete = |position: &usize| {
        VARIABLES.iter().filter_map(|name| table.column(name)).all(|column| {
            let values = &column[first..first + years * units.len()];
            values.iter().skip(*position).step_by(units.len()).all(|value| !value.is_nan())
        })
    };
    (0..units.len()).filter(complete).map(|position| units[position]).collect()
}
