//! G3: the replication of Hegre et al. (2013), "Predicting Armed Conflict, 2010-2050", through the engine.
//!
//! The model is the world beside this file. The protocol is the gate's: fit on transitions of 1970-2000 of states that
//! existed in both years; freeze covariates at 2000; simulate 2,000 times from the state of 2000; pool 2007-2009.
//!
//! The gate leaves two choices open. The two baselines that it prints (0.786, 0.905) settle them, because they come out
//! only on all 179 units of the source panel x 3 years = 537 country-years:
//!
//! - **Units.** All 179 are simulated and scored, also four that were no states yet in 2000 and five microstates
//!   that the list of states leaves out. The engine simulates what the roster says exists at the anchor's last
//!   year, so the roster of this panel says all do, and `existed_both_years` keeps the rows of the fit to states.
//!   On the 507 country-years of existing states the AUC is lower by about 0.003.
//! - **Holes.** "Interpolated, then yearly median" is done twice. [`Holes::Engine`] is the production path: nothing
//!   after 2000 is seen. [`Holes::Recipe`] fills from the whole series, as the gate's own script did.

mod replication;
mod source;

use std::rc::Rc;

use forefend_score::{Bootstrap, auc, block_bootstrap};

pub use replication::{ARMED_CONFLICT, COVARIATES, Estimates, Replication};
pub use source::Holes;

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// The replication with either way of filling holes, made once in a run.
///
/// # Errors
/// Those of the sources and the engine.
pub fn replication(context: &Context<'_>, holes: Holes) -> Result<Rc<Replication>, VerifyError> {
    let key = match holes {
        Holes::Engine => "hegre, filled by the engine",
        Holes::Recipe => "hegre, filled from the whole series",
    };
    context.once(key, || Replication::make(&source::panel(context, holes)?, 1))
}

/// The fit alone, with either way of filling holes.
///
/// # Errors
/// Those of the sources and the engine.
pub fn estimates(context: &Context<'_>, holes: Holes) -> Result<Estimates, VerifyError> {
    Estimates::make(&source::panel(context, holes)?)
}

/// AUC of the model and of two simple rivals, holes filled by the engine as of 2000.
///
/// # Errors
/// As [`replication`].
pub fn as_of_2000(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    measured(&*replication(context, Holes::Engine)?)
}

/// AUC of the model and of two simple rivals, holes filled from the whole series.
///
/// # Errors
/// As [`replication`].
pub fn filled_from_whole_series(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    measured(&*replication(context, Holes::Recipe)?)
}

fn measured(found: &Replication) -> Result<Vec<Measured>, VerifyError> {
    let area = |scores: &[f64]| auc(scores, &found.happened);
    Ok(vec![
        Measured::new("AUC 2007-09", area(&found.probability)?),
        Measured::new("AUC of persistence", area(&found.persistence)?),
        Measured::new("AUC of the share of years in conflict 1970-2000", area(&found.history)?),
    ])
}

/// AUC of the model as of 2000 with its 90 % interval, whole countries resampled.
///
/// # Errors
/// As [`replication`].
pub fn auc_with_interval(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let found = replication(context, Holes::Engine)?;
    let interval = block_bootstrap(&found.unit, Bootstrap::with_seed(1), |positions| {
        let scores: Vec<f64> = positions.iter().map(|&at| found.probability[at]).collect();
        let happened: Vec<bool> = positions.iter().map(|&at| found.happened[at]).collect();
        auc(&scores, &happened).ok()
    })?;
    let value = auc(&found.probability, &found.happened)?;
    Ok(vec![Measured::with_interval("AUC 2007-09", value, interval.lower, interval.upper)])
}
