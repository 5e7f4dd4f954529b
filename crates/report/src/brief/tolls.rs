//! Deaths of the world in one year, by threat, on one scale.

use serde::{Deserialize, Serialize};

use super::Threat;
use crate::number::Unit;

/// How likely a year with so many deaths is, threat by threat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tolls {
    /// Title as printed.
    pub title: String,
    /// One curve a threat, in the order of their marks.
    pub curves: Vec<TollCurve>,
    /// One line under the figure.
    pub note: String,
}

/// The curve of one threat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TollCurve {
    /// The letter that stands at its end.
    pub mark: char,
    /// The threat as printed.
    pub title: String,
    /// Deaths, and the share of years that reach them; deaths rise.
    pub points: Vec<(f64, f64)>,
    /// Query prefix; a point's query is `<prefix>/<deaths>`.
    pub query: String,
}

impl Tolls {
    /// Why the world has no scores.
    pub const UNSCORED: &'static str = "A national risk register scores deaths in one state, and its highest class begins above 1,000: for the \
         world it has no scale, so that a matrix with scores needs a home. Here stand the deaths of the world, without scores.";

    /// Of the threats whose year is told in deaths; none where fewer than two are.
    pub fn of(threats: &[Threat]) -> Option<Self> {
        let told = threats.iter().filter_map(|threat| {
            let curve = threat.exceedance.as_ref().filter(|curve| curve.unit == Unit::Deaths)?;
            curve
                .points
                .iter()
                .any(|(deaths, share)| *deaths > 0.0 && *share > 0.0)
                .then_some((threat, curve))
        });
        let curve = |(at, (threat, curve)): (usize, (&Threat, &super::Exceedance))| TollCurve {
            mark: char::from(b'A' + (at as u8).min(25)),
            title: threat.title.clone(),
            points: curve.points.clone(),
            query: curve.query.clone(),
        };
        let curves: Vec<TollCurve> = told.enumerate().map(curve).collect();
        let named: Vec<String> =
            curves.iter().map(|curve| format!("{} {}", curve.mark, curve.title)).collect();
        (curves.len() > 1).then(|| Self {
            title: "Likelihood and deaths in one year, world".to_owned(),
            note: format!("{}.", named.join("; ")),
            curves,
        })
    }
}
