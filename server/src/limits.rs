//! How much is taken at once. Bodies are counted in memory as they come, so that many phones cannot fill it; work is
//! counted apart and begins when a body is there, so that slow phones cannot block it.

use crate::error::ErrorKind;
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use lianxin_core::id::KeyId;
use lianxin_core::sync::envelope::MAX_SEALED_BYTES;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Passwords looked at at once: each takes 19 MiB and a good part of a second.
const LOGINS: usize = 2;
/// How long a request waits for its turn before it is asked to come again.
const PATIENCE: Duration = Duration::from_secs(5);
/// Requests of one phone worked on at once; a phone needs one, and one more after a broken connection.
const PER_PHONE: u8 = 2;
const KIB: usize = 1024;
/// Room for a body is taken in such steps; an evening needs one.
const STEP: usize = 16 * KIB;
/// Bytes of a refused body that are let pass before the connection is closed.
const DRAINED: usize = 2 * MAX_SEALED_BYTES;

/// What is in use.
pub struct Limits {
    memory_kib: Arc<Semaphore>,
    work: Arc<Semaphore>,
    logins: Arc<Semaphore>,
    phones: Arc<Mutex<HashMap<KeyId, u8>>>,
}

/// A body in memory, and the room it takes there.
pub struct Taken {
    /// The body.
    pub bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

/// A phone's turn; dropped, the next may come.
pub struct Turn {
    phone: KeyId,
    phones: Arc<Mutex<HashMap<KeyId, u8>>>,
}

impl Limits {
    /// So much work at once, so much memory for bodies.
    pub fn new(requests: u16, body_memory_mib: u16) -> Self {
        Self {
            memory_kib: Arc::new(Semaphore::new(usize::from(body_memory_mib) * KIB)),
            work: Arc::new(Semaphore::new(requests.into())),
            logins: Arc::new(Semaphore::new(LOGINS)),
            phones: Arc::default(),
        }
    }

    /// Reads a CBOR body of at most `max` bytes.
    pub async fn take_cbor(&self, request: Request<Body>, max: usize) -> Result<Taken, ErrorKind> {
        self.take(request, "application/cbor", max).await
    }

    /// Reads a body of this type and of at most `max` bytes. One that says it is larger is refused before any of it is
    /// kept.
    pub async fn take(&self, request: Request<Body>, kind: &str, max: usize) -> Result<Taken, ErrorKind> {
        let (head, mut body) = request.into_parts();
        let taken = match check_head(&head.headers, kind, max) {
            Ok(()) => self.read(&mut body, max).await,
            Err(error) => Err(error),
        };
        // A connection closed on somebody who is still sending is reset, and the answer is lost with it.
        if taken.is_err() && !head.headers.contains_key(EXPECT) {
            drain(&mut body).await;
        }
        taken
    }

    /// Room is taken as bytes come, not as they are announced: to announce costs nothing.
    async fn read(&self, body: &mut Body, max: usize) -> Result<Taken, ErrorKind> {
        let (mut bytes, mut room) = (Vec::new(), self.room(STEP).await?);
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| ErrorKind::BodyMalformed)?.into_data() else { continue };
            let size = bytes.len() + data.len();
            if size > max {
                return Err(ErrorKind::BodyTooLarge);
            }
            let held = room.num_permits() * KIB;
            if size > held {
                room.merge(self.room((size - held).max(STEP)).await?);
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Taken { bytes, _room: room })
    }

    async fn room(&self, bytes: usize) -> Result<OwnedSemaphorePermit, ErrorKind> {
        let kib = u32::try_from(bytes.div_ceil(KIB)).map_err(|_| ErrorKind::BodyTooLarge)?;
        patiently(self.memory_kib.clone().acquire_many_owned(kib)).await?.map_err(|_| ErrorKind::Busy)
    }

    /// Waits for a turn to work.
    pub async fn work(&self) -> Result<OwnedSemaphorePermit, ErrorKind> {
        patiently(self.work.clone().acquire_owned()).await?.map_err(|_| ErrorKind::Busy)
    }

    /// Waits for a turn to have a password looked at: a storm of logins takes neither the memory nor all the turns.
    pub async fn login(&self) -> Result<OwnedSemaphorePermit, ErrorKind> {
        patiently(self.logins.clone().acquire_owned()).await?.map_err(|_| ErrorKind::Busy)
    }

    /// Lets a phone in unless it is being answered already. Who claims to be this phone is not known yet; all that a
    /// false claim can do is to make the phone come again two seconds later.
    pub fn phone(&self, phone: KeyId) -> Result<Turn, ErrorKind> {
        let mut phones = self.phones.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = phones.entry(phone).or_default();
        if *turns >= PER_PHONE {
            return Err(ErrorKind::PhoneBusy);
        }
        *turns += 1;
        Ok(Turn { phone, phones: self.phones.clone() })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut phones = self.phones.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turns) = phones.get_mut(&self.phone) {
            *turns -= 1;
            if *turns == 0 {
                phones.remove(&self.phone);
            }
        }
    }
}

async fn patiently<T>(waiting: impl Future<Output = T>) -> Result<T, ErrorKind> {
    tokio::time::timeout(PATIENCE, waiting).await.map_err(|_| ErrorKind::Busy)
}

fn check_head(headers: &HeaderMap, kind: &str, max: usize) -> Result<(), ErrorKind> {
    let found = headers.get(CONTENT_TYPE).and_then(|found| found.to_str().ok());
    // A parameter may follow: a charset, or where the parts of a form begin.
    let found = found.and_then(|found| found.split(';').next()).map(str::trim);
    if found.is_none_or(|found| !found.eq_ignore_ascii_case(kind)) {
        return Err(ErrorKind::BodyType);
    }
    let Some(length) = headers.get(CONTENT_LENGTH) else { return Ok(()) };
    let length: Option<u64> = length.to_str().ok().and_then(|text| text.parse().ok());
    let length = length.ok_or(ErrorKind::BodyMalformed)?;
    if usize::try_from(length).is_ok_and(|length| length <= max) { Ok(()) } else { Err(ErrorKind::BodyTooLarge) }
}

/// Lets what is left of a body pass by, within reason.
async fn drain(body: &mut Body) {
    let mut passed = 0;
    while let Some(Ok(frame)) = body.frame().await {
        passed += frame.data_ref().map_or(0, |data| data.len());
        if passed > DRAINED {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: Body, length: Option<usize>) -> Request<Body> {
        let mut request = Request::builder().header(CONTENT_TYPE, "application/cbor");
        if let Some(length) = length {
            request = request.header(CONTENT_LENGTH, length);
        }
        request.body(body).unwrap()
    }

    async fn code(limits: &Limits, request: Request<Body>) -> &'static str {
        limits.take_cbor(request, 10).await.map(|_| "").unwrap_or_else(|error| error.code())
    }

    #[tokio::test]
    async fn a_body_that_says_or_grows_too_large_is_refused() {
        let limits = Limits::new(1, 16);
        assert_eq!(code(&limits, request(Body::from("0123456789"), Some(10))).await, "");
        assert_eq!(code(&limits, request(Body::empty(), Some(11))).await, "body.too_large");
        assert_eq!(code(&limits, request(Body::from("0123456789A"), None)).await, "body.too_large");
        assert_eq!(code(&limits, Request::new(Body::empty())).await, "body.type");
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_for_room_or_work_is_asked_to_come_again() {
        let limits = Limits::new(1, 16);
        let first = limits.work().await.unwrap();
        assert_eq!(limits.work().await.err().map(|e| e.code()), Some("server.busy"));
        drop(first);
        assert!(limits.work().await.is_ok());
        let all = limits.memory_kib.clone().acquire_many_owned(16 * 1024).await.unwrap();
        assert_eq!(code(&limits, request(Body::from("1"), Some(1))).await, "server.busy");
        drop(all);
        assert_eq!(code(&limits, request(Body::from("1"), Some(1))).await, "");
    }

    #[test]
    fn one_phone_cannot_take_every_turn() {
        let limits = Limits::new(8, 16);
        let (phone, other) = (KeyId([1; 16]), KeyId([2; 16]));
        let turns = [limits.phone(phone).unwrap(), limits.phone(phone).unwrap()];
        assert_eq!(limits.phone(phone).err().map(|e| e.code()), Some("device.busy"));
        assert!(limits.phone(other).is_ok());
        drop(turns);
        assert!(limits.phone(phone).is_ok());
        assert!(limits.phones.lock().unwrap().is_empty());
    }
}
