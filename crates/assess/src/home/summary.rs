//! Home in a few sentences: the greatest risks, what it depends on, what a portfolio would change and cost, and who must act.

use forefend_report::{Home, HomePortfolio, Quantity, Sentence, Unit, verbatim};

use super::Ground;

/// Risks that are told in a sentence.
const TOLD: usize = 3;

/// The sentences, from what the tables say.
pub(super) fn summary(ground: &Ground<'_>, home: &Home) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for risk in home.risks.iter().filter(|risk| risk.chance.value > 0.0).take(TOLD) {
        let mut text =
            format!("{}, {}\u{2013}{}: {{0:phia}}", verbatim(&risk.title), home.window.0, home.window.1);
        let mut quantities = vec![risk.chance.clone()];
        if let Some(toll) = &risk.toll {
            text.push_str("; where it comes, {1}");
            quantities.push(toll.clone());
        }
        sentences.push(Sentence::with(format!("{text}."), quantities));
    }
    sentences.extend(tied(home));
    sentences.extend(best(ground, home));
    if !home.acts.is_empty() {
        let alone = home.acts.iter().filter(|act| act.alone).count();
        let count = |query: &str, value: usize| ground.quantity(query, value as f64, Unit::Count);
        sentences.push(Sentence::with(
            "Of {0} measures {1} stand by home's own law; the rest take others: their consent, a treaty or a decision of an organisation.",
            vec![count("acts/all", home.acts.len()), count("acts/alone", alone)],
        ));
    }
    sentences.push(Sentence::plain(
        "Risks are in the order of the deaths a year expected of them. Their chances are projections, what a portfolio changes is a \
         scenario. Confidence is low: what was scored is all states together, and no home by itself.",
    ));
    sentences
}

/// The greatest share of a tie that is with states in conflict.
fn tied(home: &Home) -> Option<Sentence> {
    let share = |quantity: &&Quantity| quantity.unit == Unit::Share;
    let shares = home.exposures.iter().filter_map(|row| {
        // A share of conflict has a figure of the run; other shares have none.
        let quantity = row.observed.as_ref().filter(share).filter(|_| row.projected.is_some())?;
        Some((row, quantity))
    });
    let (row, quantity) = shares.max_by(|a, b| a.1.value.total_cmp(&b.1.value))?;
    let mut quantities = vec![quantity.clone()];
    let mut text = format!("{}: {{0}} {}", verbatim(&row.title), verbatim(&row.observed_in));
    if let (Some(projected), Some(year)) = (&row.projected, row.ahead) {
        text.push_str(&format!("; in {year} {{1}}"));
        quantities.push(projected.clone());
    }
    Some(Sentence::with(format!("{text}."), quantities))
}

/// The alternative that does best in the first change by its mean, of those whose mean is worth telling, and what home pays for it.
fn best(ground: &Ground<'_>, home: &Home) -> Option<Sentence> {
    let change = ground.file.change.first()?;
    // What is not judged has no best.
    let sign = change.better.sign()?;
    let mean = |row: &&HomePortfolio| {
        let own = row
            .changes
            .first()
            .map_or(f64::NAN, |own| own.mean.as_ref().map_or(own.value, |mean| mean.value));
        -sign * own
    };
    let clear = |row: &&HomePortfolio| row.clear.first() == Some(&true);
    let found = home.portfolios.iter().skip(1).filter(clear).min_by(|a, b| mean(a).total_cmp(&mean(b)));
    let Some(found) = found.filter(|found| mean(found) < 0.0) else {
        let words = format!(
            "{}: no alternative is clearly better for home. What differences there are could be chance, or are less than a thousandth.",
            change.title
        );
        return Some(Sentence::plain(words));
    };
    // It is chosen by its mean, so that is what is told: a median of 0 would pass for no change.
    let own = found.changes.first()?;
    let told = own.mean.as_deref().unwrap_or(own).clone();
    let mut quantities = vec![Quantity { low: own.low, high: own.high, level: own.level, ..told }];
    let mut text = format!(
        "Best for home by the mean of {}: {}, {{0}} on average ({})",
        verbatim(&forefend_strategy::outcome::lower_first(&change.title)),
        verbatim(&found.name),
        verbatim(&home.setting)
    );
    if let Some(pays) = &found.pays {
        text.push_str("; home pays {1} a year");
        quantities.push(pays.clone());
        if let Some(today) = home.portfolios.first().and_then(|reference| reference.pays.clone()) {
            text.push_str(", {2} today");
            quantities.push(today);
        }
    }
    Some(Sentence::with(format!("{text}."), quantities))
}
