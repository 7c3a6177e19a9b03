//! The office's page, as it was built into the program: files under `/assets/`, which never change under their name,
//! and `index.html` for every other address a browser asks for; the page itself knows its addresses.

use crate::error::ErrorKind;
use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use lianxin_core::id::{sha256, to_base32};
use rust_embed::Embed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::OnceLock;

/// No script, style or anything else but the page's own, and nothing is sent or shown elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Files that never change under their name.
const ASSETS: &str = "assets/";
const INDEX: &str = "index.html";
/// What can be made smaller.
const TEXTS: [&str; 6] = ["html", "js", "css", "svg", "json", "webmanifest"];
/// Where the page was not built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>连心 Lianxin</title>\
    <h1>这个程序里没有网页</h1><p>编译时没有先生成网页。手机和接口照常工作。请先在 <code>server/console</code> 里运行 \
    <code>npm ci && npm run build</code>，再重新编译 <code>lianxin-server</code>。</p>\
    <h1 lang=\"en\">This program has no page in it</h1><p lang=\"en\">The page was not built before the program. Phones and \
    the API work all the same. Run <code>npm ci && npm run build</code> in <code>server/console</code>, then build \
    <code>lianxin-server</code> again.</p></html>";

#[derive(Embed)]
#[folder = "console/dist"]
#[allow_missing = true]
struct Files;

/// A file as it is sent.
struct File {
    bytes: Cow<'static, [u8]>,
    gzip: Option<Vec<u8>>,
    tag: HeaderValue,
}

/// Answers what no other route does.
pub async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    answer(files(), &method, uri.path(), &headers)
}

fn files() -> &'static BTreeMap<String, File> {
    static FILES: OnceLock<BTreeMap<String, File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let file = |name: Cow<'static, str>| Some((name.to_string(), File::new(&name, Files::get(&name)?.data)));
        Files::iter().filter_map(file).collect()
    })
}

fn answer(files: &BTreeMap<String, File>, method: &Method, path: &str, headers: &HeaderMap) -> Response {
    if *method != Method::GET && *method != Method::HEAD {
        return ErrorKind::NotFound.into_response();
    }
    let name = path.trim_start_matches('/');
    match (files.get(name), files.get(INDEX)) {
        (Some(file), _) => file.answer(name, headers),
        (None, _) if !is_address_of_page(name, headers) => ErrorKind::NotFound.into_response(),
        (None, Some(index)) => index.answer(INDEX, headers),
        (None, None) => {
            let kind = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY)];
            (StatusCode::SERVICE_UNAVAILABLE, kind, NOT_BUILT).into_response()
        }
    }
}

/// Whether a browser asks for a page, and not for a file that is not there or for a route of phones or the API.
fn is_address_of_page(name: &str, headers: &HeaderMap) -> bool {
    let wants_html =
        headers.get_all(ACCEPT).iter().any(|header| header.to_str().is_ok_and(|a| a.contains("text/html")));
    wants_html && !["api/", "v1/", ASSETS].iter().any(|prefix| name.starts_with(prefix))
}

impl File {
    fn new(name: &str, bytes: Cow<'static, [u8]>) -> Self {
        let tag = format!("\"{}\"", to_base32(sha256(&[&bytes]).0.get(..16).unwrap_or_default()));
        let gzip = is_text(name).then(|| gzip(&bytes)).flatten().filter(|small| small.len() < bytes.len());
        Self { bytes, gzip, tag: HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\"")) }
    }

    fn answer(&self, name: &str, headers: &HeaderMap) -> Response {
        let cache = if name.starts_with(ASSETS) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mut shown: Vec<(HeaderName, HeaderValue)> = vec![
            (CACHE_CONTROL, HeaderValue::from_static(cache)),
            (ETAG, self.tag.clone()),
            (VARY, HeaderValue::from_static("accept-encoding")),
        ];
        if headers.get(IF_NONE_MATCH) == Some(&self.tag) {
            return respond(StatusCode::NOT_MODIFIED, shown, Body::empty());
        }
        shown.push((CONTENT_TYPE, HeaderValue::from_static(kind(name))));
        shown.push((CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)));
        let takes_gzip = headers.get(ACCEPT_ENCODING).and_then(|header| header.to_str().ok());
        match (&self.gzip, takes_gzip.is_some_and(|takes| takes.contains("gzip"))) {
            (Some(gzip), true) => {
                shown.push((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
                respond(StatusCode::OK, shown, gzip.clone().into())
            }
            _ => respond(StatusCode::OK, shown, self.bytes.to_vec().into()),
        }
    }
}

fn respond(status: StatusCode, headers: Vec<(HeaderName, HeaderValue)>, body: Body) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().extend(headers);
    response
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn is_text(name: &str) -> bool {
    TEXTS.contains(&ending(name))
}

fn kind(name: &str) -> &'static str {
    match ending(name) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read as _;

    fn built() -> BTreeMap<String, File> {
        let file = |name: &str, text: &'static str| (name.to_owned(), File::new(name, text.as_bytes().into()));
        [file(INDEX, "<!doctype html><title>page</title>"), file("assets/app-1.js", concat!("'", "x y ", "'"))].into()
    }

    fn asked(accept: &'static str, encoding: &'static str) -> HeaderMap {
        [(ACCEPT, HeaderValue::from_static(accept)), (ACCEPT_ENCODING, HeaderValue::from_static(encoding))]
            .into_iter()
            .collect()
    }

    #[test]
    fn every_address_of_the_page_is_its_index_and_a_missing_file_is_missing() {
        let files = built();
        for (path, status) in [
            ("/", 200),
            ("/login", 200),
            ("/households/ABC", 200),
            ("/assets/app-1.js", 200),
            ("/assets/app-2.js", 404),
            ("/api/v1/nothing", 404),
            ("/v1/sync", 404),
        ] {
            let response = answer(&files, &Method::GET, path, &asked("text/html,*/*", ""));
            assert_eq!(response.status().as_u16(), status, "{path}");
            if status == 200 {
                assert_eq!(response.headers()[CONTENT_SECURITY_POLICY], POLICY);
            }
        }
        assert_eq!(answer(&files, &Method::GET, "/login", &asked("application/json", "")).status(), 404);
        assert_eq!(answer(&files, &Method::POST, "/login", &asked("text/html", "")).status(), 404);
    }

    #[test]
    fn files_are_kept_by_the_browser_and_the_index_is_asked_for_again() {
        let files = built();
        let file = answer(&files, &Method::GET, "/assets/app-1.js", &HeaderMap::new());
        assert!(file.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let index = answer(&files, &Method::GET, "/", &asked("text/html", ""));
        assert_eq!(index.headers()[CACHE_CONTROL], "no-cache");
        let mut again = asked("text/html", "");
        again.insert(IF_NONE_MATCH, index.headers()[ETAG].clone());
        assert_eq!(answer(&files, &Method::GET, "/", &again).status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn what_can_be_made_smaller_is_and_reads_back() {
        let text: &'static str = Box::leak("let a = 1;\n".repeat(100).into_boxed_str());
        let files = [("a.js".to_owned(), File::new("a.js", text.as_bytes().into()))].into();
        let response = answer(&files, &Method::GET, "/a.js", &asked("*/*", "br, gzip"));
        assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        let mut read = String::new();
        GzDecoder::new(&body[..]).read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        let plain = answer(&files, &Method::GET, "/a.js", &asked("*/*", "br"));
        assert!(!plain.headers().contains_key(CONTENT_ENCODING));
    }

    #[test]
    fn without_a_page_it_is_said_in_plain_words() {
        let response = answer(&BTreeMap::new(), &Method::GET, "/login", &asked("text/html", ""));
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(NOT_BUILT.contains("npm run build") && !NOT_BUILT.contains("style"));
    }
}
