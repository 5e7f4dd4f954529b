//! Every number a report prints, by the query it resolves to.

use std::cell::RefCell;
use std::collections::BTreeMap;

pub(crate) use forefend_report::csv_cell as cell;
use forefend_report::{Quantity, Unit};
use forefend_strategy::appraise::Difference;

/// Numbers of one run. What is printed is entered here, and the run keeps the list as `numbers.csv`.
#[derive(Debug)]
pub struct Ledger {
    run: String,
    rows: RefCell<BTreeMap<String, f64>>,
    /// Values by draw of what is a mean or a share over draws, by its query.
    draws: RefCell<BTreeMap<String, Vec<f64>>>,
}

/// Draws of a headline number that are kept, the first ones: enough for its standard error, however many a run has.
const MOST_KEPT: usize = 10_000;

impl Ledger {
    /// A ledger for the run called `run`.
    pub fn new(run: &str) -> Self {
        Self { run: run.to_owned(), rows: RefCell::default(), draws: RefCell::default() }
    }

    /// The run and a query prefix, as a fan or a table carries it.
    pub fn prefix(&self, query: &str) -> String {
        format!("{}:{query}", self.run)
    }

    /// Enters a value that a figure or table prints under a prefix.
    pub fn enter(&self, query: &str, value: f64) {
        self.rows.borrow_mut().insert(query.to_owned(), value);
    }

    /// Keeps the values by draw of which the number behind `query` is the mean, in draw order.
    pub(crate) fn enter_draws(&self, query: &str, values: impl Iterator<Item = f64>) {
        self.draws.borrow_mut().insert(query.to_owned(), values.take(MOST_KEPT).collect());
    }

    /// What was kept by draw.
    pub(crate) fn draws(&self) -> BTreeMap<String, Vec<f64>> {
        self.draws.borrow().clone()
    }

    /// A quantity of this run: entered and traced.
    pub fn quantity(&self, query: &str, value: f64, unit: Unit) -> Quantity {
        self.enter(query, value);
        Quantity::new(value, unit, self.prefix(query))
    }

    /// A quantity with a central interval: the ends are entered too. Without spread there is no interval.
    pub fn interval(&self, query: &str, value: f64, ends: [f64; 2], unit: Unit) -> Quantity {
        if ends[0] == ends[1] {
            return self.quantity(query, value, unit);
        }
        self.enter(&format!("{query}/low"), ends[0]);
        self.enter(&format!("{query}/high"), ends[1]);
        self.quantity(query, value, unit).between(ends[0], ends[1], 90)
    }

    /// The median of a paired difference with its 90 % interval and its mean, under `query/p50` and `query/mean`.
    pub fn difference(&self, query: &str, found: &Difference, unit: Unit) -> Quantity {
        let [low, _, _, median, _, _, high] = found.quantiles;
        let mean = format!("{query}/mean");
        self.enter(&mean, found.mean);
        let median = self.interval(&format!("{query}/p50"), median, [low, high], unit).signed();
        median.with_mean(found.mean, self.prefix(&mean))
    }

    /// `query,value` lines in query order; values print so that they read back to the bit.
    pub fn csv(&self) -> String {
        let mut text = String::from("query,value\n");
        for (query, value) in self.rows.borrow().iter() {
            text.push_str(&format!("{},{value}\n", cell(query)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_resolves_to_a_line_of_the_list() {
        let ledger = Ledger::new("abc");
        let quantity = ledger.interval("reference/world/x/2030/p50", 0.1, [0.05, 0.2], Unit::Share);
        assert_eq!(quantity.trace, "abc:reference/world/x/2030/p50");
        assert!(ledger.csv().contains("\nreference/world/x/2030/p50,0.1\n"));
        assert!(ledger.csv().contains("\nreference/world/x/2030/p50/high,0.2\n"));
    }
}
