//! Every relative link of a document leads somewhere: to a file, and to a heading if it names one.

use super::Finding;
use crate::tree::Tree;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// Finds links that lead nowhere.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let anchors: BTreeMap<&str, BTreeSet<String>> =
        tree.ending(".md").map(|(path, text)| (path, anchors(text))).collect();
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".md") {
        for (offset, link) in links(text) {
            if let Some(cause) = judge(tree, &anchors, path, &link) {
                let line = text[..offset].matches('\n').count() + 1;
                findings.push(Finding::error(format!("{path}:{line}"), format!("`{link}`: {cause}")));
            }
        }
    }
    findings
}

fn judge(tree: &Tree, anchors: &BTreeMap<&str, BTreeSet<String>>, from: &str, link: &str) -> Option<&'static str> {
    let (target, anchor) = link.split_once('#').map_or((link, None), |(target, anchor)| (target, Some(anchor)));
    let file = if target.is_empty() { Some(from.to_owned()) } else { resolve(from, target) };
    let Some(file) = file else { return Some("leads out of the repository") };
    if !tree.has(&file) {
        return Some("there is no such file");
    }
    let known = anchors.get(file.as_str())?;
    anchor.filter(|anchor| !known.contains(*anchor)).map(|_| "there is no such heading")
}

/// The file that a link in `from` names.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The relative links of a document, with where they stand.
fn links(text: &str) -> Vec<(usize, String)> {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).into_offset_iter();
    events
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some((range.start, dest_url.into_string()))
            }
            _ => None,
        })
        .filter(|(_, link)| !link.contains("://") && !link.starts_with("mailto:") && !link.starts_with('/'))
        .collect()
}

/// The anchors of a document's headings, as the usual renderers make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let again = (1..).map(|n| format!("{anchor}-{n}"));
                let free = std::iter::once(anchor.clone()).chain(again).find(|name| !found.contains(name));
                found.extend(free);
            }
            _ => {}
        }
    }
    found
}

fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/a.md", text),
            ("docs/b.md", "# One `thing`, 两个\n## Again\n## Again\n"),
            ("README.md", ""),
            ("core/src/lib.rs", ""),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn links_to_files_directories_and_headings_lead_somewhere() {
        let text = "# Here\n[a](b.md) [b](../README.md) [c](../core/src/) [d](b.md#one-thing-两个) [e](b.md#again-1)\n\
            [f](#here) [g](https://example.org/x) [h](mailto:a@example.org) ![i](b.md) `[j](none.md)`\n";
        assert_eq!(found(text), Vec::<String>::new());
    }

    #[test]
    fn a_link_that_leads_nowhere_is_named_with_its_line() {
        let text = "\n[a](c.md)\n[b](b.md#nothing)\n[c][ref]\n\n[ref]: ../../x\n";
        assert_eq!(
            found(text),
            [
                "error: docs/a.md:2: `c.md`: there is no such file",
                "error: docs/a.md:3: `b.md#nothing`: there is no such heading",
                "error: docs/a.md:4: `../../x`: leads out of the repository",
            ]
        );
    }
}
