//! Values the command line takes.

use lianxin_core::rows::Need;
use lianxin_core::time::Day;
use lianxin_core::words::Lang;
use std::str::FromStr;

/// Days before or after today at most.
const FAR: i32 = 3660;

/// Reads a language tag.
pub fn lang(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).ok_or_else(|| "zh-CN, en".to_owned())
}

/// A day, told as a date or by its distance from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayArg {
    /// A date.
    Date(Day),
    /// So many days from today.
    FromToday(i32),
}

impl DayArg {
    /// The day, when today is this one.
    pub fn on(self, today: Day) -> Day {
        match self {
            Self::Date(day) => day,
            Self::FromToday(days) => today.plus(days),
        }
    }
}

impl FromStr for DayArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let distance = match text {
            "today" | "今天" => Some(0),
            "yesterday" | "昨天" => Some(-1),
            "tomorrow" | "明天" => Some(1),
            _ if text.starts_with(['+', '-']) => text.parse().ok().filter(|days| (-FAR..=FAR).contains(days)),
            _ => None,
        };
        if let Some(days) = distance {
            return Ok(Self::FromToday(days));
        }
        let dashed = text.replace('/', "-");
        Day::parse(&dashed).map(Self::Date).ok_or_else(|| "YYYY-MM-DD, +7, -1".to_owned())
    }
}

/// A need: a code of the catalogue, and perhaps a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedArg(pub Need);

impl FromStr for NeedArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, line) = text.split_once([':', '：']).unwrap_or((text, ""));
        let (code, line) = (code.trim().to_owned(), line.trim().to_owned());
        if code.is_empty() { Err("CODE[:LINE]".into()) } else { Ok(Self(Need { code, line })) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_date_or_a_distance() {
        let today = Day::parse("2026-11-24").unwrap();
        for (text, day) in [
            ("2026-12-01", "2026-12-01"),
            ("2026/12/01", "2026-12-01"),
            ("+7", "2026-12-01"),
            ("-1", "2026-11-23"),
            ("昨天", "2026-11-23"),
            ("today", "2026-11-24"),
        ] {
            assert_eq!(text.parse::<DayArg>().unwrap().on(today).to_string(), day, "{text}");
        }
        for text in ["", "7", "2026-02-30", "+", "+99999", "soon"] {
            assert!(text.parse::<DayArg>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_need_is_a_code_with_a_line_behind_it() {
        let need = |text: &str| text.parse::<NeedArg>().map(|n| (n.0.code, n.0.line));
        assert_eq!(need("助餐"), Ok(("助餐".into(), String::new())));
        assert_eq!(need("助餐：中午一餐"), Ok(("助餐".into(), "中午一餐".into())));
        assert_eq!(need("meals: lunch: daily"), Ok(("meals".into(), "lunch: daily".into())));
        assert!(need(" :x").is_err() && need("").is_err());
    }
}
