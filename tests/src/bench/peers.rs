//! Peers: the least that could do the same work, without anything of ours around it.

use super::clock::{Spent, timed};
use super::failure::BenchError;
use automerge::{Automerge, Change};
use lianxin_core::id::DocumentId;
use lianxin_core::seal::{PublicKey, SigningKey};
use lianxin_core::time::SystemHost;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::path::Path;

/// Ed25519 alone.
pub(super) struct Signatures {
    secret: SigningKey,
    key: PublicKey,
    message: Vec<u8>,
    signature: [u8; 64],
}

impl Signatures {
    pub(super) fn new() -> Self {
        let secret = SigningKey::generate(&SystemHost);
        let message = vec![7; 300];
        let signature = secret.sign(&message);
        Self { key: secret.public(), secret, message, signature }
    }

    /// Checks so many signatures.
    pub(super) fn verify(&self, times: usize) -> Spent {
        let check = || (0..times).filter(|_| self.key.verify(&self.message, &self.signature).is_ok()).count();
        timed(|| std::hint::black_box(check())).1
    }

    /// Makes a signature.
    pub(super) fn sign(&self) -> Spent {
        timed(|| std::hint::black_box(self.secret.sign(&self.message))).1
    }
}

/// SQLite alone, durable as the office's.
pub(super) struct Rows(Connection);

impl Rows {
    pub(super) fn open(path: &Path) -> Result<Self, BenchError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.execute_batch("CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")?;
        Ok(Self(connection))
    }

    /// Inserts these in one transaction.
    pub(super) fn insert(&mut self, rows: &[Vec<u8>]) -> Result<Spent, BenchError> {
        let work = || {
            let transaction = self.0.transaction()?;
            for bytes in rows {
                let mut insert = transaction.prepare_cached("INSERT INTO row (bytes) VALUES (?1)")?;
                insert.execute(params![bytes])?;
            }
            transaction.commit()
        };
        let (done, spent) = timed(work);
        done?;
        Ok(spent)
    }
}

/// Automerge alone: each change applied to its document, which is then saved and loaded again, as a trial merge must.
pub(super) fn automerge(
    states: &BTreeMap<DocumentId, Vec<u8>>,
    changes: &[(DocumentId, Vec<u8>)],
) -> Result<Spent, BenchError> {
    let broken = || BenchError::System("Automerge");
    let work = || {
        let mut documents: BTreeMap<DocumentId, Automerge> = BTreeMap::new();
        for (id, bytes) in changes {
            let mut document = match (documents.remove(id), states.get(id)) {
                (Some(document), _) => document,
                (None, Some(state)) => Automerge::load(state).map_err(|_| broken())?,
                (None, None) => Automerge::new(),
            };
            let change = Change::from_bytes(bytes.clone()).map_err(|_| broken())?;
            document.apply_changes([change]).map_err(|_| broken())?;
            let saved = document.save_nocompress();
            std::hint::black_box(Automerge::load(&saved).map_err(|_| broken())?.get_heads());
            documents.insert(*id, document);
        }
        Ok::<_, BenchError>(())
    };
    let (done, spent) = timed(work);
    done?;
    Ok(spent)
}
