//! A TLS server that gives the same bytes to every request, and remembers what it heard.

use super::authority::Leaf;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::io;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// One request as it was heard.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

#[derive(Default)]
struct Log {
    connections: usize,
    requests: Vec<Heard>,
}

/// The server; it lives as long as its test's runtime.
pub(super) struct Server {
    pub(super) address: String,
    log: Arc<Mutex<Log>>,
}

/// A response with a length.
pub(super) fn answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Shows a chain without asking whether the key belongs to it.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

impl Server {
    /// Starts a server that shows this chain and gives these bytes.
    pub(super) async fn start(leaf: Leaf, response: Vec<u8>) -> Self {
        let provider = Arc::new(ring::default_provider());
        let key = provider.key_provider.load_private_key(leaf.key).unwrap();
        let shows = Shows(Arc::new(CertifiedKey::new(leaf.chain, key)));
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_cert_resolver(Arc::new(shows));
        Self::listen(Some(TlsAcceptor::from(Arc::new(config))), response).await
    }

    /// Starts one that takes connections and says nothing.
    pub(super) async fn start_mute() -> Self {
        Self::listen(None, Vec::new()).await
    }

    async fn listen(acceptor: Option<TlsAcceptor>, response: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let log = Arc::new(Mutex::new(Log::default()));
        let server = Self { address, log: Arc::clone(&log) };
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                log.lock().unwrap().connections += 1;
                match &acceptor {
                    Some(acceptor) => {
                        tokio::spawn(serve(acceptor.clone(), stream, response.clone(), Arc::clone(&log)));
                    }
                    None => held.push(stream),
                }
            }
        });
        server
    }

    pub(super) fn connections(&self) -> usize {
        self.log.lock().unwrap().connections
    }

    pub(super) fn requests(&self) -> Vec<Heard> {
        self.log.lock().unwrap().requests.clone()
    }
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, response: Vec<u8>, log: Arc<Mutex<Log>>) -> io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    loop {
        let head = read_head(&mut stream).await?;
        let mut body = vec![0; content_length(&head)];
        stream.read_exact(&mut body).await?;
        log.lock().unwrap().requests.push(Heard { head, body });
        stream.write_all(&response).await?;
        stream.flush().await?;
    }
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    String::from_utf8(head).map_err(io::Error::other)
}

fn content_length(head: &str) -> usize {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let length = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.map_or(0, |(_, value)| value.trim().parse().unwrap())
}

/// A proxy that tunnels one connection, and the head it was sent.
pub(super) async fn start_proxy() -> (String, Arc<Mutex<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&heard);
    tokio::spawn(async move {
        let (mut here, _) = listener.accept().await?;
        let head = read_head(&mut here).await?;
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        *log.lock().unwrap() = head;
        let mut there = TcpStream::connect(target).await?;
        here.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        copy_bidirectional(&mut here, &mut there).await
    });
    (address, heard)
}
