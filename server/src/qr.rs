//! QR codes: for the terminal in half blocks, for paper as SVG.

use qrcode::render::unicode::Dense1x2;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Modules of white around a code (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// The text is too long for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} characters do not fit into a code")]
pub struct TooLong(pub usize);

/// A QR code with correction level M: 15 % may be damaged.
pub struct Code(QrCode);

impl Code {
    /// Makes the code of a text.
    pub fn new(text: &str) -> Result<Self, TooLong> {
        QrCode::with_error_correction_level(text, EcLevel::M).map(Self).map_err(|_| TooLong(text.len()))
    }

    /// For a terminal with light letters on a dark ground, two rows a line.
    pub fn terminal(&self) -> String {
        let (light, dark) = (Dense1x2::Light, Dense1x2::Dark);
        self.0.render::<Dense1x2>().dark_color(light).light_color(dark).quiet_zone(true).build()
    }

    /// As SVG, one unit a module. Rows are strokes of one path: a third of the bytes of squares.
    pub fn svg(&self) -> String {
        let width = self.0.width();
        let mut path = String::new();
        for (row, colors) in self.0.to_colors().chunks(width).enumerate() {
            let _ = write!(path, "M{QUIET} {}.5", row + QUIET);
            let mut gap = 0;
            for run in colors.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let _ =
                        if gap > 0 { write!(path, "m{gap} 0h{}", run.len()) } else { write!(path, "h{}", run.len()) };
                    gap = 0;
                } else {
                    gap = run.len();
                }
            }
        }
        let side = width + 2 * QUIET;
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {side} {side}' shape-rendering='crispEdges'>\
             <rect width='{side}' height='{side}' fill='#fff'/><path d='{path}' stroke='#000'/></svg>"
        )
    }
}

/// Escapes a text for HTML and XML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the path back into modules.
    fn modules(svg: &str, side: usize) -> Vec<Vec<bool>> {
        let path = svg.split("d='").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        let mut rows = vec![vec![false; side]; side];
        for row in path.split('M').skip(1) {
            let (start, steps) = row.split_once(".5").unwrap();
            let y: usize = start.split(' ').nth(1).unwrap().parse().unwrap();
            let mut x = QUIET;
            for step in steps.replace('m', " m").replace('h', " h").split_whitespace() {
                if let Some(gap) = step.strip_prefix('m') {
                    x += gap.parse::<usize>().unwrap();
                } else if let Some(run) = step.strip_prefix('h') {
                    let run: usize = run.parse().unwrap();
                    rows[y][x..x + run].fill(true);
                    x += run;
                }
            }
        }
        rows
    }

    #[test]
    fn the_strokes_of_the_svg_are_the_modules_of_the_code() {
        let code = Code::new("LX1:0123456789ABCDEFGHJKMNPQRSTVWXYZ").unwrap();
        let (width, svg) = (code.0.width(), code.svg());
        let side = width + 2 * QUIET;
        let rows = modules(&svg, side);
        for (at, color) in code.0.to_colors().iter().enumerate() {
            assert_eq!(rows[at / width + QUIET][at % width + QUIET], *color == Color::Dark, "module {at}");
        }
        assert_eq!(
            rows.iter().flatten().filter(|d| **d).count(),
            code.0.to_colors().iter().filter(|c| **c == Color::Dark).count()
        );
    }

    #[test]
    fn a_code_for_the_terminal_has_two_rows_a_line_and_a_quiet_zone() {
        let code = Code::new("LX1:TEST").unwrap();
        let text = code.terminal();
        let side = code.0.width() + 2 * QUIET;
        assert_eq!(text.lines().count(), side.div_ceil(2));
        assert!(text.lines().all(|line| line.chars().count() == side));
    }

    #[test]
    fn a_text_that_does_not_fit_is_refused() {
        assert_eq!(Code::new(&"X".repeat(4000)).err(), Some(TooLong(4000)));
    }
}
