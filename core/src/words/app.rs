//! The chapter of the app on the phone: what stands on its screens and nowhere else. Rows as in [`table`](super::table).

/// Hands the chapter's rows, after those of the table, to the macro that builds the keys.
macro_rules! with_app_chapter {
    ($build:ident; $($rows:tt)*) => {
        $build! {
            $($rows)*

            // The four main buttons
            AppToday = "app_today", "今日", "Today";
            AppFind = "app_find", "查找", "Find";
            AppAttention = "app_attention", "待处理", "To do";
            AppSettings = "app_settings", "设置", "Settings";
            AppBack = "app_back", "返回", "Back";
            AppAttentionCount = "app_attention_count", "待处理 {n}", "To do {n}";
            AppWaiting = "app_waiting", "还有 {n} 条没送到", "{n} still to be sent";
            AppDetail = "app_detail", "{a} · {b}", "{a} · {b}";

            // Enrolling and opening
            AppEnrolTitle = "app_enrol_title", "登记这部手机", "Enrol this phone";
            AppEnrolHow = "app_enrol_how", "办公室会给您一张登记码。扫码，或者把 LX1 开头的文字粘贴到这里",
                "The office gives you an invitation. Scan it, or paste the text that begins with LX1 here";
            AppEnrolScan = "app_enrol_scan", "扫登记码", "Scan the invitation";
            AppEnrolPaste = "app_enrol_paste", "粘贴", "Paste";
            AppEnrolNext = "app_enrol_next", "下一步", "Next";
            AppEnrolAsk = "app_enrol_ask", "办公室确认了吗？看一下", "Has the office confirmed? Check";
            AppEnrolHint = "app_enrol_hint", "两边的数字一样，才请办公室点确认。不一样就先停下",
                "Only if both screens show the same digits should the office confirm. If they differ, stop here";
            AppScanTitle = "app_scan_title", "扫码", "Scan a code";
            AppScanHow = "app_scan_how", "把码放进画面里，拿稳一会儿", "Hold the code within the picture, and keep still for a moment";
            AppScanOnlyReads = "app_scan_only_reads", "相机只用来读码，不拍照，也不存下什么", "The camera only reads codes; no picture is taken or kept";
            AppScanOther = "app_scan_other", "刚才扫到的是别的码，请对准登记码", "That was another code; please point at the invitation";
            AppScanNotAllowed = "app_scan_not_allowed", "没有相机权限，扫不了码。可以到系统设置里允许，或者直接粘贴文字",
                "Without the camera no code can be read. You can allow it in the system's settings, or paste the text";
            AppScanNoCamera = "app_scan_no_camera", "相机现在用不了，请直接粘贴文字", "The camera cannot be used now; please paste the text";
            AppLocked = "app_locked", "走访记录已锁上", "The records are locked";
            AppLockedWhy = "app_locked_why", "用手机的锁屏密码打开，之后 30 分钟不用再输",
                "Open them with the phone's own screen lock; they stay open for 30 minutes";
            AppUnlock = "app_unlock", "打开", "Open";

            // The household
            AppReasonFollowUp = "app_reason_follow_up", "约定 {day} 回访", "Follow-up agreed for {day}";
            AppNewVisit = "app_new_visit", "记一次走访", "Record a visit";
            AppContinue = "app_continue", "接着写", "Go on writing";
            AppPast = "app_past", "以往走访", "Earlier visits";
            AppPastNone = "app_past_none", "还没有走访记录", "No visits yet";
            AppWishNone = "app_wish_none", "没有说过", "None told";
            AppWishChange = "app_wish_change", "改住户意愿", "Change the resident's wish";
            AppChoose = "app_choose", "用这个：{text}", "Use this: {text}";
            AppEmptyValue = "app_empty_value", "空", "nothing";
            AppByYou = "app_by_you", "我", "me";
            AppCorrect = "app_correct", "更正", "Correct";
            AppCorrecting = "app_correcting", "更正 {day} 的走访", "Correcting the visit of {day}";

            // The visit
            AppMore = "app_more", "再写一点（可不填）", "Add more (optional)";
            AppSave = "app_save", "保存", "Save";
            AppOutcome = "app_outcome", "这次怎么样", "How did it go";
            AppNote = "app_note", "备注（可不填）", "Note (optional)";
            AppNeedLine = "app_need_line", "{need}：说明", "{need}: details";
            AppNeedOther = "app_need_other", "别的需求，用自己的话", "Another need, in your words";
            AppFollowUpDays = "app_follow_up_days", "{n} 天后（{day}）", "In {n} days ({day})";
            AppDropDraft = "app_drop_draft", "不要这份了", "Throw this away";
            AppSavedAt = "app_saved_at", "{place}：{outcome}，已保存在手机", "{place}: {outcome}, saved on this phone";
            AppShowBack = "app_show_back", "看好了", "Done";
            AppShowIntro = "app_show_intro", "工作人员要记下的是", "This is what will be recorded";
            AppUnlisted = "app_unlisted", "名册里没有的门", "A door that is not in the ledger";

            // Searching
            AppSearchHint = "app_search_hint", "小区、楼、室，或拼音首字母", "Estate, building, room, or pinyin initials";

            // What needs a look
            AppSettle = "app_settle", "看过了，放下", "Seen, let it go";
            AppWrote = "app_wrote", "您写的是", "What you wrote";
            AppOpenHousehold = "app_open_household", "看这一户", "Open the household";

            // Who is on duty
            AppContacts = "app_contacts", "联系", "Contacts";
            AppContactsOwn = "app_contacts_own", "我", "Me";
            AppContactsOthers = "app_contacts_others", "在岗的人", "On duty";
            AppContactsNone = "app_contacts_none", "名单里还没有别的人", "The list has nobody else yet";
            AppDutyPhone = "app_duty_phone", "值班电话 {number}", "Duty number {number}";
            AppDutyPhoneNone = "app_duty_phone_none", "办公室没有登记值班电话", "The office has listed no duty number";
            AppDial = "app_dial", "打电话 {number}", "Call {number}";
            AppNoDialler = "app_no_dialler", "这部手机不能打电话", "This phone cannot make calls";
            AppCard = "app_card", "我的工作信息", "Who I am";
            AppCardName = "app_card_name", "姓名", "Name";
            AppCardPost = "app_card_post", "岗位", "Post";
            AppCardPhone = "app_card_phone", "值班电话", "Duty number";

            // Settings
            AppLanguage = "app_language", "语言", "Language";
            AppLanguageZh = "app_language_zh", "中文", "Chinese";
            AppLanguageEn = "app_language_en", "English 英文", "English";
            AppLargeText = "app_large_text", "大字", "Large text";
            AppOn = "app_on", "开", "On";
            AppOff = "app_off", "关", "Off";
            AppThisPhone = "app_this_phone", "这部手机", "This phone";
            AppOffice = "app_office", "办公室 {address}", "Office {address}";
            AppClockFine = "app_clock_fine", "手机时间正常", "The phone's clock is right";
            AppClockOff = "app_clock_off", "手机时间差了 {n} 分钟，请看一下设置；记录照常收",
                "The phone's clock is off by {n} minutes, please check its settings; records are taken all the same";
            AppClockOffHours = "app_clock_off_hours", "手机时间差了 {n} 小时，请看一下设置；记录照常收",
                "The phone's clock is off by {n} hours, please check its settings; records are taken all the same";
            AppClockOffDays = "app_clock_off_days", "手机日期差了 {n} 天，请看一下设置；记录照常收",
                "The phone's clock is off by {n} days, please check its settings; records are taken all the same";
            AppNoScreenLock = "app_no_screen_lock", "这部手机没有设锁屏密码，建议到系统设置里设一个",
                "This phone has no screen lock; please set one in the system's settings";
            AppWipe = "app_wipe", "清空这部手机", "Wipe this phone";
            AppWipeWhy = "app_wipe_why", "手机上的名册、记录和钥匙都会去掉，不能恢复。办公室已收的都还在",
                "The ledger, the records and the keys on this phone are removed for good. What the office has stays there";
            AppWipeWaiting = "app_wipe_waiting", "还有 {n} 条没送到办公室，会一起丢掉。能联网的话，请先同步",
                "{n} not yet sent to the office will be lost with them. If you can reach it, please sync first";
            AppWipeDrafts = "app_wipe_drafts", "没写完的 {n} 份也会丢掉", "{n} unfinished will be lost too";
            AppWipeYes = "app_wipe_yes", "确定清空", "Wipe it for good";
            AppWipeNo = "app_wipe_no", "不清空", "Keep everything";
            AppWipeUnseen = "app_wipe_unseen", "没送到办公室的记录会一起丢掉", "What was not yet sent to the office will be lost too";

            // A store that does not open
            AppTrouble = "app_trouble", "记录打不开", "The records do not open";
            AppRetry = "app_retry", "再试一次", "Try again";
        }
    };
}
