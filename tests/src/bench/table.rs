//! Figures as tables, for a terminal and for a page.

use super::figure::{Figure, Judged, Unit};
use console::{Alignment, measure_text_width, pad_str};

const HEADINGS: [&str; 6] = ["", "p50", "p95", "n", "budget", "beside"];

/// For a terminal.
pub(super) fn plain(figures: &[Figure]) -> String {
    let rows: Vec<[String; 6]> =
        std::iter::once(HEADINGS.map(str::to_owned)).chain(figures.iter().map(cells)).collect();
    let widths: Vec<usize> =
        (0..HEADINGS.len()).map(|at| rows.iter().map(|row| measure_text_width(&row[at])).max().unwrap_or(0)).collect();
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            let is_number = (1..4).contains(&at);
            pad_str(cell, *width, if is_number { Alignment::Right } else { Alignment::Left }, None)
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// For a page.
pub(super) fn markdown(figures: &[Figure]) -> String {
    let line = |cells: [String; 6]| format!("| {} |\n", cells.join(" | "));
    let mut table = line(HEADINGS.map(str::to_owned));
    table.push_str("|---|--:|--:|--:|---|---|\n");
    figures.iter().for_each(|figure| table.push_str(&line(cells(figure))));
    table
}

fn cells(figure: &Figure) -> [String; 6] {
    let shown = |value: f64| format!("{}{}", number(value, figure.unit), figure.unit.sign());
    let budget = figure.budget.map(|budget| {
        let judges = if budget.judges == Judged::P95 { "p95 " } else { "" };
        let over = if figure.keeps() == Some(false) { " **over**" } else { "" };
        format!("{judges}≤ {}{over}", shown(budget.most))
    });
    let beside = figure.peer.as_ref().zip(figure.ratio());
    [
        figure.what.clone(),
        shown(figure.p50),
        figure.p95.map(shown).unwrap_or_default(),
        figure.n.to_string(),
        budget.unwrap_or_default(),
        beside.map(|(peer, ratio)| format!("{} × {}", number(ratio, Unit::Times), peer.what)).unwrap_or_default(),
    ]
}

/// Three digits that say something; bytes whole, and thousands apart.
fn number(value: f64, unit: Unit) -> String {
    let digits = match value.abs() {
        _ if unit == Unit::Bytes => 0,
        v if v < 0.095 => 3,
        v if v < 9.95 => 2,
        v if v < 99.5 => 1,
        _ => 0,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && whole.is_ascii() && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::super::samples::Samples;
    use super::*;

    #[test]
    fn numbers_have_three_digits_that_say_something() {
        let shown = |value| number(value, Unit::Ms);
        assert_eq!([0.0123, 0.25, 9.949, 9.96, 123.4].map(shown), ["0.012", "0.25", "9.95", "10.0", "123"]);
        assert_eq!([1_234_567.8, 999.0, 1000.0].map(|v| number(v, Unit::Bytes)), ["1,234,568", "999", "1,000"]);
    }

    #[test]
    fn a_figure_over_its_budget_says_so_in_both_tables() {
        let peer: Samples = [0.5].into_iter().collect();
        let figures = [
            Figure::one("kept", Unit::Ms, 1.0).at_most(2.0).beside("a peer", &peer),
            Figure::one("broken", Unit::Ms, 3.0).at_most(2.0),
        ];
        let page = markdown(&figures);
        assert!(page.contains("| kept | 1.00 ms |  | 1 | ≤ 2.00 ms | 2.00 × a peer |\n"), "{page}");
        assert!(page.contains("| broken | 3.00 ms |  | 1 | ≤ 2.00 ms **over** |  |\n"), "{page}");
        let plain = plain(&figures);
        let columns: Vec<_> = plain.lines().map(|line| line.find("ms")).collect();
        assert!(columns[1] == columns[2] && columns[1].is_some(), "{plain}");
        assert!(plain.contains("**over**"));
    }
}
