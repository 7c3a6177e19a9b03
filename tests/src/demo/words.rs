//! What the demonstration says: one small table, Chinese first, English beside it. What phones and office say comes
//! from their own table.

use super::cast::LeftOut;
use lianxin_core::words::Lang;

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)+) => {
        /// A sentence of the demonstration; `{name}` stands for an argument.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Word { $($name,)+ }

        impl Word {
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$name,)+];

            fn template(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$name, Lang::ZhCn) => $zh, (Self::$name, Lang::En) => $en,)+
                }
            }
        }
    };
}

words! {
    Title: "连心 · 演示（种子 {seed}）", "Lianxin (连心) · demonstration (seed {seed})";
    Invented: "演示数据，非真实事件。", "Demonstration data, not real events.";
    Nothing: "", "";

    Preparing: "准备", "Preparing";
    WritingLists: "准备名单", "preparing the lists";
    ReadingLists: "读取名单", "reading the lists";
    Planning: "安排这一天", "planning the day";
    Lists: "名单：{grids} 个网格，{posts} 个岗位，{households} 户", "lists: {grids} grids, {posts} posts, {households} households";
    Phones: "手机：{n} 部，每部一个目录，每条命令一个进程", "phones: {n}, a directory each, a process for every command";
    LeftOut: "本次略过：{what}", "left out this time: {what}";
    LeftOutEverything: "名单里没有可以入户走访的岗位，没有手机", "no post of the lists may visit a household, so there is no phone";
    LeftOutConflict: "没有两个人负责同一户，不演示两人改同一项", "no two people answer for one household, so nobody contradicts anybody";
    LeftOutChief: "没有网格长与别人负责同一户，不演示网格长看走访", "no chief shares a household with another, so nobody sees another's visits";
    LeftOutMove: "没有人可以调到别的网格，不演示调动", "nobody can be moved to another grid";

    Morning: "早上：登记，同步一次", "In the morning: enrol, sync once";
    OfficeName: "示例社区办公室", "Example community office";
    MakingOffice: "建立办公室", "making the office";
    Imported: "办公室已导入名单，{households} 户", "the office has taken the lists, {households} households";
    Listening: "服务器在 {address}", "the server is at {address}";
    Enrolling: "登记手机", "enrolling phones";
    Syncing: "同步", "syncing";
    HoldsItsHouseholds: "每部手机有自己负责的住户", "every phone holds the households its person answers for";
    Households: "{n} 户", "{n} households";
    ClockAhead: "时钟快一年", "clock a year ahead";
    ServerStopped: "服务器已停止：进程已结束，端口 {address} 已关闭", "the server is stopped: no process, nobody at {address}";

    Afield: "白天：没有服务器，没有信号", "During the day: no server, no signal";
    NoServer: "没有任何服务器进程，直到晚上", "no server process exists until the evening";
    Visiting: "走访", "visiting";
    Visited: "记了 {n} 次走访：{outcomes}", "{n} visits recorded: {outcomes}";
    Contradicted: "{home}：{one} 记“{first}”，{other} 改成“{second}”，彼此不知道", "{home}: {one} sets \"{first}\", {other} sets \"{second}\", neither knows of the other";
    NumberRefused: "备注里有身份证号，手机没有保存", "a note with an identity number: the phone saves nothing of it";
    Corrected: "{who} 更正了自己的一次走访", "{who} corrects an own visit";
    Killed: "{who} 的手机在记录中途被强行终止 {n} 次：走访或者完整，或者不在（{again} 次重新记录），没有半条", "the phone of {who} is killed {n} times while recording: each visit is there whole or not at all ({again} recorded again)";
    SyncInVain: "没有办公室也试着同步：什么都没变，可以再试", "a sync without the office changes nothing and may be tried again";
    CopySetAside: "{who} 手机数据的副本被改动一个字节：发现损坏，放到一旁，没有删除", "one byte flipped in a copy of the store of {who}: found damaged, set aside, not deleted";
    OnThePhones: "手机里共有 {n} 条记录等着同步", "{n} entries wait on the phones";

    Evening: "晚上：服务器重新启动", "In the evening: the server starts again";
    Moved: "新名单把 {who} 从 {from} 调到 {to}，他还有没送出的记录", "a newer list moves {who} from {from} to {to}, with unsent work on the phone";
    LateVisit: "他还不知道，又在原来的网格走访了一户", "not knowing yet, one more visit is made in the old grid";
    EnvelopeRefused: "{n} 个被改动一个字节的同步包：全部拒收，办公室的数据没有变化", "{n} envelopes with one byte flipped: all refused, nothing changes at the office";
    Synced: "{n} 部手机已同步", "{n} phones have synced";
    ChiefSees: "{who} 的手机上看到别人在这一户的 {n} 次走访：{authors}", "{who} sees {n} visits of others at this door: {authors}";
    TwoValues: "{home}：两人都改了意愿，两个值都在：{values}", "{home}: both wishes are there to see: {values}";
    Resolved: "{who} 定为“{value}”，双方手机一致", "{who} decides for \"{value}\", both phones agree";
    MovedTaken: "{who} 的记录办公室都收下了；原网格的住户已从手机移除，现有 {n} 户", "all work of {who} was taken; the old grid's households have left the phone, which now holds {n}";
    Delivered: "{n} 条记录全部送达，没有待同步", "all {n} entries are delivered, nothing waits";
    WhoWasTold: "手机上告诉了谁什么：", "who was told what:";
    Nobody: "没有需要特别说明的", "nothing that needed saying";
    OfficeSees: "办公室网页上，社区 {community} 今天收到 {n} 次走访：", "the office's page shows {n} visits for community {community} today:";
    OfficeHas: "待决定 {held} · 时间存疑、已照收 {flagged} · 未收下 {refused}", "to be decided {held} · taken with a doubt about the time {flagged} · not taken {refused}";
    Sound: "lianxin-server check：密钥、文件、链、更新流都完好", "lianxin-server check: keys, files, chains and feeds are sound";

    OnTheApp: "晚上：应用的界面", "In the evening: the app's screens";
    AppPlayedBy: "{who} 再领一部手机，在应用里走访 {n} 户：真实的界面、真实的手机库，由 Robolectric 运行", "{who} gets one more phone and visits {n} households in the app: its real screens and library, run by Robolectric";
    AppRunning: "编译并操作应用", "building and driving the app";
    AppHasNobody: "没有人还能再领一部手机去走访，不演示应用", "nobody is left who could visit with one more phone, so the app is left out";
    AppArrived: "办公室网页多了 {n} 次走访，与应用里记的结果一致：{outcomes}", "the office's page has {n} more visits, with the outcomes recorded in the app: {outcomes}";
    AppPictures: "每个界面一张图：{path}（{n} 张）", "a picture of every screen: {path} ({n})";
    AppCounted: "另有应用的 {n} 次走访，按办公室网页所收计；应用的库用另外的密钥，清点程序打不开", "besides, {n} visits of the app, as the office's page has them; its store has keys of its own, which this reader cannot open";

    Report: "清点（另一个程序，只读数据库和已关闭的手机）", "Counted by another program, from the database and the closed phones alone";
    Counting: "清点", "counting";
    Made: "走访", "visits made";
    Receipted: "办公室已收", "at the office";
    Admitted: "已入账", "in the record";
    Held: "等人处理", "waiting for a person";
    Refused: "未收下", "not taken";
    NeedsAttention: "待本人处理", "needing the author's attention";
    Lost: "丢失", "lost";
    Conflicts: "两人改同一项", "fields two people set differently";
    FlagClock: "标注：时钟不准", "flagged: wrong clock";
    FlagLate: "标注：岗位已结束", "flagged: post had ended";
    BytesUp: "同步送出字节", "bytes sent in syncs";
    BytesDown: "同步收取字节", "bytes fetched in syncs";
    Whole: "走访 = 已收 = 已入账 + 等人处理 + 未收下，丢失 0。", "Made = at the office = in the record + waiting + not taken, lost 0.";

    TryIt: "接着试", "What to try";
    Console: "办公室网页（一次有效，十五分钟）：{link}", "the office's page (good once, for fifteen minutes): {link}";
    Directories: "数据目录：{path}", "everything lies in {path}";
    CtrlC: "按 Ctrl-C 停止服务器。", "Ctrl-C stops the server.";
    Stopping: "正在停止服务器", "stopping the server";
    Kept: "数据保留在 {path}", "the data stay in {path}";

    Stopped: "已停止。", "Stopped.";
    NotEmpty: "{path} 里已有东西，请换一个空目录。", "{path} has something in it; please name an empty directory.";
    NotBuilt: "找不到 {path}。用 cargo xtask demo 启动，会先编译。", "There is no {path}. Started by `cargo xtask demo`, it is built first.";
    ListsRefused: "名单不能用：\n  {problems}", "The lists cannot be taken:\n  {problems}";
    NotAsExpected: "没有如预期：{what}（{detail}）", "Not as it should be: {what} ({detail})";
    NotWhole: "清点对不上，请看上面的说明。", "The numbers do not add up; see above.";
    Failed: "没有做成：{what}", "Not done: {what}";
}

/// The words with their placeholders filled; what an argument says is never read as a template.
pub(super) fn text(lang: Lang, word: Word, args: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut rest = word.template(lang);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        // A check that failed names its sentence without arguments.
        out.push_str(args.iter().find(|(arg, _)| *arg == name).map_or("…", |(_, value)| value));
        rest = behind;
    }
    out + rest
}

impl From<LeftOut> for Word {
    fn from(left_out: LeftOut) -> Self {
        match left_out {
            LeftOut::Everything => Self::LeftOutEverything,
            LeftOut::Conflict => Self::LeftOutConflict,
            LeftOut::Chief => Self::LeftOutChief,
            LeftOut::Move => Self::LeftOutMove,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(template: &str) -> BTreeSet<&str> {
        template.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
    }

    #[test]
    fn every_sentence_stands_in_both_languages_with_the_same_arguments() {
        for word in Word::ALL.iter().filter(|word| **word != Word::Nothing) {
            let (zh, en) = (word.template(Lang::ZhCn), word.template(Lang::En));
            assert!(!zh.is_empty() && !en.is_empty(), "{word:?}");
            assert_eq!(placeholders(zh), placeholders(en), "{word:?}");
            assert!(!zh.contains('！') && !en.contains('!'), "{word:?}");
        }
    }

    #[test]
    fn arguments_are_filled_in_and_never_read_as_templates() {
        let said = text(Lang::En, Word::Console, &[("link", "{link}")]);
        assert_eq!(said, "the office's page (good once, for fifteen minutes): {link}");
        assert_eq!(text(Lang::En, Word::Households, &[]), "… households");
    }
}
