//! Years in which events of several threats come together, against the same events put together from different futures.
//!
//! Independence keeps the chance of every event in every year, and how an event's own years hang together: whole futures of an
//! event are permuted, by luck of their own for each event. What stands under it is exact for the mean (a sum of independent
//! events, year by year); the permutations say how far luck alone strays from it.

use std::collections::BTreeSet;

use forefend_report::{JointRow, JointTail, Sentence, Unit, verbatim};
use forefend_score::quantiles;
use forefend_simulate::luck::{Chance, Luck, Stream};

use super::{Drawn, title};
use crate::error::AssessError;
use crate::material::Material;

const SHUFFLED: Stream = Stream::named("joint tail permutation");
const RESAMPLED: Stream = Stream::named("joint tail bootstrap");
/// Permutations, and bootstrap samples of futures.
const TIMES: u64 = 200;

/// Whether each event holds: by event, year, draw.
type Holds = Vec<Vec<Vec<bool>>>;

/// The table of the world's declared events; none where it declares none, or fewer than two.
pub(crate) fn tail(material: &Material<'_>, drawn: Drawn<'_>) -> Result<Option<JointTail>, AssessError> {
    let telling = material.telling();
    let Some(joint) = &telling.joint else { return Ok(None) };
    let counted: Vec<_> = telling.chance.iter().filter(|chance| chance.joint).collect();
    let threats: BTreeSet<&str> = counted.iter().map(|chance| chance.threat.as_str()).collect();
    if threats.len() < 2 {
        return Ok(None);
    }
    let (next, horizon) = (material.present + 1, material.clock.horizon);
    let mut holds = Holds::new();
    for chance in &counted {
        let series = drawn.series(material, chance.measured())?;
        let of_year = |values: &Vec<f64>| values.iter().map(|value| chance.holds(*value)).collect();
        holds.push(series.range(next..=horizon).map(|(_, values)| of_year(values)).collect());
    }
    let draws = holds.iter().flatten().map(Vec::len).min().unwrap_or(0);
    if draws == 0 {
        return Ok(None);
    }
    let found = compared(&holds, draws, material.chance);
    let rows: Vec<JointRow> = (1..=counted.len())
        .map(|events| {
            let query = |name: &str| format!("reference/joint/{events}/{name}");
            let [together, apart] = [&found.together[events], &found.apart[events]];
            let unit = || Unit::Share;
            JointRow {
                events,
                joint: material.ledger.interval(&query("together"), together.0, together.1, unit()),
                apart: material.ledger.interval(&query("apart"), apart.0, apart.1, unit()),
            }
        })
        .collect();
    let events =
        counted.iter().map(|chance| (title(material, &chance.threat), chance.title.clone())).collect();
    let words = words(&rows, joint.at_least);
    Ok(Some(JointTail { title: joint.title.clone(), events, rows, words, note: joint.note.clone() }))
}

fn words(rows: &[JointRow], at_least: usize) -> Sentence {
    let Some(row) = rows.iter().find(|row| row.events == at_least.min(rows.len())) else {
        return Sentence::plain("Nothing is counted.");
    };
    let verdict = match (row.joint.low, row.joint.high) {
        (Some(low), _) if low > row.apart.high.unwrap_or(row.apart.value) => {
            "They come together more often than by chance"
        }
        (_, Some(high)) if high < row.apart.low.unwrap_or(row.apart.value) => {
            "They come together less often than by chance"
        }
        _ => "No difference from chance can be told in this run",
    };
    let text = format!(
        "{} or more of {} events come in {{0}} of simulated years; if each came from a future of its own it would be {{1}}. {}.",
        row.events,
        rows.len(),
        verbatim(verdict)
    );
    Sentence::with(text, vec![row.joint.clone(), row.apart.clone()])
}

/// By number of events, 0 to all: share of years with so many or more, and its 90 % interval.
struct Compared {
    together: Vec<(f64, [f64; 2])>,
    apart: Vec<(f64, [f64; 2])>,
}

fn compared(holds: &Holds, draws: usize, chance: Chance) -> Compared {
    let (events, years) = (holds.len(), holds.first().map_or(0, Vec::len));
    let orders = vec![(0..draws).collect::<Vec<usize>>(); events];
    let of_draws = counts(holds, &orders, (years, draws));
    let all: Vec<usize> = (0..draws).collect();
    let observed = shares(&of_draws, &all, (events, years));
    let (mut resampled, mut permuted) = (vec![Vec::new(); events + 1], vec![Vec::new(); events + 1]);
    for time in 0..TIMES {
        let luck = Luck::at(chance, time, 0, 0, RESAMPLED);
        let drawn: Vec<usize> = (0..draws).map(|k| below(luck.nth(k as u64), draws)).collect();
        let orders: Vec<Vec<usize>> =
            (0..events).map(|event| permutation(chance, (time, event), draws)).collect();
        let of_permuted = counts(holds, &orders, (years, draws));
        let (one, other) =
            (shares(&of_draws, &drawn, (events, years)), shares(&of_permuted, &all, (events, years)));
        resampled.iter_mut().zip(one).for_each(|(all, share): (&mut Vec<f64>, f64)| all.push(share));
        permuted.iter_mut().zip(other).for_each(|(all, share): (&mut Vec<f64>, f64)| all.push(share));
    }
    let expected = independent(holds, draws);
    let ends = |values: &Vec<f64>| quantiles(values, [0.05, 0.95]);
    Compared {
        together: observed.into_iter().zip(&resampled).map(|(share, of)| (share, ends(of))).collect(),
        apart: expected.into_iter().zip(&permuted).map(|(share, of)| (share, ends(of))).collect(),
    }
}

/// Number of events by draw, then year, with each event's draws in an order of its own.
fn counts(holds: &Holds, orders: &[Vec<usize>], (years, draws): (usize, usize)) -> Vec<Vec<u8>> {
    let mut of_draws = vec![vec![0_u8; years]; draws];
    for (of_event, order) in holds.iter().zip(orders) {
        for (year, of_year) in of_event.iter().enumerate() {
            for (draw, from) in order.iter().enumerate() {
                of_draws[draw][year] += u8::from(of_year[*from]);
            }
        }
    }
    of_draws
}

/// Share of the years of `draws` with so many events or more.
fn shares(of_draws: &[Vec<u8>], draws: &[usize], (events, years): (usize, usize)) -> Vec<f64> {
    let mut with = vec![0_u64; events + 1];
    for count in draws.iter().flat_map(|draw| &of_draws[*draw]) {
        with[usize::from(*count)] += 1;
    }
    let all = (draws.len() * years) as f64;
    let mut or_more = 0;
    let mut shares = vec![0.0; events + 1];
    for at in (0..=events).rev() {
        or_more += with[at];
        shares[at] = or_more as f64 / all;
    }
    shares
}

/// The same of independent events with the same chance in each year: exact.
fn independent(holds: &Holds, draws: usize) -> Vec<f64> {
    let (events, years) = (holds.len(), holds.first().map_or(0, Vec::len));
    let mut shares = vec![0.0; events + 1];
    for year in 0..years {
        let mut exactly = vec![0.0; events + 1];
        exactly[0] = 1.0;
        for of_event in holds {
            let p = of_event[year].iter().filter(|holds| **holds).count() as f64 / draws as f64;
            for at in (0..=events).rev() {
                let one_less = if at == 0 { 0.0 } else { exactly[at - 1] };
                exactly[at] = exactly[at] * (1.0 - p) + one_less * p;
            }
        }
        let mut or_more = 0.0;
        for at in (0..=events).rev() {
            or_more += exactly[at];
            shares[at] += or_more / years as f64;
        }
    }
    shares
}

/// Fisher-Yates on luck of the permutation's own.
fn permutation(chance: Chance, (time, event): (u64, usize), draws: usize) -> Vec<usize> {
    let luck = Luck::at(chance, time, 0, event as u64, SHUFFLED);
    let mut order: Vec<usize> = (0..draws).collect();
    for last in (1..draws).rev() {
        order.swap(last, below(luck.nth(last as u64), last + 1));
    }
    order
}

fn below(uniform: f64, n: usize) -> usize {
    ((uniform * n as f64) as usize).min(n - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three events in one year of 400 draws: alike where `alike`, else on luck of their own.
    fn events(alike: bool) -> Holds {
        let of = |event: u64| -> Vec<bool> {
            let own = if alike { 0 } else { event };
            (0..400).map(|draw| Luck::at(5, draw, 0, own, Stream::named("test")).nth(0) < 0.3).collect()
        };
        (0..3).map(|event| vec![of(event)]).collect()
    }

    #[test]
    fn events_that_are_one_come_together_and_independent_ones_as_by_chance() {
        let one = compared(&events(true), 400, Chance::Seeded(1));
        let p = one.together[1].0;
        assert_eq!(one.together[3].0, p, "all three or none");
        assert!((one.apart[3].0 - p * p * p).abs() < 1e-12, "exact under independence");
        assert!(one.together[3].1[0] > one.apart[3].1[1]);
        let own = compared(&events(false), 400, Chance::Seeded(1));
        assert!(own.together[3].1[0] <= own.apart[3].1[1] && own.together[3].1[1] >= own.apart[3].1[0]);
        assert_eq!((own.together[0].0, own.apart[0].1), (1.0, [1.0, 1.0]));
    }

    #[test]
    fn a_permutation_holds_every_draw_once_and_is_the_same_again() {
        let order = permutation(Chance::Seeded(1), (3, 1), 50);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..50).collect::<Vec<_>>());
        assert_eq!(order, permutation(Chance::Seeded(1), (3, 1), 50));
        assert_ne!(order, permutation(Chance::Seeded(1), (3, 2), 50));
    }
}
