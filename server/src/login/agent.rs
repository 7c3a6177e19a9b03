//! Which browser on which system: enough for a person to know a session again, too little to know a person by.

/// Names by which browsers give themselves away, the particular before the general.
const BROWSERS: [(&str, &str); 10] = [
    ("MicroMessenger", "WeChat"),
    ("QQBrowser", "QQ"),
    ("360SE", "360"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("lianxin", "Lianxin"),
    ("curl", "curl"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// Browser and system in a word each.
pub fn agent(header: &str) -> String {
    let named =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| header.contains(mark)).map(|(_, name)| *name);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browser_and_system_are_known_and_nothing_else_is_kept() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/130.0.0.0 Safari/537.36 Edg/130.0.2849.46";
        assert_eq!(agent(edge), "Edge, Windows");
        assert_eq!(agent("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"), "Firefox, Linux");
        assert_eq!(agent("<script>"), "?");
        assert_eq!(agent(""), "?");
    }
}
