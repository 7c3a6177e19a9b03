//! The office's keys.

use lianxin_core::id::OrgId;
use lianxin_core::seal::{Certificate, CertificateKind, Chain, SigningKey};
use lianxin_core::time::{DAY_MS, Host, Timestamp};
use lianxin_server::office::Keys;

#[derive(Clone)]
pub(super) struct Secrets {
    root: SigningKey,
    issuer: SigningKey,
    node: SigningKey,
    from: Timestamp,
}

impl Secrets {
    pub(super) fn new(host: &dyn Host, from: Timestamp) -> Self {
        let [root, issuer, node] = [(); 3].map(|()| SigningKey::generate(host));
        Self { root, issuer, node, from }
    }

    pub(super) fn certificate(
        &self,
        kind: CertificateKind,
        key: &SigningKey,
        signer: &SigningKey,
        serial: u64,
    ) -> Vec<u8> {
        let (org, to) = (OrgId::of(&self.root.public().to_bytes()), self.from.plus_ms(10_000 * DAY_MS));
        let certificate =
            Certificate { org, kind, key: key.public().to_bytes(), person: None, from: self.from, to, serial };
        certificate.issue(signer)
    }

    pub(super) fn trust(&self) -> Chain {
        let issuer = self.certificate(CertificateKind::Issuer, &self.issuer, &self.root, 1);
        Chain { root: self.root.public().to_bytes(), issuer }
    }

    pub(super) fn node_certificate(&self) -> Vec<u8> {
        self.certificate(CertificateKind::Node, &self.node, &self.issuer, 2)
    }

    pub(super) fn keys(&self) -> Keys {
        Keys {
            node: self.node.clone(),
            certificate: self.node_certificate(),
            issuer: self.issuer.clone(),
            chain: self.trust(),
        }
    }
}
