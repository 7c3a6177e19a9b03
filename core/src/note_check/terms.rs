//! Words that say more about people than a note needs: diseases, and labels put on a household.
//!
//! A term that also occurs inside harmless phrases names them: 中风险 is no 中风, 电压不稳定 is nobody's label. The lists are
//! kept short; a hint that comes for nothing teaches people to pass over hints.

use super::{Hit, HitKind};
use crate::words::Key;

/// Terms with the same kind and the same rewrite, with blanks between them.
struct Group {
    kind: HitKind,
    rewrite: Key,
    terms: &'static str,
}

const GROUPS: &[Group] = &[
    Group {
        kind: HitKind::Disease,
        rewrite: Key::RewriteNeed,
        terms: "患有 确诊 病史 癌 肿瘤 白血病 艾滋 hiv 乙肝 丙肝 肝炎 梅毒 淋病 肺结核 结核病 尘肺 哮喘 糖尿病 高血压 \
            冠心病 心脏病 心梗 脑梗 脑出血 中风 偏瘫 瘫痪 脑瘫 尿毒症 透析 化疗 放疗 红斑狼疮 癫痫 帕金森 痴呆 \
            阿尔茨海默 自闭症 抑郁 躁郁 焦虑症 精神病 精神分裂 精神障碍 智障 弱智 传染病",
    },
    Group {
        kind: HitKind::Label,
        rewrite: Key::RewriteOpenRequest,
        terms: "重点盯 盯防 盯紧 盯死 重点人 重点户 重点对象 重点管控 稳控 不稳定 钉子户 告状 上访 缠访 闹访 \
            信访户 信访人 难缠 难搞 找茬 爱闹事 爱惹事 爱挑事 刺头 问题户 危险分子",
    },
    Group {
        kind: HitKind::Label,
        rewrite: Key::RewriteTryAgain,
        terms: "刁民 刁蛮 无赖 泼妇 不讲理 胡搅蛮缠 无理取闹 素质低 素质差 没素质 酒鬼 赌鬼 懒汉 好吃懒做 老赖 \
            疯子 神经病 傻子",
    },
    Group {
        kind: HitKind::Label,
        rewrite: Key::RewriteTask,
        terms: "前科 劳改 坐过牢 刑满释放 社区矫正 吸毒 瘾君子 邪教",
    },
];

/// Phrases in which a term says nothing about people, with blanks between them.
const HARMLESS: &str = "中风险 防癌 抗癌 电压不稳定 电流不稳定 水压不稳定 气压不稳定 信号不稳定 网络不稳定 网速不稳定 \
    供电不稳定 供水不稳定 供暖不稳定 温度不稳定 结构不稳定 平稳控制 难搞定 上访问 上访谈 网络瘫痪 系统瘫痪 交通瘫痪 \
    反邪教 防范邪教 禁止吸毒 拒绝吸毒";

/// Finds terms; of two that overlap, the one that begins first stands, and the longer one of two that begin together.
pub(super) fn find(text: &str) -> Vec<Hit> {
    // Lower case of ASCII letters keeps every byte in its place.
    let text = text.to_ascii_lowercase();
    let harmless: Vec<_> = HARMLESS.split_whitespace().flat_map(|phrase| places(&text, phrase)).collect();
    let mut hits: Vec<Hit> = Vec::new();
    for group in GROUPS {
        for (start, end) in group.terms.split_whitespace().flat_map(|term| places(&text, term)) {
            if !harmless.iter().any(|(from, to)| *from <= start && end <= *to) {
                hits.push(Hit { kind: group.kind, start, end, suggestion: Some(group.rewrite) });
            }
        }
    }
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    hits.dedup_by(|next, kept| next.start < kept.end);
    hits
}

fn places(text: &str, term: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices(term).map(|(start, found)| (start, start + found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).iter().map(|hit| &text[hit.start..hit.end]).collect()
    }

    #[test]
    fn the_labels_that_are_named_by_the_requirement_are_found() {
        for term in ["重点盯", "钉子户", "爱告状", "不稳定"] {
            let hits = find(&format!("该户{term}，下周再去"));
            assert_eq!(hits.len(), 1, "{term}");
            assert_eq!((hits[0].kind, hits[0].suggestion), (HitKind::Label, Some(Key::RewriteOpenRequest)));
        }
    }

    #[test]
    fn a_term_inside_a_harmless_phrase_is_left_alone() {
        for text in [
            "楼道堆物，中风险",
            "电压不稳定，灯常闪",
            "总结核对材料",
            "夜里水压平稳控制住了",
            "宣传反邪教",
            "从网上访问了办事指南",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(found("电压不稳定，情绪不稳定"), ["不稳定"], "the other one still counts");
        assert_eq!(found("中风，中风险"), ["中风"]);
    }

    #[test]
    fn overlapping_terms_give_one_hit_and_letters_match_in_any_case() {
        assert_eq!(found("重点盯紧"), ["重点盯"]);
        assert_eq!(found("hiv、HIV"), ["hiv", "HIV"]);
        assert_eq!(found("乙肝炎"), ["乙肝"]);
    }

    #[test]
    fn every_harmless_phrase_contains_a_term_and_no_term_is_listed_twice() {
        let terms: Vec<_> = GROUPS.iter().flat_map(|group| group.terms.split_whitespace()).collect();
        for phrase in HARMLESS.split_whitespace() {
            assert!(terms.iter().any(|term| phrase.contains(*term)), "{phrase}");
        }
        let unique: std::collections::BTreeSet<_> = terms.iter().collect();
        assert_eq!(unique.len(), terms.len());
    }
}
