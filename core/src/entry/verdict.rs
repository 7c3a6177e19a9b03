//! What the office decided about an entry. Received is not admitted: a receipt says "kept safely", a verdict says
//! what became of it.

use crate::cbor::{Cbor, CborError, Reader, Writer};
use crate::register::Flag;

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $number:literal, $word:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
            /// A code of a later version, shown as it is.
            Unknown(u8),
        }

        impl $name {
            /// Every known code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number on the wire.
            pub fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)+ Self::Unknown(number) => number }
            }

            /// The stable code in JSON, SQL and logs.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ Self::Unknown(_) => "unknown" }
            }

            /// Finds the code of a number.
            pub fn from_number(number: u8) -> Self {
                Self::ALL.iter().copied().find(|c| c.number() == number).unwrap_or(Self::Unknown(number))
            }
        }
    };
}

codes! {
    /// Why a person has to look before an entry is judged.
    HoldCode {
        /// The second branch of a forked chain; filed to its end, never released.
        Fork = 1, "fork";
        /// Over the device's quota of the day.
        Many = 2, "many";
        /// The device was reported lost before the entry arrived.
        Lost = 3, "lost";
        /// Touches or names a document that an earlier held entry of the device touches.
        Behind = 4, "behind";
        /// Carries a kind or version this office does not know.
        Kind = 5, "kind";
        /// Names a register version the restored office lacks.
        Register = 6, "register";
        /// Would be refused, but the office is recovering from a backup.
        Recovery = 7, "recovery";
    }
}

codes! {
    /// Why an entry was refused. Final: the same entry is never admitted later.
    RefusalCode {
        /// An object does not pass the guard.
        Shape = 1, "shape";
        /// Breaks its author's chain within a document.
        Chain = 2, "chain";
        /// Depends on changes the record does not have.
        Deps = 3, "deps";
        /// Follows a refused entry of the same device on the same document.
        Behind = 4, "behind";
        /// No post of its author allowed it.
        Rights = 5, "rights";
        /// The document exists already; its creator takes this as done.
        Exists = 6, "exists";
        /// The document's id does not come from its creator.
        Id = 7, "id";
        /// The merged document does not survive saving and loading.
        Merge = 8, "merge";
        /// A person at the office refused it.
        Person = 9, "person";
        /// A later entry that names it has taken its place.
        Replayed = 10, "replayed";
        /// A value its field does not allow.
        Value = 11, "value";
    }
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// In the central record; the flags inform.
    Admitted {
        /// The device's clock was wrong.
        clock: bool,
        /// The post had ended by the time it arrived.
        late: bool,
    },
    /// A person will decide. No verdict to act on.
    Held(HoldCode),
    /// Not taken, for good.
    Refused(RefusalCode),
}

impl Verdict {
    /// Admitted, with at most one flag.
    pub fn admitted(flag: Option<Flag>) -> Self {
        Self::Admitted { clock: flag == Some(Flag::Clock), late: flag == Some(Flag::Late) }
    }

    /// Whether it can still change.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Held(_))
    }

    /// Kind and code as they stand on the wire and in storage.
    pub fn numbers(self) -> (u8, u8) {
        match self {
            Self::Admitted { clock, late } => (1, u8::from(clock) | u8::from(late) << 1),
            Self::Held(code) => (2, code.number()),
            Self::Refused(code) => (3, code.number()),
        }
    }

    /// Reads kind and code.
    pub fn from_numbers(kind: u8, code: u8) -> Option<Self> {
        match kind {
            1 => Some(Self::Admitted { clock: code & 1 != 0, late: code & 2 != 0 }),
            2 => Some(Self::Held(HoldCode::from_number(code))),
            3 => Some(Self::Refused(RefusalCode::from_number(code))),
            _ => None,
        }
    }

    /// The stable word: `admitted`, `held.<code>` or `refused.<code>`.
    pub fn word(self) -> String {
        match self {
            Self::Admitted { .. } => "admitted".into(),
            Self::Held(code) => format!("held.{}", code.word()),
            Self::Refused(code) => format!("refused.{}", code.word()),
        }
    }
}

impl RefusalCode {
    /// Whether the phone re-authors the entry by itself (DESIGN §5). Everything else needs its author's eyes.
    pub fn is_replayed(self) -> bool {
        matches!(self, Self::Deps | Self::Behind | Self::Chain)
    }
}

impl Cbor for Verdict {
    fn write(&self, w: &mut Writer) {
        let (kind, code) = self.numbers();
        w.array(2).uint(u64::from(kind)).uint(u64::from(code));
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        let (kind, code) = (r.uint8()?, r.uint8()?);
        Self::from_numbers(kind, code).ok_or(CborError::Unknown(u64::from(kind)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_reads_back() {
        let mut all = vec![Verdict::Admitted { clock: true, late: true }, Verdict::admitted(None)];
        all.extend(HoldCode::ALL.iter().map(|c| Verdict::Held(*c)));
        all.extend(RefusalCode::ALL.iter().map(|c| Verdict::Refused(*c)));
        all.push(Verdict::Refused(RefusalCode::Unknown(200)));
        for verdict in all {
            let (kind, code) = verdict.numbers();
            assert_eq!(Verdict::from_numbers(kind, code), Some(verdict));
        }
        assert_eq!(Verdict::from_numbers(4, 0), None);
    }
}
