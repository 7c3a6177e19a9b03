//! The plan for people to read before they agree to it. Persons are named by number.

use super::{Link, Plan, Post};
use std::fmt::{Display, Write};

/// Lines shown of each kind; the rest is counted.
const MAX_LINES: usize = 20;

impl Plan {
    /// The plan in Chinese.
    pub fn zh(&self) -> String {
        self.text(&ZH)
    }

    /// The plan in English.
    pub fn en(&self) -> String {
        self.text(&EN)
    }

    fn text(&self, words: &Words) -> String {
        let mut out = String::new();
        if self.mixes_demonstration {
            line(&mut out, words.mixed);
        }
        if self.is_empty() {
            line(&mut out, words.nothing);
        }
        let counts = [self.grids_added.len(), self.grids_changed.len(), self.grids_ended.len(), self.grids_same];
        head(&mut out, words.grids, &words.of_grids, &counts);
        list(&mut out, words, '+', self.grids_added.iter().map(|g| format!("{} {}", g.code, g.label)));
        list(
            &mut out,
            words,
            '~',
            self.grids_changed.iter().map(|(code, c)| {
                format!(
                    "{code} {} {}{} → {} {}{}",
                    c.old.label,
                    c.old.from,
                    people(c.old.counts),
                    c.new.label,
                    c.new.from,
                    people(c.new.counts)
                )
            }),
        );
        list(&mut out, words, '-', self.grids_ended.iter());
        let counts = [self.start.len(), self.end.len(), self.moved.len(), self.changed.len(), self.same];
        head(&mut out, words.posts, &words.of_posts, &counts);
        list(&mut out, words, '+', self.start.iter().map(|p| post(p, words)));
        list(&mut out, words, '-', self.end.iter().map(|p| post(p, words)));
        let both = |old, new| format!("{} → {}", post(old, words), post(new, words));
        list(&mut out, words, '>', self.moved.iter().map(|c| both(&c.old, &c.new)));
        list(&mut out, words, '~', self.changed.iter().map(|c| both(&c.old, &c.new)));
        if !self.persons_changed.is_empty() {
            head(&mut out, words.persons, &words.of_persons, &[self.persons_changed.len()]);
            list(&mut out, words, '~', self.persons_changed.iter());
        }
        self.households(&mut out, words);
        out
    }

    fn households(&self, out: &mut String, words: &Words) {
        let counts = [
            self.households_added.len(),
            self.households_moved.len(),
            self.households_rebundled.len(),
            self.households_gone.len(),
            self.households_same,
        ];
        head(out, words.households, &words.of_households, &counts);
        list(out, words, '+', self.households_added.iter().map(|h| format!("{} {}", h.dwelling(), link(&Link::of(h)))));
        for moved in [&self.households_moved, &self.households_rebundled] {
            list(out, words, '>', moved.iter().map(|(door, c)| format!("{door} {} → {}", link(&c.old), link(&c.new))));
        }
        list(out, words, '?', self.households_gone.iter().map(|(door, l)| format!("{door} {}", link(l))));
    }
}

struct Words {
    role: fn(&Post) -> &'static str,
    mixed: &'static str,
    nothing: &'static str,
    more: &'static str,
    grids: &'static str,
    of_grids: [&'static str; 4],
    posts: &'static str,
    of_posts: [&'static str; 5],
    persons: &'static str,
    of_persons: [&'static str; 1],
    households: &'static str,
    of_households: [&'static str; 5],
}

static ZH: Words = Words {
    role: |post| post.role.zh(),
    mixed: "演示编码和真实编码不能混用，不能执行",
    nothing: "没有变化",
    more: "  … 另有",
    grids: "网格",
    of_grids: ["新增", "变更", "停用", "不变"],
    posts: "岗位",
    of_posts: ["开始", "结束", "调动", "变更", "不变"],
    persons: "人员",
    of_persons: ["改姓名或值班电话"],
    households: "住户",
    of_households: ["新增", "换网格", "换联户", "名单里不再有（不删除）", "不变"],
};

static EN: Words = Words {
    role: |post| post.role.en(),
    mixed: "demonstration codes and real ones must not be mixed; this cannot be applied",
    nothing: "nothing changes",
    more: "  … more:",
    grids: "grids",
    of_grids: ["new", "changed", "ended", "unchanged"],
    posts: "posts",
    of_posts: ["start", "end", "moved", "changed", "unchanged"],
    persons: "people",
    of_persons: ["with another name or duty phone"],
    households: "households",
    of_households: ["new", "to another grid", "to another bundle", "no longer listed (kept)", "unchanged"],
};

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn head(out: &mut String, title: &str, names: &[&str], counts: &[usize]) {
    let parts: Vec<String> = names.iter().zip(counts).map(|(name, count)| format!("{name} {count}")).collect();
    line(out, &format!("{title}: {}", parts.join(" · ")));
}

fn list(out: &mut String, words: &Words, mark: char, items: impl ExactSizeIterator<Item = impl Display>) {
    let total = items.len();
    for item in items.take(MAX_LINES) {
        let _ = writeln!(out, "  {mark} {item}");
    }
    if total > MAX_LINES {
        let _ = writeln!(out, "{} {}", words.more, total - MAX_LINES);
    }
}

fn post(post: &Post, words: &Words) -> String {
    let to = post.to.map(|to| to.to_string()).unwrap_or_default();
    let role = (words.role)(post);
    let acting = post.substitute_for.as_ref().map(|person| format!(" ({person})")).unwrap_or_default();
    format!("{}{acting} {role} {} {}–{to}", post.person_no, post.scope, post.from)
}

fn link(link: &Link) -> String {
    link.bundle.map_or_else(|| link.grid.to_string(), |bundle| format!("{}#{bundle}", link.grid))
}

fn people(counts: Option<(u32, u32)>) -> String {
    counts.map(|(households, people)| format!(" {households}/{people}")).unwrap_or_default()
}
