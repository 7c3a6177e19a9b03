//! The day's work, on a phone that has synced once.

use crate::bench::Bench;
use crate::office::Office;
use lianxin_core::entry::{RefusalCode, Verdict};

fn id(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn a_visit_is_saved_shown_corrected_and_delivered() {
    let office = Office::new();
    let bench = Bench::enrolled(&office);
    let today = bench.json(&["today"]);
    assert_eq!(today["items"].as_array().unwrap().len(), 3);
    assert_eq!(today["items"][0]["reasons"][0]["reason"], "never_seen");
    let household = id(&today["items"][0]["household"]["id"]);

    let line = [
        "visit",
        &household,
        "--outcome",
        "met",
        "--purpose",
        "goodwill",
        "--note",
        "一切都好",
        "--need",
        "助餐:中午",
        "--follow-up",
        "+7",
        "--companion",
        "同事",
        "--wish",
        "call_first",
        "--as",
        "GW",
        "--appointment",
    ];
    let saved = bench.json(&line);
    assert_eq!(saved["words"], "已保存在手机");
    assert_eq!(saved["dwelling"], "连心里 3-1-301");
    let visit = &saved["visit"];
    assert_eq!(
        (&visit["outcome"], &visit["purpose"], &visit["note"]),
        (&"met".into(), &"goodwill".into(), &"一切都好".into())
    );
    assert_eq!(visit["needs"], serde_json::json!([{"code": "助餐", "line": "中午"}]));
    assert_eq!((&visit["is_own"], &visit["is_undelivered"]), (&true.into(), &true.into()));

    let corrected = bench.json(&["correct", &id(&visit["id"])[..8], "--outcome", "declined"]);
    assert_eq!((&corrected["visit"]["outcome"], &corrected["visit"]["note"]), (&"declined".into(), &"一切都好".into()));
    let done = &bench.json(&["today"])["done"];
    assert_eq!((&done[0]["id"], &done[0]["dwelling"]), (&visit["id"], &"连心里 3-1-301".into()));

    let synced = bench.sync(&office);
    assert!(synced.is_complete && synced.told.is_empty());
    assert_eq!((synced.delivered, synced.made), (2, 2));
    let view = bench.json(&["household", "连心里", "301"]);
    assert_eq!(view["household"]["wish"], "call_first");
    assert_eq!(view["visits"][0]["is_undelivered"], false);
}

#[test]
fn a_new_door_is_made_with_its_visit() {
    let bench = Bench::enrolled(&Office::new());
    let saved = bench.json(&["visit", "--estate", "和顺苑", "--building", "1", "--room", "202", "--outcome", "vacant"]);
    assert_eq!(saved["dwelling"], "和顺苑 1-202");
    let found = bench.json(&["search", "hsy"]);
    assert_eq!(found["households"][0]["dwelling"], "和顺苑 1-202");
    assert_eq!(found["households"][0]["id"], saved["visit"]["household"]);
    assert_eq!(bench.refused(&["visit", "--outcome", "met"]), "value.household");
}

#[test]
fn a_household_is_named_by_its_beginning_and_never_guessed() {
    let bench = Bench::enrolled(&Office::new());
    let whole = id(&bench.json(&["search", "302"])["households"][0]["id"]);
    for name in [whole.as_str(), &whole[..6], &whole[..8].to_lowercase(), "连心里3-1-302"] {
        assert_eq!(bench.json(&["household", name])["household"]["id"], whole.as_str(), "{name}");
    }
    let several = bench.run(&["household", "连心里", "--json"]);
    assert_eq!(several.code, 1);
    assert_eq!(several.json()["error"]["code"], "household.several");
    assert_eq!(several.json()["error"]["candidates"].as_array().unwrap().len(), 3);
    assert_eq!(bench.refused(&["household", "没有这里"]), "document.not_found");
    assert_eq!(bench.refused(&["correct", "0C7K3M2P", "--note", "x"]), "phone.no_such_name");
    assert_eq!(bench.refused(&["visit", &whole, "--outcome", "met", "--as", "GC"]), "phone.no_such_name");
}

#[test]
fn what_may_not_be_in_a_note_is_not_saved_and_a_hint_is_only_told() {
    let bench = Bench::enrolled(&Office::new());
    let hinted = bench.json(&["visit", "连心里 301", "--outcome", "met", "--note", "这户是钉子户"]);
    assert!(hinted["hints"][0].as_str().unwrap().starts_with("换个说法？"));
    // A card number that belongs to nobody: zeros and a check digit.
    let blocked = ["visit", "连心里 302", "--outcome", "met", "--note", "卡号 4000 0000 0000 0002"];
    assert_eq!(bench.refused(&blocked), "note.bank_card");
    let long = "长".repeat(501);
    assert_eq!(bench.refused(&["visit", "连心里 302", "--outcome", "met", "--note", &long]), "value.note");
    assert_eq!(bench.json(&["today"])["done"].as_array().unwrap().len(), 1);
    let piped = bench.run_with(&["visit", "连心里 302", "--outcome", "met", "--note", "-", "--json"], "从管道来\n");
    assert_eq!(piped.json()["visit"]["note"], "从管道来");
}

#[test]
fn cautions_inform_and_never_block() {
    let bench = Bench::enrolled(&Office::new());
    bench.json(&["edit", "连心里 301", "--wish", "no_proactive_visit", "--add-need", "助餐"]);
    bench.json(&["visit", "连心里 301", "--outcome", "met", "--appointment"]);
    let again = bench.json(&["visit", "连心里 301", "--outcome", "met", "--appointment", "--lang", "en"]);
    let cautions: Vec<_> = again["cautions"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    assert_eq!(cautions, ["Someone called on this household today", "The household asked not to be called on"]);
    let asked = bench.json(&["visit", "连心里 301", "--outcome", "met", "--purpose", "requested"]);
    assert_eq!(asked["cautions"], serde_json::json!([]));
    let later = bench.json(&["visit", "连心里 301", "--outcome", "met", "--day", "-3"]);
    assert_eq!(later["cautions"], serde_json::json!([]), "what was done three days ago is not advised against now");
}

#[test]
fn needs_and_wish_of_a_household_are_edited() {
    let bench = Bench::enrolled(&Office::new());
    let edited = bench.json(&["edit", "连心里 301", "--add-need", "助餐", "--add-need", "助浴", "--wish", "welcome"]);
    assert_eq!(edited["household"]["needs"], serde_json::json!(["助浴", "助餐"]), "in order of their characters");
    let dropped = bench.json(&["edit", "连心里 301", "--drop-need", "助餐"]);
    assert_eq!(dropped["household"]["needs"], serde_json::json!(["助浴"]));
    assert_eq!(bench.refused(&["edit", "连心里 301", "--drop-need", "助餐"]), "command.nothing_to_do");
}

#[test]
fn two_values_are_shown_and_one_is_chosen() {
    let office = Office::new();
    let bench = Bench::enrolled(&office);
    let document = office.add_disputed_household().to_string();
    assert_eq!(bench.sync(&office).conflicts, 1);
    let conflicts = bench.json(&["conflicts"]);
    let conflict = &conflicts["conflicts"][0];
    assert_eq!((&conflict["document"], &conflict["key"]), (&document.as_str().into(), &"wish".into()));
    let mut values: Vec<_> = conflict["values"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    values.sort_unstable();
    assert_eq!(values, ["call_first", "welcome"]);
    assert_eq!(bench.refused(&["resolve", &document, "wish", "no_proactive_visit"]), "value.wish");
    assert_eq!(bench.refused(&["resolve", &document, "room", "101"]), "phone.no_such_name");
    let resolved = bench.json(&["resolve", &document[..8], "wish", "先打电话"]);
    assert_eq!(resolved["value"], "call_first");
    assert_eq!(bench.json(&["conflicts"])["conflicts"], serde_json::json!([]));
}

#[test]
fn what_the_office_refused_needs_a_look_until_it_is_let_go() {
    let office = Office::new();
    let bench = Bench::enrolled(&office);
    office.judge(Verdict::Refused(RefusalCode::Person));
    bench.json(&["visit", "连心里 301", "--outcome", "met", "--note", "留着的话"]);
    let synced = bench.sync(&office);
    assert_eq!((synced.delivered, synced.told.len(), synced.attention), (1, 1, 1));
    assert_eq!(synced.told[0].verdict, "refused.person");
    let items = bench.json(&["attention"]);
    let item = &items["items"][0];
    assert_eq!((&item["reason"], &item["dwelling"]), (&"person".into(), &"连心里 3-1-301".into()));
    assert_eq!((&item["fields"]["note"], &item["fields"]["outcome"]), (&"留着的话".into(), &"met".into()));
    let name = format!("{}.{}", &id(&item["entry"])[..8], item["item"]);
    assert_eq!(bench.refused(&["attention", "settle", "0000000.0"]), "phone.no_such_name");
    bench.json(&["attention", "settle", &name]);
    assert_eq!(bench.json(&["attention"])["items"], serde_json::json!([]));
}

#[test]
fn a_draft_is_kept_taken_up_and_gone_once_saved() {
    let bench = Bench::enrolled(&Office::new());
    let kept = bench.json(&["visit", "连心里 301", "--note", "写到一半", "--save-draft"]);
    let draft = id(&kept["draft"]["id"]);
    assert_eq!(kept["draft"]["dwelling"], "连心里 3-1-301");
    assert_eq!(bench.json(&["status"])["drafts"], 1);
    assert_eq!(bench.refused(&["visit", "--draft", &draft[..8]]), "value.outcome");
    let saved = bench.json(&["visit", "--draft", &draft[..8], "--outcome", "met"]);
    assert_eq!(saved["visit"]["note"], "写到一半");
    assert_eq!(bench.json(&["drafts"])["drafts"], serde_json::json!([]));

    let kept = bench.json(&["visit", "--estate", "和顺苑", "--save-draft"]);
    assert_eq!(bench.json(&["drafts"])["drafts"][0]["form"]["estate"], "和顺苑");
    bench.json(&["drafts", "drop", kept["draft"]["id"].as_str().unwrap()]);
    assert_eq!(bench.refused(&["drafts", "drop", &draft]), "phone.no_such_name");
}

#[test]
fn a_clock_a_year_off_still_syncs_and_the_office_counts_the_days() {
    let office = Office::new();
    let bench = Bench::enrolled(&office);
    let right = bench.json(&["today"])["day"].clone();
    let mut global = bench.global();
    global.clock_offset_days = 400;
    let phone = lianxin_phone::phone::Phone::open(&global).unwrap();
    let synced = lianxin_phone::phone::runtime().unwrap();
    assert!(synced.block_on(lianxin_phone::sync::sync_over(&phone, &office, false)).unwrap().is_complete);
    drop(phone);
    assert_eq!(bench.json(&["today", "--clock-offset-days", "400"])["day"], right);
    let status = bench.json(&["status", "--clock-offset-days", "400"]);
    assert!(status["clock_off_by_ms"].as_i64().unwrap() > 399 * 86_400_000);
    assert!(bench.run(&["status", "--clock-offset-days", "400"]).out.contains("手机时间可能不准"));
}

#[test]
fn contacts_are_the_colleagues_with_the_numbers_of_the_offices_list() {
    let bench = Bench::enrolled(&Office::new());
    let contacts = bench.json(&["contacts"]);
    let of = |n: usize, member: &str| contacts["contacts"][n][member].clone();
    assert_eq!((of(0, "name"), of(0, "is_own")), ("秦知禾（演示）".into(), true.into()));
    assert_eq!((of(0, "role"), of(0, "duty_phone")), ("grid_worker".into(), "000-1234567".into()));
    assert_eq!((of(1, "name"), of(1, "duty_phone")), ("马晓川（演示）".into(), serde_json::Value::Null));
    let page = bench.run(&["contacts"]).out;
    assert_eq!(page, "秦知禾（演示）  网格员  示-03  000-1234567\n马晓川（演示）  网格长  示-03  没有登记值班电话\n");
    assert!(bench.run(&["contacts", "--lang", "en"]).out.contains("grid chief   示-03  no duty phone listed"));
}
