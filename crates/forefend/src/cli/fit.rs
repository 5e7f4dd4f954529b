//! What can be typed after `forefend fit`.

use std::path::PathBuf;

use clap::Args;
use forefend_estimate::Family;

/// `forefend fit`.
#[derive(Debug, Args)]
pub struct FitArguments {
    /// What to fit, as in R: "y ~ a + log(b) + factor(c, ref = \"north\") + offset(log(d))"; docs/formula.md has the grammar.
    pub formula: String,
    /// linear, logit, multinomial, firth, poisson, ppml, nb2, student-t or gpd.
    #[arg(long)]
    pub family: Family,
    /// CSV file with a header (also .csv.gz), or Parquet file.
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Column that names the unit, or several (A,B) that name it together: for lag(), mean(), neighbours(), and to cluster by.
    #[arg(long, value_name = "COL")]
    pub unit: Option<String>,
    /// Column of the time, whole numbers or dates: needed for lag() and mean().
    #[arg(long, value_name = "COL")]
    pub time: Option<String>,
    /// Column by which standard errors are clustered, or several (A,B) by whose combinations they are.
    #[arg(long, value_name = "COL")]
    pub cluster: Option<String>,
    /// Standard errors: clustered where --cluster is given, robust for ppml, otherwise classical.
    #[arg(long, value_enum, value_name = "KIND")]
    pub covariance: Option<CovarianceKind>,
    /// Column whose levels get a pooled intercept each (student-t).
    #[arg(long, value_name = "COL")]
    pub group: Option<String>,
    /// Rows to use, as a condition: "year >= 1990 & region == \"north\"".
    #[arg(long = "where", value_name = "EXPR")]
    pub rows: Option<String>,
    /// Column of weights, from 0 up: in a likelihood 2 is the row twice, in linear the inverse of the error's variance.
    #[arg(long, value_name = "COL")]
    pub weights: Option<String>,
    /// Threshold above which the tail is fitted (gpd).
    #[arg(long, value_name = "U", allow_negative_numbers = true)]
    pub threshold: Option<f64>,
    /// Degrees of freedom of the error, estimated where absent (student-t).
    #[arg(long, allow_negative_numbers = true)]
    pub nu: Option<f64>,
    /// Ridge penalty on standardised columns, as scikit-learn's C: smaller shrinks more (multinomial).
    #[arg(long, value_name = "C", allow_negative_numbers = true)]
    pub penalty: Option<f64>,
    /// Classes of the response, the reference first (multinomial).
    #[arg(long, value_name = "A,B,...", value_delimiter = ',')]
    pub classes: Vec<String>,
    /// File of links with columns unit, neighbour and perhaps weight; neighbours(x, NAME) reads NAME.csv. May be repeated.
    #[arg(long, value_name = "FILE")]
    pub network: Vec<PathBuf>,
    /// Also write what --json prints to this file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Estimator of the standard errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum CovarianceKind {
    /// From the curvature of the likelihood.
    Classical,
    /// Right also where variances differ.
    Robust,
    /// Right also where rows of a cluster go together.
    Clustered,
}

impl CovarianceKind {
    /// The name as typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Classical => "classical",
            Self::Robust => "robust",
            Self::Clustered => "clustered",
        }
    }
}
