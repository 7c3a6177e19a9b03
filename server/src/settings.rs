//! Settings, in rising order: what is built in, one annotated file, the environment, flags.
//!
//! A key has the same name everywhere: `concurrent_requests` in the file, `LIANXIN_CONCURRENT_REQUESTS` in the
//! environment, `--concurrent-requests` as a flag. A key the file should not have is refused.

use clap::ValueEnum;
use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The annotated file that `init` puts into the data directory. Every key stands there with its built-in value.
pub const ANNOTATED: &str = include_str!("../lianxin-server.toml");
/// The file's name in the data directory.
pub const FILE: &str = "lianxin-server.toml";
/// How the names of environment variables begin.
const PREFIX: &str = "LIANXIN_";

/// The language in which the program speaks to whoever runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// Why the settings were not taken.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read the settings in {0}")]
    File(PathBuf, #[source] std::io::Error),
    /// The file says something no setting says.
    #[error("the settings in {0} are not right")]
    Syntax(PathBuf, #[source] Box<toml::de::Error>),
    /// A value is out of its bounds.
    #[error("the setting {key} must be {bounds}")]
    Bounds {
        /// Which.
        key: &'static str,
        /// What it may be.
        bounds: &'static str,
    },
}

/// One layer: what a file, or environment and flags together, say. The same names everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, clap::Args)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// 数据目录 · The data directory
    #[arg(long, env = "LIANXIN_DATA", global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 监听地址 · Where to listen
    #[arg(long, env = "LIANXIN_LISTEN", global = true, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
    /// 告诉手机的地址，最好的在前；不写就用本机地址 · What phones are told, best first; none: the addresses of this machine
    #[arg(long, env = "LIANXIN_ADDRESSES", global = true, value_name = "HOST:PORT", value_delimiter = ',')]
    pub addresses: Option<Vec<String>>,
    /// 提示和打印件的语言 · The language of messages and sheets
    #[arg(long, env = "LIANXIN_LANGUAGE", global = true)]
    pub language: Option<Language>,
    /// 日志详细程度：error、warn、info、debug，或 tracing 的写法 · What the log says: error, warn, info, debug, or directives as tracing knows them
    #[arg(long, env = "LIANXIN_LOG", global = true)]
    pub log: Option<String>,
    /// 同时处理的请求数 · Requests worked on at once
    #[arg(long, env = "LIANXIN_CONCURRENT_REQUESTS", global = true, value_name = "NUMBER")]
    pub concurrent_requests: Option<u16>,
    /// 请求内容占用的内存，MiB · Memory for the bodies of requests, in MiB
    #[arg(long, env = "LIANXIN_BODY_MEMORY_MIB", global = true, value_name = "MIB")]
    pub body_memory_mib: Option<u16>,
    /// 一个请求从头到尾最长几秒 · How long a request may take from first to last byte, in seconds
    #[arg(long, env = "LIANXIN_REQUEST_SECONDS", global = true, value_name = "SECONDS")]
    pub request_seconds: Option<u16>,
}

/// The settings as the program uses them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The data directory.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What phones are told; empty: the addresses of this machine.
    pub addresses: Vec<String>,
    /// The language of messages and sheets.
    pub language: Language,
    /// What the log says.
    pub log: String,
    /// Requests worked on at once.
    pub concurrent_requests: u16,
    /// Memory for the bodies of requests, in MiB.
    pub body_memory_mib: u16,
    /// How long a request may take.
    pub request_time: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: "lianxin-data".into(),
            listen: (Ipv4Addr::UNSPECIFIED, 8443).into(),
            addresses: Vec::new(),
            language: Language::Zh,
            log: "info".into(),
            concurrent_requests: 64,
            body_memory_mib: 128,
            request_time: Duration::from_secs(60),
        }
    }
}

impl Layer {
    /// Reads a layer from a file.
    pub fn from_file(path: &Path) -> Result<Self, SettingsError> {
        let text = std::fs::read_to_string(path).map_err(|e| SettingsError::File(path.into(), e))?;
        toml::from_str(&text).map_err(|e| SettingsError::Syntax(path.into(), Box::new(e)))
    }

    /// Lays this layer over another.
    pub fn over(self, below: Self) -> Self {
        Self {
            data: self.data.or(below.data),
            listen: self.listen.or(below.listen),
            addresses: self.addresses.or(below.addresses),
            language: self.language.or(below.language),
            log: self.log.or(below.log),
            concurrent_requests: self.concurrent_requests.or(below.concurrent_requests),
            body_memory_mib: self.body_memory_mib.or(below.body_memory_mib),
            request_seconds: self.request_seconds.or(below.request_seconds),
        }
    }

    /// Fills in what is built in and checks the bounds.
    pub fn complete(self) -> Result<Settings, SettingsError> {
        let built_in = Settings::default();
        let settings = Settings {
            data: self.data.unwrap_or(built_in.data),
            listen: self.listen.unwrap_or(built_in.listen),
            addresses: self.addresses.unwrap_or(built_in.addresses),
            language: self.language.unwrap_or(built_in.language),
            log: self.log.unwrap_or(built_in.log),
            concurrent_requests: self.concurrent_requests.unwrap_or(built_in.concurrent_requests),
            body_memory_mib: self.body_memory_mib.unwrap_or(built_in.body_memory_mib),
            request_time: self.request_seconds.map_or(built_in.request_time, |s| Duration::from_secs(s.into())),
        };
        settings.check()
    }
}

impl Settings {
    /// Puts the layers together. `file` is named by whoever starts the program; without one, the data directory's is
    /// taken if it is there.
    pub fn load(file: Option<&Path>, upper: Layer) -> Result<Self, SettingsError> {
        let lower = match file {
            Some(path) => Layer::from_file(path)?,
            None => {
                let data = upper.data.clone().unwrap_or_else(|| Self::default().data);
                let path = data.join(FILE);
                if path.exists() { Layer { data: None, ..Layer::from_file(&path)? } } else { Layer::default() }
            }
        };
        upper.over(lower).complete()
    }

    fn check(self) -> Result<Self, SettingsError> {
        let refuse = |key, bounds| Err(SettingsError::Bounds { key, bounds });
        if self.concurrent_requests == 0 {
            return refuse("concurrent_requests", "at least 1");
        }
        // One envelope of the largest size must fit.
        if self.body_memory_mib < 16 {
            return refuse("body_memory_mib", "at least 16");
        }
        if self.request_time.is_zero() {
            return refuse("request_seconds", "at least 1");
        }
        if self.addresses.len() > 16 || !self.addresses.iter().all(|a| is_address(a)) {
            return refuse("addresses", "at most 16 of the form host:port");
        }
        Ok(self)
    }
}

fn is_address(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| {
        !host.is_empty()
            && !host.contains(|c: char| c.is_whitespace() || c == '/')
            && port.parse::<u16>().is_ok_and(|p| p != 0)
    })
}

/// Environment variables that look like settings and are none: misspelt, most likely.
pub fn unknown_variables<'a>(names: impl Iterator<Item = &'a str>, known: &[String]) -> Vec<String> {
    names.filter(|n| n.starts_with(PREFIX) && !known.iter().any(|k| k == n)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uncommented() -> String {
        let is_key = |line: &&str| line.strip_prefix("#").is_some_and(|l| l.contains(" = ") && !l.starts_with(' '));
        ANNOTATED.lines().filter(is_key).map(|line| format!("{}\n", &line[1..])).collect()
    }

    #[test]
    fn the_annotated_file_names_every_key_with_its_built_in_value() {
        let layer: Layer = toml::from_str(&uncommented()).unwrap();
        let Layer { data, listen, addresses, language, log, concurrent_requests, body_memory_mib, request_seconds } =
            layer.clone();
        assert!(data.is_some() && listen.is_some() && addresses.is_some() && language.is_some() && log.is_some());
        assert!(concurrent_requests.is_some() && body_memory_mib.is_some() && request_seconds.is_some());
        assert_eq!(layer.complete().unwrap(), Settings::default());
        assert_eq!(toml::from_str::<Layer>(ANNOTATED).unwrap(), Layer::default());
    }

    #[test]
    fn a_later_layer_wins_key_by_key() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(FILE);
        std::fs::write(&file, "log = \"debug\"\nlanguage = \"en\"\nrequest_seconds = 5\n").unwrap();
        let flags = Layer { data: Some(directory.path().into()), log: Some("warn".into()), ..Layer::default() };
        let settings = Settings::load(None, flags.clone()).unwrap();
        assert_eq!((settings.log.as_str(), settings.language), ("warn", Language::En));
        assert_eq!(settings.request_time, Duration::from_secs(5));
        assert_eq!(settings, Settings::load(Some(&file), flags).unwrap());
    }

    #[test]
    fn a_key_nobody_knows_or_a_value_out_of_bounds_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let load = |text: &str| {
            let file = directory.path().join("settings.toml");
            std::fs::write(&file, text).unwrap();
            Settings::load(Some(&file), Layer::default())
        };
        assert!(matches!(load("liste = \"0.0.0.0:1\""), Err(SettingsError::Syntax(..))));
        assert!(matches!(load("concurrent_requests = 0"), Err(SettingsError::Bounds { .. })));
        assert!(matches!(load("body_memory_mib = 1"), Err(SettingsError::Bounds { .. })));
        assert!(matches!(load("addresses = [\"no port\"]"), Err(SettingsError::Bounds { .. })));
        assert!(load("addresses = [\"office.local:8443\"]").is_ok());
        let missing = Settings::load(Some(&directory.path().join("none.toml")), Layer::default());
        assert!(matches!(missing, Err(SettingsError::File(..))));
    }

    #[test]
    fn a_misspelt_variable_is_noticed() {
        let known = ["LIANXIN_LISTEN".to_owned()];
        let names = ["LIANXIN_LISTEN", "LIANXIN_LISTN", "PATH"];
        assert_eq!(unknown_variables(names.into_iter(), &known), ["LIANXIN_LISTN"]);
    }
}
