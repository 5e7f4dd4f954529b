//! What the same money through an organisation, and through another, changes: a small table and a sentence.

use forefend_assess::{Appraised, Strengthen, Strengthened};
use forefend_report::{Appraisal, Difference, Unit};
use forefend_strategy::outcome::lower_first;
use serde_json::{Value, json};

use super::{fact, number, titled};
use crate::table;

/// What was asked, and what was composed for it.
#[derive(Clone, Copy)]
pub struct Money<'a> {
    /// The question.
    pub asked: &'a Strengthen,
    /// A portfolio for each organisation.
    pub composed: &'a [Strengthened],
}

/// One outcome under settings that agree on it: each organisation against today, then the first minus the second where there are two.
struct Row<'a> {
    outcome: &'a str,
    settings: Vec<&'a str>,
    cells: Vec<&'a Difference>,
}

impl Row<'_> {
    fn moves(&self) -> bool {
        !self.cells.iter().all(|cell| super::nothing(cell))
    }

    fn same(&self, other: &Self) -> bool {
        let same = |(a, b): (&&Difference, &&Difference)| {
            [a.mean, a.p05, a.p95] == [b.mean, b.p05, b.p95] && a.grade == b.grade
        };
        self.outcome == other.outcome && self.cells.iter().zip(&other.cells).all(same)
    }
}

impl<'a> Money<'a> {
    /// Rows that move, in declared order; of the cost under the settings in which something else moves, if there is one.
    fn rows(self, appraised: &'a Appraised, appraisal: &'a Appraisal) -> Vec<Row<'a>> {
        let of = |cost: bool| {
            let outcomes =
                appraisal.outcomes.iter().filter(move |outcome| cost == (outcome.unit == Unit::Usd));
            outcomes.flat_map(|outcome| appraisal.settings.iter().map(move |setting| (outcome, setting)))
        };
        let mut rows: Vec<Row<'a>> = Vec::new();
        let mut add = |outcome: &'a str, setting: &'a str| {
            let cells = self.cells(appraised, appraisal, outcome, setting);
            let row = Row { outcome, settings: vec![setting], cells };
            match rows.iter_mut().find(|known| known.same(&row)) {
                _ if !row.moves() => return false,
                Some(known) => known.settings.push(setting),
                None => rows.push(row),
            }
            true
        };
        let mut moved: Vec<&str> = Vec::new();
        for (outcome, setting) in of(false) {
            if add(&outcome.id, &setting.id) {
                moved.push(&setting.id);
            }
        }
        for (outcome, setting) in of(true) {
            if moved.is_empty() || moved.contains(&setting.id.as_str()) {
                add(&outcome.id, &setting.id);
            }
        }
        rows
    }

    fn cells(
        self,
        appraised: &'a Appraised,
        appraisal: &'a Appraisal,
        outcome: &str,
        setting: &str,
    ) -> Vec<&'a Difference> {
        let of = |portfolio: &str, row: &Difference| {
            row.alternative == portfolio && row.outcome == outcome && row.setting == setting
        };
        let against_today =
            |one: &Strengthened| appraisal.differences.iter().find(|row| of(&one.portfolio, row));
        let mut cells: Vec<&Difference> = self.composed.iter().filter_map(against_today).collect();
        if let [first, second] = self.composed {
            let pair = appraised
                .head_to_head
                .iter()
                .find(|one| of(&first.portfolio, &one.row) && one.against == second.portfolio);
            cells.extend(pair.map(|one| &one.row));
        }
        cells
    }

    /// The table and the sentence.
    pub fn words(self, appraised: &Appraised, appraisal: &Appraisal) -> String {
        let rows = self.rows(appraised, appraisal);
        let (from, to) = appraisal.years;
        let (money, begun) = (self.asked.money / 1e6, self.asked.from);
        // Settings of all rows are told once.
        let shared = rows.first().filter(|first| rows.iter().all(|row| row.settings == first.settings));
        let heading =
            shared.map_or_else(String::new, |row| format!(", under {}", row.settings.join(" and ")));
        let mut head = vec!["outcome".to_owned(), "grade".to_owned()];
        if shared.is_none() {
            head.push("settings".to_owned());
        }
        let words = head.len();
        head.extend(self.composed.iter().map(|one| format!("{} against today", one.short)));
        if let [first, second] = self.composed {
            head.push(format!("{} minus {}", first.short, second.short));
            head.push(format!("{} better in", first.short));
        }
        let lines: Vec<Vec<String>> =
            rows.iter().map(|row| self.line(appraisal, row, shared.is_none())).collect();
        let seldom = |cell: &&Difference| cell.mean != 0.0 && cell.p05 == 0.0 && cell.p95 == 0.0;
        let seldom = match rows.iter().any(|row| row.cells.iter().any(seldom)) {
            true => "[0, 0] beside a mean: fewer than one future in ten differs. ",
            false => "",
        };
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        format!(
            "US$ {money} m a year from {begun}, totals {from}-{to}{heading}: mean [5 %, 95 %] of differences on the same luck\n{}\n{}\n\
             {seldom}Grade: the weakest evidence a row rests on; F6 is an assumption. Settings are in appraisal.toml; --json has every outcome \
             under each.\n\n",
            table::aligned(&head, &lines, words),
            self.sentence(appraisal, &rows).trim_end()
        )
    }

    fn line(self, appraisal: &Appraisal, row: &Row<'_>, settings: bool) -> Vec<String> {
        let (title, unit) = titled(appraisal, row.outcome);
        let title = super::headed(title, unit);
        let last = row.cells.last();
        let grade = last.map_or_else(String::new, |cell| cell.grade.clone());
        let mut line = vec![title, grade];
        line.extend(settings.then(|| row.settings.join(", ")));
        line.extend(row.cells.iter().map(|cell| interval(unit, cell)));
        if let ([_, _], Some(pair)) = (self.composed, last) {
            line.push(super::better(pair.probability_better));
        }
        line
    }

    /// What it comes to, in the first outcome that moves under the first setting in which it does.
    fn sentence(self, appraisal: &Appraisal, rows: &[Row<'_>]) -> String {
        let is_cost = |row: &&Row<'_>| *titled(appraisal, row.outcome).1 == Unit::Usd;
        let mut text = self.levers(rows.iter().filter(|row| !is_cost(row)), appraisal);
        let Some(leading) = rows.iter().find(|row| !is_cost(row)) else { return text };
        let Some(setting) = leading.settings.first() else { return text };
        let cost = rows.iter().find(|row| is_cost(row) && row.settings.contains(setting));
        let (title, unit) = titled(appraisal, leading.outcome);
        let of = |(at, one): (usize, &Strengthened)| {
            let cell = leading.cells.get(at)?;
            let paid = cost.and_then(|row| Some((titled(appraisal, row.outcome).1, row.cells.get(at)?)));
            let paid = paid.map_or_else(String::new, |(unit, cell)| {
                format!(", for US$ {}", interval(unit, cell).replace('+', ""))
            });
            Some(format!("by {} through {}{paid}", interval(unit, cell), one.short))
        };
        let each: Vec<String> = self.composed.iter().enumerate().filter_map(of).collect();
        text.push_str(&format!(
            "Under {setting} the money changes {} {}.",
            lower_first(title),
            each.join(", and ")
        ));
        if let ([first, second], Some(pair)) = (self.composed, leading.cells.last()) {
            let told_apart = pair.p05 > 0.0 || pair.p95 < 0.0;
            let verdict = if told_apart {
                format!("{} is better in {} of futures", first.short, super::better(pair.probability_better))
            } else {
                "either may come out ahead in a single future, as the interval holds 0".to_owned()
            };
            text.push_str(&format!(
                " The same money compared: {} minus {} is {}; {verdict}.",
                first.short,
                second.short,
                interval(unit, pair)
            ));
        }
        if leading.cells.iter().all(|cell| cell.grade == "F6") {
            text.push_str(" All of it rests on assumptions (F6).");
        }
        text
    }

    /// Organisations through which money moves nothing that is compared, and settings under which nothing moves.
    fn levers<'r>(self, rows: impl Iterator<Item = &'r Row<'r>>, appraisal: &Appraisal) -> String {
        let rows: Vec<&Row<'_>> = rows.collect();
        let mut text = String::new();
        for (at, one) in self.composed.iter().enumerate() {
            let moved = |row: &&Row<'_>| row.cells.get(at).is_some_and(|cell| !super::nothing(cell));
            if !rows.iter().any(moved) {
                text.push_str(&format!(
                    "Through {} this money moves no lever: no outcome but the cost differs in any future, under any setting. ",
                    one.short
                ));
            }
        }
        let still: Vec<&str> = appraisal
            .settings
            .iter()
            .map(|setting| setting.id.as_str())
            .filter(|setting| !rows.iter().any(|row| row.settings.contains(setting)))
            .collect();
        if !rows.is_empty() && !still.is_empty() {
            text.push_str(&format!(
                "Under {} nothing but the cost moves: no published effect is at work. ",
                still.join(" and ")
            ));
        }
        text
    }

    /// The same for `--json`.
    pub fn facts(self, appraised: &Appraised) -> Value {
        let told: Vec<Value> = self
            .composed
            .iter()
            .map(|one| json!({ "portfolio": one.portfolio, "organisation": one.short, "told": one.told }))
            .collect();
        let mut facts = json!({
            "money_a_year": self.asked.money, "from": self.asked.from.0, "organisations": told,
        });
        if let Some(appraisal) = &appraised.appraisal {
            let rows = self.rows(appraised, appraisal);
            let row = |row: &Row<'_>| {
                let cells: Vec<Value> = row.cells.iter().map(|cell| fact(cell)).collect();
                let against_today = &cells[..self.composed.len().min(cells.len())];
                json!({
                    "outcome": row.outcome, "settings": row.settings, "against_reference": against_today,
                    "first_minus_second": cells.get(self.composed.len()),
                })
            };
            facts["rows"] = rows.iter().map(row).collect();
            facts["sentence"] = self.sentence(appraisal, &rows).trim().into();
        }
        facts
    }
}

/// A mean with its interval.
fn interval(unit: &Unit, cell: &Difference) -> String {
    format!("{} [{}, {}]", number(unit, cell.mean), number(unit, cell.p05), number(unit, cell.p95))
}
