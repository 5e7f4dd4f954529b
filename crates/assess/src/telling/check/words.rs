//! Every text with places for numbers: what may stand in it.

use forefend_simulate::WorldFiles;

use super::Known;
use crate::error::AssessError;
use crate::telling::country::Country;
use crate::telling::words::Words;
use crate::telling::{FILE, Telling};

/// Words of a file, with the numbers and the texts that may stand in them.
struct Checked<'a> {
    world: &'a WorldFiles,
    file: &'a str,
}

impl Checked<'_> {
    fn words(&self, words: &Words, numbers: &[&str], texts: &[&str]) -> Result<(), AssessError> {
        words.check(&|text| self.world.at(self.file, text.span()), numbers, texts)
    }

    /// Words with years alone.
    fn plain<'w>(&self, words: impl IntoIterator<Item = &'w Words>) -> Result<(), AssessError> {
        words.into_iter().try_for_each(|words| self.words(words, &[], &[]))
    }
}

pub(super) fn check(telling: &Telling, known: &Known<'_>) -> Result<(), AssessError> {
    let of = |file| Checked { world: known.world, file };
    let own = of(FILE);
    own.plain(
        [&telling.title, &telling.subtitle, &telling.known, &telling.unobserved].into_iter().flatten(),
    )?;
    if let Some(summary) = &telling.summary {
        own.words(&summary.words, &["then"], &[])?;
    }
    if let Some(country) = &telling.country {
        check_country(&own, country)?;
    }
    if let Some(organisation) = &telling.organisation {
        own.words(&organisation.most, &["share"], &["organisation"])?;
    }
    own.plain(telling.element.iter().map(|element| &element.without))?;
    for list in &telling.list {
        let own = of(&list.file);
        own.plain([&list.title, &list.rule])?;
        own.plain(&list.note)?;
        own.plain(list.judgement.iter().flat_map(|head| [&head.headline, &head.lead]))?;
    }
    for fan in &telling.fan {
        let own = of(&fan.file);
        own.plain(fan.title.iter().chain(&fan.note))?;
        if let Some(course) = &fan.course {
            own.plain([&course.same, &course.less, &course.more])?;
            own.words(&course.words, &["now", "then", "later"], &["last"])?;
        }
        if let Some(exceeds) = &fan.exceeds {
            own.plain([&exceeds.headline])?;
            own.words(&exceeds.words, &["now", "then", "above"], &["last"])?;
            own.words(&exceeds.reason, &[], &["tested"])?;
        }
    }
    let events = telling.sealed.iter().flat_map(|sealed| &sealed.event);
    events.into_iter().try_for_each(|event| own.words(&event.words, &["named", "came", "missed"], &[]))
}

fn check_country(own: &Checked<'_>, country: &Country) -> Result<(), AssessError> {
    let map = &country.map;
    own.plain([&map.title, &map.heading, &map.note, &map.first, &map.calm])?;
    own.plain(country.amount.iter().map(|amount| &amount.head))?;
    let has_amount = country.amount.is_some();
    if let Some(standing) = &country.standing {
        own.plain([&standing.title, &standing.above, &standing.below])?;
        let above = country.level.iter().skip(1).map(|level| level.id.as_ref().as_str());
        let mut numbers: Vec<&str> = above.chain(["states"]).collect();
        numbers.extend(has_amount.then_some("amount"));
        own.words(&standing.words, &numbers, &["largest"])?;
        if let Some(largest) = &standing.largest {
            own.words(largest, &["share"], &["names"])?;
        }
    }
    if let Some(worst) = &country.worst {
        own.plain([&worst.none, &worst.caption, &worst.state, &worst.amount, &worst.since])?;
        own.plain(&worst.chance)?;
    }
    if let Some(change) = &country.change {
        let numbers: &[&str] =
            if has_amount { &["now", "then", "amount", "amount_then"] } else { &["now", "then"] };
        own.words(&change.words, numbers, &["moves"])?;
        let moved = [Some(&change.states), change.amount.as_ref()].into_iter().flatten();
        own.plain(moved.flat_map(|moved| [&moved.more, &moved.fewer, &moved.same]))?;
    }
    Ok(())
}
