//! Tables on the terminal: columns aligned, numbers to the right.

use forefend_report::shown_in_a_line;

/// Rows of cells under a head; the first `words` columns are aligned to the left. A row of one cell is a heading, as wide
/// as it is.
pub fn aligned(head: &[&str], rows: &[Vec<String>], words: usize) -> String {
    let line_of = |cell: &str| shown_in_a_line(cell).into_owned();
    let head: Vec<String> = head.iter().map(|cell| line_of(cell)).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| line_of(cell)).collect()).collect();
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
    for row in rows.iter().filter(|row| row.len() > 1) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (column, (cell, &width)) in cells.zip(&widths).enumerate() {
            let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
            let cell = if column < words { format!("{cell}{gap}") } else { format!("{gap}{cell}") };
            text.push_str(if column == 0 { "" } else { "  " });
            text.push_str(&cell);
        }
        format!("{}\n", text.trim_end())
    };
    let mut text = line(&mut head.iter().map(String::as_str));
    for row in &rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_that_would_act_on_the_terminal_is_seen_and_keeps_the_columns() {
        let rows = [vec!["a\u{1b}[2J\nb".to_owned(), "1".to_owned()], vec!["c".to_owned(), "2".to_owned()]];
        let name = "a\\u001b[2J\\nb";
        let text =
            format!("x{}  n\n{name}  1\nc{}  2\n", " ".repeat(name.len() - 1), " ".repeat(name.len() - 1));
        assert_eq!(super::aligned(&["x", "n"], &rows, 1), text);
    }

    #[test]
    fn words_stand_left_and_numbers_right() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["abc".to_owned(), "−100".to_owned()]];
        assert_eq!(super::aligned(&["x", "n"], &rows, 1), "x       n\na       1\nabc  −100\n");
        let headed = [vec!["a heading".to_owned()], rows[0].clone()];
        assert_eq!(super::aligned(&["x", "n"], &headed, 1), "x  n\na heading\na  1\n");
    }
}
