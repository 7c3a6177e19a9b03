//! The simulated world and what the end-to-end tests share.

pub mod bench;
pub mod demo;
pub mod handset;
pub mod profile;
pub mod programs;
pub mod report;
pub mod server;
pub mod town;
pub mod world;
pub mod years;

/// A change of [`lianxin_core::document::guard`]'s fuzzing on which Automerge panics while it decodes it.
pub fn panicking() -> Vec<u8> {
    let hex = "856f4a83fcd24d8f01b101015080a0b78699a7cd740041c733950ff2db0af031649fda922c323b443847484d100202020202020202\
               020202020202020201090124746573742e656469742f303831303430473230383130343047323038313034304732303801100101\
               010101010101010101010101010108152134014202560257087002710273027c076669656c645f31076669656c645f3307666965\
               6c645f35076669656c645f370404010424d00fd00fd00fd00f0401044a0402";
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}
