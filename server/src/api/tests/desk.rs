//! What the office's page asks and decides.

use super::*;
use crate::corrections::may_write;
use crate::testing::{GRIDS, HOUSEHOLDS, PEOPLE, TestPhone, take};
use lianxin_core::companion::Amend;
use lianxin_core::document::Edit;
use lianxin_core::role::ContactWish;
use lianxin_core::words::Lang;

/// What people type to do harm, and what must come back as it is.
const HOSTILE: &str = "<script>alert('门')</script>\" OR 1=1 --";

impl Browser<'_> {
    /// Sends something without changing the session.
    pub(super) async fn send(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(self.served.url(path)).header(CONTENT_TYPE, "application/json");
        self.ask(request.body(body.to_string())).await.0
    }

    /// The status and the code of what was refused.
    pub(super) async fn refused(&self, path: &str, body: &Value) -> (u16, String) {
        let (status, body) = self.send(path, body).await;
        (status, body["code"].as_str().unwrap_or_default().to_owned())
    }
}

fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn a_grid_shows_who_answers_for_it_and_people_come_by_part_and_filter() {
    let served = TestOffice::served();
    served.phone("P3").await;
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let grid = here.see(&format!("/api/v1/grids/{FIRST}")).await;
    assert_eq!((grid["grid"]["label"].as_str(), grid["grid"]["households"].as_u64()), (Some("示-01"), Some(2)));
    let roster = grid["roster"].as_array().unwrap();
    let of = |number: &str| roster.iter().find(|row| row["person"]["number"] == number).unwrap();
    assert_eq!(roster.len(), 4);
    assert_eq!((of("P1")["duty_phone"].as_str(), of("P3")["duty_phone"].as_str()), (Some("000-1234567"), None));
    assert_eq!((of("P3")["has_phone"].as_bool(), of("P2")["has_phone"].as_bool()), (Some(true), Some(false)));
    assert_eq!((of("P5")["place"].as_str(), of("P5")["from"].as_str()), (Some("示-01#1"), Some("2026-06-01")));
    assert_eq!(there.get(&format!("/api/v1/grids/{FIRST}")).await.0, 404);

    let numbers = |found: &Value| -> Vec<String> {
        let people = found["people"].as_array().unwrap();
        people.iter().map(|row| row["person"]["number"].as_str().unwrap().to_owned()).collect()
    };
    for (query, total, rows) in [
        ("", 7, vec!["P1", "P2", "P3", "P4", "P5", "P6", "P7"]),
        ("?limit=3", 7, vec!["P1", "P2", "P3"]),
        ("?offset=6&limit=3", 7, vec!["P7"]),
        ("?offset=7", 7, vec![]),
        ("?grid=000000901014002", 1, vec!["P4"]),
        ("?role=grid_worker", 2, vec!["P3", "P4"]),
        ("?role=grid_worker&without_phone=true", 1, vec!["P4"]),
        ("?text=马晓", 1, vec!["P2"]),
    ] {
        let found = here.see(&format!("/api/v1/people{query}")).await;
        assert_eq!(
            (found["total"].as_u64(), numbers(&found)),
            (Some(total), rows.iter().map(|r| (*r).to_owned()).collect()),
            "{query}"
        );
    }
    assert_eq!(here.get("/api/v1/people?role=admin").await.0, 400);
    assert_eq!(here.get(&format!("/api/v1/people?grid={ELSEWHERE}")).await.0, 404);
    served.stop().await;
}

/// Two people change one household's wish without knowing of each other.
async fn quarrel(served: &Served) -> (TestPhone, String) {
    let (worker, chief) = (served.phone("P3").await, served.phone("P2").await);
    worker.sync().await;
    chief.sync().await;
    let home = worker.companion.search("402", 10).unwrap()[0].id;
    let wish = |wish| HouseholdEdit { wish: Amend::Set(wish), ..HouseholdEdit::default() };
    worker.companion.edit_household(home, &wish(ContactWish::CallFirst)).unwrap();
    chief.companion.edit_household(home, &wish(ContactWish::Welcome)).unwrap();
    served.office.clock.advance(60_000);
    worker.sync().await;
    chief.sync().await;
    (worker, home.to_string())
}

#[tokio::test]
async fn who_disagrees_is_shown_with_post_and_time_and_the_office_decides() {
    let served = TestOffice::served();
    let (_, home) = quarrel(&served).await;
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    assert_eq!(here.see("/api/v1/today").await["disputed"], 1);
    let disputed = here.see("/api/v1/disputed").await;
    assert_eq!(
        (disputed["total"].as_u64(), disputed["disputed"][0]["document"].as_str()),
        (Some(1), Some(home.as_str()))
    );
    assert_eq!(disputed["disputed"][0]["label"]["en"], "resident's wish");
    assert_eq!(here.see("/api/v1/disputed?offset=1").await["disputed"], json!([]));
    assert_eq!(there.see("/api/v1/disputed").await["total"], 0);

    let path = format!("/api/v1/households/{home}");
    let conflict = here.see(&path).await["conflicts"][0].clone();
    assert_eq!((conflict["key"].as_str(), conflict["may_decide"].as_bool()), (Some("wish"), Some(true)));
    let values = conflict["values"].as_array().unwrap();
    let of = |value: &str| values.iter().find(|row| row["value"] == value).unwrap();
    assert_eq!(values.len(), 2);
    assert_eq!(of("call_first")["person"]["number"], "P3");
    assert_eq!(of("call_first")["text"]["zh"], "先打电话");
    assert_eq!(
        (of("welcome")["person"]["number"].as_str(), of("welcome")["role"].as_str()),
        (Some("P2"), Some("grid_chief"))
    );
    assert!(of("welcome")["received_at"].as_i64() > of("welcome")["claimed_at"].as_i64());

    let resolve = format!("/api/v1/documents/{home}/resolve");
    let body = json!({"key": "wish", "value": "welcome"});
    assert_eq!(there.refused(&resolve, &body).await, refusal(404, "not_found"));
    assert_eq!(here.refused(&resolve, &json!({"key": "wish", "value": "x"})).await, refusal(409, "conflict.other"));
    assert_eq!(
        here.refused(&resolve, &json!({"key": "class", "value": "care"})).await,
        refusal(409, "conflict.settled")
    );
    assert_eq!(here.send(&resolve, &body).await.0, 204);
    assert_eq!(here.refused(&resolve, &body).await, refusal(409, "conflict.settled"));
    let after = here.see(&path).await;
    assert_eq!(
        (after["household"]["wish"].as_str(), after["conflicts"].as_array().map(Vec::len)),
        (Some("welcome"), Some(0))
    );
    served.stop().await;
}

#[tokio::test]
async fn a_history_says_who_wrote_what_and_what_it_replaced() {
    let served = TestOffice::served();
    let (_, home) = quarrel(&served).await;
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    here.send(&format!("/api/v1/documents/{home}/resolve"), &json!({"key": "wish", "value": "welcome"})).await;
    let path = format!("/api/v1/documents/{home}/history");
    let history = here.see(&path).await;
    let acts = history["history"].as_array().unwrap();
    assert_eq!((history["total"].as_u64(), acts.len()), (Some(4), 4));
    // The office's decision replaced both values, with its console user's name.
    assert_eq!((acts[0]["role"].as_str(), acts[0]["office_user"]["number"].as_str()), (Some("office"), Some("P6")));
    let replaced = acts[0]["edits"][0]["replaced"].as_array().unwrap();
    let mut by: Vec<&str> = replaced.iter().map(|row| row["person"]["number"].as_str().unwrap()).collect();
    by.sort_unstable();
    assert_eq!(by, ["P2", "P3"]);
    // Of the two who did not know of each other neither replaced anything.
    for act in &acts[1..3] {
        assert_eq!(act["edits"][0]["replaced"], json!([]));
        assert_eq!((act["office_user"].clone(), act["place"].as_str()), (Value::Null, Some("示-01")));
    }
    // The office's list stands at the beginning, by the command line.
    assert_eq!((acts[3]["person"]["number"].clone(), acts[3]["role"].as_str()), (Value::Null, Some("office")));
    assert!(acts[3]["edits"].as_array().unwrap().iter().any(|edit| edit["text"]["zh"] == "暖心户"));
    let part = here.see(&format!("{path}?offset=3&limit=2")).await;
    assert_eq!((part["total"].as_u64(), part["history"][0]["entry"].clone()), (Some(4), acts[3]["entry"].clone()));
    assert_eq!(part["history"].as_array().unwrap().len(), 1);
    assert_eq!(there.get(&path).await.0, 404);
    served.stop().await;
}

#[tokio::test]
async fn the_values_of_a_history_are_those_of_the_document() {
    let served = TestOffice::served();
    let (_, home) = quarrel(&served).await;
    let id = lianxin_core::id::DocumentId::parse(&home).unwrap();
    let history = served.app.office.storage().read(|tx| crate::history::History::of(tx, &id)).unwrap();
    let document = served.app.office.document(&id).unwrap().unwrap();
    for key in document.keys() {
        let mut standing: Vec<_> = history.standing(&key).iter().map(|standing| standing.value.clone()).collect();
        let mut values = document.get_all(&key);
        standing.sort_unstable();
        values.sort_unstable();
        assert_eq!(standing, values, "{key}");
    }
    served.stop().await;
}

#[tokio::test]
async fn the_office_writes_what_the_table_of_rights_gives_it_and_nothing_else() {
    let served = TestOffice::served();
    let worker = served.phone("P3").await;
    worker.sync().await;
    worker.companion.record_visit(&form(&worker, "402", VisitOutcome::Met)).unwrap();
    worker.sync().await;
    let (here, there) = (Browser::log_in(&served, "P7").await, Browser::log_in(&served, "P8").await);
    let visit = here.see(&format!("/api/v1/grids/{FIRST}/visits")).await["visits"][0].clone();
    let (id, home) = (visit["id"].as_str().unwrap(), visit["household"].as_str().unwrap());

    let notes = format!("/api/v1/visits/{id}/notes");
    let blocked = json!({"note": "证号 11010519491231002X"});
    assert_eq!(here.refused(&notes, &blocked).await, refusal(422, "note.citizen_number"));
    assert_eq!(here.refused(&notes, &json!({"note": " "})).await, refusal(422, "note.empty"));
    assert_eq!(here.refused(&notes, &json!({"note": "长".repeat(501)})).await, refusal(422, "text.too_long"));
    assert_eq!(here.refused(&notes, &json!({})).await, refusal(400, "body.malformed"));
    assert_eq!(there.refused(&notes, &json!({"note": "x"})).await, refusal(404, "not_found"));
    assert_eq!(
        here.refused(&format!("/api/v1/visits/{home}/notes"), &json!({"note": "x"})).await,
        refusal(404, "not_found")
    );
    let (status, said) = here.send(&notes, &json!({"note": HOSTILE})).await;
    assert_eq!((status, said["hints"].as_array().map(Vec::len)), (200, Some(0)));
    let (_, said) = here.send(&notes, &json!({"note": "打 13800138000"})).await;
    assert_eq!(said["hints"].as_array().map(Vec::len), Some(1), "a mobile number is a hint");
    let household = here.see(&format!("/api/v1/households/{home}")).await;
    let notes = household["visits"][0]["office_notes"].as_array().unwrap();
    assert!(notes.contains(&json!(HOSTILE)) && notes.len() == 2);

    let path = format!("/api/v1/households/{home}");
    let odd: String = HOSTILE.chars().take(20).collect();
    let needs = [odd.as_str(), "助餐"];
    let (wish, class) = ("no_proactive_visit", "close_contact");
    let edit = json!({"wish": wish, "class": class, "add_needs": needs, "drop_needs": ["家电小修"]});
    assert_eq!(there.refused(&path, &edit).await, refusal(404, "not_found"));
    assert_eq!(here.send(&path, &edit).await.1["has_changed"], true);
    assert_eq!(here.send(&path, &edit).await.1["has_changed"], false, "everything is so already");
    let after = here.see(&path).await["household"].clone();
    assert_eq!((after["wish"].as_str(), after["class"].as_str()), (Some("no_proactive_visit"), Some("close_contact")));
    let needs: Vec<&str> = after["needs"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(needs.contains(&"助餐") && needs.contains(&odd.as_str()) && !needs.contains(&"家电小修"), "{needs:?}");
    assert_eq!(here.refused(&path, &json!({"class": "key_person"})).await, refusal(422, "desk.value"));

    // The author's own fields are not the office's.
    let (document, now) = (lianxin_core::id::DocumentId::parse(id).unwrap(), served.office.clock.now());
    let text = lianxin_core::document::Value::text("改写");
    let refused =
        served.app.office.edit(&document, "office.edit", &[Edit::put("note", text.clone())], &served.app.desk());
    let error = crate::error::ErrorKind::from(refused.unwrap_err());
    assert_eq!((error.code(), error.status().as_u16()), ("desk.rights", 403));
    let record = served.app.office.document(&document).unwrap().unwrap();
    let may = |key| may_write(crate::app::COMMAND_LINE, now, &document, &record, key, Some(&text));
    assert!(!may("note") && may("office_note/0A1B2C3D/text"));
    served.stop().await;
}

#[tokio::test]
async fn a_refusals_reason_reaches_its_author_and_only_who_has_the_entry_decides() {
    let served = TestOffice::served();
    let worker = served.phone("P3").await;
    worker.sync().await;
    worker.companion.record_visit(&form(&worker, "402", VisitOutcome::Met)).unwrap();
    worker.companion.record_visit(&form(&worker, "403", VisitOutcome::Met)).unwrap();
    let here = Browser::log_in(&served, "P6").await;
    worker_lost(&served, &here, &worker, true).await;
    worker.sync().await;

    let there = Browser::log_in(&served, "P8").await;
    let held = here.see("/api/v1/entries/held").await["entries"].clone();
    let entry = &held[0];
    assert_eq!((entry["may_admit"].as_bool(), entry["may_refuse"].as_bool()), (Some(true), Some(true)));
    assert_eq!(entry["dwelling"], "槐荫苑 3-1-402");
    let outcome = entry["written"].as_array().unwrap().iter().find(|row| row["key"] == "outcome").unwrap();
    assert_eq!((outcome["text"]["zh"].as_str(), outcome["label"]["en"].as_str()), (Some("见到了"), Some("outcome")));
    let decide = |at: usize| format!("/api/v1/entries/{}/decision", held[at]["id"].as_str().unwrap());
    let reason = "数量不符，<b>请</b>补充";
    let refuse = json!({"admit": false, "reason": reason});
    assert_eq!(
        here.refused(&decide(0), &json!({"admit": false, "reason": " "})).await,
        refusal(422, "decide.no_reason")
    );
    assert_eq!(there.refused(&decide(0), &refuse).await, refusal(404, "not_found"));
    assert_eq!(here.refused("/api/v1/entries/nonsense/decision", &refuse).await, refusal(404, "not_found"));
    assert_eq!(here.send(&decide(0), &refuse).await.0, 204);
    assert_eq!(here.refused(&decide(0), &refuse).await, refusal(409, "entry.not_held"));
    assert_eq!(here.send(&decide(1), &json!({"admit": true})).await.0, 204);
    assert_eq!(here.see("/api/v1/entries/held").await["total"], 0);
    let refused = here.see("/api/v1/entries/refused").await["entries"][0].clone();
    assert_eq!(
        (refused["decided"]["reason"].as_str(), refused["decided"]["person"]["number"].as_str()),
        (Some(reason), Some("P6"))
    );
    assert_eq!(here.see("/api/v1/today").await["visits"], 1);

    worker_lost(&served, &here, &worker, false).await;
    worker.sync().await;
    let attention = worker.companion.attention(Lang::ZhCn).unwrap();
    assert_eq!(attention.len(), 1);
    assert_eq!(
        (attention[0].reason.as_str(), attention[0].words.as_str()),
        ("person", format!("办公室没有收下：{reason}").as_str())
    );
    worker.sync().await;
    assert_eq!(worker.companion.attention(Lang::ZhCn).unwrap().len(), 1, "said once");
    served.stop().await;
}

async fn worker_lost(served: &Served, here: &Browser<'_>, _: &TestPhone, lost: bool) {
    let phones = here.see("/api/v1/phones?text=p3").await;
    assert_eq!(phones["total"], 1);
    let path = format!("/api/v1/phones/{}/lost", phones["phones"][0]["id"].as_str().unwrap());
    let there = Browser::log_in(served, "P8").await;
    assert_eq!(there.refused(&path, &json!({"lost": lost})).await, refusal(404, "not_found"));
    assert_eq!(here.send(&path, &json!({"lost": lost})).await.0, 204);
    let after = here.see("/api/v1/phones").await["phones"][0]["lost_since"].clone();
    assert_eq!(after.is_number(), lost);
}

#[tokio::test]
async fn a_flagged_entry_leaves_its_list_once_it_was_seen_and_its_history_says_by_whom() {
    let served = TestOffice::served();
    let worker = served.phone("P3").await;
    worker.sync().await;
    served.office.clock.advance(60_000);
    let people = PEOPLE.replace("P3,周向晴（演示）,,网格员,000000901014001,2026-06-01,,\n", "");
    take(&served.app, &served.office.lists(GRIDS, &people, HOUSEHOLDS));
    // The phone does not know yet that the post has ended.
    served.office.clock.advance(60_000);
    worker.companion.record_visit(&form(&worker, "402", VisitOutcome::Met)).unwrap();
    worker.sync().await;
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let flagged = here.see("/api/v1/entries/flagged").await;
    assert_eq!(flagged["total"], 1);
    let seen = format!("/api/v1/entries/{}/seen", flagged["entries"][0]["id"].as_str().unwrap());
    let history =
        format!("/api/v1/documents/{}/history", flagged["entries"][0]["written"][0]["document"].as_str().unwrap());
    let looked = async || here.see(&history).await["history"][0]["seen"].clone();
    assert_eq!(looked().await, Value::Null);
    assert_eq!(there.refused(&seen, &Value::Null).await, refusal(404, "not_found"));
    assert_eq!(here.send(&seen, &Value::Null).await.0, 204);
    let at = served.office.clock.now().0;
    served.office.clock.advance(60_000);
    assert_eq!(here.send(&seen, &Value::Null).await.0, 204, "again it changes nothing");
    assert_eq!((looked().await["person"]["number"].as_str(), looked().await["at"].as_i64()), (Some("P6"), Some(at)));
    assert_eq!(here.see("/api/v1/entries/flagged").await["total"], 0);
    assert_eq!(here.see("/api/v1/today").await["flagged"], 0);
    served.stop().await;
}

#[tokio::test]
async fn people_are_invited_and_their_phones_confirmed_within_the_community() {
    let served = TestOffice::served();
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let invite = |people: Value, kind: &str| json!({"people": people, "kind": kind});
    let path = "/api/v1/invitations";
    assert_eq!(there.refused(path, &invite(json!(["P3"]), "spot")).await, refusal(404, "person.unknown"));
    assert_eq!(here.refused(path, &invite(json!(["P3", "P4"]), "spot")).await, refusal(422, "invite.too_many"));
    assert_eq!(here.refused(path, &invite(json!([]), "sheet")).await, refusal(422, "invite.nobody"));
    assert_eq!(here.refused(path, &invite(json!(["P3", HOSTILE]), "sheet")).await, refusal(404, "person.unknown"));
    let (_, sheets) = here.send(path, &invite(json!(["P4", "P2"]), "sheet")).await;
    let numbers: Vec<_> = sheets["cards"].as_array().unwrap().iter().map(|c| c["person"]["number"].clone()).collect();
    assert_eq!(numbers, ["P4", "P2"]);
    let (_, cards) = here.send(path, &invite(json!(["P3"]), "spot")).await;
    let card = &cards["cards"][0];
    assert!(card["qr"].as_str().unwrap().starts_with("<svg"));
    assert_eq!(card["expires_at"].as_i64(), Some(served.office.clock.now().plus_ms(600_000).0));

    let open = |card: &Value| TestPhone::new(served.office.clock.clone(), card["invitation"].as_str().unwrap());
    let (spot, sheet) = (open(card), open(&sheets["cards"][0]));
    let digits = spot.ask().await.unwrap().digits;
    served.office.clock.advance(1);
    sheet.ask().await.unwrap();
    assert_eq!(here.see("/api/v1/today").await["waiting"], 2);
    assert_eq!(there.see("/api/v1/invitations/waiting").await, json!([]));
    let waiting = here.see("/api/v1/invitations/waiting").await;
    assert_eq!((waiting[0]["kind"].as_str(), waiting[0]["digits"].as_str()), (Some("spot"), Some(digits.as_str())));
    assert_eq!(waiting[0]["id"], card["id"]);

    let confirm = "/api/v1/invitations/confirm";
    let item = |id: &Value, digits: Option<&str>| json!({"items": [{"id": id, "digits": digits}]});
    assert_eq!(there.refused(confirm, &item(&card["id"], Some(&digits))).await, refusal(404, "not_found"));
    assert_eq!(here.refused(confirm, &item(&card["id"], None)).await, refusal(409, "confirm.digits"));
    assert_eq!(here.refused(confirm, &item(&card["id"], Some("000000x"))).await, refusal(409, "confirm.digits"));
    assert_eq!(here.send(confirm, &item(&card["id"], Some(&digits))).await.0, 204);
    assert!(spot.ask().await.unwrap().is_confirmed);
    let other = &sheets["cards"][0]["id"];
    assert_eq!(here.send("/api/v1/invitations/refuse", &item(other, None)).await.0, 204);
    assert!(sheet.ask().await.is_err());
    assert_eq!(here.see("/api/v1/today").await["waiting"], 0);
    served.stop().await;
}
