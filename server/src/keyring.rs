//! The office's keys at rest: one file, made once by `init`, every secret in it wrapped by the vault of the data
//! directory. The organisation's root key is not in it: `init` hands it to paper and forgets it (DESIGN §9).

use crate::office::Keys;
use crate::recovery::RecoverySheet;
use crate::tls::{TlsError, TlsRoot};
use lianxin_core::cbor::{Cbor, CborError, Reader, Writer, decode, encode};
use lianxin_core::id::OrgId;
use lianxin_core::seal::vault::FileVault;
use lianxin_core::seal::{Certificate, CertificateKind, Chain, KeyVault, SigningKey, VaultError};
use lianxin_core::time::{DAY_MS, Day, Host, Timestamp};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The file's name in the data directory.
const FILE: &str = "office.keys";
/// How long an issuing key and the node it certifies are good for: a year, and a month to renew it.
const ISSUER_DAYS: i64 = 396;
/// Certificates begin a little earlier than they are made: no clock is exact.
const MARGIN_MS: i64 = 300_000;

const ISSUER: &str = "issuer";
const NODE: &str = "node";
const TLS: &str = "tls-root";

/// Everything the office signs and serves with.
pub struct Keyring {
    /// The organisation's name.
    pub name: String,
    /// Issuer and node.
    pub keys: Keys,
    /// The root of TLS.
    pub tls: TlsRoot,
}

/// Why there is no keyring.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The directory is an office already.
    #[error("this data directory is an office already")]
    Exists,
    /// The directory is no office.
    #[error("this data directory is no office yet; run init first")]
    Missing,
    /// The file is damaged, or was written by a later version.
    #[error("the office's keys cannot be read")]
    Damaged,
    /// The secret is another organisation's root.
    #[error("the recovery sheet is another office's")]
    OtherRoot,
    /// The vault does not open the keys.
    #[error("the office's keys cannot be opened")]
    Vault(#[from] VaultError),
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The directory cannot be written.
    #[error("the data directory cannot be written")]
    Io(#[from] io::Error),
}

/// As it lies in the file.
struct Kept {
    name: String,
    trust: Chain,
    node_certificate: Vec<u8>,
    tls_certificate: Vec<u8>,
    /// Wrapped secrets of issuer, node and TLS root.
    issuer: Vec<u8>,
    node: Vec<u8>,
    tls: Vec<u8>,
}

impl Keyring {
    /// Makes all keys of a new office. The file appears last and at once, so a crash before leaves no office.
    pub fn create(directory: &Path, name: &str, host: &dyn Host) -> Result<RecoverySheet, KeyringError> {
        create_private(directory)?;
        let path = directory.join(FILE);
        if path.exists() {
            return Err(KeyringError::Exists);
        }
        let vault = FileVault::open(directory)?;
        let (root, issuer, node) = (SigningKey::generate(host), SigningKey::generate(host), SigningKey::generate(host));
        let (root_key, now) = (root.public().to_bytes(), host.now());
        let certificate = |kind, key: &SigningKey, serial| certificate(OrgId::of(&root_key), kind, key, now, serial);
        let tls = TlsRoot::generate(name)?;
        let kept = Kept {
            name: name.into(),
            trust: Chain { root: root_key, issuer: certificate(CertificateKind::Issuer, &issuer, 1).issue(&root) },
            node_certificate: certificate(CertificateKind::Node, &node, 2).issue(&issuer),
            tls_certificate: tls.certificate().to_vec(),
            issuer: vault.wrap(ISSUER, issuer.to_bytes().as_slice())?,
            node: vault.wrap(NODE, node.to_bytes().as_slice())?,
            tls: vault.wrap(TLS, &tls.secret())?,
        };
        write_new(directory, &path, &encode(&kept))?;
        Ok(RecoverySheet::new(OrgId::of(&root_key).to_string(), name, &root))
    }

    /// Makes another issuing key, signed by the root, and has it certify the node's key anew. The file is replaced at
    /// once, so a crash leaves the old keys or the new ones. Gives the day until which they are good.
    pub fn renew(directory: &Path, root: &SigningKey, host: &dyn Host) -> Result<Day, KeyringError> {
        let kept = Kept::read_from(directory)?;
        if root.public().to_bytes() != kept.trust.root {
            return Err(KeyringError::OtherRoot);
        }
        let ring = Self::open(directory)?;
        let (issuer, now) = (SigningKey::generate(host), host.now());
        // Serials of devices are counted from 3 and do not come near an instant in milliseconds.
        let serial = u64::try_from(now.0).unwrap_or_default();
        let certificate = |kind, key: &SigningKey, serial| certificate(ring.keys.chain.org(), kind, key, now, serial);
        let node = certificate(CertificateKind::Node, &ring.keys.node, serial + 1);
        let renewed = Kept {
            trust: Chain {
                root: kept.trust.root,
                issuer: certificate(CertificateKind::Issuer, &issuer, serial).issue(root),
            },
            node_certificate: node.issue(&issuer),
            issuer: FileVault::open(directory)?.wrap(ISSUER, issuer.to_bytes().as_slice())?,
            ..kept
        };
        let draft = write_draft(directory, &encode(&renewed))?;
        fs::rename(draft, directory.join(FILE))?;
        File::open(directory)?.sync_all()?;
        Ok(node.to.day())
    }

    /// Opens the keys of an office.
    pub fn open(directory: &Path) -> Result<Self, KeyringError> {
        let kept = Kept::read_from(directory)?;
        let vault = FileVault::open(directory)?;
        let key = |name: &str, wrapped: &[u8]| {
            let secret = vault.unwrap(name, wrapped)?;
            let secret: &[u8; 32] = secret.as_slice().try_into().map_err(|_| KeyringError::Damaged)?;
            Ok::<_, KeyringError>(SigningKey::from_bytes(secret))
        };
        Ok(Self {
            keys: Keys {
                node: key(NODE, &kept.node)?,
                certificate: kept.node_certificate,
                issuer: key(ISSUER, &kept.issuer)?,
                chain: kept.trust,
            },
            tls: TlsRoot::restore(&kept.name, &vault.unwrap(TLS, &kept.tls)?, kept.tls_certificate)?,
            name: kept.name,
        })
    }
}

fn certificate(org: OrgId, kind: CertificateKind, key: &SigningKey, now: Timestamp, serial: u64) -> Certificate {
    Certificate {
        org,
        kind,
        key: key.public().to_bytes(),
        person: None,
        from: now.plus_ms(-MARGIN_MS),
        to: now.plus_ms(ISSUER_DAYS * DAY_MS),
        serial,
    }
}

/// Makes the directory, for its owner only.
fn create_private(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Opens a new file that only its owner may read; one that is there already is refused.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write_draft(directory: &Path, bytes: &[u8]) -> Result<PathBuf, KeyringError> {
    let draft = directory.join("office.keys.new");
    if draft.exists() {
        fs::remove_file(&draft)?;
    }
    let mut file = create_private_file(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(draft)
}

fn write_new(directory: &Path, path: &Path, bytes: &[u8]) -> Result<(), KeyringError> {
    let draft = write_draft(directory, bytes)?;
    // Unlike a rename, a link does not replace what another process may have made meanwhile.
    match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(KeyringError::Exists),
        other => other?,
    }
    fs::remove_file(&draft)?;
    File::open(directory)?.sync_all()?;
    Ok(())
}

impl Kept {
    fn read_from(directory: &Path) -> Result<Self, KeyringError> {
        let path = directory.join(FILE);
        if !path.exists() {
            return Err(KeyringError::Missing);
        }
        decode(&fs::read(path)?).map_err(|_| KeyringError::Damaged)
    }
}

impl Cbor for Kept {
    fn write(&self, w: &mut Writer) {
        w.array(8).uint(1).text(&self.name).value(&self.trust).bytes(&self.node_certificate);
        w.bytes(&self.tls_certificate).bytes(&self.issuer).bytes(&self.node).bytes(&self.tls);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 8)?;
        let (name, trust) = (r.value()?, r.value()?);
        let mut bytes = || r.bytes().map(<[u8]>::to_vec);
        Ok(Self {
            name,
            trust,
            node_certificate: bytes()?,
            tls_certificate: bytes()?,
            issuer: bytes()?,
            node: bytes()?,
            tls: bytes()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::time::SystemHost;

    #[test]
    fn an_office_is_made_once_and_its_keys_open_again() {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        assert!(matches!(Keyring::open(&data), Err(KeyringError::Missing)));
        let sheet = Keyring::create(&data, "示例县", &SystemHost).unwrap();
        let ring = Keyring::open(&data).unwrap();
        let root = RecoverySheet::parse(&sheet.lines().join(" ")).unwrap();
        assert_eq!(root.public().to_bytes(), ring.keys.chain.root);
        let node = ring.keys.chain.verify(&ring.keys.certificate, CertificateKind::Node).unwrap();
        assert_eq!(node.key, ring.keys.node.public().to_bytes());
        assert_eq!(ring.keys.chain.issuer_key().unwrap(), ring.keys.issuer.public());
        assert!(matches!(Keyring::create(&data, "again", &SystemHost), Err(KeyringError::Exists)));
        assert_eq!(Keyring::open(&data).unwrap().tls.pin(), ring.tls.pin());
    }

    #[test]
    fn no_secret_lies_open_in_the_data_directory_and_only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        let sheet = Keyring::create(&data, "示例县", &SystemHost).unwrap();
        let root = RecoverySheet::parse(&sheet.lines().join(" ")).unwrap();
        let ring = Keyring::open(&data).unwrap();
        let secrets = [root.to_bytes(), ring.keys.issuer.to_bytes(), ring.keys.node.to_bytes()];
        assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
        for file in fs::read_dir(&data).unwrap() {
            let path = file.unwrap().path();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
            let bytes = fs::read(&path).unwrap();
            for secret in &secrets {
                assert!(!bytes.windows(32).any(|w| w == secret.as_slice()), "{}", path.display());
            }
        }
    }
}
