//! Rules on all draws together: paired draws, so they are checked once every shard is there.

use forefend_runs::parts::mean;

use super::Judged;
use crate::appraise::Difference;
use crate::outcome::Better;
use crate::returns::BILLION;
use crate::robust::worst_share;

/// Losses draw by draw: how much worse each is than the reference on the same luck.
fn losses(ours: &[f64], theirs: &[f64], better: Better) -> Vec<f64> {
    let sign = -better.sign().unwrap_or(-1.0);
    ours.iter().zip(theirs).map(|(own, other)| sign * (own - other)).collect()
}

fn percent(share: f64) -> String {
    let number = 100.0 * share;
    if number.abs() < 10.0 { format!("{number:.1}%") } else { format!("{number:.0}%") }
}

/// No place loses more than `most` in expectation, nor `tolerance` in more than `chance` of the draws; both are parts of the
/// place's mean in the reference. What more draws could undo (the Monte Carlo half-width) is no loss. `places` holds the name of
/// each place with its totals in the portfolio and in the reference, one a draw.
pub fn nowhere_worse(
    places: &[(String, &[f64], &[f64])],
    better: Better,
    (most, tolerance, chance): (f64, f64, f64),
) -> Judged {
    let (mut failed, mut worst): (Vec<(f64, String)>, f64) = (Vec::new(), f64::NEG_INFINITY);
    for (name, ours, theirs) in places {
        let losses = losses(ours, theirs, better);
        let scale = mean(theirs).abs();
        if losses.is_empty() || losses.iter().all(|loss| *loss == 0.0) {
            worst = worst.max(0.0);
            continue;
        }
        let part = |loss: f64| if scale > 0.0 { loss / scale } else { loss.signum() * f64::INFINITY };
        let difference = Difference::of(&losses);
        let expected = part(difference.mean);
        let beyond =
            losses.iter().filter(|loss| part(**loss) > tolerance).count() as f64 / losses.len() as f64;
        worst = worst.max(expected);
        if part(difference.mean - difference.monte_carlo) > most || beyond > chance {
            let words = format!(
                "{name}: expected loss {}, more than {} in {} of futures",
                percent(expected),
                percent(tolerance),
                percent(beyond)
            );
            failed.push((expected, words));
        }
    }
    // The place that loses most is told first; of equals the first.
    failed.sort_by(|a, b| b.0.total_cmp(&a.0));
    match failed.first() {
        Some((_, place)) => Judged::Fail {
            place: place.clone(),
            words: format!("{} of {} places lose more than is tolerated", failed.len(), places.len()),
        },
        None if worst == 0.0 && places.iter().all(|(_, ours, theirs)| ours == theirs) => {
            Judged::Pass("nothing changes in this setting".to_owned())
        }
        None if worst.is_finite() => {
            Judged::Pass(format!("no place loses more than {} in expectation", percent(worst.max(0.0))))
        }
        None => Judged::NotMeasurable("no place has any of the outcome".to_owned()),
    }
}

/// The mean of the worst `share` of the draws (expected shortfall, [`worst_share`]) is not worse than the reference's by more
/// than `most`, a part of the latter.
pub fn worst_futures(ours: &[f64], theirs: &[f64], better: Better, (share, most): (f64, f64)) -> Judged {
    let sign = -better.sign().unwrap_or(-1.0);
    let tail = |values: &[f64]| {
        let gains = values.iter().map(|value| -sign * value).collect();
        worst_share(gains, share).map(|gain| -sign * gain)
    };
    // Less than one draw tells nothing of a tail.
    let enough = share * theirs.len() as f64 >= 1.0 && ours.len() == theirs.len();
    let ([Some(own), Some(other)], true) = ([ours, theirs].map(tail), enough) else {
        let words =
            format!("{} draws are too few to tell the worst {} of them", theirs.len(), percent(share));
        return Judged::NotMeasurable(words);
    };
    if ours == theirs {
        return Judged::Pass("nothing changes in this setting".to_owned());
    }
    let loss = sign * (own - other);
    let part = if other == 0.0 { if loss > 0.0 { f64::INFINITY } else { 0.0 } } else { loss / other.abs() };
    let words =
        format!("the mean of the worst {} of futures changes by {}", percent(share), percent(sign * part));
    match part > most {
        true => Judged::Fail { place: format!("the worst {} of futures", percent(share)), words },
        false => Judged::Pass(words),
    }
}

/// The mean gain, at `worth` US dollars a unit, is no less than the mean cost; both are differences from the reference.
pub fn worth(
    [ours, theirs]: [&[f64]; 2],
    [our_cost, their_cost]: [&[f64]; 2],
    better: Better,
    worth: f64,
) -> Judged {
    let losses = losses(ours, theirs, better);
    let net: Vec<f64> = losses
        .iter()
        .zip(our_cost.iter().zip(their_cost))
        .map(|(loss, (own, other))| -worth * loss - (own - other))
        .collect();
    if net.is_empty() {
        return Judged::NotMeasurable("the world declares no cost of measures".to_owned());
    }
    let difference = Difference::of(&net);
    let positive = percent(difference.share_more);
    let billions = difference.mean / BILLION;
    let words = format!("mean net gain US$ {billions:.1} bn, above 0 in {positive} of futures");
    if difference.mean.abs() < difference.monte_carlo {
        return Judged::NotMeasurable(format!("{words}: too few draws to tell it from 0"));
    }
    match difference.mean < 0.0 {
        true => Judged::Fail { place: "the world, over the appraised years".to_owned(), words },
        false => Judged::Pass(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_loses_is_named_however_much_others_gain() {
        let (base, gain, loss) = ([10.0; 20], [5.0; 20], [10.3; 20]);
        let places = [("A".to_owned(), &gain[..], &base[..]), ("B".to_owned(), &loss[..], &base[..])];
        let limits = (0.02, 0.5, 0.0);
        let Judged::Fail { place, .. } = nowhere_worse(&places, Better::Less, limits) else {
            panic!("B expects a loss of 3 %")
        };
        assert!(place.starts_with("B: expected loss 3.0%"), "{place}");
        assert!(matches!(nowhere_worse(&places, Better::Less, (0.04, 0.5, 0.0)), Judged::Pass(_)));
        // A rare loss beyond the tolerance fails too, though the mean gains.
        let mut rare = [9.0; 20];
        rare[3] = 16.0;
        let places = [("C".to_owned(), &rare[..], &base[..])];
        assert!(matches!(nowhere_worse(&places, Better::Less, limits), Judged::Fail { .. }));
        assert!(matches!(nowhere_worse(&places, Better::Less, (0.02, 0.5, 0.05)), Judged::Pass(_)));
        // Where more is better, the gain of one is the loss of the other.
        let places = [("A".to_owned(), &gain[..], &base[..])];
        assert!(matches!(nowhere_worse(&places, Better::More, limits), Judged::Fail { .. }));
    }

    #[test]
    fn the_worst_futures_are_looked_at_alone() {
        let theirs: Vec<f64> = (0..100).map(f64::from).collect();
        let mut ours = theirs.clone();
        ours[99] = 300.0;
        // The five worst of 100: 95 to 99 are 97 in the mean, and 137.2 with 300 for 99.
        let Judged::Fail { words, .. } = worst_futures(&ours, &theirs, Better::Less, (0.05, 0.0)) else {
            panic!("the tail is worse")
        };
        assert_eq!(words, "the mean of the worst 5.0% of futures changes by 41%");
        assert!(matches!(worst_futures(&theirs, &theirs, Better::Less, (0.05, 0.0)), Judged::Pass(_)));
        assert!(matches!(worst_futures(&ours, &theirs, Better::More, (0.05, 0.0)), Judged::Pass(_)));
        let few = worst_futures(&[1.0], &[1.0], Better::Less, (0.05, 0.0));
        assert!(matches!(few, Judged::NotMeasurable(_)));
        // A tenth of 15 futures is the worst one and half of the second: (14 + 6.5) / 1.5 against (29 + 6.5) / 1.5.
        let theirs: Vec<f64> = (0..15).map(f64::from).collect();
        let mut ours = theirs.clone();
        ours[14] = 29.0;
        let Judged::Fail { words, .. } = worst_futures(&ours, &theirs, Better::Less, (0.1, 0.0)) else {
            panic!("the tail is worse")
        };
        assert_eq!(words, "the mean of the worst 10% of futures changes by 73%");
    }

    #[test]
    fn a_gain_is_held_against_its_cost_at_the_declared_worth() {
        let (ours, theirs, cost, free) = ([8.0, 9.0], [10.0, 10.0], [3e9, 3e9], [0.0, 0.0]);
        // 1.5 units gained at US$ 1 bn against US$ 3 bn.
        let at = |value: f64| worth([&ours, &theirs], [&cost, &free], Better::Less, value);
        assert!(matches!(at(1e9), Judged::Fail { .. }));
        assert!(matches!(at(4e9), Judged::Pass(_)));
        assert!(matches!(worth([&[], &[]], [&[], &[]], Better::Less, 1.0), Judged::NotMeasurable(_)));
    }
}
