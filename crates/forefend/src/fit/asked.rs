//! What a fit is asked for, and whether its options go together.

use forefend_estimate::{Expression, Family, Formula, Reference};

use crate::cli::fit::{CovarianceKind, FitArguments};
use crate::failure::Failure;
use crate::fit::rows::Rows;

/// What a fit is asked for: the texts as parsed, and the options.
pub struct Asked<'a> {
    pub formula: &'a Formula,
    /// What is added to the linear predictor.
    pub offsets: &'a [Expression],
    /// The condition of --where.
    pub condition: Option<&'a Expression>,
    pub arguments: &'a FitArguments,
}

impl Asked<'_> {
    /// Every column that one of the texts reads.
    pub fn references(&self) -> Vec<Reference> {
        let formula = self.formula.response.references().into_iter().chain(self.formula.references());
        let offsets = self.offsets.iter().flat_map(Expression::references);
        formula.chain(offsets).chain(self.condition.map(Expression::references).unwrap_or_default()).collect()
    }

    /// Whether the family explains classes, which may be words.
    pub fn by_class(&self) -> bool {
        matches!(self.arguments.family, Family::Multinomial | Family::Logit | Family::Firth)
    }

    /// Whether every text that reads the values of `name` takes them as a whole: the response, `factor(name)`,
    /// `factor(lag(name))`.
    pub fn reads_as_levels(&self, name: &str) -> bool {
        let reads = |expression: &Expression| {
            expression.references().iter().any(|reference| reference.name == name && reference.text.is_none())
        };
        let response = &self.formula.response;
        let whole = |expression: &Expression| !reads(expression) || expression.whole_column() == Some(name);
        whole(response)
            && (!reads(response) || response.references().iter().all(|reference| reference.maximum_lag == 0))
            && self.formula.factors().iter().all(whole)
            && !self.formula.values().into_iter().chain(self.offsets).chain(self.condition).any(reads)
    }

    /// Reads the columns that the texts and the options name.
    pub fn load(&self, rows: &mut Rows, references: &[Reference]) -> Result<(), Failure> {
        let arguments = self.arguments;
        rows.load(&references.iter().map(|reference| reference.name.clone()).collect::<Vec<_>>())?;
        for (option, name) in [
            ("unit", &arguments.unit),
            ("time", &arguments.time),
            ("cluster", &arguments.cluster),
            ("group", &arguments.group),
            ("weights", &arguments.weights),
        ] {
            let Some(name) = name else { continue };
            let single = ["time", "weights"].contains(&option);
            let parts = if single { vec![name.as_str()] } else { rows.parts(name) };
            let parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
            rows.load(&parts).map_err(|error| Failure::data(format!("--{option}: {error}")))?;
        }
        Ok(())
    }

    /// Lags and windows need time, networks need units, and a unit needs a use.
    pub fn check_options(&self, references: &[Reference]) -> Result<(), Failure> {
        let arguments = self.arguments;
        if !arguments.network.is_empty() && arguments.unit.is_none() {
            return Err(Failure::command(
                "--network links units: name the unit's column with --unit".to_owned(),
            ));
        }
        if arguments.time.is_some() && arguments.unit.is_none() {
            return Err(Failure::command(
                "--time needs --unit COL: whose time is it? A file of one unit needs a column with its name"
                    .to_owned(),
            ));
        }
        if let Some(lagged) = references.iter().find(|reference| reference.maximum_lag > 0)
            && arguments.time.is_none()
        {
            let name = &lagged.name;
            return Err(Failure::command(format!(
                "the formula reads `{name}` at an earlier time (lag, mean): name the columns with --unit and --time"
            )));
        }
        if let Some(network) = references.iter().find_map(|reference| reference.network.as_ref()) {
            if arguments.unit.is_none() {
                let need = "name the unit's column with --unit";
                return Err(Failure::command(format!("neighbours() over `{network}` needs units: {need}")));
            }
            if arguments.network.is_empty() {
                let need = "give its file with --network";
                return Err(Failure::command(format!(
                    "neighbours() over `{network}` needs a network: {need}"
                )));
            }
        }
        let clustered =
            arguments.covariance == Some(CovarianceKind::Clustered) && arguments.cluster.is_none();
        if arguments.unit.is_some() && arguments.time.is_none() && arguments.network.is_empty() && !clustered
        {
            return Err(Failure::command(
                "--unit alone changes nothing: add --time COL (for lag, mean), --network FILE (for neighbours) or \
                 --covariance clustered"
                    .to_owned(),
            ));
        }
        Ok(())
    }
}
