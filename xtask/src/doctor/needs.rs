//! The list of needs, and how each is looked for.

use crate::workspace::cargo;
use regex::Regex;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// Something a command needs.
pub(super) struct Need {
    /// What people call it.
    pub(super) name: &'static str,
    /// For what it is needed: commands of xtask, or parts of the tree with tools of their own.
    pub(super) commands: &'static [&'static str],
    /// Debian's packages that bring it.
    pub(super) packages: &'static [&'static str],
    /// Looks for it: what was found, or what is wrong.
    pub(super) look: fn(&Path) -> Result<String, String>,
}

/// Where Debian puts the resources every app is linked against.
const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";
const BUILDING: &[&str] = &["test", "ci", "bench", "demo"];
const APP: &[&str] = &["test", "ci", crate::languages::DEMO_APP];
const TIDY: &[&str] = &["test", "ci", "tidy"];

/// Everything that commands need.
pub(super) const NEEDS: &[Need] = &[
    Need { name: "rustc", commands: BUILDING, packages: &[], look: rustc },
    Need { name: "cargo clippy", commands: &["test", "ci"], packages: &[], look: |root| component(root, "clippy") },
    Need { name: "cargo fmt", commands: &["test", "ci"], packages: &[], look: |root| component(root, "fmt") },
    Need { name: "git", commands: TIDY, packages: &["git"], look: |_| at_least("git", &["--version"], &[2]) },
    Need { name: "C compiler", commands: BUILDING, packages: &["build-essential"], look: c_compiler },
    Need { name: "OpenSSL headers", commands: BUILDING, packages: &["libssl-dev", "pkg-config"], look: openssl },
    Need {
        name: "Python with venv, pip",
        commands: APP,
        packages: &["python3", "python3-venv", "python3-pip"],
        look: python,
    },
    Need {
        name: "Node.js",
        commands: BUILDING,
        packages: &["nodejs"],
        look: |_| at_least("node", &["--version"], &[20, 19]),
    },
    Need { name: "npm", commands: BUILDING, packages: &["npm"], look: |_| at_least("npm", &["--version"], &[10]) },
    Need {
        name: "Java",
        commands: APP,
        packages: &["openjdk-17-jdk-headless"],
        look: |_| at_least("javac", &["-version"], &[17]),
    },
    Need { name: "Maven", commands: APP, packages: &["maven"], look: |_| at_least("mvn", &["--version"], &[3, 8]) },
    Need { name: "aapt2", commands: APP, packages: &["aapt"], look: |_| at_least("aapt2", &["version"], &[2]) },
    Need { name: "Android's resources", commands: APP, packages: &["android-framework-res"], look: |_| framework() },
    Need {
        name: "Swift toolchain",
        commands: &[crate::languages::SWIFT],
        packages: &[],
        look: |_| at_least("swift", &["--version"], &[5, 9]),
    },
    Need { name: "Chromium", commands: &["test", "ci"], packages: &["chromium"], look: chromium },
    Need { name: "CJK font", commands: &["test", "ci"], packages: &["fonts-noto-cjk"], look: cjk_font },
];

fn rustc(root: &Path) -> Result<String, String> {
    let file = std::fs::read_to_string(root.join("rust-toolchain.toml")).unwrap_or_default();
    let wanted = file.lines().find_map(|line| line.trim().strip_prefix("channel")).and_then(version);
    let wanted = wanted.ok_or("rust-toolchain.toml names no version")?;
    let mut command = Command::new("rustc");
    command.arg("--version").current_dir(root);
    let (found, text) = ask(command)?;
    if found < wanted {
        return Err(format!("{text}, but rust-toolchain.toml wants {}", dotted(&wanted)));
    }
    let newer = if found == wanted { "" } else { " (newer than in rust-toolchain.toml)" };
    Ok(format!("{text}{newer}"))
}

fn component(root: &Path, name: &str) -> Result<String, String> {
    ask(cargo(root, &[name, "--version"]))
        .map(|(_, text)| text)
        .map_err(|cause| format!("{cause}; rustup component add clippy rustfmt"))
}

fn c_compiler(_: &Path) -> Result<String, String> {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    at_least(&compiler, &["--version"], &[])
}

fn openssl(_: &Path) -> Result<String, String> {
    if let Ok(found) = at_least("pkg-config", &["--modversion", "openssl"], &[1, 1]) {
        return Ok(found);
    }
    let homes = std::env::var("OPENSSL_DIR").into_iter().chain(["/usr".into(), "/usr/local".into()]);
    homes
        .map(|home| format!("{home}/include/openssl/ssl.h"))
        .find(|header| Path::new(header).exists())
        .ok_or_else(|| "neither pkg-config nor the usual places know openssl".into())
}

fn python(_: &Path) -> Result<String, String> {
    let found = at_least("python3", &["--version"], &[3, 11])?;
    let mut modules = Command::new("python3");
    modules.args(["-c", "import ensurepip, pip, venv; print(pip.__version__)"]);
    ask(modules).map(|(_, pip)| format!("{found}, pip {pip}")).map_err(|_| format!("{found}, but without venv or pip"))
}

fn chromium(_: &Path) -> Result<String, String> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().find_map(|name| at_least(name, &["--version"], &[]).ok()).ok_or_else(|| "not found".into())
}

fn framework() -> Result<String, String> {
    let place = std::env::var("LIANXIN_FRAMEWORK_RES").unwrap_or_else(|_| FRAMEWORK.into());
    if Path::new(&place).is_file() { Ok(place) } else { Err("not found".into()) }
}

fn cjk_font(_: &Path) -> Result<String, String> {
    let listed = Command::new("fc-list").args([":lang=zh-cn", "family"]).stdin(Stdio::null()).output();
    let listed = listed.map_err(|_| "not found, since fontconfig is not there to ask".to_owned())?;
    let text = String::from_utf8_lossy(&listed.stdout);
    text.lines().next().map(str::to_owned).ok_or_else(|| "no font for Chinese".into())
}

/// Asks a program for its version, which must not be lower.
fn at_least(program: &str, arguments: &[&str], least: &[u32]) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(arguments);
    let (found, text) = ask(command)?;
    if found.as_slice() < least { Err(format!("{text}, but at least {} is needed", dotted(least))) } else { Ok(text) }
}

/// Runs a program that tells its version on the first line, on either stream.
fn ask(mut command: Command) -> Result<(Vec<u32>, String), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|_| "not found".to_owned())?;
    if !output.status.success() {
        return Err("not found".into());
    }
    let text = String::from_utf8_lossy(if output.stdout.is_empty() { &output.stderr } else { &output.stdout });
    // Maven writes in bold even where nobody looks.
    let line = console::strip_ansi_codes(text.lines().next().unwrap_or_default()).trim().to_owned();
    Ok((version(&line).unwrap_or_default(), line))
}

/// The first version number in a text.
fn version(text: &str) -> Option<Vec<u32>> {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d+(?:\.\d+)*").expect("the pattern is well formed"));
    let found = NUMBER.find(text)?.as_str();
    Some(found.split('.').filter_map(|part| part.parse().ok()).collect())
}

fn dotted(version: &[u32]) -> String {
    version.iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say_and_compared_by_number() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)"), Some(vec![1, 95, 0]));
        assert_eq!(version("openjdk version \"17.0.16\" 2025-07-15"), Some(vec![17, 0, 16]));
        assert_eq!(version(" = \"1.95.0\""), Some(vec![1, 95, 0]));
        assert_eq!(version("unknown"), None);
        assert!(version("v9.0").unwrap() < version("v20.19").unwrap());
    }

    #[test]
    fn a_program_that_is_too_old_or_not_there_is_told_apart() {
        let said = at_least("echo", &["tool 1.8.0"], &[17]).unwrap_err();
        assert_eq!(said, "tool 1.8.0, but at least 17 is needed");
        assert_eq!(at_least("echo", &["tool 17.0"], &[17]).unwrap(), "tool 17.0");
        assert_eq!(at_least("no-such-program-here", &[], &[1]).unwrap_err(), "not found");
        assert_eq!(at_least("false", &[], &[]).unwrap_err(), "not found");
    }

    #[test]
    fn an_older_compiler_than_the_workspace_names_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("rust-toolchain.toml");
        std::fs::write(&file, "[toolchain]\nversions = 1\n").unwrap();
        assert_eq!(rustc(root.path()).unwrap_err(), "rust-toolchain.toml names no version");
    }
}
