//! The app on the phone: what its screens may know, what it may do, and that its two builds are one.

use super::Finding;
use crate::tree::Tree;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

const SOURCES: &str = "android-demo/app/src/main/kotlin/lianxin/app/";
const MANIFEST: &str = "android-demo/app/src/main/AndroidManifest.xml";
const POM: &str = "android-demo/pom.xml";
const VERSIONS: &str = "android-demo/gradle/libs.versions.toml";
const APP_POM: &str = "android-demo/app/pom.xml";
const GRADLE: &str = "android-demo/app/build.gradle.kts";
/// All the app may ask of a phone.
const PERMISSIONS: &[&str] =
    &["android.permission.ACCESS_NETWORK_STATE", "android.permission.CAMERA", "android.permission.INTERNET"];

macro_rules! pattern {
    ($name:ident, $pattern:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("the pattern is well formed"));
    };
}

pattern!(LITERAL, r#""((?:[^"\\]|\\.)*)""#);
pattern!(SAID, r#"\b(?:say|Phrase)\("([a-z0-9_]+)"[,)]"#);
pattern!(ROW, r#"= "([a-z0-9_]+)","#);
pattern!(PERMISSION, r#"<uses-permission[^>]*android:name="([^"]+)""#);
pattern!(VERSION, r#"(?m)^([\w-]+) = "([^"]+)"$"#);
pattern!(GRADLE_LEVEL, r"(?m)^\s*(min|target)Sdk = (\d+)$");

/// Finds what must not be in the app.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let keys: BTreeSet<&str> = tree
        .ending(".rs")
        .filter(|(path, _)| path.starts_with("core/src/words/"))
        .flat_map(|(_, text)| ROW.captures_iter(text).map(|row| row.get(1).map_or("", |key| key.as_str())))
        .collect();
    for (path, text) in tree.ending(".kt") {
        let Some(inner) = path.strip_prefix(SOURCES) else { continue };
        for (line, row) in (1..).zip(text.lines()) {
            let place = || format!("{path}:{line}");
            findings.extend(layer(inner, row).map(|cause| Finding::error(place(), cause)));
            findings.extend(words(inner, row).map(|cause| Finding::error(place(), cause)));
            for said in SAID.captures_iter(row).filter(|said| !keys.contains(&said[1])) {
                findings.push(Finding::error(place(), format!("the table of texts has no `{}`", &said[1])));
            }
        }
    }
    findings.extend(permissions(tree));
    findings.extend(versions(tree));
    findings.extend(levels(tree));
    findings
}

/// Screens know nothing of Android, holders of state nothing of Compose either, and one module the generated types.
fn layer(inner: &str, row: &str) -> Option<&'static str> {
    let code = row.split("//").next().unwrap_or_default().trim_start();
    if code.starts_with('*') || code.starts_with("/*") || code.starts_with("package ") {
        return None;
    }
    let names = |word: &str| {
        code.match_indices(word)
            .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '_'))
    };
    if !inner.starts_with("android/") && names("android.") {
        return Some("only `android/` names what Android has");
    }
    if (inner.starts_with("state/") || inner.starts_with("phone/")) && names("androidx.") {
        return Some("state is tested without Android and without screens");
    }
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("lianxin.") {
        let own = before.ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '_') || after.starts_with("app");
        if !own && !inner.starts_with("phone/") {
            return Some("only `phone/` knows the generated types");
        }
        rest = after;
    }
    None
}

/// What people read comes from the core's table.
fn words(inner: &str, row: &str) -> Option<&'static str> {
    let text = |literal: &str| {
        let foreign = literal.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
        let sentence = literal.split(' ').filter(|word| word.chars().any(char::is_alphabetic)).count() > 1;
        foreign || sentence && inner.starts_with("ui/")
    };
    LITERAL.captures_iter(row).any(|found| text(&found[1])).then_some("texts for people stand in `core/src/words/`")
}

fn permissions(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(MANIFEST) else { return Vec::new() };
    let asked: Vec<String> = PERMISSION.captures_iter(text).map(|found| found[1].to_owned()).collect();
    let more = asked.iter().filter(|asked| !PERMISSIONS.contains(&asked.as_str()));
    more.map(|asked| Finding::error(MANIFEST, format!("the app does not ask for {asked}"))).collect()
}

/// Every version of the Gradle build is a property of the Maven build, with the same value.
fn versions(tree: &Tree) -> Vec<Finding> {
    let (Some(catalogue), Some(pom)) = (tree.text(VERSIONS), tree.text(POM)) else { return Vec::new() };
    let listed =
        catalogue.split("\n[").find(|part| part.trim_start_matches('[').starts_with("versions]")).unwrap_or_default();
    VERSION
        .captures_iter(listed)
        .filter(|row| !pom.contains(&format!("<{0}.version>{1}</{0}.version>", &row[1], &row[2])))
        .map(|row| Finding::error(VERSIONS, format!("{POM} has another version of {} than {}", &row[1], &row[2])))
        .collect()
}

/// The levels of Android that the Gradle build names are the manifest's, which the Maven build and its tests go by; the
/// signatures against which the Maven build compares every call are the lowest level's.
fn levels(tree: &Tree) -> Vec<Finding> {
    let (Some(gradle), Some(manifest), Some(pom)) = (tree.text(GRADLE), tree.text(MANIFEST), tree.text(APP_POM)) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for level in GRADLE_LEVEL.captures_iter(gradle) {
        if !manifest.contains(&format!("android:{}SdkVersion=\"{}\"", &level[1], &level[2])) {
            findings
                .push(Finding::error(GRADLE, format!("{MANIFEST} has another {}Sdk than {}", &level[1], &level[2])));
        }
        if &level[1] == "min" && !pom.contains(&format!("<artifactId>gummy-bears-api-{}</artifactId>", &level[2])) {
            findings
                .push(Finding::error(APP_POM, format!("the calls are not compared with those of API {}", &level[2])));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let path = format!("{SOURCES}{path}");
        let table = r#"Saved = "saved", "已保存", "Saved";"#;
        let tree = Tree::of(&[(path.as_str(), text), ("core/src/words/table.rs", table)]);
        check(&tree).into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn screens_know_nothing_of_android_and_state_nothing_of_screens() {
        let android = ["only `android/` names what Android has"];
        assert_eq!(found("ui/A.kt", "import android.app.Activity"), android);
        assert_eq!(found("state/A.kt", "val x = android.os.Build.MODEL"), android);
        assert!(found("ui/A.kt", "import androidx.compose.ui.Modifier\n// android.os").is_empty());
        assert!(found("android/A.kt", "import android.app.Activity").is_empty());
        let state = ["state is tested without Android and without screens"];
        assert_eq!(found("state/A.kt", "import androidx.compose.runtime.State"), state);
    }

    #[test]
    fn one_module_knows_the_generated_types() {
        let generated = ["only `phone/` knows the generated types"];
        assert_eq!(found("state/A.kt", "import lianxin.Phone"), generated);
        assert_eq!(found("ui/A.kt", "val x: lianxin.Status"), generated);
        assert!(found("ui/A.kt", "package lianxin.app.ui\nimport lianxin.app.phone.Words").is_empty());
        assert!(found("phone/A.kt", "import lianxin.Phone").is_empty());
    }

    #[test]
    fn texts_for_people_come_from_the_table() {
        let texts = ["texts for people stand in `core/src/words/`"];
        assert_eq!(found("state/A.kt", r#"notice("存好了")"#), texts);
        assert_eq!(found("ui/A.kt", r#"Text("Saved well")"#), texts);
        assert!(found("ui/A.kt", r#"Text(say("saved") + " · ")"#).is_empty());
        assert_eq!(found("ui/A.kt", r#"Text(say("gone", "n" to 1))"#), ["the table of texts has no `gone`"]);
    }

    #[test]
    fn a_permission_more_is_found() {
        let text = r#"<uses-permission android:name="android.permission.INTERNET"/>
            <uses-permission android:name="android.permission.READ_CONTACTS"/>"#;
        let tree = Tree::of(&[(MANIFEST, text)]);
        assert_eq!(
            check(&tree),
            [Finding::error(MANIFEST, "the app does not ask for android.permission.READ_CONTACTS")]
        );
    }

    #[test]
    fn the_versions_of_both_builds_are_equal() {
        let pom = "<kotlin.version>2.4.21</kotlin.version><jna.version>5.0</jna.version>";
        let catalogue = "[versions]\nkotlin = \"2.4.21\"\njna = \"5.19\"\n\n[libraries]\nx = \"1\"\n";
        let tree = Tree::of(&[(POM, pom), (VERSIONS, catalogue)]);
        let text = format!("{POM} has another version of jna than 5.19");
        assert_eq!(check(&tree), [Finding::error(VERSIONS, text)]);
    }

    #[test]
    fn both_builds_are_for_the_same_levels_of_android() {
        let of = |manifest: &str, pom: &str| {
            let gradle = "    minSdk = 26\n    targetSdk = 35\n";
            check(&Tree::of(&[(GRADLE, gradle), (MANIFEST, manifest), (APP_POM, pom)]))
        };
        let manifest = r#"<uses-sdk android:minSdkVersion="26" android:targetSdkVersion="35"/>"#;
        let pom = "<artifactId>gummy-bears-api-26</artifactId>";
        assert_eq!(of(manifest, pom), []);
        let other = format!("{MANIFEST} has another targetSdk than 35");
        assert_eq!(of(&manifest.replace("35", "36"), pom), [Finding::error(GRADLE, other)]);
        let calls = "the calls are not compared with those of API 26";
        assert_eq!(of(manifest, &pom.replace("26", "24")), [Finding::error(APP_POM, calls)]);
    }
}
