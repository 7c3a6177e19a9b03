//! The second factor: codes of an authenticator (TOTP, RFC 6238), as every app makes them: SHA-1, six digits, thirty
//! seconds. One step before and after is taken too.

use totp_rs::{Algorithm, Builder, Totp};

/// Bytes of a secret (RFC 4226 §4 recommends 160 bits).
pub const SECRET: usize = 20;
/// A step, in seconds.
const STEP: u64 = 30;

/// The step whose code this is, if it is one of now.
pub fn step(secret: &[u8], code: &str, now_ms: i64) -> Option<u64> {
    let totp = totp(secret)?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    totp.check(&code, u64::try_from(now_ms).ok()? / 1000)
}

/// The code of an instant.
#[cfg(test)]
pub fn code(secret: &[u8], now_ms: i64) -> String {
    totp(secret).unwrap().generate(u64::try_from(now_ms).unwrap() / 1000).to_string()
}

fn totp(secret: &[u8]) -> Option<Totp> {
    let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(STEP);
    builder.with_secret(secret.to_vec()).build().ok()
}

/// What an authenticator reads from the code on the screen.
pub fn uri(secret: &[u8], office: &str, number: &str) -> String {
    let (office, number) = (escaped(office), escaped(number));
    format!("otpauth://totp/{office}:{number}?secret={}&issuer={office}", base32(secret))
}

/// The alphabet of RFC 4648 §6, which authenticators read; the office's own codes have another.
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let letter = |at: usize| (at..at + 5).fold(0, |value, at| value << 1 | bit(at));
    (0..bytes.len() * 8).step_by(5).filter_map(|at| ALPHABET.get(letter(at)).copied().map(char::from)).collect()
}

fn escaped(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: SHA-1, the last six of eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(super::code(secret, seconds * 1000), code);
            assert_eq!(step(secret, code, seconds * 1000), Some(u64::try_from(seconds).unwrap() / 30));
        }
    }

    #[test]
    fn a_code_is_good_one_step_before_and_after_and_no_more() {
        let secret = b"12345678901234567890";
        let now = 1_111_111_110_000;
        let code = code(secret, now);
        for (off, good) in [(-60_000, false), (-30_000, true), (0, true), (59_999, true), (60_000, false)] {
            assert_eq!(step(secret, &code, now + off).is_some(), good, "{off}");
        }
        assert!(step(secret, &format!("{} {}", &code[..3], &code[3..]), now).is_some(), "as apps show it");
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(step(secret, wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_of_a_secret_is_as_authenticators_read_it() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI", "RFC 4648 §10");
        let uri = uri(b"12345678901234567890", "示例 县", "P6");
        assert_eq!(
            uri,
            "otpauth://totp/%E7%A4%BA%E4%BE%8B%20%E5%8E%BF:P6?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&\
             issuer=%E7%A4%BA%E4%BE%8B%20%E5%8E%BF"
        );
    }
}
