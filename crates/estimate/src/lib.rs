//! Formulas, design matrices, estimators and parameter draws.
//!
//! A [`Formula`] is parsed ([`Formula::parse`]), turned into a [`Recipe`] of compiled columns, evaluated on a
//! [`Table`] into a [`Design`], fitted ([`fit_linear`], [`fit_logit`], [`fit_multinomial`]), and its
//! parameters are drawn ([`Fit::draw_parameters`]). The same compiled [`Program`] serves fitting and simulation: both
//! show their data as a [`Frame`]. The grammar is in `docs/formula.md`.
//!
//! Everything runs on one thread, in a fixed order, with the `libm` functions: the same input gives the same bits.

mod along;
mod compile;
mod covariance;
mod design;
mod draw;
mod error;
mod evaluate;
mod expression;
mod fit;
mod formula;
mod linear;
mod logit;
mod multinomial;
mod newton;
mod orthogonal;
mod parser;
mod program;
mod recipe;
mod softmax;
mod symmetric;
mod table;
mod token;

pub use covariance::Covariance;
pub use design::Design;
pub use draw::ParameterSampler;
pub use error::EstimateError;
pub use expression::{Along, Expression, Reference};
pub use fit::{Family, Fit, INTERCEPT};
pub use formula::Formula;
pub use linear::fit_linear;
pub use logit::fit_logit;
pub use multinomial::{Ridge, fit_multinomial};
pub use program::{Axis, Frame, Names, NamesOn, Program, Relation, Scratch};
pub use recipe::Recipe;
pub use table::{Table, TableFrame};
