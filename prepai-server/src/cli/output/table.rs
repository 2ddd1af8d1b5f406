//! Columns of text.

use super::{Style, width_of};

/// Rows under headings, each column as wide as it needs to be.
#[derive(Debug)]
pub(crate) struct Table {
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    widest: usize,
}

/// The widest a cell may be; what is longer is cut with an ellipsis.
const WIDEST: usize = 44;

impl Table {
    /// An empty table.
    pub(crate) fn new(headings: &[&'static str]) -> Table {
        Table { headings: headings.to_vec(), rows: Vec::new(), widest: WIDEST }
    }

    /// An empty table whose cells are never cut.
    pub(crate) fn uncut(headings: &[&'static str]) -> Table {
        Table { widest: usize::MAX, ..Table::new(headings) }
    }

    /// Adds a row; control characters in it are shown as `?`, so that a name cannot command the terminal.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.iter().map(|cell| shortened(cell, self.widest)).collect());
    }

    /// Its lines.
    pub(crate) fn show(&self, style: Style) -> String {
        let widest = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width_of(cell));
            let heading = self.headings.get(column).map_or(0, |heading| width_of(heading));
            cells.max().unwrap_or(0).max(heading)
        };
        let widths: Vec<usize> = (0..self.headings.len()).map(widest).collect();
        let line = |cells: Vec<&str>| -> String {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| {
                let gap = " ".repeat(width.saturating_sub(width_of(cell)));
                format!("{cell}{gap}")
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        let mut out = style.dim(line(self.headings.clone()));
        for row in &self.rows {
            out.push('\n');
            out.push_str(&line(row.iter().map(String::as_str).collect()));
        }
        out
    }
}

fn shortened(cell: &str, widest: usize) -> String {
    let clean: String = cell.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    if width_of(&clean) <= widest {
        return clean;
    }
    let mut cut = String::new();
    for c in clean.chars() {
        if width_of(&cut) + 2 > widest {
            break;
        }
        cut.push(c);
    }
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_any_script() {
        let mut table = Table::new(&["name", "n"]);
        table.row(vec!["王小明".into(), "1".into()]);
        table.row(vec!["Ada".into(), "2".into()]);
        assert_eq!(table.show(Style::PLAIN), "name    n\n王小明  1\nAda     2");
    }

    #[test]
    fn a_cell_cannot_command_the_terminal_or_push_the_others_away() {
        let mut table = Table::new(&["name", "n"]);
        table.row(vec![format!("\x1b[2J{}", "x".repeat(200)), "1".into()]);
        let shown = table.show(Style::PLAIN);
        assert!(!shown.contains('\x1b') && shown.contains('…') && shown.ends_with("  1"), "{shown}");
    }
}
