//! A series as one line of block characters.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One block a value, from the lowest (`▁`) to the highest (`█`); a space where a value is missing (NaN), the
/// middle block throughout where all are equal.
///
/// # Examples
/// ```
/// assert_eq!(forefend_panel::sparkline(&[0.0, 1.0, 2.0]), "▁▅█");
/// ```
pub fn sparkline(values: &[f64]) -> String {
    let known = || values.iter().copied().filter(|value| value.is_finite());
    let low = known().fold(f64::INFINITY, f64::min);
    let span = known().fold(f64::NEG_INFINITY, f64::max) - low;
    let block = |value: f64| match value.is_finite() {
        false => ' ',
        true if span > 0.0 => {
            // Rounded to the nearest of eight levels; the cast cannot leave 0..=7.
            let level = ((value - low) / span * 7.0 + 0.5) as usize;
            BLOCKS[level.min(7)]
        }
        true => BLOCKS[3],
    };
    values.iter().map(|&value| block(value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_and_the_highest_stand_out_and_holes_stay_open() {
        assert_eq!(sparkline(&[0.0, 1.0, f64::NAN, 7.0]), "▁▂ █");
        assert_eq!(sparkline(&[3.0, 3.0]), "▄▄");
        assert_eq!(sparkline(&[f64::NAN, 2.0]), " ▄");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[f64::MIN, 0.0, f64::MAX]).chars().count(), 3);
    }
}
