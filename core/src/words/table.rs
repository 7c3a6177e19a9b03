//! The table itself: one row a text, in the order key, name, Chinese, English. New rows go to the end of their
//! chapter; a name never changes once released, since apps and saved notices refer to it.
//!
//! `refused_…` and `held_…` are named after the codes of verdicts, `error_…` after what the person can do about it.

/// Builds [`Key`] from the rows below; the Chinese text is the documentation of its key.
macro_rules! keys {
    ($($variant:ident = $name:literal, $zh:literal, $en:literal;)+) => {
        /// A text of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key { $(#[doc = $zh] $variant,)+ }

        impl Key {
            /// Every text of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name by which apps, notices and tests refer to the text.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The Chinese template.
            pub fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)+ }
            }

            /// The English template.
            pub fn en(self) -> &'static str {
                match self { $(Self::$variant => $en,)+ }
            }
        }
    };
}

with_app_chapter! {
    keys;
    // Saving and sync
    Saved = "saved", "已保存在手机", "Saved on this phone";
    Delivered = "delivered", "办公室已收 {n}/{m}", "Office has {n} of {m}";
    Undelivered = "undelivered", "未送达", "Not delivered yet";
    Offline = "offline", "离线，可照常工作", "Offline, you can go on working";
    SyncNow = "sync_now", "同步", "Sync";
    SyncConnecting = "sync_connecting", "连接", "connecting";
    SyncSending = "sync_sending", "送出 {n}/{m}", "sending {n} of {m}";
    SyncReceiving = "sync_receiving", "收取 {n}", "receiving {n}";
    SyncDone = "sync_done", "完成", "done";
    SyncNothingNew = "sync_nothing_new", "没有新内容", "Nothing new";
    LastSync = "last_sync", "上次同步 {time}", "Last sync {time}";
    NeverSynced = "never_synced", "还没有同步过", "Not synced yet";
    NeedsAttention = "needs_attention", "待处理 {n}", "{n} need a look";
    TwoValues = "two_values", "两人都改了这一项，请看哪个对", "Two people changed this; which is right?";
    Overtaken = "overtaken", "别人已先办了这一步，您的记录保留在经过里",
        "Someone else took this step first; your record is kept in its history";
    Undo = "undo", "撤销（{s} 秒）", "Undo ({s} s)";
    Demo = "demo", "演示数据 非真实事件", "Demonstration data, not real events";

    // The visit
    NoAnswer = "no_answer", "无人在家", "No answer";
    Declined = "declined", "婉拒", "Declined";
    MakeUp = "make_up", "补记", "Recorded later";
    ShowResident = "show_resident", "给住户看", "Show the resident";
    QuietHours = "quiet_hours", "现在是 {from} 到 {to}，没有约好就改天再去",
        "It is between {from} and {to}; without an appointment, another day is better";
    VisitedRecently = "visited_recently", "距上次主动走访 {days} 天",
        "Days since someone last called on this household: {days}";
    VisitedToday = "visited_today", "这户今天已有人主动走访过", "Someone called on this household today";
    NoProactiveVisit = "no_proactive_visit", "住户说过请不要主动上门", "The household asked not to be called on";
    ReasonFollowUp = "reason_follow_up", "约定回访", "Follow-up agreed";
    ReasonRequest = "reason_request", "居民请求", "The resident asked";
    ReasonOpenNeed = "reason_open_need", "有未办结的需求", "A need is still open";
    ReasonLongUnseen = "reason_long_unseen", "{days} 天没有走访", "Not visited for {days} days";
    ReasonNeverSeen = "reason_never_seen", "还没有走访过", "Not visited yet";

    // What a note should not contain
    NoteBlocked = "note_blocked", "备注里像是有身份证号，请去掉再保存",
        "This looks like an identity number; please remove it";
    NoteBlockedBankCard = "note_blocked_bank_card", "备注里像是有银行卡号，请去掉再保存",
        "This looks like a bank card number; please remove it";
    NoteHint = "note_hint", "换个说法？例如：{text}", "Put it differently? For example: {text}";
    RewriteContact = "rewrite_contact", "住户愿意留联系方式，已另行登记。",
        "The household is willing to be called; the number is kept separately.";
    RewriteNeed = "rewrite_need", "该户需要就医方面的帮助，已记为需求。",
        "The household needs help with health care; recorded as a need.";
    RewriteOpenRequest = "rewrite_open_request", "该户有一件未办结诉求，需要继续沟通。",
        "The household has one request still open; keep talking with them.";
    RewriteTryAgain = "rewrite_try_again", "这次没有谈妥，改天再沟通。",
        "We did not come to terms this time; another talk is planned.";
    RewriteTask = "rewrite_task", "该户有一件需要协助的事，已记为需求。",
        "There is something the household needs help with; recorded as a need.";
    HintOf = "hint_of", "{field}：{text}", "{field}: {text}";

    // Logs and signatures
    LogDraft = "log_draft", "草稿", "Draft";
    LogSubmitted = "log_submitted", "已提交，待签字", "Submitted, to be signed";
    LogReturned = "log_returned", "已退回，请看说明", "Returned, see the reason";
    LogCaptainSigned = "log_captain_signed", "先锋队长已签，待网格长签", "Signed by the captain, the chief is next";
    LogChiefSigned = "log_chief_signed", "网格长已签，待先锋队长签", "Signed by the chief, the captain is next";
    LogDiscarded = "log_discarded", "已作废，未提交过", "Discarded, was never submitted";
    SelfSign = "self_sign", "本人不能签自己的日志", "You cannot sign your own log";
    SamePersonSigns = "same_person_signs", "队长签字和网格长签字要由两个人来签",
        "Captain's and chief's signatures must be two persons'";
    ToSign = "to_sign", "{n} 篇待签 · {m} 篇请先看", "{n} to sign, {m} to look at first";
    Return = "return", "退回并说明", "Return with a reason";
    ReturnNumbersDiffer = "return_numbers_differ", "数量不符", "Numbers differ";
    ReturnSayMore = "return_say_more", "请补充情况", "Say more";
    ReturnWrongHousehold = "return_wrong_household", "写错了住户", "Wrong household";
    ReturnBeSpecific = "return_be_specific", "请把话说具体些", "Be specific";
    NotNow = "not_now", "先不签", "Not now";
    SignatureNone = "signature_none", "还没有签字", "Not signed yet";
    DoubleSigned = "double_signed", "双签字有效，内容未改动", "Two valid signatures, content unchanged";
    NotAtOffice = "not_at_office", "签字有效，办公室还没收到", "Signature valid, not at the office yet";
    CorrectionPending = "correction_pending", "原签字有效，更正稿待签", "Signed; a correction waits";
    Superseded = "superseded", "已有更正稿", "A corrected version replaces this";
    SignatureSuspect = "signature_suspect", "签字要请办公室核对：{why}", "The office needs to check this signature: {why}";
    SignatureInvalid = "signature_invalid", "签字无效：{why}", "Signature not valid: {why}";
    AuthorNotIn = "author_not_in", "已签字，日志本人还没同步", "Signed; its author has not synced yet";
    ExpectedTonight = "expected_tonight", "今晚应到 {n} 份：已到 {a} · 未到 {b} · 待处理 {c}",
        "Expected {n}: in {a}, out {b}, look at {c}";
    ClockFlag = "clock_flag", "手机时间可能不准，已照收", "The phone's clock may be wrong; taken all the same";
    LateFlag = "late_flag", "送到时岗位已有变动，已照收", "The post had changed by the time this came in; taken all the same";

    // Matters
    MatterDraft = "matter_draft", "草稿", "Draft";
    MatterFound = "matter_found", "已发现", "Found";
    MatterSelfHandled = "matter_self_handled", "网格内已办", "Handled in the grid";
    MatterClosed = "matter_closed", "已办结", "Closed";
    MatterWhistleRequested = "matter_whistle_requested", "已请社区吹哨", "Whistle requested";
    MatterWhistled = "matter_whistled", "社区已吹哨，编号 {number}", "Whistle blown, number {number}";

    // Duties
    DutyPlanned = "duty_planned", "待去", "Planned";
    DutyDone = "duty_done", "已完成", "Done";
    DutyMoved = "duty_moved", "已改期", "Moved";
    DutyExcused = "duty_excused", "已请假", "Excused";
    DutyMissed = "duty_missed", "未成行", "Did not take place";

    // Verdicts: refused, which is final
    RefusedMoved = "refused_moved", "这户现在由别的网格负责，您的记录已转给办公室",
        "This household belongs to another grid now; the office has your record";
    RefusedRights = "refused_rights", "您现在没有这个岗位，记录已转给办公室", "You do not hold this post now; the office has your record";
    RefusedDeps = "refused_deps", "办公室还缺前面的记录，手机会自己重新送出",
        "The office lacks what came before; the phone sends it again by itself";
    RefusedBehind = "refused_behind", "前面有一条还没处理，手机会自己重新送出",
        "An earlier one is not settled; the phone sends this again by itself";
    RefusedChain = "refused_chain", "记录的次序接不上，手机会自己重新送出",
        "The order of records was broken; the phone sends them again by itself";
    RefusedFork = "refused_fork", "这部手机有过一份副本，手机会自己重新送出",
        "There was a copy of this phone; it sends the records again by itself";
    RefusedShape = "refused_shape", "办公室读不懂这条记录，内容还在手机上，请告诉办公室",
        "The office cannot read this record; the text is still here, please tell the office";
    RefusedExists = "refused_exists", "办公室已经有了", "The office has it already";
    RefusedReplayed = "refused_replayed", "已由重新送出的一条代替", "Replaced by the one sent again";
    RefusedState = "refused_state", "这件事已经到了下一步，您的记录还在手机上",
        "This has moved on to the next step; your record is still on the phone";
    RefusedPerson = "refused_person", "办公室没有收下：{reason}", "The office did not take it: {reason}";
    RefusedChangedByOther = "refused_changed_by_other", "别人也改了这一项，请看一下再定",
        "Someone else changed it; please look and decide";
    RefusedReplayedTooOften = "refused_replayed_too_often", "重新送了几次都没成，内容还在手机上，请告诉办公室",
        "Sent again several times without success; the text is still here, please tell the office";
    RefusedUnknown = "refused_unknown", "办公室没有收下（{code}），内容还在手机上",
        "The office did not take it ({code}); the text is still here";

    // Verdicts: held, which a person at the office decides
    Held = "held", "这条要请办公室看一下", "The office needs to look at this one";
    HeldMany = "held_many", "今天送出的比较多，办公室看过就好", "A lot came in today; the office will look through it";
    HeldLost = "held_lost", "这部手机报过遗失，请办公室确认一下", "This phone was reported lost; the office needs to confirm";
    HeldFork = "held_fork", "这部手机有过一份副本，后来的一份先存在办公室",
        "There was a copy of this phone; what came second is kept at the office";
    HeldRecovery = "held_recovery", "办公室正在恢复数据，已收好，稍后处理",
        "The office is restoring its data; yours is safe and will be dealt with";
    HeldRegister = "held_register", "办公室的名册还不全，已收好，稍后处理",
        "The office's register is not complete yet; yours is safe and will be dealt with";
    HeldUnknown = "held_unknown", "办公室的版本较旧，已收好，稍后处理",
        "The office runs an older version; yours is safe and will be dealt with";

    // Errors on the phone
    ErrorStorageFull = "error_storage_full", "手机空间满了，刚才的没有存上，请腾出空间再保存",
        "The phone is full and this was not saved; please make room and save again";
    ErrorWrongKey = "error_wrong_key", "打不开这部手机上的数据，请到办公室重新登记，数据还在",
        "The data on this phone cannot be opened; please enrol again at the office, the data is still there";
    ErrorStoreSetAside = "error_store_set_aside", "手机上的数据读不出来，已原样放好，请告诉办公室，可以先重新同步",
        "The data on this phone cannot be read; it is set aside untouched. Please tell the office; you can sync afresh";
    ErrorOfficeUnreachable = "error_office_unreachable", "连不上办公室，记录都在手机上，稍后再同步",
        "The office cannot be reached; everything is on the phone, sync later";
    ErrorOfficeNotTrusted = "error_office_not_trusted", "对方不是登记过的办公室，什么也没有送出，请换个网络再试",
        "The other side is not the office you enrolled with; nothing was sent, please try another network";
    ErrorOfficeBusy = "error_office_busy", "办公室正忙，手机稍后自己再试", "The office is busy; the phone will try again by itself";
    ErrorOfficeFull = "error_office_full", "办公室的服务器没有空间了，记录都在手机上，请告诉办公室，稍后再同步",
        "The office's server has no room left; everything is on the phone. Please tell the office and sync later";
    ErrorAppTooOld = "error_app_too_old", "请先更新应用，记录都在手机上", "Please update the app; everything is on the phone";
    ErrorInvitationUsed = "error_invitation_used", "这张登记码已经用过，请办公室再给一张",
        "This invitation has been used; please ask the office for a new one";
    ErrorInvitationExpired = "error_invitation_expired", "这张登记码过期了，请办公室再给一张",
        "This invitation has expired; please ask the office for a new one";
    ErrorInvitationLocked = "error_invitation_locked", "试的次数多了，这张登记码已停用，请办公室再给一张",
        "Tried too often, so this invitation is locked; please ask the office for a new one";
    ErrorInvitationWrong = "error_invitation_wrong", "这不是登记码，请扫办公室给的那一张",
        "This is not an invitation; please scan the one from the office";
    ErrorDigitsDiffer = "error_digits_differ", "两边的六位数字不一样，请和办公室核对",
        "The six digits differ; please check with the office";
    ErrorEnrolmentEnded = "error_enrolment_ended", "这部手机的登记已停用，请到办公室重新登记",
        "This phone's enrolment has ended; please enrol again at the office";
    ErrorClock = "error_clock", "手机日期像是不对（{date}），请看一下设置", "The phone's date looks wrong ({date}); please check its settings";
    ErrorNotEnrolled = "error_not_enrolled", "这部手机还没有登记，请扫办公室给的登记码",
        "This phone is not enrolled yet; please scan the invitation from the office";
    ErrorAlreadyEnrolled = "error_already_enrolled", "这部手机已经登记过了", "This phone is enrolled already";
    ErrorNoPost = "error_no_post", "您现在没有可以这样做的岗位", "You hold no post that allows this";
    ErrorValue = "error_value", "有一项写得不合适，请看一下", "One of the fields is not as it should be; please look at it";
    ErrorNothingToDo = "error_nothing_to_do", "没有要改的内容", "Nothing would change";
    ErrorStorage = "error_storage", "手机存储暂时读写不了，请稍后再试", "The phone's storage cannot be used just now; please try again";
    RefusedPersonPlain = "refused_person_plain", "办公室看过，没有收下，内容还在手机上",
        "The office looked at it and did not take it; the text is still here";
    ErrorNotFound = "error_not_found", "这一条已经不在手机上", "This is no longer on the phone";
    ErrorCancelled = "error_cancelled", "已停下，什么也没有丢", "Stopped; nothing is lost";
    ErrorInternal = "error_internal", "应用自己出了差错，已保存的都在，请再试一次",
        "Something went wrong in the app; what was saved is still here, please try again";
    ErrorFieldRequired = "error_field_required", "{field}：要填上", "{field}: something has to stand here";
    ErrorFieldText = "error_field_text", "{field}：最多 {n} 个字，不含特殊符号", "{field}: {n} characters at most, and no special signs";
    ErrorFieldListed = "error_field_listed", "{field}：请从列表里选", "{field}: please choose from the list";
    ErrorFieldNumber = "error_field_number", "{field}：{from} 到 {to} 的整数", "{field}: a whole number from {from} to {to}";
    ErrorFieldDate = "error_field_date", "{field}：日期写作 年-月-日，如 2026-11-24", "{field}: a date, such as 2026-11-24";
    ErrorFieldStanding = "error_field_standing", "{field}：请从现有的值里选一个", "{field}: please choose one of the values that stand there";
    ErrorTooMuch = "error_too_much", "一次写得太多了，请分成几次保存", "Too much for one record; please save it in parts";
    ErrorSyncRunning = "error_sync_running", "正在同步，等这一次完成就好", "A sync is already running; it will be done soon";

    // Codes of places
    GridCodeDigits = "grid_code_digits", "网格编码是 15 位数字", "A grid code has 15 digits";
    CommunityCodeDigits = "community_code_digits", "社区编码是 12 位数字", "A community code has 12 digits";
    GridCodeReserved = "grid_code_reserved", "网格序号从 001 起", "Grid numbers begin at 001";
    UnknownCommunity = "unknown_community", "名册里没有这个社区，请核对编码", "There is no such community; please check the code";
    BundleForm = "bundle_form", "联户写作：网格编码 # 1 到 99", "A bundle is the grid code, #, and a number from 1 to 99";
    NotAGridLabel = "not_a_grid_label", "这不是网格码", "This is not a grid's code";

    // The phone at the command line, and labels of fields
    FieldHousehold = "field_household", "住户", "household";
    FieldEstate = "field_estate", "小区", "estate";
    FieldBuilding = "field_building", "楼栋", "building";
    FieldUnit = "field_unit", "单元", "unit";
    FieldRoom = "field_room", "室", "room";
    FieldOutcome = "field_outcome", "结果", "outcome";
    FieldPurpose = "field_purpose", "目的", "purpose";
    FieldNote = "field_note", "备注", "note";
    FieldNeed = "field_need", "需求", "needs";
    FieldFollowUp = "field_follow_up", "回访日期", "follow-up day";
    FieldCompanion = "field_companion", "同行人", "companion";
    FieldWish = "field_wish", "住户意愿", "resident's wish";
    FieldDay = "field_day", "走访日期", "day of the visit";
    FieldClass = "field_class", "分类", "class";
    FieldBundle = "field_bundle", "联户", "bundle";
    FieldGrid = "field_grid", "网格", "grid";
    FieldOfficeNote = "field_office_note", "办公室备注", "note of the office";
    FieldPost = "field_post", "岗位", "post";
    FieldAuthor = "field_author", "记录人", "author";
    FieldGone = "field_gone", "不在名册", "off the list since";
    TodaySuggested = "today_suggested", "今天可以去看看 {n} 户", "To call on today: {n}";
    TodayEmpty = "today_empty", "今天没有特别要去的住户", "Nobody in particular to call on today";
    TodayDone = "today_done", "今天已记 {n} 次", "Recorded today: {n}";
    Visits = "visits", "走访 {n} 次", "Visits: {n}";
    NothingFound = "nothing_found", "没有找到", "Nothing found";
    NoteFine = "note_fine", "可以保存", "Fine to save";
    SyncReceived = "sync_received", "收到 {n} 份", "{n} received";
    SyncIncomplete = "sync_incomplete", "还没有收送完，稍后再同步一次", "Not everything has come and gone yet; sync once more later";
    HeldCount = "held_count", "办公室在看 {n} 条", "The office is looking at {n}";
    ConflictCount = "conflict_count", "两人都改了 {n} 处", "Changed by two people: {n}";
    DraftCount = "draft_count", "没写完的走访 {n} 份", "Visits not finished yet: {n}";
    ConflictsNone = "conflicts_none", "没有两人都改了的地方", "Nothing was changed by two people";
    AttentionNone = "attention_none", "没有待处理的", "Nothing needs a look";
    AttentionSettled = "attention_settled", "已放下", "Let go";
    DraftsNone = "drafts_none", "没有没写完的走访", "No visit is unfinished";
    DraftKept = "draft_kept", "先留着，没有保存为走访", "Kept for later, not recorded as a visit";
    DraftDropped = "draft_dropped", "这份已丢掉", "Thrown away";
    PostsNone = "posts_none", "现在没有岗位", "No post at present";
    PostUntil = "post_until", "到 {day} 止", "until {day}";
    Substitute = "substitute", "代岗", "substitute";
    ContactsNone = "contacts_none", "还没有同事的名单，同步之后就有", "No colleagues are listed yet; they come with a sync";
    DutyPhoneNone = "duty_phone_none", "没有登记值班电话", "no duty phone listed";
    EnrolCompare = "enrol_compare", "请和办公室核对这六位数字", "Please compare these six digits with the office";
    EnrolWaiting = "enrol_waiting", "等办公室确认，可以先停下，之后接着等", "Waiting for the office; you can stop and go on later";
    EnrolPending = "enrol_pending", "办公室确认以后，再运行一次 enrol 就好", "Once the office has confirmed, run enrol once more";
    EnrolDone = "enrol_done", "这部手机登记好了，可以同步了", "This phone is enrolled and can sync now";
    Stopped = "stopped", "停下了，已存的都还在", "Stopped; what was saved is still there";
    RepairFine = "repair_fine", "数据完好，没有动它", "The data is sound and was left alone";
    RepairDone = "repair_done", "读不出来的数据已原样放到一旁，没有删除", "What cannot be read was set aside untouched, nothing was deleted";
    RepairNext = "repair_next", "没送出的还在里面，请告诉办公室；这部手机要重新登记，同步后办公室有的都会回来",
        "What was not sent is still in there, please tell the office; enrol this phone again, and a sync brings back what the office has";
    GuideWhat = "guide_what", "要做什么", "What would you like to do";
    GuideFind = "guide_find", "找一户", "Find a household";
    GuideNewDoor = "guide_new_door", "名册里没有的门", "A door that is not in the ledger";
    GuideStatus = "guide_status", "手机的情况", "How the phone stands";
    GuideEnd = "guide_end", "结束", "End";
    GuideWhichHousehold = "guide_which_household", "哪一户", "Which household";
    GuideWhichDraft = "guide_which_draft", "接着写哪一份", "Which one to go on with";
    GuideWhichItem = "guide_which_item", "看哪一条", "Which one to look at";
    GuideOutcome = "guide_outcome", "这次怎么样", "How did it go";
    GuideSave = "guide_save", "保存", "Save";
    GuideDrop = "guide_drop", "不要这份了", "Throw it away";
    GuideNeed = "guide_need", "需求，可加冒号和一句话", "Need, with a colon and a line if you like";
    GuideKeep = "guide_keep", "先留着", "Keep it";
    GuideSettle = "guide_settle", "看过了，可以放下", "Dealt with, let it go";
    GuideSettleQuestion = "guide_settle_question", "这一条怎么办", "What about this one";
    GuideInvitation = "guide_invitation", "登记码", "Invitation";
    GuideChooseHelp = "guide_choose_help", "上下键选，回车定，打字筛选，Esc 返回", "arrows choose, Enter takes, typing narrows, Esc goes back";
    GuideTextHelp = "guide_text_help", "回车定，Esc 返回", "Enter takes, Esc goes back";
    ErrorStoreBusy = "error_store_busy", "这部手机正在别处打开，请先关掉那边", "This phone is open elsewhere; please close it there first";
    ErrorNeedsRepair = "error_needs_repair", "手机上的数据读不出来，没有动它；请告诉办公室，再用 repair 放到一旁",
        "The data on this phone cannot be read and was left alone; please tell the office, then set it aside with repair";
    ErrorValueOf = "error_value_of", "这一项写得不合适，请看一下：{field}", "This is not as it should be, please look at it: {field}";
    ErrorSeveralHouseholds = "error_several_households", "不止一户，请选一户，用它的编号", "More than one household; please choose one and give its id";
    ErrorNoSuchName = "error_no_such_name", "没有找到，或者不止一个，请用清单里的编号", "Not found, or more than one; please give the id from the list";
    ErrorDirectory = "error_directory", "这部手机的目录用不了，请看一下路径和权限", "This phone's directory cannot be used; please check its path and permissions";
    ErrorTerminal = "error_terminal", "这个终端读写不了", "This terminal cannot be read or written";
}
