//! Who the office is, in TLS: whoever holds a certificate under the root whose key was pinned at enrolment.
//!
//! - *No dates*: a phone whose clock is a year off must still sync (DESIGN §9), so a chain is judged at an instant at
//!   which all its certificates are valid. The envelope proves the office anew, with dates and revocation.
//! - *No host names*: the office's address changes with its network, and the root signs for this office alone. Any
//!   server certificate under it is the office, at whatever address it answers.
//! - Everything else is as usual: the path of signatures, who may issue, what a key may be used for, and the proof in
//!   the handshake that the other side holds the key.

use crate::id::sha256;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::Arc;
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, spki_for_anchor};

/// Certificates beside the leaf at most; the office sends one, the root.
const MAX_ISSUERS: usize = 8;

/// A TLS client that trusts the root with this pin and nothing else.
pub(super) fn client_config(pin: [u8; 32]) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = PinnedRoot { pin, provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

/// Believes chains that lead to a root with this SHA-256 of its SubjectPublicKeyInfo (as in RFC 7469, §2.4).
#[derive(Debug)]
struct PinnedRoot {
    pin: [u8; 32],
    provider: Arc<CryptoProvider>,
}

impl PinnedRoot {
    /// The pinned root, if the other side has sent it. That bytes claim to be it proves nothing yet: the path to it
    /// is verified with its key.
    fn anchor<'a>(&self, sent: &'a [CertificateDer<'_>]) -> Option<TrustAnchor<'a>> {
        let anchors = sent.iter().filter_map(|certificate| anchor_from_trusted_cert(certificate).ok());
        anchors.into_iter().find(|anchor| sha256(&[&spki_for_anchor(anchor)]).0 == self.pin)
    }

    /// Verifies the path at the earliest instant at which every certificate on it is valid.
    fn verify_path(
        &self,
        leaf: &EndEntityCert<'_>,
        issuers: &[CertificateDer<'_>],
        anchor: TrustAnchor<'_>,
    ) -> Result<(), webpki::Error> {
        let algorithms = self.provider.signature_verification_algorithms.all;
        let (anchors, mut time) = ([anchor], UnixTime::since_unix_epoch(Duration::ZERO));
        loop {
            let usage = KeyUsage::server_auth();
            match leaf.verify_for_usage(algorithms, &anchors, issuers, time, usage, None, None) {
                Ok(_) => return Ok(()),
                // Each round ends at a later instant, of which there is one for each certificate.
                Err(webpki::Error::CertNotValidYet { not_before, .. }) if not_before > time => time = not_before,
                Err(error) => return Err(error),
            }
        }
    }
}

impl ServerCertVerifier for PinnedRoot {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if intermediates.len() > MAX_ISSUERS {
            return Err(CertificateError::UnknownIssuer.into());
        }
        let anchor = self.anchor(intermediates).ok_or(CertificateError::UnknownIssuer)?;
        let leaf = EndEntityCert::try_from(end_entity).map_err(|_| CertificateError::BadEncoding)?;
        self.verify_path(&leaf, intermediates, anchor).map_err(|error| match error {
            webpki::Error::UnknownIssuer => CertificateError::UnknownIssuer,
            webpki::Error::InvalidSignatureForPublicKey => CertificateError::BadSignature,
            other => CertificateError::Other(rustls::OtherError(Arc::new(other))),
        })?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
