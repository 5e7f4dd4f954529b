//! Robustness, returns and commissioners on the terminal.

use forefend_report::{Appraisal, Placed, Sentence};

use crate::table;

/// The sentences and tables; nothing where the appraisal has none.
pub fn words(appraisal: &Appraisal) -> String {
    let decision = &appraisal.decision;
    let mut text = String::new();
    let ((from, to), leading) = (appraisal.years, appraisal.settings.first());
    let leading = leading.map_or("the leading setting", |setting| setting.title.as_str());
    if !decision.deployed.is_empty() {
        let line = |row: &forefend_report::DeployedRow| {
            let (portfolio, measure) = (row.portfolio.clone(), row.measure.clone());
            vec![
                portfolio,
                measure,
                row.today.number(),
                row.mean.number(),
                row.unit.clone(),
                row.any.number(),
            ]
        };
        let rows: Vec<Vec<String>> = decision.deployed.iter().map(line).collect();
        let head = ["portfolio", "measure", "today", "with it", "unit", "in futures"];
        text.push_str(&format!(
            "\nWhat stands in the world, mean of the years {from}-{to} ({leading}); the share of futures in which any of it ever does\n{}",
            table::aligned(&head, &rows, 2)
        ));
    }
    if !decision.robust.is_empty() {
        text.push_str("\nRobustness over settings (every metric in numbers.csv, robust/...)\n");
        for table in &decision.robust {
            text.push_str(&format!("{}: {}\n", table.title, plain(&table.verdict)));
        }
    }
    if !decision.returns.is_empty() {
        let line = |row: &forefend_report::ReturnRow| {
            vec![row.portfolio.clone(), row.outcome.clone(), row.cost.text(), row.value.text()]
        };
        let rows: Vec<Vec<String>> = decision.returns.iter().map(line).collect();
        let head = ["portfolio", "outcome", "cost against the reference", "better by, for each US$ bn more"];
        text.push_str(&format!("\nWhat money brings ({leading}), worse where below 0; where a portfolio is cheaper, what each billion saved loses\n{}", table::aligned(&head, &rows, 2)));
    }
    if !decision.commissioners.is_empty() {
        text.push_str("\nCommissioners (worth against the reference; never averaged)\n");
        let rows: Vec<Vec<String>> = decision
            .commissioners
            .iter()
            .map(|one| {
                let order: Vec<String> = one.order.iter().map(placed).collect();
                vec![one.title.clone(), order.join(" > ")]
            })
            .collect();
        text.push_str(&table::aligned(&["commissioner", "ranking"], &rows, 2));
        for note in decision.commissioners.iter().flat_map(|one| one.notes.iter().map(move |n| (one, n))) {
            text.push_str(&format!("{}: {}\n", note.0.title, note.1));
        }
        for sentence in &decision.council {
            text.push_str(&format!("{}\n", plain(sentence)));
        }
    }
    text
}

fn placed(one: &Placed) -> String {
    let breaks =
        if one.breaks.is_empty() { String::new() } else { format!(", breaks {}", one.breaks.join(", ")) };
    format!("{} ({}{breaks})", one.id, one.score.unit.number(one.score.value))
}

/// A sentence with its numbers; nothing of one that the report would refuse.
fn plain(sentence: &Sentence) -> String {
    sentence.text().unwrap_or_default()
}
