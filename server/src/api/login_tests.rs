//! Coming to the console and leaving it, through real HTTPS.

mod login;
mod page;
mod sessions;

use super::tests::{Browser, link};
use crate::control::LinkKind;
use crate::login::authenticator;
use crate::testing::Served;
use lianxin_core::time::Host;
use serde_json::{Value, json};

const PASSWORD: &str = "湖边的石榴树开了七朵花";

/// An authenticator, as somebody has set it up from the text beside the picture.
#[derive(Clone)]
struct App(Vec<u8>);

impl App {
    fn of(secret: &str) -> Self {
        let digit = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
        let bits: Vec<usize> = secret.chars().flat_map(|c| (0..5).rev().map(move |bit| digit(c) >> bit & 1)).collect();
        let byte = |bits: &[usize]| u8::try_from(bits.iter().fold(0, |byte, bit| byte << 1 | bit)).unwrap();
        Self(bits.chunks_exact(8).map(byte).collect())
    }

    fn code(&self, served: &Served) -> String {
        authenticator::code(&self.0, served.office.clock.now().0)
    }
}

/// Sets an account by a link.
async fn account<'s>(served: &'s Served, number: &str) -> (Browser<'s>, App) {
    let mut browser = Browser::new(served);
    let token = link(served, number, LinkKind::Account);
    let (status, offer) = browser.submit("/api/v1/session/link", json!({ "token": token })).await;
    assert_eq!((status, offer["next"].as_str()), (200, Some("account")));
    let app = App::of(offer["secret"].as_str().unwrap());
    let set = json!({ "token": token, "password": PASSWORD, "code": app.code(served) });
    let (status, me) = browser.submit("/api/v1/session/account", set).await;
    assert_eq!((status, me["person"]["number"].as_str()), (200, Some(number)), "{me}");
    // The next code, that of setting the account is used.
    served.office.clock.advance(30_000);
    (browser, app)
}

fn typed(number: &str, password: &str, code: &str) -> Value {
    json!({ "number": number, "password": password, "code": code })
}

async fn log_in<'s>(served: &'s Served, number: &str, app: &App) -> (Browser<'s>, u16, Value) {
    let mut browser = Browser::new(served);
    let (status, answer) = browser.submit("/api/v1/session", typed(number, PASSWORD, &app.code(served))).await;
    (browser, status, answer)
}

fn code(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["code"].as_str().unwrap_or_default())
}
