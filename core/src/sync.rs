//! Sync: one signed envelope each way. The phone asks a numbered question (what it has to send, how far it has read)
//! and the office answers (receipts, verdicts, what is new in the phone's audiences). HTTP only carries it.

pub mod answer;
pub mod audience;
pub mod envelope;
pub mod question;
pub mod receipt;

pub use answer::{Answer, AudienceNews, DocumentNews, Item, ReasonRow, Tip, VerdictRow};
pub use audience::{Audience, Class, Cursor};
pub use envelope::EnvelopeError;
pub use question::{Question, SentChain, SentEntry};
pub use receipt::Receipt;
