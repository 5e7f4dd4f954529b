//! Formulas, design matrices, estimators and parameter draws.
//!
//! A [`Formula`] is parsed ([`Formula::parse`]), turned into a [`Recipe`] of compiled columns, evaluated on a
//! [`Table`] into a [`Design`], fitted ([`fit()`] with a [`Request`] that names the [`Family`]), and its parameters are
//! drawn ([`Fit::sampler`]). The same compiled [`Program`] serves fitting and simulation: both
//! show their data as a [`Frame`]. The grammar is in `docs/formula.md`.
//!
//! Everything runs on one thread, in a fixed order, with the `libm` functions: the same input gives the same bits.
//!
//! ```
//! use forefend_estimate::{Design, Expression, Family, Formula, Program, Request, Scratch, Table, fit};
//!
//! // Two districts in three years, period by period.
//! let mut table = Table::new(vec![1, 2], 2020, 3);
//! table.add_column("patrols", &[1.0, 0.0, 2.0, 1.0, 3.0, 0.0])?;
//! table.add_column("incidents", &[9.0, 4.0, 5.0, 7.0, 3.0, 6.0])?;
//!
//! // Formula, design, fit: incidents of a year after the patrols of the year before.
//! let formula = Formula::parse("incidents ~ lag(patrols)")?;
//! let (_recipe, design) = Design::build(&formula, &table, &|_unit, _period| true)?;
//! let found = fit(&design, &Request::new(Family::Poisson))?;
//! // The first year has no year before it.
//! assert_eq!((found.n, found.names.as_slice()), (4, &["(Intercept)".to_owned(), "lag(patrols)".to_owned()][..]));
//!
//! // A compiled expression, evaluated in the last year.
//! let program = Program::compile(&Expression::parse("incidents - lag(incidents)")?, &table)?;
//! let mut change = [0.0; 2];
//! program.evaluate(&table.frame(2), &mut Scratch::new(), &mut change);
//! assert_eq!(change, [-2.0, -1.0]);
//! # Ok::<(), forefend_estimate::EstimateError>(())
//! ```

mod along;
mod balance;
mod compile;
mod covariance;
mod design;
mod draw;
mod error;
mod evaluate;
mod expression;
mod family;
mod firth;
mod firth_profile;
mod fit;
mod formula;
mod frame;
mod gamma;
mod inference;
mod least_squares;
mod linear;
mod logit;
mod multinomial;
mod negative_binomial;
mod newton;
mod orthogonal;
mod pareto;
mod parser;
mod poisson;
mod pooled_group;
mod program;
mod recipe;
mod request;
mod row_terms;
mod sandwich;
mod separation;
mod softmax;
mod student_t;
pub mod symmetric;
mod table;
mod token;
mod undefined;

pub use balance::{Balance, balance, e_value};
pub use covariance::Covariance;
pub use design::Design;
pub use draw::ParameterSampler;
pub use error::EstimateError;
pub use evaluate::is_true;
pub use expression::{Along, Expression, Reference, indicator_name};
pub use family::Family;
pub use firth::fit_firth;
pub use firth_profile::{ProfileInterval, profile_firth};
pub use fit::{Auxiliary, Fit, GroupEffect, INTERCEPT};
pub use formula::{Formula, Level};
pub use frame::{Axis, Frame, Names, NamesOn, Relation};
pub use gamma::gamma_quantile;
pub use inference::{critical_value, two_sided};
pub use linear::fit_linear;
pub use logit::fit_logit;
pub use multinomial::{Ridge, fit_multinomial, fit_multinomial_weighted};
pub use negative_binomial::fit_negative_binomial;
pub use pareto::fit_generalised_pareto;
pub use poisson::{fit_poisson, fit_ppml};
pub use program::{Program, Scratch};
pub use recipe::{Recipe, SharedColumns};
pub use request::{Request, fit};
pub use student_t::fit_student_t;
pub use table::{Table, TableFrame};
pub use undefined::{Undefined, undefined};
