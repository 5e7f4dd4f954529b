//! Five linear equations in five unknowns.

/// Solves them, each a row of coefficients and the right-hand side, by elimination with pivots; nothing where they are
/// singular.
pub fn solve(mut rows: [[f64; 6]; 5]) -> Option<[f64; 5]> {
    for column in 0..5 {
        let pivot = (column..5).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-9 {
            return None;
        }
        rows.swap(column, pivot);
        for row in column + 1..5 {
            let by = rows[row][column] / rows[column][column];
            let above = rows[column];
            rows[row].iter_mut().zip(&above).for_each(|(value, above)| *value -= by * above);
        }
    }
    let mut found = [0.0; 5];
    for row in (0..5).rev() {
        let known: f64 = (row + 1..5).map(|k| rows[row][k] * found[k]).sum();
        found[row] = (rows[row][5] - known) / rows[row][row];
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_roots_are_found_and_a_singular_system_is_not_solved() {
        let roots = [1.0, -2.0, 0.5, 3.0, 4.0];
        let mut rows = [[0.0; 6]; 5];
        for (i, row) in rows.iter_mut().enumerate() {
            for (j, root) in roots.iter().enumerate() {
                row[j] = 1.0 / (i + j + 1) as f64 + f64::from(u8::from(i == 4 - j));
                row[5] += row[j] * root;
            }
        }
        let found = solve(rows).unwrap();
        assert!(found.iter().zip(&roots).all(|(found, root)| (found - root).abs() < 1e-9), "{found:?}");
        assert!(solve([[1.0; 6]; 5]).is_none());
    }
}
