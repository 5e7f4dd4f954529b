//! Features as small numbers: at most 64 classes each, by cuts chosen on the rows that a model learns from.

use forefend_score::quantile_sorted;

/// Greatest number of classes of a feature.
pub const CLASSES: usize = 64;

/// Cuts between the classes of each feature, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Cuts(Vec<Vec<f64>>);

impl Cuts {
    /// Cuts for `rows` of `features` numbers each. A feature with few values gets a class for each; another one a class for its
    /// least value where that is common, and classes of about equal numbers of rows for the rest.
    pub fn choose(rows: &[f64], features: usize) -> Self {
        Self(
            (0..features).map(|feature| cuts(rows.iter().skip(feature).step_by(features).copied())).collect(),
        )
    }

    /// Number of features.
    pub fn features(&self) -> usize {
        self.0.len()
    }

    /// The classes of rows, row after row.
    pub fn classes(&self, rows: &[f64]) -> Vec<u8> {
        rows.chunks(self.features())
            .flat_map(|row| row.iter().zip(&self.0))
            .map(|(value, cuts)| cuts.partition_point(|cut| cut < value) as u8)
            .collect()
    }
}

fn cuts(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let mut unique = sorted.clone();
    unique.dedup();
    if unique.len() <= CLASSES {
        return unique.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).collect();
    }
    let least = sorted.partition_point(|value| *value <= unique[0]);
    let rest = if least * 50 > sorted.len() { &sorted[least..] } else { &sorted[..] };
    let steps = CLASSES - 2;
    let mut cuts: Vec<f64> =
        (1..steps).map(|step| quantile_sorted(rest, step as f64 / steps as f64)).collect();
    cuts.push((unique[0] + unique[1]) / 2.0);
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_keep_a_class_each_and_many_share_at_most_64() {
        let few = Cuts::choose(&[0.0, 3.0, 1.0, 1.0], 1);
        assert_eq!(few.classes(&[0.0, 1.0, 3.0, 9.0, -1.0]), [0, 1, 2, 2, 0]);
        // Half zeros, the rest spread out: the zeros have a class of their own.
        let many: Vec<f64> = (0..2000).map(|at| if at % 2 == 0 { 0.0 } else { f64::from(at) }).collect();
        let cuts = Cuts::choose(&many, 1);
        let classes = cuts.classes(&many);
        assert!(usize::from(*classes.iter().max().unwrap()) < CLASSES);
        assert!(many.iter().zip(&classes).all(|(value, class)| (*value == 0.0) == (*class == 0)));
        let mut last = 0;
        for class in many.iter().zip(&classes).filter(|(value, _)| **value > 0.0).map(|(_, class)| *class) {
            assert!(class >= last);
            last = class;
        }
    }
}
