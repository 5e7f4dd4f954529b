//! Measures, portfolios, principles and their appraisal.
//!
//! Each layer owns its own TOML: [`evidence`] and [`measure`] say what an intervention does and costs,
//! [`portfolio`] where and when it stands, [`deflator`] in whose dollars, [`setting`] what is deeply uncertain, [`outcome`] what
//! counts, [`appraise`] what of it changes against the reference on the same luck, [`principle`] how that is judged,
//! [`commissioner`] by whom. [`robust`], [`returns`] and [`break_even`] say how far a comparison depends on what nobody knows.

pub mod appraise;
pub mod break_even;
pub mod commissioner;
pub mod deflator;
mod error;
pub mod evidence;
mod form;
pub mod measure;
pub mod outcome;
pub mod portfolio;
pub mod principle;
pub mod returns;
pub mod robust;
pub mod setting;

pub use error::StrategyError;
