//! What a fit found, as a table for people and as JSON for machines.

use std::collections::BTreeMap;

use forefend_estimate::{Auxiliary, Family, Fit, ProfileInterval, critical_value, two_sided};
use forefend_report::decimal_places;
use serde_json::{Value, json};

use crate::table::aligned;

/// A fit with everything that is said about it.
pub struct Findings {
    pub file: String,
    pub formula: String,
    pub fit: Fit,
    /// Names of the terms as shown: levels of text columns by their label.
    pub terms: Vec<String>,
    /// Names of the classes, reference first (multinomial).
    pub classes: Vec<String>,
    /// The two texts of a response that stand for 0 and 1.
    pub coded: Option<Vec<String>>,
    /// Names of the pooled groups, in the order of the fit.
    pub groups: Vec<String>,
    /// Rows that were chosen but had a missing value.
    pub dropped: usize,
    /// Rows of the file, and of these the ones that --where chose.
    pub rows: (usize, Option<usize>),
    /// Column of the weights.
    pub weights: Option<String>,
    /// By column the words for "missing" and how many cells of the file say each.
    pub missing: BTreeMap<String, BTreeMap<String, usize>>,
    /// classical, robust or clustered.
    pub covariance: &'static str,
    /// What was clustered by, and into how many clusters.
    pub clusters: Option<(String, usize)>,
    /// Tests and intervals from the profile of the penalised likelihood, one a term (firth with classical errors).
    pub profiles: Vec<ProfileInterval>,
    /// What the reader should know before trusting the fit.
    pub notes: Vec<String>,
}

/// One line of the table.
struct Line {
    name: String,
    class: Option<String>,
    estimate: f64,
    error: f64,
    statistic: f64,
    p: f64,
    low: f64,
    high: f64,
}

impl Findings {
    /// Degrees of freedom of t tests: linear fits have n - k, with clusters one less than those; others have normal tests.
    fn freedom(&self) -> Option<f64> {
        let linear = self.fit.family == Family::Linear;
        let rest = (self.fit.n - self.fit.names.len()) as f64;
        linear.then(|| self.clusters.as_ref().map_or(rest, |(_, clusters)| *clusters as f64 - 1.0))
    }

    fn lines(&self) -> Vec<Line> {
        let (freedom, k) = (self.freedom(), self.terms.len());
        let width = critical_value(0.05, freedom);
        let errors = self.fit.standard_errors();
        let line = |(at, (&estimate, error)): (usize, (&f64, f64))| Line {
            name: self.terms[at % k].clone(),
            class: self.classes.get(at / k + 1).cloned(),
            estimate,
            error,
            statistic: estimate / error,
            p: two_sided(estimate / error, freedom),
            low: estimate - width * error,
            high: estimate + width * error,
        };
        let mut lines: Vec<Line> = self.fit.coefficients.iter().zip(errors).enumerate().map(line).collect();
        for (line, profile) in lines.iter_mut().zip(&self.profiles) {
            (line.statistic, line.p) = (profile.chi_square, profile.p);
            (line.low, line.high) = (profile.low, profile.high);
        }
        lines
    }

    /// What `statistic` is.
    fn test(&self) -> &'static str {
        match (self.profiles.is_empty(), self.freedom()) {
            (false, _) => "profile penalised likelihood",
            (true, Some(_)) => "t",
            (true, None) => "z",
        }
    }

    /// The covariance of the coefficients, in the order of the terms, row by row.
    fn matrix(&self) -> Vec<&[f64]> {
        self.fit.covariance.chunks(self.fit.coefficients.len().max(1)).collect()
    }

    /// Every number as it was computed.
    pub fn json(&self) -> Value {
        let terms: Vec<Value> = self
            .lines()
            .into_iter()
            .map(|line| {
                let mut term = json!({
                    "name": line.name, "estimate": line.estimate, "standard_error": line.error,
                    "statistic": line.statistic, "p": line.p, "low": line.low, "high": line.high,
                });
                if let (Some(class), Some(term)) = (line.class, term.as_object_mut()) {
                    term.insert("class".to_owned(), class.into());
                }
                if let (false, Some(term)) = (self.profiles.is_empty(), term.as_object_mut()) {
                    let (z, width) = (line.estimate / line.error, critical_value(0.05, None) * line.error);
                    let wald = json!({
                        "z": z, "p": two_sided(z, None), "low": line.estimate - width, "high": line.estimate + width,
                    });
                    term.insert("wald".to_owned(), wald);
                }
                term
            })
            .collect();
        let effects = self.fit.group_effects.iter().zip(&self.groups).map(|(effect, name)| {
            json!({
                "group": name, "effect": effect.effect, "standard_error": effect.standard_error, "rows": effect.rows,
            })
        });
        json!({
            "family": self.fit.family.name(), "formula": self.formula, "data": self.file,
            "response_coded": self.coded, "n": self.fit.n, "dropped": self.dropped,
            "rows": self.rows.0, "chosen": self.rows.1, "weights": self.weights, "missing": self.missing,
            "test": self.test(), "degrees_of_freedom": self.freedom(), "notes": self.notes,
            "covariance_matrix": self.matrix(),
            "terms": terms, "auxiliary": self.fit.auxiliary, "groups": effects.collect::<Vec<_>>(),
            "residual_variance": self.fit.residual_variance, "log_likelihood": self.fit.log_likelihood,
            "covariance": self.covariance,
            "clustered_by": self.clusters.as_ref().map(|(name, _)| name),
            "clusters": self.clusters.as_ref().map(|(_, number)| number), "iterations": self.fit.iterations,
        })
    }

    /// The table, with numbers to four digits.
    pub fn text(&self) -> String {
        let statistic = if self.profiles.is_empty() { self.test() } else { "chi2" };
        let head = ["", "estimate", "std. error", statistic, "p", "95 % interval"];
        let mut cells = Vec::new();
        let mut class = None;
        for line in self.lines() {
            if line.class != class {
                class.clone_from(&line.class);
                let against = self.classes.first().cloned().unwrap_or_default();
                cells.push(vec![format!("class {} against {against}", class.clone().unwrap_or_default())]);
            }
            cells.push(vec![
                line.name,
                number(line.estimate),
                number(line.error),
                format!("{:.2}", line.statistic),
                probability(line.p),
                format!("[{}, {}]", number(line.low), number(line.high)),
            ]);
        }
        format!("{}\n\n{}\n{}", self.heading(), aligned(&head, &cells, 1), self.closing())
    }

    fn heading(&self) -> String {
        format!("{}: {} ({})", self.fit.family, self.formula, self.file)
    }

    /// "x 3 NA, 1 empty; z 2 null".
    fn missing_words(&self) -> String {
        let words = |words: &BTreeMap<String, usize>| {
            words.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
        };
        let columns = self.missing.iter().map(|(column, of)| format!("{column} {}", words(of)));
        columns.collect::<Vec<_>>().join("; ")
    }

    fn closing(&self) -> String {
        let mut lines = Vec::new();
        for Auxiliary { name, estimate, standard_error } in &self.fit.auxiliary {
            let error =
                standard_error.map_or_else(String::new, |error| format!(" (std. error {})", number(error)));
            lines.push(format!("{name} {}{error}", number(*estimate)));
        }
        if let Some(variance) = self.fit.residual_variance {
            lines.push(format!("residual standard deviation {}", number(variance.sqrt())));
        }
        if !self.fit.group_effects.is_empty() {
            lines.push(format!("{} pooled groups; --json lists their effects", self.fit.group_effects.len()));
        }
        if let Some([reference, event]) = self.coded.as_deref() {
            lines.push(format!("the response is {event} (1) against {reference} (0)"));
        }
        let rows = if self.fit.family == Family::Gpd { "rows above the threshold" } else { "rows" };
        lines.push(format!(
            "{} {rows}, {} dropped for missing values; log-likelihood {:.2}",
            self.fit.n, self.dropped, self.fit.log_likelihood
        ));
        if let (all, Some(chosen)) = self.rows {
            lines.push(format!("--where chose {chosen} of the {all} rows of the file"));
        }
        if !self.missing.is_empty() {
            lines.push(format!("missing in the file: {}", self.missing_words()));
        }
        if let Some(weights) = &self.weights {
            lines.push(format!("weighted by {weights}"));
        }
        lines.push(match &self.clusters {
            Some((by, clusters)) => format!("standard errors clustered by {by} ({clusters} clusters)"),
            None => format!("{} standard errors", self.covariance),
        });
        if !self.profiles.is_empty() {
            lines.push(
                "chi2, p and intervals from the profile of the penalised likelihood (--json has those of the standard \
                 errors too)"
                    .to_owned(),
            );
        }
        lines.extend(self.notes.iter().map(|note| format!("note: {note}")));
        lines.join("\n") + "\n"
    }
}

/// Four significant digits; powers of ten for what is very large or small.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return value.to_string();
    }
    if !(1e-4..1e6).contains(&size) {
        return format!("{value:.3e}");
    }
    format!("{value:.*}", decimal_places(value, 4))
}

fn probability(p: f64) -> String {
    if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn four_digits_for_people() {
        let shown = [0.0, 1.0, -0.5304466, 12345.6, 999.97, 0.00012345, 0.0000012, -2.5e7].map(number);
        assert_eq!(shown, ["0", "1.000", "-0.5304", "12346", "1000", "0.0001234", "1.200e-6", "-2.500e7"]);
    }
}
