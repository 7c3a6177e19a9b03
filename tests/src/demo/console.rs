//! Somebody at the office's page: a link that is good once, a session, and what it may read.

use super::failure::DemoError;
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Client, Url, redirect};
use serde::Deserialize;
use tokio::runtime::Runtime;

/// A session at the console.
pub(super) struct Console {
    runtime: Runtime,
    client: Client,
    office: Url,
    cookie: String,
}

/// What came in on a day.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Today {
    pub(super) visits: u64,
    pub(super) by_outcome: Vec<Count>,
    pub(super) held: u64,
    pub(super) flagged: u64,
    pub(super) refused: u64,
}

/// How often.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Count {
    pub(super) code: String,
    pub(super) count: u64,
}

impl Console {
    /// Uses a link up.
    pub(super) fn log_in(link: &str) -> Result<Self, DemoError> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(DemoError::Child)?;
        let (page, token) = link.split_once('#').unwrap_or((link, ""));
        let failed = |error: reqwest::Error| DemoError::Console(page.into(), error);
        // A browser would ask its user about this office's own root. Here the other side is a child on the loopback.
        let builder = Client::builder().danger_accept_invalid_certs(true).no_proxy().redirect(redirect::Policy::none());
        let client = builder.build().map_err(failed)?;
        // The page would send what follows `#`, which a browser itself sends nowhere.
        let mut office =
            Url::parse(page).map_err(|error| DemoError::Refused { what: page.into(), said: error.to_string() })?;
        office.set_path("/api/v1/session/link");
        let body = serde_json::json!({ "token": token }).to_string();
        let asked = client.post(office.clone()).header(CONTENT_TYPE, "application/json").body(body).send();
        let response = runtime.block_on(asked).and_then(reqwest::Response::error_for_status).map_err(failed)?;
        let cookie = response.headers().get(SET_COOKIE).and_then(|header| header.to_str().ok()).unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { runtime, client, office, cookie })
    }

    /// What came in today.
    pub(super) fn today(&self) -> Result<Today, DemoError> {
        let mut url = self.office.clone();
        url.set_path("/api/v1/today");
        let failed = |error: reqwest::Error| DemoError::Console(url.to_string(), error);
        self.runtime.block_on(async {
            let response = self.client.get(url.clone()).header(COOKIE, &self.cookie).send().await;
            let body = response.and_then(reqwest::Response::error_for_status).map_err(failed)?.bytes().await;
            let body = body.map_err(failed)?;
            serde_json::from_slice(&body)
                .map_err(|error| DemoError::Refused { what: url.to_string(), said: error.to_string() })
        })
    }
}
