//! The closed lists of words.

use crate::words::language;
use lianxin_core::words::Lang;
use lianxin_core::{note_check, role};

/// An enum of the same variants, both ways.
macro_rules! mirror {
    ($(#[$meta:meta])* $name:ident = $module:ident { $($(#[$vmeta:meta])* $variant:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl From<$module::$name> for $name {
            fn from(word: $module::$name) -> Self {
                match word { $($module::$name::$variant => Self::$variant,)+ }
            }
        }

        impl From<$name> for $module::$name {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant,)+ }
            }
        }
    };
}

/// The title of a word.
macro_rules! titles {
    ($($name:ident)+) => { $(
        #[uniffi::export]
        impl $name {
            /// The title in the language of the app.
            pub fn title(&self) -> String {
                let word = role::$name::from(*self);
                match language() {
                    Lang::ZhCn => word.zh(),
                    Lang::En => word.en(),
                }
                .to_owned()
            }
        }
    )+ };
}

mirror! {
    /// A post a person can hold.
    Role = role {
        /// A full-time worker of one grid.
        GridWorker,
        /// Sees only the households on the day's list.
        PartyMember,
        /// Second signer.
        GridChief,
        /// First signer; holds no household ledger.
        VanguardCaptain,
        /// A police officer shared by up to six grids; his phone holds no household byte.
        DeputyGridChief,
        /// Looks after one bundle of households.
        JointHouseholdLead,
        /// Substitute signer of a community.
        CommunitySecretary,
        /// Works at the console.
        CommunityOffice,
    }
}

mirror! {
    /// Classes of household by need of service; there is no other.
    HouseholdClass = role {
        /// No open need.
        AtEase,
        /// A need of care or aid.
        Care,
        /// An open request or dispute.
        CloseContact,
    }
}

mirror! {
    /// How a visit ended at the door. All are equally good answers.
    VisitOutcome = role {
        /// Somebody was met.
        Met,
        /// Nobody at home.
        NoAnswer,
        /// The household did not want a visit.
        Declined,
        /// The household has moved away.
        Moved,
        /// The dwelling stands empty.
        Vacant,
    }
}

mirror! {
    /// Why a visit was made.
    VisitPurpose = role {
        /// A routine visit.
        Routine,
        /// Follows up an earlier visit.
        FollowUp,
        /// The resident asked for it.
        Requested,
        /// A goodwill visit.
        Goodwill,
        /// To tell about a policy.
        Publicity,
        /// A check of hazards.
        Check,
    }
}

mirror! {
    /// What the household wishes about the next contact.
    ContactWish = role {
        /// May come again.
        Welcome,
        /// Call before coming.
        CallFirst,
        /// No visits that the household has not asked for.
        NoProactiveVisit,
    }
}

mirror! {
    /// What was found in a note.
    HitKind = note_check {
        /// A citizen number.
        CitizenNumber,
        /// A bank card number.
        BankCard,
        /// A mobile number.
        Mobile,
        /// A word for a disease.
        Disease,
        /// A label put on people.
        Label,
    }
}

titles!(Role HouseholdClass VisitOutcome VisitPurpose ContactWish);
