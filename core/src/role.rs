//! The posts a person can hold, and the few closed lists of words that registers and documents share.

use crate::cbor::{Cbor, CborError, Reader, Writer};

/// A closed list of words: each has a number on the wire, a word in JSON and SQL, and titles for people.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $number:literal, $word:literal, $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every word of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number on the wire.
            pub fn number(self) -> u8 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// The word in documents, JSON and SQL.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The title in Chinese.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// The title in English.
            pub fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }

            /// Finds the word of a number.
            pub fn from_number(number: u64) -> Option<Self> {
                Self::ALL.iter().copied().find(|w| u64::from(w.number()) == number)
            }

            /// Finds the word as documents, JSON and SQL spell it.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|w| w.word() == word)
            }
        }

        impl Cbor for $name {
            fn write(&self, w: &mut Writer) {
                w.uint(u64::from(self.number()));
            }

            fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
                let number = r.uint()?;
                Self::from_number(number).ok_or(CborError::Unknown(number))
            }
        }
    };
}

words! {
    /// A post (mechanisms §1, role letters). Rights come from holding one, never from the certificate.
    Role {
        /// GW, a full-time worker of one grid.
        GridWorker = 1, "grid_worker", "网格员", "grid worker";
        /// PM, who sees only the households on the day's list.
        PartyMember = 2, "party_member", "报到党员", "reported-in member";
        /// GC, second signer.
        GridChief = 3, "grid_chief", "网格长", "grid chief";
        /// VC, first signer; holds no household ledger.
        VanguardCaptain = 4, "vanguard_captain", "先锋队长", "vanguard captain";
        /// DG, a police officer shared by up to six grids; his phone holds no household byte.
        DeputyGridChief = 5, "deputy_grid_chief", "副网格长", "deputy grid chief";
        /// JH, who looks after one bundle of households.
        JointHouseholdLead = 6, "joint_household_lead", "联户长", "joint-household lead";
        /// CS, substitute signer of a community.
        CommunitySecretary = 7, "community_secretary", "社区书记", "community secretary";
        /// CO, who works at the console.
        CommunityOffice = 8, "community_office", "社区办公室", "community office";
    }
}

words! {
    /// Kinds of grid (DB6101/T 3185-2024).
    GridKind {
        /// A basic grid.
        Basic = 1, "basic", "基础网格", "basic grid";
        /// A dedicated grid: a campus, a market, the estate of a plant.
        Dedicated = 2, "dedicated", "专属网格", "dedicated grid";
    }
}

words! {
    /// Classes of household by need of service (M08); there is no other.
    HouseholdClass {
        /// No open need.
        AtEase = 1, "at_ease", "放心户", "at-ease household";
        /// A need of care or aid.
        Care = 2, "care", "暖心户", "care household";
        /// An open request or dispute.
        CloseContact = 3, "close_contact", "连心户", "close-contact household";
    }
}

words! {
    /// How a visit ended at the door. All are equally good answers (H7).
    VisitOutcome {
        /// Somebody was met.
        Met = 1, "met", "见到了", "met";
        /// Nobody at home.
        NoAnswer = 2, "no_answer", "无人在家", "no answer";
        /// The household did not want a visit.
        Declined = 3, "declined", "婉拒", "declined";
        /// The household has moved away.
        Moved = 4, "moved", "已搬走", "moved away";
        /// The dwelling stands empty.
        Vacant = 5, "vacant", "空置", "vacant";
    }
}

words! {
    /// Why a visit was made.
    VisitPurpose {
        /// A routine visit.
        Routine = 1, "routine", "日常走访", "routine";
        /// Follows up an earlier visit.
        FollowUp = 2, "follow_up", "回访", "follow-up";
        /// The resident asked for it.
        Requested = 3, "requested", "居民请求", "resident's request";
        /// A goodwill visit.
        Goodwill = 4, "goodwill", "慰问", "goodwill";
        /// To tell about a policy.
        Publicity = 5, "publicity", "政策宣传", "publicity";
        /// A check of hazards.
        Check = 6, "check", "排查", "check";
    }
}

words! {
    /// What the household wishes about the next contact.
    ContactWish {
        /// May come again.
        Welcome = 1, "welcome", "可以再来", "welcome again";
        /// Call before coming.
        CallFirst = 2, "call_first", "先打电话", "call first";
        /// No visits that the household has not asked for (M10 c).
        NoProactiveVisit = 3, "no_proactive_visit", "请不要再来", "please do not come again";
    }
}

impl Role {
    /// The two letters the field's papers use.
    pub fn letters(self) -> &'static str {
        match self {
            Self::GridWorker => "GW",
            Self::PartyMember => "PM",
            Self::GridChief => "GC",
            Self::VanguardCaptain => "VC",
            Self::DeputyGridChief => "DG",
            Self::JointHouseholdLead => "JH",
            Self::CommunitySecretary => "CS",
            Self::CommunityOffice => "CO",
        }
    }

    /// Reads a title in Chinese or English, the letters, or the word of the wire. 网格队长 is the article's other
    /// name of the chief (mechanisms §0.4).
    pub fn parse(text: &str) -> Option<Self> {
        if text == "网格队长" {
            return Some(Self::GridChief);
        }
        Self::ALL.iter().copied().find(|role| {
            [role.zh(), role.en(), role.word(), role.letters()].iter().any(|name| name.eq_ignore_ascii_case(text))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_found_by_each_of_its_names() {
        for role in Role::ALL {
            for name in [role.zh(), role.en(), role.word(), role.letters(), &role.letters().to_lowercase()] {
                assert_eq!(Role::parse(name), Some(*role), "{name}");
            }
            assert_eq!(Role::from_number(u64::from(role.number())), Some(*role));
        }
        assert_eq!(Role::parse("网格队长"), Some(Role::GridChief));
        assert_eq!(Role::parse("志愿者"), None);
    }
}
