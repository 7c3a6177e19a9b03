//! The same lists as an office might really write them: other encodings, headings, orders and habits. What a reader
//! makes of them must be the same.

use super::Sheets;
use super::random::Random;
use encoding_rs::GB18030;

/// How a list is written.
#[derive(Clone, Copy, Debug)]
pub struct Messy {
    /// Decides orders and places.
    pub seed: u64,
    /// GB18030 instead of UTF-8.
    pub gb18030: bool,
    /// With a byte-order mark, if in UTF-8.
    pub mark: bool,
    /// English headings.
    pub english: bool,
    /// Columns in another order, and one that no list has.
    pub shuffled: bool,
    /// Full-width digits, letters and code characters.
    pub full_width: bool,
    /// Blanks around values, empty rows between rows.
    pub blanks: bool,
    /// Dates with slashes and with 年月日.
    pub dates: bool,
    /// Every cell in quotation marks.
    pub quoted: bool,
    /// What stands between cells.
    pub delimiter: char,
    /// CRLF line ends.
    pub crlf: bool,
}

impl Messy {
    /// Everything at once.
    pub fn all(seed: u64) -> Self {
        Self {
            seed,
            gb18030: true,
            mark: false,
            english: true,
            shuffled: true,
            full_width: true,
            blanks: true,
            dates: true,
            quoted: true,
            delimiter: ';',
            crlf: true,
        }
    }

    /// Nothing at all: the lists as they are generated.
    pub fn none(seed: u64) -> Self {
        Self {
            seed,
            gb18030: false,
            mark: false,
            english: false,
            shuffled: false,
            full_width: false,
            blanks: false,
            dates: false,
            quoted: false,
            delimiter: ',',
            crlf: false,
        }
    }

    /// Writes the three lists anew.
    pub fn write(&self, clean: &Sheets) -> Sheets {
        Sheets {
            grids: self.sheet(&clean.grids, "grids"),
            people: self.sheet(&clean.people, "people"),
            households: self.sheet(&clean.households, "households"),
        }
    }

    fn sheet(&self, clean: &[u8], stream: &str) -> Vec<u8> {
        let mut random = Random::new(self.seed, stream);
        let text = String::from_utf8_lossy(clean);
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let mut headings = lines.next().unwrap_or_default();
        let mut order: Vec<usize> = (0..headings.len()).collect();
        if self.english {
            headings.iter_mut().for_each(|heading| *heading = english(heading, stream).to_owned());
        }
        if self.shuffled {
            headings.push(if self.english { "remark" } else { "备注" }.to_owned());
            order.push(headings.len() - 1);
            random.shuffle(&mut order);
        }
        let mut out = String::new();
        self.line(&mut out, &headings, &order);
        for mut cells in lines {
            if self.blanks && random.below(8) == 0 {
                self.line(&mut out, &vec![String::new(); order.len()], &order);
            }
            cells.resize(order.len(), "无".to_owned());
            for cell in &mut cells {
                self.habits(cell, &mut random);
            }
            self.line(&mut out, &cells, &order);
        }
        self.encode(&out)
    }

    fn habits(&self, cell: &mut String, random: &mut Random) {
        if self.dates {
            *cell = other_date(cell, random);
        }
        if self.full_width {
            // A code may hold a full-width # or -; in words for people punctuation is theirs.
            let code =
                cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '#' | '-' | '/')) && !cell.starts_with("000-");
            *cell =
                cell.chars().map(|c| if c.is_ascii_alphanumeric() || code && c == '#' { wide(c) } else { c }).collect();
        }
        if self.blanks && !cell.is_empty() {
            let blanks = ["", " ", "\u{3000}", "\u{a0}"];
            *cell = format!("{}{cell}{}", random.pick(&blanks), random.pick(&blanks));
        }
    }

    fn line(&self, out: &mut String, cells: &[String], order: &[usize]) {
        let cell = |at: &usize| {
            let cell = cells.get(*at).map(String::as_str).unwrap_or_default();
            if self.quoted { format!("\"{cell}\"") } else { cell.to_owned() }
        };
        let cells: Vec<String> = order.iter().map(cell).collect();
        out.push_str(&cells.join(&self.delimiter.to_string()));
        out.push_str(if self.crlf { "\r\n" } else { "\n" });
    }

    fn encode(&self, text: &str) -> Vec<u8> {
        if self.gb18030 {
            return GB18030.encode(text).0.into_owned();
        }
        let mark = if self.mark { "\u{feff}" } else { "" };
        format!("{mark}{text}").into_bytes()
    }
}

fn wide(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}

/// A date in another of the three ways; anything else as it is.
fn other_date(cell: &str, random: &mut Random) -> String {
    let parts: Vec<&str> = cell.split('-').collect();
    let [year, month, day] = parts[..] else { return cell.to_owned() };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return cell.to_owned();
    }
    let short = |part: &str| part.trim_start_matches('0').to_owned();
    match random.below(3) {
        0 => format!("{year}/{month}/{day}"),
        1 => format!("{year}/{}/{}", short(month), short(day)),
        _ => format!("{year}年{}月{}日", short(month), short(day)),
    }
}

fn english(heading: &str, stream: &str) -> &'static str {
    match (heading, stream) {
        ("网格编码", _) => "Grid Code",
        ("简称", _) => "label",
        ("类型", _) => "KIND",
        ("社区编码", _) => "community_code",
        ("社区", _) => "Community",
        ("户数", _) => "Households",
        ("人数", _) => "people",
        ("启用" | "起", _) => "From",
        ("编号", _) => "person_no",
        ("姓名", _) => "Name",
        ("值班电话", _) => "duty phone",
        ("角色", _) => "role",
        ("范围", _) => "SCOPE",
        ("止", _) => "to",
        ("代", _) => "substitute_for",
        ("小区", _) => "estate",
        ("楼", _) => "building",
        ("单元", _) => "Unit",
        ("室", _) => "room",
        ("联户", _) => "bundle",
        ("类别", _) => "class",
        ("需求", _) => "need codes",
        _ => "remark",
    }
}
