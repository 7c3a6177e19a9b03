//! The register of administrative units (M03), built in: the statistics bureau's 12-digit codes of Xingping as of
//! 2023-06-30, from the province down to communities and villages (mechanisms §2.2), and the programme's 18
//! communities among them.
//!
//! A grid belongs to a community or a village, never to a subdistrict directly (DB6101/T 3185-2024, 5.2 b).

use super::{CodeError, CommunityCode, GridCode};
use std::sync::OnceLock;

/// Rows of `code,level,name,parent`, as the bureau publishes them.
const UNITS: &str = include_str!("units.csv");
/// Rows of `seq,code12,raw_name,display_name,subdistrict_code,subdistrict,demo_grid_count`; the counts are invented.
const PROGRAMME: &str = include_str!("programme_communities.csv");
/// What a grid's QR code begins with. The label keeps to QR's alphanumeric set (ISO/IEC 18004, 7.4.4).
const LABEL: &str = "LXG";

/// How high a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省
    Province,
    /// 地级市
    Prefecture,
    /// 县级市
    County,
    /// 街道
    Subdistrict,
    /// 镇
    Town,
    /// 社区, the area of a residents' committee
    Community,
    /// 村, the area of a villagers' committee
    Village,
}

/// One row of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The twelve digits; those of upper levels end in zeros.
    pub code: CommunityCode,
    /// How high it stands.
    pub level: Level,
    /// The name to show, cleaned of committee words and slips of the register.
    pub name: &'static str,
    /// The name as the register has it.
    pub raw_name: &'static str,
    /// The unit above, which the province has not.
    pub parent: Option<CommunityCode>,
}

/// A community of the programme, with what the demonstration needs to know about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgrammeCommunity {
    /// The place in the programme's list, from 1.
    pub seq: u8,
    /// The real code.
    pub code: CommunityCode,
    /// The name to show.
    pub name: &'static str,
    /// How many grids the demonstration gives it. Invented.
    pub demo_grids: u16,
}

/// Why a text is not a grid's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Something else was scanned.
    #[error("a grid label is LXG, the grid code and a version, with colons between")]
    Form,
    /// The code in it is none.
    #[error("the grid label carries no valid grid code")]
    Code(#[from] CodeError),
}

impl Level {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "province" => Self::Province,
            "prefecture" => Self::Prefecture,
            "county" => Self::County,
            "subdistrict" => Self::Subdistrict,
            "town" => Self::Town,
            "community" => Self::Community,
            "village" => Self::Village,
            _ => return None,
        })
    }

    /// Subdistricts and towns: the 13 township-level units.
    pub fn is_township(self) -> bool {
        matches!(self, Self::Subdistrict | Self::Town)
    }

    /// Communities and villages, which may have grids.
    pub fn has_grids(self) -> bool {
        matches!(self, Self::Community | Self::Village)
    }
}

impl ProgrammeCommunity {
    /// The code it has in the demonstration: `000000 9SS CCC`, so that invented incidents are not read as real ones.
    pub fn demo_code(&self) -> CommunityCode {
        let below_county = self.code.number() % 1_000_000;
        CommunityCode(900_000 + below_county % 100_000)
    }

    /// The name it has in the demonstration.
    pub fn demo_name(&self) -> String {
        format!("示例社区{:02}", self.seq)
    }
}

/// Every unit, in the order of codes.
pub fn units() -> &'static [Unit] {
    static PARSED: OnceLock<Vec<Unit>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let mut units: Vec<Unit> = UNITS.lines().skip(1).filter_map(parse_unit).collect();
        units.sort_by_key(|unit| unit.code);
        units
    })
}

/// The programme's communities: those of 东城街道 and 西城街道, in the programme's order.
pub fn programme_communities() -> &'static [ProgrammeCommunity] {
    static PARSED: OnceLock<Vec<ProgrammeCommunity>> = OnceLock::new();
    PARSED.get_or_init(|| PROGRAMME.lines().skip(1).filter_map(parse_programme).collect())
}

/// Finds a unit by its code.
pub fn find(code: CommunityCode) -> Option<&'static Unit> {
    let units = units();
    units.binary_search_by_key(&code, |unit| unit.code).ok().map(|at| &units[at])
}

/// The units directly below `parent`.
pub fn children(parent: CommunityCode) -> impl Iterator<Item = &'static Unit> {
    units().iter().filter(move |unit| unit.parent == Some(parent))
}

/// The communities of a subdistrict or town, without its villages.
pub fn communities_of(subdistrict: CommunityCode) -> impl Iterator<Item = &'static Unit> {
    children(subdistrict).filter(|unit| unit.level == Level::Community)
}

/// Reads a grid code whose community is in the register, or lies in the demonstration range (M05 b).
pub fn parse_known_grid(text: &str) -> Result<GridCode, CodeError> {
    let grid = GridCode::parse(text)?;
    let community = grid.community();
    let known = community.is_demonstration() || find(community).is_some_and(|unit| unit.level.has_grids());
    if known { Ok(grid) } else { Err(CodeError::UnknownCommunity) }
}

/// What a grid's QR code says: code and version, nothing about people (M05 c).
pub fn grid_label(grid: GridCode, version: u32) -> String {
    format!("{LABEL}:{grid}:{version}")
}

/// Reads a grid's label. There is one way to write each, so a label that reads is the one that was printed.
pub fn parse_grid_label(text: &str) -> Result<(GridCode, u32), LabelError> {
    let mut parts = text.splitn(3, ':');
    let (Some(LABEL), Some(code), Some(version)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(LabelError::Form);
    };
    let version = version.parse().map_err(|_| LabelError::Form)?;
    let grid = parse_known_grid(code)?;
    if grid_label(grid, version) == text { Ok((grid, version)) } else { Err(LabelError::Form) }
}

fn parse_unit(line: &'static str) -> Option<Unit> {
    let mut cells = line.split(',');
    let code = CommunityCode::parse(cells.next()?).ok()?;
    let level = Level::from_word(cells.next()?)?;
    let raw_name = cells.next()?;
    let parent = cells.next().filter(|text| !text.is_empty()).map(CommunityCode::parse).transpose().ok()?;
    Some(Unit { code, level, name: clean(level, raw_name), raw_name, parent })
}

fn parse_programme(line: &'static str) -> Option<ProgrammeCommunity> {
    let cells: Vec<&str> = line.split(',').collect();
    let [seq, code, _, name, _, _, demo_grids] = cells[..] else { return None };
    let code = CommunityCode::parse(code).ok()?;
    Some(ProgrammeCommunity { seq: seq.parse().ok()?, code, name, demo_grids: demo_grids.parse().ok()? })
}

/// The name without the words for its committee: 西关社区居委会会 is 西关社区, 北街村委会 is 北街村. A residents'
/// committee that is not called after a community keeps its own name.
fn clean(level: Level, raw: &'static str) -> &'static str {
    match level {
        Level::Community => raw.find("社区").map_or(raw, |at| &raw[..at + "社区".len()]),
        Level::Village => raw
            .strip_suffix("村村委会")
            .map_or_else(|| raw.strip_suffix("委会").unwrap_or(raw), |stem| &raw[..stem.len() + "村".len()]),
        _ => raw,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> CommunityCode {
        CommunityCode::parse(text).unwrap()
    }

    fn count(wanted: impl Fn(Level) -> bool) -> usize {
        units().iter().filter(|unit| wanted(unit.level)).count()
    }

    #[test]
    fn the_register_has_the_heads_the_bureau_counts() {
        assert_eq!(count(|level| level == Level::County), 1);
        assert_eq!(count(Level::is_township), 13);
        assert_eq!(count(|level| level == Level::Community), 21);
        assert_eq!(count(|level| level == Level::Village), 181);
        assert_eq!(count(Level::has_grids), 202);
        assert_eq!(units().len(), 218);
        assert_eq!(UNITS.lines().count(), 219, "no row is skipped");
    }

    #[test]
    fn every_unit_hangs_below_one_that_is_higher() {
        for unit in units() {
            assert_eq!(find(unit.code), Some(unit));
            match unit.parent.map(|parent| find(parent).unwrap()) {
                Some(parent) => assert!(parent.level < unit.level, "{unit:?}"),
                None => assert_eq!(unit.level, Level::Province),
            }
        }
        assert!(units().windows(2).all(|pair| pair[0].code < pair[1].code), "codes are unique");
        assert_eq!(children(code("610481000000")).count(), 13);
    }

    #[test]
    fn the_two_town_subdistricts_have_eighteen_communities() {
        let both = ["610481001000", "610481002000"];
        let listed: Vec<_> = both.iter().flat_map(|text| communities_of(code(text))).collect();
        assert_eq!(listed.len(), 18);
        let programme = programme_communities();
        assert_eq!(programme.len(), 18);
        for (unit, community) in listed.iter().zip(programme) {
            assert_eq!((unit.code, unit.name), (community.code, community.name));
        }
    }

    #[test]
    fn the_demonstration_has_176_grids_in_a_range_of_its_own() {
        let programme = programme_communities();
        assert_eq!(programme.iter().map(|community| community.demo_grids).sum::<u16>(), 176);
        assert_eq!(programme[0].demo_code().to_string(), "000000901014");
        assert_eq!(programme[17].demo_code().to_string(), "000000902024");
        assert_eq!(programme[17].demo_name(), "示例社区18");
        assert!(programme.iter().all(|community| community.demo_code().is_demonstration()));
    }

    #[test]
    fn a_slip_of_the_register_is_cleaned_and_the_raw_name_kept() {
        let name = |text| find(code(text)).map(|unit| (unit.name, unit.raw_name)).unwrap();
        assert_eq!(name("610481001018"), ("西关社区", "西关社区居委会会"));
        assert_eq!(name("610481002022"), ("育才社区", "育才社区居民委员会"));
        assert_eq!(name("610481003001"), ("店张居委会", "店张居委会"));
        assert_eq!(name("610481001210"), ("周村", "周村委会"));
        assert_eq!(name("610481003210"), ("莪芝村", "莪芝村村委会"));
        assert_eq!(name("610481101000"), ("赵村镇", "赵村镇"));
        for unit in units().iter().filter(|unit| unit.level == Level::Village) {
            assert!(unit.name.ends_with('村') && !unit.name.ends_with("村村"), "{unit:?}");
        }
    }

    #[test]
    fn a_grid_is_known_by_its_community() {
        for text in ["610481001014003", "610481001200001", "000000901014012"] {
            assert_eq!(parse_known_grid(text).map(|grid| grid.to_string()).as_deref(), Ok(text));
        }
        assert_eq!(parse_known_grid("61048100101400"), Err(CodeError::GridDigits));
        assert_eq!(parse_known_grid("610481001014000"), Err(CodeError::ReservedSequence));
        assert_eq!(parse_known_grid("610481001099001"), Err(CodeError::UnknownCommunity));
        assert_eq!(parse_known_grid("610481001000001"), Err(CodeError::UnknownCommunity), "a subdistrict has no grids");
    }

    #[test]
    fn a_grid_label_reads_back_and_no_other_spelling_does() {
        let grid = parse_known_grid("610481001014003").unwrap();
        let label = grid_label(grid, 7);
        assert_eq!(label, "LXG:610481001014003:7");
        assert!(label.bytes().all(|b| b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".contains(&b)));
        assert_eq!(parse_grid_label(&label), Ok((grid, 7)));
        for other in
            ["LXG:610481001014003:07", "LXG:610481001014003:+7", "LXG:610481001014003", "LXG:610481001014003:7:1"]
        {
            assert_eq!(parse_grid_label(other), Err(LabelError::Form), "{other}");
        }
        assert_eq!(parse_grid_label("LXG:610481001099001:7"), Err(LabelError::Code(CodeError::UnknownCommunity)));
        assert_eq!(parse_grid_label("https://example.test/"), Err(LabelError::Form));
    }
}
