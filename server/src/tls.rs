//! The office's own TLS: a root that never leaves the data directory, pinned by phones through the invitation, and a
//! leaf made anew at every start for the addresses this machine has then. Phones do not check dates; browsers do.

use lianxin_core::id::sha256;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Addresses told in one invitation at most: each costs a phone's camera some modules.
pub const MAX_INVITED: usize = 4;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A certificate cannot be made.
    #[error("cannot make a TLS certificate")]
    Certificate(#[from] rcgen::Error),
    /// The configuration is refused.
    #[error("cannot set up TLS")]
    Configuration(#[from] rustls::Error),
}

/// The root of the office's TLS.
pub struct TlsRoot {
    name: String,
    key: KeyPair,
    certificate: CertificateDer<'static>,
}

impl TlsRoot {
    /// Makes a root. P-256: Ed25519 is not taken by browsers.
    pub fn generate(name: &str) -> Result<Self, TlsError> {
        let key = KeyPair::generate()?;
        let certificate = root_params(name)?.self_signed(&key)?.der().clone();
        Ok(Self { name: name.into(), key, certificate })
    }

    /// Takes a root from where it was kept.
    pub fn restore(name: &str, key: &[u8], certificate: Vec<u8>) -> Result<Self, TlsError> {
        let key = KeyPair::try_from(key)?;
        Ok(Self { name: name.into(), key, certificate: certificate.into() })
    }

    /// The key in PKCS #8, for the vault only.
    pub fn secret(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.key.serialize_der())
    }

    /// The certificate in DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// What invitations pin: SHA-256 of the root's SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), as RFC 7469 pins keys.
    pub fn pin(&self) -> [u8; 32] {
        sha256(&[&rcgen::PublicKeyData::subject_public_key_info(&self.key)]).0
    }

    /// Serves with a fresh leaf for these names; sends leaf and root, because phones know only the root's hash.
    pub fn server_config(&self, names: &BTreeSet<String>) -> Result<Arc<ServerConfig>, TlsError> {
        let key = KeyPair::generate()?;
        let issuer = Issuer::new(root_params(&self.name)?, &self.key);
        let leaf = leaf_params(&self.name, names)?.signed_by(&key, &issuer)?.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf, self.certificate.clone()], key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn params(name: &str, names: Vec<String>) -> Result<CertificateParams, TlsError> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2000, 1, 1);
    params.not_after = date_time_ymd(2100, 1, 1);
    Ok(params)
}

fn root_params(name: &str) -> Result<CertificateParams, TlsError> {
    let mut params = params(name, Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    Ok(params)
}

fn leaf_params(name: &str, names: &BTreeSet<String>) -> Result<CertificateParams, TlsError> {
    let mut params = params(name, names.iter().cloned().collect())?;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

/// What phones are told, as `host:port`: what the settings say, else this machine's addresses, else loopback.
pub fn addresses(told: &[String], listen: SocketAddr) -> Vec<String> {
    if !told.is_empty() {
        return told.to_vec();
    }
    let ips = match listen.ip() {
        ip if ip.is_unspecified() => machine_addresses(),
        ip => vec![ip],
    };
    ips.into_iter().map(|ip| SocketAddr::new(ip, listen.port()).to_string()).collect()
}

/// All IPv4 addresses but loopback, those of virtual bridges last; loopback if there is no other.
fn machine_addresses() -> Vec<IpAddr> {
    let mut found: Vec<(bool, IpAddr)> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .filter(|card| card.ip().is_ipv4() && !card.is_loopback() && !card.is_link_local())
        .map(|card| (is_bridge(&card.name), card.ip()))
        .collect();
    found.sort();
    found.dedup();
    if found.is_empty() {
        found.push((false, Ipv4Addr::LOCALHOST.into()));
    }
    found.into_iter().map(|(_, ip)| ip).collect()
}

fn is_bridge(card: &str) -> bool {
    ["docker", "br-", "veth", "virbr"].iter().any(|prefix| card.starts_with(prefix))
}

/// The names the leaf is for: what phones are told, this machine's addresses and names.
pub fn names(addresses: &[String]) -> BTreeSet<String> {
    let host = |address: &String| address.rsplit_once(':').map(|(host, _)| host.trim_matches(['[', ']']).to_owned());
    let mut names: BTreeSet<String> = addresses.iter().filter_map(host).collect();
    names.extend(machine_addresses().iter().map(ToString::to_string));
    names.extend(["127.0.0.1".to_owned(), "localhost".to_owned()]);
    if let Ok(name) = gethostname::gethostname().into_string() {
        names.insert(name.to_ascii_lowercase());
    }
    // What is neither an address nor a DNS name cannot stand in a certificate.
    names.retain(|name| name.parse::<IpAddr>().is_ok() || is_dns_name(name));
    names
}

fn is_dns_name(name: &str) -> bool {
    let label = |l: &str| (1..=63).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name.len() <= 253 && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_addresses_stand_and_a_given_card_is_the_only_one() {
        let told = ["office.local:8443".to_owned()];
        assert_eq!(addresses(&told, "0.0.0.0:1".parse().unwrap()), told);
        assert_eq!(addresses(&[], "127.0.0.1:8443".parse().unwrap()), ["127.0.0.1:8443"]);
        let found = addresses(&[], "0.0.0.0:8443".parse().unwrap());
        assert!(!found.is_empty() && found.iter().all(|a| a.ends_with(":8443")), "{found:?}");
    }

    #[test]
    fn a_leaf_is_made_for_addresses_and_names_and_strange_names_are_left_out() {
        let told = ["office.local:8443".to_owned(), "[::1]:8443".to_owned(), "没有:1".to_owned()];
        let names = names(&told);
        for name in ["office.local", "::1", "127.0.0.1", "localhost"] {
            assert!(names.contains(name), "{name}");
        }
        assert!(!names.contains("没有"));
        TlsRoot::generate("示例县").unwrap().server_config(&names).unwrap();
    }

    #[test]
    fn a_root_that_was_kept_is_the_same_root() {
        let root = TlsRoot::generate("示例县").unwrap();
        let kept = TlsRoot::restore("示例县", &root.secret(), root.certificate().to_vec()).unwrap();
        assert_eq!(kept.pin(), root.pin());
        kept.server_config(&BTreeSet::from(["localhost".to_owned()])).unwrap();
    }
}
