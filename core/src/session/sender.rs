//! Who answered, and whom else a phone believes.

use super::SessionError;
use crate::device::{Identity, Node};
use crate::id::KeyId;
use crate::register::{Listed, Page, RegisterId, Registers};
use crate::seal::{PublicKey, Sealed};
use crate::sync::{Answer, envelope};
use crate::time::Timestamp;

/// The node that sealed an answer, and the nodes the phone believes by then.
pub(super) struct Sender {
    pub(super) key: PublicKey,
    pub(super) listed: Listed,
    nodes: Vec<Node>,
    /// The answer's pages that the sender itself has signed, in their places: each signature is checked once.
    own: Vec<Option<Page>>,
}

impl Sender {
    /// Opens an answer of a node of the phone's organisation.
    ///
    /// A node goes on with its key when its certificate is renewed, and the answer brings the new certificate to a
    /// phone that may lack it. So a phone that missed the whole year's change reads the answer by the key it knows, and
    /// believes it by a certificate that leads to the root it has pinned.
    pub(super) fn of(bytes: &[u8], identity: &Identity, registers: &Registers) -> Result<(Answer, Self), SessionError> {
        let kid = envelope::sender(bytes)?;
        let listed = registers.get(RegisterId::Org).map(|org| org.listed.clone()).unwrap_or_default();
        let nodes = identity.nodes(&listed);
        let key = with_key(&nodes, kid).ok_or(SessionError::NotTheOffice(kid))?;
        let answer = Answer::open(bytes, &key)?;
        let own: Vec<Option<Page>> = answer.pages.iter().map(|sealed| Page::open(&sealed.0, &key).ok()).collect();
        let mut sender = Self { key, listed, nodes, own: Vec::new() };
        for page in own.iter().flatten() {
            sender.learn(page, identity);
        }
        sender.own = own;
        if sender.speaks_at(answer.time) { Ok((answer, sender)) } else { Err(SessionError::NotTheOffice(kid)) }
    }

    /// The answer's page in this place, signed by a node of the organisation. One that is revoked by now counts for the
    /// pages from before: a believed node hands them out, and the chain of pages goes on behind them.
    pub(super) fn page(&mut self, at: usize, sealed: &[u8]) -> Option<Page> {
        let (key, page) = match self.own.get_mut(at).and_then(Option::take) {
            Some(page) => (self.key, page),
            None => {
                let key = with_key(&self.nodes, Sealed::read(sealed).ok()?.kid())?;
                (key, Page::open(sealed, &key).ok()?)
            }
        };
        self.revoked(&key).is_none_or(|since| page.time < since).then_some(page)
    }

    /// Takes the certificates and revocations that a page lists.
    pub(super) fn learn(&mut self, page: &Page, identity: &Identity) {
        if self.listed.add(page) {
            self.nodes = identity.nodes(&self.listed);
        }
    }

    /// Whether the sender speaks for the office. Its certificate is judged by the office's own signed time, not by the
    /// phone's clock (DESIGN §9). A revoked node can write any time, so that nothing it sends now is believed.
    fn speaks_at(&self, at: Timestamp) -> bool {
        let is_certified = self.nodes.iter().any(|node| node.key == self.key && node.valid_at(at));
        is_certified && self.revoked(&self.key).is_none()
    }

    /// Since when a key is not believed: a node that lost it has lost it with each of its certificates.
    fn revoked(&self, key: &PublicKey) -> Option<Timestamp> {
        self.nodes.iter().filter(|node| node.key == *key).filter_map(|node| node.revoked).min()
    }
}

fn with_key(nodes: &[Node], kid: KeyId) -> Option<PublicKey> {
    nodes.iter().find(|node| node.key.id() == kid).map(|node| node.key)
}
