//! How much is taken at once. Bodies are counted in memory before they are read, so that many slow phones cannot fill
//! it; work is counted apart, so that they cannot block it either.

use crate::error::ErrorKind;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request};
use http_body_util::LengthLimitError;
use lianxin_core::id::KeyId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a request waits for its turn before it is asked to come again.
const PATIENCE: Duration = Duration::from_secs(5);
/// Requests of one phone worked on at once; a phone needs one, and one more after a broken connection.
const PER_PHONE: u8 = 2;
const KIB: usize = 1024;

/// What is in use.
pub struct Limits {
    memory_kib: Arc<Semaphore>,
    work: Arc<Semaphore>,
    phones: Arc<Mutex<HashMap<KeyId, u8>>>,
}

/// A body in memory, and the room it takes there.
pub struct Taken {
    /// The body.
    pub bytes: Bytes,
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
            phones: Arc::default(),
        }
    }

    /// Reads a CBOR body of at most `max` bytes. One that says it is larger is refused before any of it is read.
    pub async fn take_cbor(&self, request: Request<Body>, max: usize) -> Result<Taken, ErrorKind> {
        let headers = request.headers();
        if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != "application/cbor") {
            return Err(ErrorKind::BodyType);
        }
        let room = content_length(headers)?.unwrap_or(max);
        if room > max {
            return Err(ErrorKind::BodyTooLarge);
        }
        let kib = u32::try_from(room.div_ceil(KIB).max(1)).map_err(|_| ErrorKind::BodyTooLarge)?;
        let waiting = self.memory_kib.clone().acquire_many_owned(kib);
        let room = patiently(waiting).await?.map_err(|_| ErrorKind::Busy)?;
        // A body that grows beyond what was said is cut off here, with or without a length.
        let bytes = to_bytes(request.into_body(), max).await.map_err(|error| {
            let is_length = std::error::Error::source(&error).is_some_and(|cause| cause.is::<LengthLimitError>());
            if is_length { ErrorKind::BodyTooLarge } else { ErrorKind::BodyMalformed }
        })?;
        Ok(Taken { bytes, _room: room })
    }

    /// Waits for a turn to work.
    pub async fn work(&self) -> Result<OwnedSemaphorePermit, ErrorKind> {
        patiently(self.work.clone().acquire_owned()).await?.map_err(|_| ErrorKind::Busy)
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

fn content_length(headers: &HeaderMap) -> Result<Option<usize>, ErrorKind> {
    let Some(length) = headers.get(CONTENT_LENGTH) else { return Ok(None) };
    let length = length.to_str().ok().and_then(|text| text.parse().ok());
    length.map(Some).ok_or(ErrorKind::BodyMalformed)
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
