//! Looking whether everything is sound: keys, files, registers, chains and feeds. Only reads.

use crate::app::{App, ISSUER_WARNING_DAYS};
use crate::control::{Finding, Health};
use crate::error::{ErrorKind, chain};
use crate::feed::chain8;
use crate::settings::Language;
use crate::storage::{ActorRecord, ReadTx, StorageError};
use lianxin_core::code::Scope;
use lianxin_core::entry::SignedEntry;
use lianxin_core::id::{Hash, Hash8};
use lianxin_core::register::{Page, RegisterId};
use lianxin_core::seal::{CertificateError, CertificateKind};
use lianxin_core::sync::Audience;
use lianxin_core::time::{DAY_MS, Day, Timestamp};
use std::collections::BTreeSet;

/// Rows of a feed read at a time.
const ROWS: u32 = 1_000;

impl App {
    /// Looks at everything, and says of each thing how it is.
    pub fn check(&self) -> Result<Vec<Finding>, ErrorKind> {
        let tx = self.office.storage().begin_read()?;
        let tx = tx.as_ref();
        Ok(vec![
            sound("program", env!("CARGO_PKG_VERSION").to_owned()),
            self.keys(),
            self.counted(
                "access.db",
                self.access.quick_check().map_err(ErrorKind::from).map(|ok| (1, usize::from(!ok))),
            ),
            self.counted("office.db", tx.is_sound().map_err(ErrorKind::from).map(|ok| (1, usize::from(!ok)))),
            self.reads_are_whole(),
            self.counted("register pages", self.pages(tx)),
            self.counted("chains", chains(tx)),
            self.counted("feeds", self.feeds(tx)),
            self.waiting_entries(tx.next_pending(None)?.is_some()),
        ])
    }

    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::Zh { zh } else { en }
    }

    fn counted(&self, what: &str, looked: Result<(usize, usize), ErrorKind>) -> Finding {
        let (how, says) = match looked {
            Ok((all, 0)) => (Health::Sound, all.to_string()),
            Ok((all, bad)) if self.language == Language::Zh => (Health::Broken, format!("共 {all},损坏 {bad}")),
            Ok((all, bad)) => (Health::Broken, format!("{bad} of {all} damaged")),
            Err(error) => (Health::Broken, chain(&error)),
        };
        Finding { what: what.into(), how, says }
    }

    /// The access log: how long it is and what its end is called, to be compared with what somebody has written down.
    fn reads_are_whole(&self) -> Finding {
        let node = self.office.keys().node.public();
        let looked = self.remembered_reads().and_then(|known| Ok(self.reads.check(&node, known)?));
        let (how, says) = match looked {
            Ok((tip, true)) => (Health::Sound, format!("{} {}", tip.n, tip.hash.short())),
            Ok((tip, false)) => {
                let text = self.say("被改动、缺行或被截断", "changed, thinned or cut");
                (Health::Broken, format!("{} {}: {text}", tip.n, tip.hash.short()))
            }
            Err(error) => (Health::Broken, chain(&error)),
        };
        Finding { what: "access log".into(), how, says }
    }

    fn waiting_entries(&self, is_waiting: bool) -> Finding {
        let says = self.say("没有等待的记录", "nothing waits");
        if is_waiting {
            let says = self.say("有记录等待处理", "entries wait to be judged");
            return Finding { what: "inbox".into(), how: Health::Look, says: says.into() };
        }
        sound("inbox", says.into())
    }

    /// The issuing key needs the root once a year: that is said two months before.
    fn keys(&self) -> Finding {
        let (how, says) = match self.keys_until() {
            Ok(until) => {
                let how = self.keys_health(until);
                let hint = match (how, self.language) {
                    (Health::Sound, _) => "",
                    (_, Language::Zh) => "，请运行: lianxin-server renew",
                    (_, Language::En) => "; run: lianxin-server renew",
                };
                (how, format!("{} {}{hint}", self.say("有效至", "until"), until.day()))
            }
            Err(_) => (Health::Broken, self.say("证书不可信", "a certificate is not believed").to_owned()),
        };
        Finding { what: "keys".into(), how, says }
    }

    fn keys_health(&self, until: Timestamp) -> Health {
        match until.since(self.host.now()) {
            ..=0 => Health::Broken,
            left if left < ISSUER_WARNING_DAYS * DAY_MS => Health::Look,
            _ => Health::Sound,
        }
    }

    /// From this instant on phones no longer believe the office.
    fn keys_until(&self) -> Result<Timestamp, CertificateError> {
        let keys = self.office.keys();
        let node = keys.chain.verify(&keys.certificate, CertificateKind::Node)?;
        Ok(keys.chain.issuer()?.to.min(node.to))
    }

    /// The day on which the keys end, if it is near or over.
    pub fn keys_end_soon(&self) -> Option<Day> {
        let until = self.keys_until().ok()?;
        (self.keys_health(until) != Health::Sound).then(|| until.day())
    }

    /// Says in the log that the keys end soon.
    pub fn warn_of_keys(&self) -> Result<(), ErrorKind> {
        if let Some(day) = self.keys_end_soon() {
            tracing::warn!(until = %day, "the office's keys end; run: lianxin-server renew");
        }
        Ok(())
    }

    /// Pages and pages that are not signed by this node, or do not follow the one before.
    fn pages(&self, tx: &dyn ReadTx) -> Result<(usize, usize), ErrorKind> {
        let node = self.office.keys().node.public();
        let pages = tx.pages()?;
        let (mut tips, mut bad) = (std::collections::BTreeMap::<RegisterId, (u64, Hash)>::new(), 0);
        for bytes in &pages {
            match Page::open(bytes, &node) {
                Ok(page) => {
                    let (version, tip) = tips.get(&page.register).copied().unwrap_or_default();
                    bad += usize::from((page.version, page.previous) != (version + 1, tip));
                    tips.insert(page.register, (page.version, page.hash()));
                }
                Err(_) => bad += 1,
            }
        }
        Ok((pages.len(), bad))
    }

    /// Feeds whose chain does not lead to their tip.
    fn feeds(&self, tx: &dyn ReadTx) -> Result<(usize, usize), ErrorKind> {
        let audiences = self.audiences(tx)?;
        let (mut feeds, mut bad) = (0, 0);
        for audience in audiences {
            let tip = tx.tip(&audience)?;
            let (mut pos, mut chain) = (0, Hash8::default());
            'feed: loop {
                let rows = tx.feed(&audience, pos, ROWS)?;
                if rows.is_empty() {
                    break;
                }
                for row in rows {
                    let next = chain8(&self.office.era(), &chain, &row.row);
                    if row.pos != pos + 1 || row.chain != next {
                        break 'feed;
                    }
                    (pos, chain) = (row.pos, next);
                }
            }
            feeds += usize::from(tip.pos > 0);
            bad += usize::from((tip.pos, tip.chain) != (pos, chain));
        }
        Ok((feeds, bad))
    }

    /// Every audience that registers and devices give rise to.
    fn audiences(&self, tx: &dyn ReadTx) -> Result<BTreeSet<Audience>, StorageError> {
        let registers = self.office.registers();
        let mut audiences = BTreeSet::from([Audience::org()]);
        audiences.extend(tx.devices()?.iter().map(|device| Audience::device(device.key)));
        for (id, register) in &registers.0 {
            if let RegisterId::Grid(grid) = *id {
                audiences.extend([Audience::team(grid), Audience::ledger(grid), Audience::visits(grid)]);
            }
            for post in register.assignments.values() {
                audiences.insert(Audience::mine(post.id));
                if let Scope::Bundle(grid, bundle) = post.scope {
                    audiences.insert(Audience::bundle(grid, bundle));
                }
            }
        }
        Ok(audiences)
    }
}

/// Chains and chains that are not whole from their tip to their first entry.
fn chains(tx: &dyn ReadTx) -> Result<(usize, usize), ErrorKind> {
    let (mut chains, mut bad) = (0, 0);
    for device in tx.devices()? {
        for actor in tx.actors_of(&device.key)? {
            chains += 1;
            bad += usize::from(!is_whole(tx, &actor)?);
        }
    }
    Ok((chains, bad))
}

fn is_whole(tx: &dyn ReadTx, actor: &ActorRecord) -> Result<bool, StorageError> {
    let (mut n, mut hash) = (actor.tip_n, actor.tip_hash);
    while n > 0 {
        let Some(record) = tx.entry(&hash)? else { return Ok(false) };
        let objects = tx.objects(record.seq)?.iter().map(|o| tx.object(o.id)).collect::<Result<_, _>>()?;
        let Ok(signed) = SignedEntry::reopen(&record.sealed, objects) else { return Ok(false) };
        if signed.hash != hash || (signed.entry.actor, signed.entry.n) != (actor.id, n) {
            return Ok(false);
        }
        (n, hash) = (n - 1, signed.entry.previous);
    }
    Ok(hash == Hash::default())
}

fn sound(what: &str, says: String) -> Finding {
    Finding { what: what.into(), how: Health::Sound, says }
}
