//! Events of the threats that a reader in a hurry should know of, with how likely each is and by when.

use forefend_report::{
    Confidence, EventChance, Judgement, Label, Quantity, Sentence, Threat, Topic, verbatim,
};

/// The events that their files put on page one, in the order of the threats; none where no file does.
pub(super) fn judgement(threats: &[Threat]) -> Option<Judgement> {
    let mut told = Vec::new();
    let mut quantities = Vec::new();
    let mut scored = 0;
    for chance in threats.iter().flat_map(|threat| &threat.chances) {
        let Some(event) = &chance.first_page else { continue };
        told.push(format!("{}: {}", verbatim(event), by(chance, &mut quantities)));
        scored += usize::from(chance.scored);
    }
    let events = told.len();
    (events > 0).then(|| Judgement {
        topic: Topic::Ahead,
        headline: "Other events to be ready for".to_owned(),
        sentence: Sentence::with(format!("Somewhere in the world, {}.", told.join("; ")), quantities),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: worth(scored, events),
        link: Some("threats".to_owned()),
    })
}

/// The last year in words with the number, the years before it as numbers.
fn by(chance: &EventChance, quantities: &mut Vec<Quantity>) -> String {
    let Some(((last, then), before)) = chance.by.split_last() else { return String::new() };
    quantities.push(then.clone());
    let mut text = format!("{{{}:phia}} by {last}", quantities.len() - 1);
    for (year, share) in before {
        quantities.push(share.clone());
        text.push_str(&format!(", {{{}:bare}} by {year}", quantities.len() - 1));
    }
    text
}

fn worth(scored: usize, events: usize) -> String {
    match scored {
        0 => "none of these chances could be scored on past outcomes.".to_owned(),
        all if all == events => "how each did on past outcomes stands beside it.".to_owned(),
        some => format!("{some} of these {events} chances could be scored on past outcomes."),
    }
}

#[cfg(test)]
mod tests {
    use forefend_report::{ThreatStatus, Unit};

    use super::*;

    fn threat(chances: Vec<EventChance>) -> Threat {
        Threat {
            id: "drought".into(),
            title: "Drought".into(),
            status: ThreatStatus::Modelled,
            why: String::new(),
            resolution: String::new(),
            number: None,
            chances,
            exceedance: None,
            outbreak: None,
            levers: String::new(),
        }
    }

    fn chance(first_page: Option<&str>, scored: bool) -> EventChance {
        let share = |year, value| (year, Quantity::new(value, Unit::Draws(100), format!("{year}")));
        EventChance {
            title: "Rivers fall dry".into(),
            label: Label::Projection,
            by: vec![share(2030, 0.07), share(2040, 0.6)],
            in_year: false,
            skill: Sentence::plain(""),
            scored,
            confidence: None,
            first_page: first_page.map(str::to_owned),
        }
    }

    #[test]
    fn only_what_a_file_puts_there_is_told_the_last_year_first() {
        assert_eq!(judgement(&[threat(vec![chance(None, true)])]), None);
        let chances =
            vec![chance(Some("rivers fall dry"), true), chance(None, true), chance(Some("wells do"), false)];
        let told = judgement(&[threat(chances)]).unwrap();
        assert_eq!(
            told.sentence.template,
            "Somewhere in the world, rivers fall dry: {0:phia} by 2040, {1:bare} by 2030; wells do: {2:phia} by 2040, {3:bare} \
             by 2030."
        );
        let values: Vec<f64> = told.sentence.quantities.iter().map(|quantity| quantity.value).collect();
        assert_eq!(values, [0.6, 0.07, 0.6, 0.07]);
        assert_eq!(told.confidence_reason, "1 of these 2 chances could be scored on past outcomes.");
    }
}
