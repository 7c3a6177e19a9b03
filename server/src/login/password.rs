//! Passwords: which are taken, and their hash (Argon2id, RFC 9106) with the costs OWASP names as the least.

use argon2::{Algorithm, Argon2, Params, Version};
use lianxin_core::time::{Host, random};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// The first costs: 19 MiB, two passes, one lane. Other costs will have another number.
const COST: u8 = 1;
const KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Characters of a password. A second factor stands beside it (NIST SP 800-63B-4 §3.1.1.2 asks for 8).
const MIN: usize = 10;
const MAX: usize = 128;
const SALT: usize = 16;
const HASH: usize = 32;

#[cfg(test)]
thread_local! {
    /// Hashes made in this thread: tests count the work of a try, which no clock tells exactly.
    pub static HASHES: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// What is kept of a password: cost, salt, hash.
pub type Kept = Zeroizing<Vec<u8>>;

/// Whether a password is long enough, and more than one character or the person's own number over again.
pub fn is_fit(password: &str, number: &str) -> bool {
    let password = prepared(password);
    let characters = password.chars().count();
    let mut kinds: Vec<char> = password.to_lowercase().chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let rest = password.to_lowercase().replace(&number.to_lowercase(), "");
    (MIN..=MAX).contains(&characters) && kinds.len() >= 4 && rest.chars().count() >= MIN / 2
}

/// What is to be kept of a password.
pub fn keep(password: &str, host: &dyn Host) -> Option<Kept> {
    let salt: [u8; SALT] = random(host);
    let hash = hash(password, &salt)?;
    Some(Zeroizing::new([[COST].as_slice(), &salt, hash.as_slice()].concat()))
}

/// Whether it is this password. It takes the same time whatever is kept.
pub fn is_right(password: &str, kept: &[u8]) -> bool {
    let (salt, known) = match kept.split_first() {
        Some((&COST, rest)) if rest.len() == SALT + HASH => rest.split_at(SALT),
        _ => ([0; SALT].as_slice(), [].as_slice()),
    };
    let Some(hash) = hash(password, salt) else { return false };
    known.len() == HASH && known.iter().zip(hash.iter()).fold(0, |unlike, (a, b)| unlike | (a ^ b)) == 0
}

fn hash(password: &str, salt: &[u8]) -> Option<Zeroizing<[u8; HASH]>> {
    #[cfg(test)]
    HASHES.set(HASHES.get() + 1);
    let params = Params::new(KIB, PASSES, 1, Some(HASH)).ok()?;
    let mut hash = Zeroizing::new([0; HASH]);
    // A longer one than may be set is no one's, and costs no more.
    let password: Zeroizing<String> = Zeroizing::new(prepared(password).chars().take(MAX + 1).collect());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, hash.as_mut_slice())
        .ok()?;
    Some(hash)
}

/// The same characters typed at another keyboard are the same password.
fn prepared(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfkc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::time::SystemHost;

    #[test]
    fn a_password_is_right_for_itself_in_any_writing_and_for_nothing_else() {
        let kept = keep("湖边的石榴树 2026", &SystemHost).unwrap();
        assert!(is_right("湖边的石榴树 2026", &kept));
        assert!(is_right("湖边的石榴树 ２０２６", &kept), "full width");
        for wrong in ["湖边的石榴树 2027", "", "湖边的石榴树 2026 "] {
            assert!(!is_right(wrong, &kept), "{wrong}");
        }
        assert!(!is_right("湖边的石榴树 2026", &[]) && !is_right("", &[]) && !is_right("", &kept[..20]));
        assert_ne!(keep("湖边的石榴树 2026", &SystemHost), Some(kept), "another salt");
    }

    #[test]
    fn short_dull_and_own_numbers_are_not_taken() {
        for (password, fit) in [
            ("correct horse", true),
            ("湖边的石榴树开了七朵花", true),
            ("short1234", false),
            ("aaaaaaaaaaaaaaa", false),
            ("121212121212", false),
            ("P00017P00017", false),
            ("p00017-2026", true),
            (&"x1y2".repeat(32), true),
            (&"x1y2z".repeat(32), false),
        ] {
            assert_eq!(is_fit(password, "P00017"), fit, "{password}");
        }
    }
}
