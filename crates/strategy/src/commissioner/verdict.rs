//! Rankings by commissioner: where they agree, where they cannot, and who dissents.

use super::Score;

/// A portfolio in the ranking of one commissioner.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Id of the portfolio.
    pub portfolio: String,
    /// What it is worth to them, under the worst setting that they believe possible.
    pub score: Score,
    /// Ids of the principles that they require and that it breaks: it then stands behind every portfolio that breaks none.
    pub breaks: Vec<String>,
}

/// Every portfolio as one commissioner ranks it, the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Id of the commissioner.
    pub commissioner: String,
    /// Portfolios; equals in the order in which they were given.
    pub order: Vec<Ranked>,
}

impl Ranking {
    /// Ranks portfolios: those that break no required principle first, then by score.
    pub fn new(commissioner: &str, mut portfolios: Vec<Ranked>) -> Self {
        portfolios.sort_by(|a, b| {
            let barred = a.breaks.is_empty().cmp(&b.breaks.is_empty()).reverse();
            barred.then(b.score.value.total_cmp(&a.score.value))
        });
        Self { commissioner: commissioner.to_owned(), order: portfolios }
    }

    /// Those that stand first: more than one where the best are alike.
    pub fn first(&self) -> impl Iterator<Item = &str> {
        let best = self.order.first();
        let alike = move |one: &&Ranked| {
            best.is_some_and(|best| {
                best.score.value == one.score.value && best.breaks.is_empty() == one.breaks.is_empty()
            })
        };
        self.order.iter().filter(alike).map(|one| one.portfolio.as_str())
    }

    /// Whether `one` stands before `other`: 1; behind it: -1; alike, or unknown: 0.
    pub fn prefers(&self, one: &str, other: &str) -> i8 {
        let find = |id: &str| self.order.iter().find(|ranked| ranked.portfolio == id);
        let (Some(one), Some(other)) = (find(one), find(other)) else { return 0 };
        let key = |ranked: &Ranked| (ranked.breaks.is_empty(), ranked.score.value);
        match key(one).partial_cmp(&key(other)) {
            Some(std::cmp::Ordering::Greater) => 1,
            Some(std::cmp::Ordering::Less) => -1,
            _ => 0,
        }
    }
}

/// Two portfolios that commissioners order in opposite ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The two portfolios.
    pub pair: [String; 2],
    /// Commissioners who put the first before the second.
    pub first: Vec<String>,
    /// Those who put the second before the first.
    pub second: Vec<String>,
}

/// What commissioners say together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Council {
    /// The portfolio that most put first, alone or alike with others; the first given among equals.
    pub leading: Option<String>,
    /// Those who put it first.
    pub for_it: Vec<String>,
    /// Who puts something else first, and what: the dissent.
    pub dissent: Vec<(String, Vec<String>)>,
    /// Pairs, the better first, that nobody orders in reverse and somebody prefers.
    pub agreed: Vec<[String; 2]>,
    /// Pairs that some order one way and some the other.
    pub split: Vec<Split>,
}

/// Compares rankings of the same portfolios, named in their own order.
///
/// # Examples
/// ```
/// use forefend_strategy::commissioner::{Ranked, Ranking, Score, council};
///
/// let rank = |who: &str, values: [f64; 2]| {
///     let one = |(id, value): (&str, f64)| Ranked {
///         portfolio: id.to_owned(),
///         score: Score { value, ..Score::NOTHING },
///         breaks: Vec::new(),
///     };
///     Ranking::new(who, ["stay", "leave"].into_iter().zip(values).map(one).collect())
/// };
/// let found = council(&["stay", "leave"], &[rank("a", [1.0, 0.0]), rank("b", [2.0, 1.0]), rank("c", [0.0, 1.0])]);
/// assert_eq!((found.leading.as_deref(), found.for_it), (Some("stay"), vec!["a".to_owned(), "b".to_owned()]));
/// assert_eq!(found.dissent, [("c".to_owned(), vec!["leave".to_owned()])]);
/// assert_eq!(found.split[0].second, ["c"]);
/// ```
pub fn council(portfolios: &[&str], rankings: &[Ranking]) -> Council {
    let is_first = |one: &&Ranking, id: &str| one.first().any(|first| first == id);
    let mut leading: Option<(&str, usize)> = None;
    for id in portfolios {
        let votes = rankings.iter().filter(|one| is_first(one, id)).count();
        if votes > leading.map_or(0, |(_, most)| most) {
            leading = Some((*id, votes));
        }
    }
    let leading = leading.map(|(id, _)| id);
    let names = |of: &mut dyn Iterator<Item = &Ranking>| -> Vec<String> {
        of.map(|one| one.commissioner.clone()).collect()
    };
    let dissents = |one: &&Ranking| leading.is_some_and(|id| !is_first(one, id));
    let dissent = rankings.iter().filter(dissents);
    let dissent = dissent.map(|one| (one.commissioner.clone(), one.first().map(str::to_owned).collect()));
    let (mut agreed, mut split) = (Vec::new(), Vec::new());
    for (at, one) in portfolios.iter().enumerate() {
        for other in &portfolios[at + 1..] {
            let of = |sign: i8| names(&mut rankings.iter().filter(|r| r.prefers(one, other) == sign));
            match (of(1), of(-1)) {
                (first, second) if !first.is_empty() && !second.is_empty() => {
                    let pair = [(*one).to_owned(), (*other).to_owned()];
                    split.push(Split { pair, first, second });
                }
                (first, _) if !first.is_empty() => agreed.push([(*one).to_owned(), (*other).to_owned()]),
                (_, second) if !second.is_empty() => agreed.push([(*other).to_owned(), (*one).to_owned()]),
                _ => {}
            }
        }
    }
    Council {
        leading: leading.map(str::to_owned),
        for_it: leading
            .map(|id| names(&mut rankings.iter().filter(|one| is_first(one, id))))
            .unwrap_or_default(),
        dissent: dissent.collect(),
        agreed,
        split,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(portfolio: &str, value: f64, breaks: &[&str]) -> Ranked {
        let score = Score { value, ..Score::NOTHING };
        let breaks = breaks.iter().map(|id| (*id).to_owned()).collect();
        Ranked { portfolio: portfolio.to_owned(), score, breaks }
    }

    #[test]
    fn what_breaks_a_required_principle_stands_last_however_good() {
        let ranking = Ranking::new(
            "a",
            vec![ranked("best", 9.0, &["law"]), ranked("good", 1.0, &[]), ranked("none", 0.0, &[])],
        );
        let order: Vec<&str> = ranking.order.iter().map(|one| one.portfolio.as_str()).collect();
        assert_eq!(order, ["good", "none", "best"]);
        assert_eq!((ranking.prefers("none", "best"), ranking.prefers("best", "good")), (1, -1));
    }

    #[test]
    fn equals_share_the_first_place_and_make_no_split() {
        let all = vec![ranked("x", 0.0, &[]), ranked("y", 0.0, &[])];
        let [a, b] = ["a", "b"].map(|who| Ranking::new(who, all.clone()));
        let found = council(&["x", "y"], &[a, b]);
        assert_eq!(found.for_it.len(), 2);
        assert!(found.dissent.is_empty() && found.agreed.is_empty() && found.split.is_empty());
    }
}
