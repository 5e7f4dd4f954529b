//! A rival made of one table: how often the outcome held so many years after a state stood as this one stands.
//!
//! States are sorted by level and, at peace, by whole years at peace. All existing states and all years whose outcome
//! was observed by the origin count alike. Years at peace are those observed in a row, so in the first years of the
//! series they are too few: nothing is known of the years before it.

use forefend_panel::Year;

use crate::baseline::Share;
use crate::truth::Truth;
use crate::units::{UnitId, Units};

/// Least years at peace of each row of the table at peace, ascending.
const AT_PEACE: [u16; 5] = [1, 2, 5, 10, 20];

/// Rows of the table: minor conflict, war, and one for each of [`AT_PEACE`].
const ROWS: usize = 2 + AT_PEACE.len();

fn row(level: f64, years_at_peace: u16) -> usize {
    if level > 0.0 {
        usize::from(level >= 2.0)
    } else {
        1 + AT_PEACE.iter().filter(|&&least| least <= years_at_peace).count()
    }
}

/// Frequencies of one outcome so many years ahead, by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Transitions {
    rows: [Share; ROWS],
}

impl Transitions {
    /// Counts every existing state in every year whose outcome, `ahead` years later, was over by `origin`, among those of
    /// which it would have been asked.
    pub fn estimate(truth: &Truth, units: &Units<'_>, ahead: i16, origin: Year) -> Self {
        let mut rows = [Share::default(); ROWS];
        let mut before: Option<(UnitId, Year, u16)> = None;
        for (unit, year, level) in truth.standing.iter() {
            let in_a_row = before.filter(|&(last, at, _)| last == unit && at + 1 == year);
            let peace = if level > 0.0 { 0 } else { 1 + in_a_row.map_or(0, |(_, _, years)| years) };
            before = Some((unit, year, peace));
            let later = year + ahead;
            if later > origin || !units.exists(unit, year) || !units.exists(unit, later) {
                continue;
            }
            if let Some(hit) = truth.came(unit, year, ahead) {
                rows[row(level, peace)].add(hit);
            }
        }
        Self { rows }
    }

    /// The row in which `unit` stands in `year`; none where it is not observed, or nobody stood there before.
    pub fn share(&self, truth: &Truth, unit: UnitId, year: Year) -> Option<Share> {
        let levels = &truth.standing;
        let level = levels.level(unit, year)?;
        // More years at peace than the last row asks for change nothing.
        let longest = AT_PEACE[AT_PEACE.len() - 1] as i16;
        let at_peace = |&back: &i16| levels.level(unit, year - back) == Some(0.0);
        let peace = (0..longest).take_while(at_peace).count() as u16;
        Some(self.rows[row(level, peace)]).filter(|share| share.n > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::Observed;
    use forefend_panel::Panel;
    use forefend_score::SplitMix64;

    fn roster(states: u16) -> Panel {
        let mut builder = Panel::builder();
        for unit in 1..=states {
            builder.add_state(unit, &format!("State {unit}")).unwrap();
        }
        builder.build().unwrap()
    }

    fn levels(paths: &[&[u8]]) -> Observed {
        let path = |(unit, path): (usize, &&[u8])| {
            let levels = path.iter().map(|&level| f64::from(level)).collect::<Vec<f64>>();
            (2000..).zip(levels).map(move |(year, level)| ((UnitId(unit as u64 + 1), Year(year)), level))
        };
        Observed::from_levels(paths.iter().enumerate().flat_map(path).collect::<Vec<_>>())
    }

    fn counts(table: &Transitions) -> [(u64, u64); ROWS] {
        table.rows.map(|share| (share.hits, share.n))
    }

    /// Two states, 2000-2007; what comes after the origin 2006 must not count.
    #[test]
    fn the_table_of_two_states_is_the_one_counted_by_hand() {
        let (panel, seen) = (roster(2), levels(&[&[0, 0, 1, 2, 0, 0, 0, 1], &[2, 2, 0, 1, 1, 0, 1, 1]]));
        let table = |outcome, ahead| {
            let (least, within) = outcome;
            let truth = Truth::of_levels(&seen, least, within);
            counts(&Transitions::estimate(&truth, &Units::of_countries(panel.roster()), ahead, Year(2006)))
        };
        // One year ahead, from 2000-2005. Minor: 2002 -> war, 2003 -> minor, 2004 -> peace. War: 2003 -> peace,
        // 2000 -> war, 2001 -> peace. One year at peace: 2000 -> peace, 2004 -> peace; 2002 -> minor, 2005 -> minor.
        // Two years: 2001 -> minor, 2005 -> peace.
        let none = (0, 0);
        assert_eq!(table((1.0, None), 1), [(2, 3), (1, 3), (2, 4), (1, 2), none, none, none]);
        assert_eq!(table((2.0, None), 1), [(1, 3), (1, 3), (0, 4), (0, 2), none, none, none]);
        // Four ahead, from 2000-2002: peace 1 -> peace, peace 2 -> peace, minor -> peace; war -> minor, war -> peace,
        // peace 1 -> minor.
        assert_eq!(table((1.0, None), 4), [(0, 1), (1, 2), (1, 2), (0, 1), none, none, none]);
        // At peace for two years with five years after them by 2006: 2001 alone, and conflict followed.
        assert_eq!(table((1.0, Some(5)), 5), [none, none, none, (1, 1), none, none, none]);
    }

    #[test]
    fn years_at_peace_are_counted_in_a_row_and_put_into_their_row() {
        let rows: Vec<usize> = [1, 2, 4, 5, 9, 10, 19, 20, 70].map(|years| row(0.0, years)).to_vec();
        assert_eq!(rows, [2, 3, 3, 4, 4, 5, 5, 6, 6]);
        assert_eq!((row(1.0, 0), row(2.0, 0)), (0, 1));
        let seen = Truth::of_levels(&levels(&[&[1, 0, 0, 0, 0, 0], &[0, 0, 1, 0, 1, 2]]), 1.0, None);
        let mut table = Transitions { rows: [Share::default(); ROWS] };
        for (at, share) in table.rows.iter_mut().enumerate() {
            share.n = at as u64;
        }
        let standing = |unit, year| table.share(&seen, UnitId(unit), Year(year)).map(|share| share.n);
        assert_eq!([2001, 2002, 2004, 2005].map(|year| standing(1, year)), [2, 3, 3, 4].map(Some));
        assert_eq!(standing(2, 2003), Some(2), "the years before the conflict do not count");
        assert_eq!((standing(2, 2005), standing(2, 2006)), (Some(1), None));
        assert_eq!(standing(2, 2004), None, "a row without cases says nothing");
    }

    /// Chance of conflict 0.06 after peace and 0.8 after conflict: in h years 3/13 + (start - 3/13) 0.74^h.
    #[test]
    fn of_a_chain_it_finds_the_transition_probabilities() {
        let mut generator = SplitMix64::new(5);
        let mut uniform = || generator.below(1 << 40) as f64 / (1_u64 << 40) as f64;
        let mut known = Vec::new();
        for unit in 1..=2_000 {
            let mut conflict = false;
            for year in 1946..=2000 {
                conflict = uniform() < if conflict { 0.8 } else { 0.06 };
                known.push(((UnitId(unit), Year(year)), f64::from(u8::from(conflict))));
            }
        }
        let (panel, levels) = (roster(2_000), Observed::from_levels(known));
        for ahead in [1, 4, 10] {
            let truth = Truth::of_levels(&levels, 1.0, None);
            let table =
                Transitions::estimate(&truth, &Units::of_countries(panel.roster()), ahead, Year(2000));
            let truth = |start: f64| {
                let rest = 3.0 / 13.0;
                rest + (start - rest) * libm::pow(0.74, f64::from(ahead))
            };
            for (at, share) in table.rows.iter().enumerate().filter(|(at, _)| *at != 1) {
                let expected = truth(f64::from(u8::from(at == 0)));
                assert!(
                    (share.value() - expected).abs() < 0.02,
                    "{ahead} ahead, row {at}: {share:?}, {expected}"
                );
            }
        }
        let onset = Truth::of_levels(&levels, 1.0, Some(5));
        let onset = Transitions::estimate(&onset, &Units::of_countries(panel.roster()), 5, Year(2000));
        for share in &onset.rows[3..] {
            assert!((share.value() - (1.0 - libm::pow(0.94, 5.0))).abs() < 0.03, "{share:?}");
        }
    }
}
