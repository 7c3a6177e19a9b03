//! Empty lists to fill in: the headings and one row that explains them, which the reader skips.

use super::headings;
use super::problem::File;

/// The sheet as CSV bytes in UTF-8 with a mark, by which spreadsheet programs recognise the encoding.
pub fn csv(file: File) -> Vec<u8> {
    let specs = headings::specs(file);
    let headings: Vec<&str> = specs.iter().map(|spec| spec.zh).collect();
    let about = specs.iter().zip(0..).map(|(spec, at)| {
        let mark = if at == 0 { "# 说明 " } else { "" };
        format!("{mark}{} / {}: {}", spec.about_zh, spec.en, spec.about_en)
    });
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    let written = writer.write_record(headings).and_then(|()| writer.write_record(about.collect::<Vec<_>>()));
    written.and_then(|()| Ok(writer.flush()?)).expect("a vector takes every byte");
    drop(writer);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::{Files, NoteCode, read};
    use lianxin_core::time::Day;

    #[test]
    fn an_empty_template_is_read_as_empty_lists() {
        let [grids, people, households] = File::ALL.map(csv);
        let files = Files { grids: Some(&grids), people: Some(&people), households: Some(&households) };
        let read = read(&files, Day(20_000), &|_| false).unwrap();
        assert!(read.lists.grids.is_empty() && read.lists.posts.is_empty() && read.lists.households.is_empty());
        assert_eq!(read.notes.iter().map(|n| n.code).collect::<Vec<_>>(), [NoteCode::Explanation; 3]);
    }

    #[test]
    fn a_template_has_chinese_headings_and_one_row_that_explains_them_in_both_languages() {
        let text = String::from_utf8(csv(File::Households)).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "\u{feff}网格编码,小区,楼,单元,室,联户,类别,需求");
        assert!(lines[1].starts_with("# 说明 15 位 / grid_code: 15 digits"));
        assert_eq!(lines.len(), 2);
    }
}
