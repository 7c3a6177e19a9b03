//! From the bytes of a file to numbered lines of text: UTF-8 with or without a mark, or GB18030.

use super::codes::{NoteCode, ProblemCode};
use super::problem::{File, Place, Report, Text};
use encoding_rs::GB18030;
use std::borrow::Cow;

/// Bytes of a file that are read at most: ten times a county's households.
pub const MAX_BYTES: usize = 64 << 20;

/// The text of a file, or nothing if a problem was reported.
pub(super) fn decode<'b>(file: File, bytes: &'b [u8], report: &mut Report) -> Option<Cow<'b, str>> {
    let refuse = |report: &mut Report, code, found: &str, detail: Text| {
        report.problem(code, Place::file(file), found, &detail);
        None
    };
    if bytes.len() > MAX_BYTES {
        let found = bytes.len().to_string();
        return refuse(report, ProblemCode::FileTooLarge, &found, Text::same(MAX_BYTES.to_string()));
    }
    // Workbooks are ZIP archives (since 2007) or OLE compound files (before).
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refuse(report, ProblemCode::FileSpreadsheet, "", Text::default());
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return refuse(report, ProblemCode::EncodingUtf16, "", Text::default());
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Cow::Borrowed(text));
    }
    if let Some((odd, plain)) = mixed(bytes) {
        report.problem(ProblemCode::EncodingMixed, Place::line(file, odd), "", &Text::line(plain));
        return None;
    }
    if let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        report.note(NoteCode::Gb18030, Place::file(file), "", &Text::default());
        return Some(text);
    }
    let fails = |line: &[u8]| GB18030.decode_without_bom_handling_and_without_replacement(line).is_none();
    let line = bytes.split(|b| *b == b'\n').position(fails).unwrap_or_default();
    report.problem(ProblemCode::EncodingInvalid, Place::line(file, number(line)), "", &Text::default());
    None
}

/// The lines of a text with their numbers, whatever ends them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let lines = text.split(end).enumerate();
    lines.map(|(at, line)| (number(at), line.strip_suffix('\r').unwrap_or(line)))
}

/// In a file that is not all UTF-8: a line that is not, and one that certainly is. A Chinese character has three
/// bytes in UTF-8; two of them in a row of a GB18030 line by chance are next to impossible.
fn mixed(bytes: &[u8]) -> Option<(u32, u32)> {
    let (mut utf8, mut other) = (None, None);
    for (at, line) in bytes.split(|b| *b == b'\n').enumerate() {
        match std::str::from_utf8(line) {
            Ok(text) if utf8.is_none() => {
                let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
                utf8 = (chinese >= 2).then_some(at);
            }
            Err(_) => other = other.or(Some(at)),
            Ok(_) => {}
        }
    }
    Some((number(other?), number(utf8?)))
}

/// Counts from 1.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, (ProblemCode, Option<u32>)> {
        let mut report = Report::default();
        let text = decode(File::Grids, bytes, &mut report).map(Cow::into_owned);
        text.ok_or_else(|| {
            let problems = report.finish().unwrap_err();
            (problems.list[0].code, problems.list[0].place.line)
        })
    }

    #[test]
    fn a_file_is_read_in_utf8_with_or_without_mark_and_in_gb18030() {
        let text = "网格编码,简称\n000000901001001,东南-01\n";
        assert_eq!(read(text.as_bytes()).unwrap(), text);
        assert_eq!(read(format!("\u{feff}{text}").as_bytes()).unwrap(), text);
        assert_eq!(read(&GB18030.encode(text).0).unwrap(), text);
        let rare = "网格,𠀀㐀";
        assert_eq!(read(&GB18030.encode(rare).0).unwrap(), rare, "four-byte characters");
    }

    #[test]
    fn a_file_in_two_encodings_names_the_odd_line() {
        let mut bytes = "网格编码,简称\n".as_bytes().to_vec();
        bytes.extend_from_slice(&GB18030.encode("1,东南\n").0);
        assert_eq!(read(&bytes), Err((ProblemCode::EncodingMixed, Some(2))));
        let mut bytes = GB18030.encode("小区,楼\n楼,楼\n").0.into_owned();
        bytes.extend_from_slice("槐荫苑,3\n".as_bytes());
        assert_eq!(read(&bytes), Err((ProblemCode::EncodingMixed, Some(1))));
    }

    #[test]
    fn a_gb18030_line_that_happens_to_be_valid_utf8_is_no_second_encoding() {
        let text = "小区,楼\n楼,1\n";
        assert!(std::str::from_utf8(&GB18030.encode("楼").0).is_ok());
        assert_eq!(read(&GB18030.encode(text).0).unwrap(), text);
    }

    #[test]
    fn bytes_that_are_no_text_name_the_line_or_the_format() {
        assert_eq!(read(b"a\nb\xff\xff\n"), Err((ProblemCode::EncodingInvalid, Some(2))));
        assert_eq!(read(b"\xff\xfea\0"), Err((ProblemCode::EncodingUtf16, None)));
        assert_eq!(read(b"PK\x03\x04"), Err((ProblemCode::FileSpreadsheet, None)));
        assert_eq!(read(&vec![b' '; MAX_BYTES + 1]), Err((ProblemCode::FileTooLarge, None)));
    }

    #[test]
    fn lines_are_numbered_whatever_ends_them() {
        for text in ["a\nb\n", "a\r\nb\r\n", "a\rb\r"] {
            assert_eq!(lines(text).take(2).collect::<Vec<_>>(), [(1, "a"), (2, "b")]);
        }
    }
}
