//! Lists brought at the page.

use super::*;
use crate::testing::{GRIDS, HOUSEHOLDS, PEOPLE};

const HERE: &str = "000000901014";
const BOUNDARY: &str = "lianxin-parts";

/// The lists of the first community alone.
fn own(text: &str) -> String {
    let mut lines = text.lines();
    let head = lines.next().unwrap().to_owned();
    let own = lines.filter(|line| line.contains(HERE)).map(str::to_owned);
    std::iter::once(head).chain(own).collect::<Vec<_>>().join("\n") + "\n"
}

fn whole() -> [String; 3] {
    [own(GRIDS), own(PEOPLE), own(HOUSEHOLDS)]
}

impl Browser<'_> {
    async fn bring(&self, lists: &[String; 3]) -> (u16, Value) {
        let mut body = String::new();
        for (name, text) in ["grids", "people", "households"].iter().zip(lists).filter(|(_, text)| !text.is_empty()) {
            body += &format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}.csv\"\r\n"
            );
            body += &format!("Content-Type: text/csv\r\n\r\n{text}\r\n");
        }
        body += &format!("--{BOUNDARY}--\r\n");
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self.client.post(self.served.url("/api/v1/imports")).header(CONTENT_TYPE, kind);
        self.ask(request.body(body)).await.0
    }
}

fn codes(preview: &Value) -> Vec<String> {
    preview["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap().to_owned()).collect()
}

fn apply(preview: &Value) -> String {
    format!("/api/v1/imports/{}/apply", preview["id"].as_str().unwrap())
}

#[tokio::test]
async fn lists_are_looked_at_and_then_taken_and_nothing_of_another_community_ends() {
    let served = TestOffice::served();
    let (here, there) = (Browser::log_in(&served, "P6").await, Browser::log_in(&served, "P8").await);
    let (_, same) = here.bring(&whole()).await;
    assert_eq!((codes(&same), same["can_apply"].as_bool()), (vec![], Some(false)), "everything is so already");
    assert_eq!((same["plan"]["grids_ended"].as_u64(), same["plan"]["households_missing"].as_u64()), (Some(0), Some(0)));

    let mut lists = whole();
    lists[1] += "P20,江予安（演示）,,网格员,000000901014001,2026-06-01,,\n";
    lists[2] = lists[2].replace("000000901014001,槐荫苑,3,1,403,1,,\n", "") + "000000901014002,向阳巷,,,13号,,,\n";
    let (_, preview) = here.bring(&lists).await;
    assert_eq!(codes(&preview), Vec::<String>::new());
    let plan = &preview["plan"];
    let counts =
        ["posts_started", "posts_ended", "households_added", "households_missing"].map(|key| plan[key].as_u64());
    assert_eq!(counts, [Some(1), Some(0), Some(1), Some(1)]);
    assert!(plan["text"]["zh"].as_str().unwrap().contains("P20"));
    assert_eq!((preview["state"].as_str(), preview["can_apply"].as_bool()), (Some("ready"), Some(true)));
    assert_eq!(here.get(&format!("/api/v1/imports/{}", same["id"].as_str().unwrap())).await.0, 404, "one a community");
    assert_eq!(there.refused(&apply(&preview), &json!({})).await, (404, "import.unknown".into()));

    let (status, done) = here.send(&apply(&preview), &json!({"close_missing": true})).await;
    assert_eq!((status, done["state"].as_str()), (200, Some("done")), "{done}");
    assert!(done["done"].as_u64() >= Some(3) && done["done"] == done["steps"]);
    assert_eq!(here.refused(&apply(&preview), &json!({})).await, (409, "import.taken".into()));
    assert_eq!(here.see("/api/v1/people?text=p20").await["total"], 1);
    assert_eq!(here.see("/api/v1/search?text=13号").await["households"].as_array().unwrap().len(), 1);
    assert_eq!(here.see("/api/v1/search?text=403").await["households"], json!([]), "it was closed");
    assert_eq!(there.see("/api/v1/people").await["total"], 2);
    assert_eq!(there.see("/api/v1/grids").await[0]["households"], 1);
    let made = here.see("/api/v1/search?text=13号").await["households"][0]["id"].as_str().unwrap().to_owned();
    let history = here.see(&format!("/api/v1/documents/{made}/history")).await;
    assert_eq!(history["history"][0]["office_user"]["number"], "P6", "who took the lists is known");
    served.stop().await;
}

#[tokio::test]
async fn a_row_of_another_community_or_another_name_for_somebody_there_is_a_problem() {
    let served = TestOffice::served();
    let here = Browser::log_in(&served, "P6").await;
    let (_, preview) = here.bring(&[GRIDS.into(), PEOPLE.into(), HOUSEHOLDS.into()]).await;
    assert_eq!(codes(&preview).iter().filter(|code| *code == "community.foreign").count(), 4);
    let first = &preview["problems"][0];
    assert_eq!((first["file"].as_str(), first["row"].as_u64()), (Some("grids"), Some(4)));
    assert!(first["text"]["zh"].as_str().unwrap().contains("别的社区"));
    assert_eq!((preview["can_apply"].as_bool(), preview["total_problems"].as_u64()), (Some(false), Some(4)));
    assert_eq!(here.refused(&apply(&preview), &json!({})).await, (409, "import.problems".into()));

    let mut lists = whole();
    lists[1] += "P9,别的名字（演示）,,网格员,000000901014001,2026-06-01,,\n";
    let (_, preview) = here.bring(&lists).await;
    assert_eq!(codes(&preview), ["person.elsewhere"]);
    let (_, preview) = here.bring(&Default::default()).await;
    assert_eq!(codes(&preview), ["file.missing"; 3], "who brings nothing is asked for everything");
    served.stop().await;
}

#[tokio::test]
async fn one_list_alone_changes_what_it_lists_and_the_others_stay_as_they_stand() {
    let served = TestOffice::served();
    let here = Browser::log_in(&served, "P6").await;
    let [grids, people, households] = whole();
    let none = String::new;
    let ended = |preview: &Value| {
        ["grids_ended", "posts_ended", "posts_moved", "households_missing"].map(|key| preview["plan"][key].as_u64())
    };
    let new = people + "P20,江予安（演示）,,网格员,000000901014001,2026-06-01,,\n";
    let (_, preview) = here.bring(&[none(), new.clone(), none()]).await;
    assert_eq!((codes(&preview), ended(&preview)), (vec![], [Some(0); 4]), "{preview}");
    assert_eq!(preview["plan"]["posts_started"], 1);
    assert_eq!(here.send(&apply(&preview), &json!({"close_missing": true})).await.1["state"], "done");
    assert_eq!(here.see("/api/v1/people?text=p20").await["total"], 1);

    let more = households.clone() + "000000901014002,向阳巷,,,13号,,,\n";
    let (_, preview) = here.bring(&[none(), none(), more]).await;
    assert_eq!((codes(&preview), ended(&preview)), (vec![], [Some(0); 4]), "{preview}");
    assert_eq!(preview["plan"]["households_added"], 1);
    assert_eq!(here.send(&apply(&preview), &json!({})).await.1["state"], "done");
    assert_eq!(here.see("/api/v1/people?text=p20").await["total"], 1, "nobody was ended");

    let (_, preview) = here.bring(&[grids.clone(), none(), none()]).await;
    assert_eq!((codes(&preview), preview["can_apply"].as_bool()), (vec![], Some(false)), "all of it is so already");
    let fewer: String =
        grids.lines().filter(|line| !line.starts_with("000000901014001")).map(|l| l.to_owned() + "\n").collect();
    let (_, preview) = here.bring(&[fewer.clone(), none(), none()]).await;
    assert_eq!(codes(&preview), ["grid.in_use", "grid.in_use"], "people and households are left there");
    let (_, preview) = here.bring(&[fewer, new, none()]).await;
    assert!(codes(&preview).contains(&"scope.no_grid".to_owned()), "{preview}");
    let (_, preview) = here.bring(&[none(), none(), households + "000000901014009,向阳巷,,,14号,,,\n"]).await;
    assert_eq!(codes(&preview), ["grid.unknown"]);
    served.stop().await;
}

#[expect(clippy::await_holding_lock, reason = "the guard is the import that is under way meanwhile")]
#[tokio::test]
async fn a_preview_that_is_no_longer_true_is_not_taken_and_old_ones_are_forgotten() {
    let served = TestOffice::served();
    let here = Browser::log_in(&served, "P6").await;
    let mut lists = whole();
    lists[1] += "P20,江予安（演示）,,网格员,000000901014001,2026-06-01,,\n";
    let (_, preview) = here.bring(&lists).await;
    let taken = served.office.lists(
        GRIDS,
        &(PEOPLE.to_owned() + "P21,江一（演示）,,网格员,000000901014001,2026-06-01,,\n"),
        HOUSEHOLDS,
    );
    assert!(crate::testing::take(&served.app, &taken).has_changed);
    assert_eq!(here.refused(&apply(&preview), &json!({})).await, (409, "import.stale".into()));
    served.office.clock.advance(20 * 60_000);
    assert_eq!(here.get(&format!("/api/v1/imports/{}", preview["id"].as_str().unwrap())).await.0, 200);
    served.office.clock.advance(11 * 60_000);
    assert_eq!(
        Browser::log_in(&served, "P6")
            .await
            .get(&format!("/api/v1/imports/{}", preview["id"].as_str().unwrap()))
            .await
            .0,
        404
    );

    let held = served.app.importing.lock().unwrap();
    let here = Browser::log_in(&served, "P6").await;
    let (_, preview) = here.bring(&lists).await;
    assert_eq!(here.refused(&apply(&preview), &json!({})).await, (409, "import.busy".into()));
    drop(held);
    served.stop().await;
}

#[tokio::test]
async fn what_is_no_form_or_too_large_is_refused_and_templates_are_given() {
    let served = TestOffice::served();
    let here = Browser::log_in(&served, "P6").await;
    assert_eq!(here.refused("/api/v1/imports", &json!({})).await, (415, "body.type".into()));
    let (status, large) = here.bring(&["x".repeat(16 * 1024 * 1024), String::new(), String::new()]).await;
    assert_eq!((status, large["code"].as_str()), (413, Some("body.too_large")));
    let url = served.url("/api/v1/imports/templates/people");
    let response = here.client.get(url).header(COOKIE, &here.cookie).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(response.text().await.unwrap().starts_with("\u{feff}编号,姓名"));
    assert_eq!(here.get("/api/v1/imports/templates/other").await.0, 404);
    served.stop().await;
}
