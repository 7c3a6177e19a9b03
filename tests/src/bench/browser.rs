//! The office's page as somebody at the console asks it: over HTTPS with a session, on one open connection.

use super::city::City;
use super::clock::{Watch, cpu_ms_of};
use super::failure::BenchError;
use super::samples::Samples;
use reqwest::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use reqwest::{Client, Url, redirect};
use serde::de::{DeserializeOwned, IgnoredAny};
use tokio::runtime::Runtime;

/// Somebody who is logged in.
pub(super) struct Browser {
    runtime: Runtime,
    client: Client,
    cookie: String,
    base: String,
    /// The server's process.
    pid: u32,
}

impl Browser {
    /// Starts the server and logs somebody in by a link.
    pub(super) fn open(city: &mut City, number: &str) -> Result<Self, BenchError> {
        let pid = city.server.start()?;
        let link = city.server.run(&["login-link", "--enter", "--person", number])?.printed;
        let link = link.split_whitespace().find(|word| word.starts_with("https://"));
        let (_, token) = link.and_then(|link| link.split_once('#')).ok_or(BenchError::System("the link's token"))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| BenchError::System("a runtime"))?;
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A browser would ask its user about this office's own root. Here the other side is a child on the loopback.
        let builder = Client::builder().danger_accept_invalid_certs(true).no_proxy().redirect(redirect::Policy::none());
        let (client, base) = (builder.build()?, format!("https://{}/api/v1", city.server.address()));
        let body = serde_json::json!({ "token": token }).to_string();
        let asked = client.post(format!("{base}/session/link")).header(CONTENT_TYPE, "application/json").body(body);
        let session = runtime.block_on(asked.send())?.error_for_status()?;
        let cookie = session.headers().get(SET_COOKIE).and_then(|header| header.to_str().ok()).unwrap_or_default();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { runtime, client, cookie, base, pid })
    }

    /// Asks, and gives the milliseconds from the request to the last byte with what was answered.
    pub(super) fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<(f64, T), BenchError> {
        let url = Url::parse_with_params(&format!("{}{path}", self.base), query);
        let url = url.map_err(|_| BenchError::System("the page's address"))?;
        let (ms, body) = self.runtime.block_on(async {
            let watch = Watch::start();
            let response = self.client.get(url).header(COOKIE, &self.cookie).send().await?.error_for_status()?;
            let body = response.bytes().await?;
            Ok::<_, BenchError>((watch.seconds() * 1e3, body))
        })?;
        Ok((ms, serde_json::from_slice(&body)?))
    }

    /// The least that the page asks: who is logged in.
    pub(super) fn bare(&self, times: usize) -> Result<Samples, BenchError> {
        (0..times).map(|_| Ok(self.ask::<IgnoredAny>("/me", &[])?.0)).collect()
    }

    /// Does something and gives the milliseconds that the server worked meanwhile.
    pub(super) fn working<T>(&self, work: impl FnOnce() -> Result<T, BenchError>) -> Result<(T, f64), BenchError> {
        let before = cpu_ms_of(self.pid)?;
        let done = work()?;
        Ok((done, cpu_ms_of(self.pid)? - before))
    }
}
