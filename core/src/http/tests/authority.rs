//! Makes roots, issuers and server certificates.

use crate::id::sha256;
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, PublicKeyData, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// The office's root, or an issuer under it.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pin: [u8; 32],
    pub(super) certificate: CertificateDer<'static>,
    /// What a server shows after its own certificate, the root last.
    chain: Vec<CertificateDer<'static>>,
}

/// What a server shows, and the key it holds.
pub(super) struct Leaf {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

fn between(mut params: CertificateParams, from: i32, to: i32) -> CertificateParams {
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params
}

fn server() -> CertificateParams {
    let mut params = CertificateParams::new(vec!["office.invalid".into()]).unwrap();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

impl Authority {
    /// A new root. All have the same name, so that only keys tell them apart.
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pin = sha256(&[&key.subject_public_key_info()]).0;
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self { issuer: Issuer::new(params, key), pin, chain: vec![certificate.clone()], certificate }
    }

    pub(super) fn pin(&self) -> [u8; 32] {
        self.pin
    }

    /// An issuer under this one, valid from one year to another.
    pub(super) fn issuer(&self, from: i32, to: i32) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        self.below(between(params, from, to))
    }

    /// A server certificate under this one, used as if it could issue.
    pub(super) fn server_as_issuer(&self) -> Self {
        self.below(server())
    }

    fn below(&self, mut params: CertificateParams) -> Self {
        params.distinguished_name.push(rcgen::DnType::CommonName, "below");
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let chain = [vec![certificate.clone()], self.chain.clone()].concat();
        Self { issuer: Issuer::new(params, key), pin: self.pin, certificate, chain }
    }

    /// A server certificate.
    pub(super) fn leaf(&self) -> Leaf {
        self.sign(server())
    }

    /// A server certificate valid from one year to another.
    pub(super) fn leaf_between(&self, from: i32, to: i32) -> Leaf {
        self.sign(between(server(), from, to))
    }

    /// A certificate for clients only.
    pub(super) fn client_leaf(&self) -> Leaf {
        let mut params = server();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Leaf {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let chain = [vec![certificate], self.chain.clone()].concat();
        Leaf { chain, key: PrivatePkcs8KeyDer::from(key.serialize_der()).into() }
    }
}
