//! The recovery sheet: the root's secret as groups of letters and digits, to be written down and locked away. The
//! office keeps no copy; the root is needed once a year for the next issuing key, and after a disaster.

use crate::qr;
use lianxin_core::id::{from_base32, sha256, to_base32};
use lianxin_core::seal::SigningKey;
use std::fmt::Write as _;
use zeroize::Zeroizing;

/// Bytes of the check: three, so that 35 bytes are fourteen groups without a remainder.
const CHECK: usize = 3;
const GROUP: usize = 4;
const GROUPS_A_LINE: usize = 4;

/// The root's secret on its way to paper.
pub struct RecoverySheet {
    org: String,
    name: String,
    groups: Zeroizing<String>,
}

/// Why what was typed is not a root's secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// Groups are missing, or there is a character that never occurs.
    #[error("the recovery sheet has 14 groups of 4 letters and digits")]
    Form,
    /// A character was copied wrongly.
    #[error("the groups of the recovery sheet do not fit together: one of them was copied wrongly")]
    Check,
}

impl RecoverySheet {
    /// Takes the root's secret.
    pub fn new(org: impl Into<String>, name: &str, root: &SigningKey) -> Self {
        let secret = root.to_bytes();
        let mut bytes = Zeroizing::new(secret.to_vec());
        bytes.extend_from_slice(&check(&secret));
        Self { org: org.into(), name: name.into(), groups: Zeroizing::new(to_base32(&bytes)) }
    }

    /// Reads back what was written down, in any case and with any blanks.
    pub fn parse(text: &str) -> Result<SigningKey, RecoveryError> {
        let text: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect());
        let bytes = Zeroizing::new(from_base32(&text).ok_or(RecoveryError::Form)?);
        let (secret, checked) = bytes.split_at_checked(32).ok_or(RecoveryError::Form)?;
        let secret: &[u8; 32] = secret.try_into().map_err(|_| RecoveryError::Form)?;
        match checked.len() {
            CHECK if checked == check(secret) => Ok(SigningKey::from_bytes(secret)),
            CHECK => Err(RecoveryError::Check),
            _ => Err(RecoveryError::Form),
        }
    }

    /// The groups, one line for every four.
    pub fn lines(&self) -> Vec<String> {
        let groups: Vec<&str> = (0..self.groups.len()).step_by(GROUP).map(|at| self.group(at)).collect();
        groups.chunks(GROUPS_A_LINE).map(|line| line.join("  ")).collect()
    }

    fn group(&self, at: usize) -> &str {
        self.groups.get(at..at + GROUP).unwrap_or_default()
    }

    /// The sheet as text.
    pub fn text(&self) -> String {
        let mut text = format!("恢复单 · recovery sheet\n{}\n机构 · organisation {}\n\n", self.name, self.org);
        for (number, line) in self.lines().iter().enumerate() {
            let _ = writeln!(text, "  {}   {line}", number + 1);
        }
        text.push_str(
            "\n抄写或打印后锁入保险柜，不要拍照。系统不保存此内容。每年更新密钥时要用。\n\
             Write it down or print it, and lock it away. Do not photograph it. The system keeps no copy.\n\
             Needed once a year, to renew the keys.\n",
        );
        text
    }

    /// The sheet as a page to print.
    pub fn svg(&self) -> String {
        let code = qr::Code::new(&self.groups).expect("56 characters fit into a code");
        let mut lines = String::new();
        for (number, line) in self.lines().iter().enumerate() {
            let y = 250 + number * 42;
            let _ = write!(
                lines,
                "<text x='60' y='{y}' class='n'>{}</text><text x='110' y='{y}' class='g' xml:space='preserve'>{line}</text>",
                number + 1
            );
        }
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 794 1123' width='210mm' height='297mm'>\
             <style>text{{font-family:sans-serif;font-size:18px}}.h{{font-size:34px}}.g{{font-family:monospace;\
             font-size:30px}}.n{{fill:#777}}</style><rect width='794' height='1123' fill='#fff'/>\
             <text x='60' y='90' class='h'>恢复单 recovery sheet</text><text x='60' y='140'>{}</text>\
             <text x='60' y='175'>{}</text>{lines}<svg x='60' y='440' width='260' height='260'>{}</svg>\
             <text x='60' y='760'>抄写或打印后锁入保险柜，不要拍照。系统不保存此内容。每年更新密钥时要用。</text>\
             <text x='60' y='790'>Lock it away. Do not photograph it. The system keeps no copy.</text>\
             <text x='60' y='820'>Needed once a year, to renew the keys.</text></svg>\n",
            qr::escape(&self.name),
            qr::escape(&self.org),
            code.svg(),
        )
    }
}

fn check(secret: &[u8; 32]) -> [u8; CHECK] {
    let hash = sha256(&[b"lianxin/recovery/1", secret]);
    [hash.0[0], hash.0[1], hash.0[2]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(root: &SigningKey) -> RecoverySheet {
        RecoverySheet::new("ORG", "示例县 <办公室>", root)
    }

    #[test]
    fn what_was_written_down_gives_the_root_back_however_it_is_typed() {
        let root = SigningKey::from_bytes(&[7; 32]);
        let lines = sheet(&root).lines();
        assert_eq!(lines.iter().flat_map(|l| l.split_whitespace()).count(), 14);
        let typed = lines.join("\n").to_lowercase().replace('0', "o");
        assert_eq!(RecoverySheet::parse(&typed).unwrap().public(), root.public());
        assert_eq!(RecoverySheet::parse(&lines.join("").replace(' ', "-")).unwrap().public(), root.public());
    }

    #[test]
    fn one_wrong_character_or_a_missing_group_is_noticed() {
        let text = sheet(&SigningKey::from_bytes(&[7; 32])).lines().join(" ");
        for at in text.char_indices().filter(|(_, c)| *c != ' ').map(|(at, _)| at) {
            let mut broken = text.clone();
            let other = if broken.get(at..=at) == Some("2") { "3" } else { "2" };
            broken.replace_range(at..=at, other);
            assert_eq!(RecoverySheet::parse(&broken).unwrap_err(), RecoveryError::Check, "{at}");
        }
        assert_eq!(RecoverySheet::parse(&text[5..]).unwrap_err(), RecoveryError::Form);
        assert_eq!(RecoverySheet::parse("").unwrap_err(), RecoveryError::Form);
    }

    #[test]
    fn the_sheet_is_plain_text_or_a_page_and_escapes_the_name() {
        let sheet = sheet(&SigningKey::from_bytes(&[7; 32]));
        for line in sheet.lines() {
            assert!(sheet.text().contains(&line) && sheet.svg().contains(&line));
        }
        assert!(sheet.svg().contains("示例县 &lt;办公室&gt;"));
    }
}
