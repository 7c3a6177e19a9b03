//! A small office: enrols one phone, gives it a grid with a few households, and takes or refuses what it brings. It
//! checks nothing; the real one is tested elsewhere.

use async_trait::async_trait;
use lianxin_core::cbor::{Bytes, decode, encode};
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::enrol::{EnrolAnswer, EnrolRequest, Invitation};
use lianxin_core::entry::{SignedEntry, Verdict};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, Era, Hash8, OrgId, PersonId};
use lianxin_core::register::{Assignment, Page, PersonDetails, RegisterId, Row};
use lianxin_core::role::{GridKind, Role};
use lianxin_core::seal::{Certificate, CertificateKind, Chain, PublicKey, SigningKey};
use lianxin_core::sync::{
    Answer, Audience, AudienceNews, Cursor, DocumentNews, Item, Question, Receipt, Tip, VerdictRow,
};
use lianxin_core::time::{Day, Host, SystemHost, Timestamp};
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use std::sync::{Mutex, MutexGuard};

const ERA: Era = Era([9; 8]);
const PERSON: PersonId = PersonId([3; 16]);
const CHIEF: PersonId = PersonId([4; 16]);
const SECRET: [u8; 16] = [2; 16];

/// The office.
pub(crate) struct Office {
    root: SigningKey,
    issuer: SigningKey,
    node: SigningKey,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    device: Option<[u8; 32]>,
    /// The clerk confirms from so many questions on.
    confirms_after: u32,
    asked: u32,
    syncs: u64,
    verdict: Option<Verdict>,
    news: Vec<DocumentNews>,
    members: Vec<DocumentId>,
}

pub(crate) fn grid() -> GridCode {
    GridCode::parse("000000901001003").unwrap()
}

impl Office {
    /// An office whose clerk confirms at once.
    pub(crate) fn new() -> Self {
        let key = |seed| SigningKey::from_bytes(&[seed; 32]);
        let office = Self { root: key(10), issuer: key(11), node: key(12), state: Mutex::default() };
        for (n, room) in ["301", "302", "401"].into_iter().enumerate() {
            office.add_household(u8::try_from(n).unwrap() + 1, "连心里", room);
        }
        office
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The clerk confirms once the phone has asked so often before.
    pub(crate) fn confirm_after(&self, questions: u32) {
        self.state().confirms_after = questions;
    }

    /// Judges everything that comes from now on so.
    pub(crate) fn judge(&self, verdict: Verdict) {
        self.state().verdict = Some(verdict);
    }

    /// The text of the invitation; nobody listens at its address.
    pub(crate) fn invitation(&self) -> String {
        let invitation = Invitation {
            id: [1; 16],
            secret: SECRET,
            root: Chain::fingerprint(&self.root.public().to_bytes()),
            tls_pin: [4; 32],
            addresses: vec!["127.0.0.1:1".into()],
            expires: Timestamp(i64::MAX),
        };
        invitation.to_text()
    }

    fn certificate(&self, kind: CertificateKind, key: &[u8; 32]) -> Vec<u8> {
        let issuer = if kind == CertificateKind::Issuer { &self.root } else { &self.issuer };
        let certificate = Certificate {
            org: OrgId::of(&self.root.public().to_bytes()),
            kind,
            key: *key,
            person: (kind == CertificateKind::Device).then_some(PERSON),
            from: Timestamp(0),
            to: Timestamp(i64::MAX),
            serial: 1,
        };
        certificate.issue(issuer)
    }

    fn enrol(&self, body: &[u8]) -> Vec<u8> {
        let request: EnrolRequest = decode(body).unwrap();
        let mut state = self.state();
        state.device = Some(request.key);
        state.asked += 1;
        let is_confirmed = state.asked > state.confirms_after;
        let issuer = self.certificate(CertificateKind::Issuer, &self.issuer.public().to_bytes());
        let answer = EnrolAnswer {
            nonce: [9; 16],
            trust: Chain { root: self.root.public().to_bytes(), issuer },
            nodes: vec![Bytes(self.certificate(CertificateKind::Node, &self.node.public().to_bytes()))],
            proof: [0; 32],
            certificate: is_confirmed.then(|| Bytes(self.certificate(CertificateKind::Device, &request.key))),
        };
        encode(&answer.prove(&request, &SECRET))
    }

    /// Adds a household of the ledger.
    fn add_household(&self, n: u8, estate: &str, room: &str) -> DocumentId {
        let actor = ActorId([n; 16]);
        let id = DocumentId::derive(lianxin_core::household::CODE, &actor, &[n; 16]);
        let grid = Value::Int(i64::try_from(grid().number()).unwrap());
        let author = Value::Bytes(vec![8; 16]);
        let edits = [
            Edit::put("grid", grid),
            Edit::put("author", author),
            Edit::put("estate", Value::text(estate)),
            Edit::put("building", Value::text("3")),
            Edit::put("unit", Value::text("1")),
            Edit::put("room", Value::text(room)),
        ];
        let change =
            Document::new().write(&actor, Timestamp(1), "household.import", &[n; 16], &edits).unwrap().unwrap();
        self.bring(id, vec![change.bytes().to_vec()]);
        id
    }

    /// Adds a household on whose wish two people disagree.
    pub(crate) fn add_disputed_household(&self) -> DocumentId {
        let id = self.add_household(7, "和顺苑", "101");
        let created = self.state().news.last().unwrap().items.clone();
        let Item::Change(bytes) = &created[0] else { panic!() };
        let mut document = Document::new();
        document.admit(&lianxin_core::document::guard::read(bytes).unwrap()).unwrap();
        let wish = |actor, wish| {
            let edits = [Edit::put("wish", Value::text(wish))];
            let change = document.write(&ActorId([actor; 16]), Timestamp(2), "household.edit", &[actor; 16], &edits);
            change.unwrap().unwrap().bytes().to_vec()
        };
        self.bring(id, vec![bytes.clone(), wish(20, "welcome"), wish(21, "call_first")]);
        id
    }

    fn bring(&self, document: DocumentId, changes: Vec<Vec<u8>>) {
        let items = changes.into_iter().map(Item::Change).collect();
        let mut state = self.state();
        state.news.push(DocumentNews { document, whole: true, items });
        state.members.push(document);
    }

    fn pages(&self) -> Vec<Bytes> {
        let at = Timestamp(1_000);
        let page = |register, rows| {
            let page = Page { register, version: 1, previous: Default::default(), time: at, rows };
            Bytes(page.seal(&self.node))
        };
        let scope = Scope::Grid(grid());
        let post = |person, role| {
            let id = AssignmentId::derive(&person, role, scope, at);
            Row::Assignment(Assignment { id, person, role, scope, from: at, to: None, substitute_for: None })
        };
        let org = vec![Row::Unit { code: grid().community(), name: "示例社区01".into() }];
        let facts = Row::Grid {
            label: "示-03".into(),
            kind: GridKind::Basic,
            from: Day(0),
            to: None,
            predecessors: Vec::new(),
        };
        let mut rows = vec![facts, post(PERSON, Role::GridWorker), post(CHIEF, Role::GridChief)];
        rows.extend(people().map(|details| Row::Person { id: PersonId(details.salt), leaf: details.leaf() }));
        vec![page(RegisterId::Org, org), page(RegisterId::Grid(grid()), rows)]
    }

    fn sync(&self, body: &[u8]) -> Vec<u8> {
        let mut state = self.state();
        let device = PublicKey::from_bytes(&state.device.unwrap()).unwrap();
        let question = Question::open(body, &device).unwrap();
        state.syncs += 1;
        let verdict = state.verdict.unwrap_or(Verdict::admitted(None));
        let time = SystemHost.now();
        let (mut tips, mut receipts, mut verdicts) = (Vec::new(), Vec::new(), Vec::new());
        for chain in &question.chains {
            let mut tip = Tip { actor: chain.actor, n: 0, hash: Hash8::default() };
            for sent in &chain.entries {
                let entry = SignedEntry::open(&sent.sealed, sent.objects.clone(), &device);
                let entry = entry.unwrap_or_else(|_| SignedEntry::reopen(&sent.sealed, sent.objects.clone()).unwrap());
                let (n, hash) = (entry.entry.n, entry.hash.short());
                tip = Tip { n, hash, ..tip };
                verdicts.push(VerdictRow { actor: chain.actor, n, hash, verdict });
                let receipt = Receipt { era: ERA, actor: chain.actor, n, hash: entry.hash, time, backed_up_n: 0 };
                receipts.push(Bytes(receipt.seal(&self.node)));
                state.members.extend(entry.entry.documents());
            }
            if tip.n > 0 {
                tips.push(tip);
            }
        }
        let to = Some(Cursor { pos: state.syncs, chain: Hash8([1; 8]), back: 1 });
        let news = |audience, enter: Vec<(DocumentId, Option<Timestamp>)>| AudienceNews {
            audience,
            restart: false,
            to,
            enter,
            leave: Vec::new(),
        };
        let members = state.members.iter().map(|id| (*id, None)).collect();
        let answer = Answer {
            era: ERA,
            number: question.number,
            time,
            stale: false,
            more: false,
            tips,
            receipts,
            renewed: None,
            verdicts,
            keeps: false,
            audiences: vec![
                news(Audience::org(), Vec::new()),
                news(Audience::team(grid()), Vec::new()),
                news(Audience::ledger(grid()), members),
            ],
            pages: self.pages(),
            parts: people().map(|details| Bytes(encode(&details))).to_vec(),
            documents: std::mem::take(&mut state.news),
            absent: Vec::new(),
            reasons: None,
        };
        answer.seal(&self.node)
    }
}

/// The phone's person and the chief, who has no duty phone. Each salt is the person's id.
fn people() -> [PersonDetails; 2] {
    let details = |id: PersonId, number: &str, name: &str, duty_phone: &str| PersonDetails {
        salt: id.0,
        number: number.into(),
        name: name.into(),
        duty_phone: duty_phone.into(),
    };
    [details(PERSON, "P01", "秦知禾（演示）", "000-1234567"), details(CHIEF, "P02", "马晓川（演示）", "")]
}

#[async_trait]
impl Transport for Office {
    async fn send(&self, to: Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        Ok(match to {
            Endpoint::Enrol => self.enrol(&body),
            Endpoint::Sync => self.sync(&body),
        })
    }
}
