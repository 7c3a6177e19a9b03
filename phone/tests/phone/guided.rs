//! Step by step, with a person whose answers are written down beforehand.

use crate::bench::Bench;
use crate::office::Office;
use lianxin_core::companion::OfficeAddress;
use lianxin_core::entry::{RefusalCode, Verdict};
use lianxin_core::transport::{Transport, TransportError};
use lianxin_core::words::Lang;
use lianxin_phone::failure::Failure;
use lianxin_phone::guided::{Ask, Guide};
use lianxin_phone::phone::Phone;
use lianxin_phone::terminal::Terminal;
use std::collections::VecDeque;

/// What a person does at one question.
#[derive(Clone, Copy, Debug)]
enum Do {
    /// Chooses the option that begins so.
    Choose(&'static str),
    /// Types.
    Type(&'static str),
    /// Goes back.
    Back,
    /// Presses Ctrl-C.
    Stop,
}

/// A person who knows beforehand what to answer.
struct Person {
    answers: VecDeque<Do>,
    seen: String,
}

impl Person {
    fn next(&mut self, question: &str) -> Do {
        self.answers.pop_front().unwrap_or_else(|| panic!("nothing prepared for {question}\n{}", self.seen))
    }
}

impl Ask for Person {
    fn choose(&mut self, question: &str, options: &[String]) -> Result<Option<usize>, Failure> {
        match self.next(question) {
            Do::Choose(begin) => {
                let at = options.iter().position(|option| option.starts_with(begin));
                Ok(Some(at.unwrap_or_else(|| panic!("{question}: no {begin} among {options:?}"))))
            }
            Do::Back => Ok(None),
            Do::Stop => Err(Failure::Stopped),
            other => panic!("{question}: {other:?}"),
        }
    }

    fn text(&mut self, question: &str, _: &str) -> Result<Option<String>, Failure> {
        match self.next(question) {
            Do::Type(text) => Ok(Some(text.to_owned())),
            Do::Back => Ok(None),
            Do::Stop => Err(Failure::Stopped),
            other => panic!("{question}: {other:?}"),
        }
    }

    fn show(&mut self, text: &str) {
        self.seen.push_str(text);
        self.seen.push('\n');
    }

    fn is_person(&self) -> bool {
        false
    }
}

/// An office that is always reached.
struct Shared(&'static Office);

#[async_trait::async_trait]
impl Transport for Shared {
    async fn send(&self, to: lianxin_core::transport::Endpoint, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        self.0.send(to, body).await
    }
}

/// Leads the person; gives how it ended and what was shown.
fn lead(bench: &Bench, office: Option<&'static Office>, answers: &[Do]) -> (Result<(), Failure>, String) {
    let phone = bench.open();
    let terminal = Terminal { lang: Lang::ZhCn, is_json: false };
    let connect = |_: &Phone, _: OfficeAddress| -> Result<Box<dyn Transport>, Failure> {
        match office {
            Some(office) => Ok(Box::new(Shared(office))),
            None => Err(TransportError::Unreachable.into()),
        }
    };
    let mut person = Person { answers: answers.iter().copied().collect(), seen: String::new() };
    let ended = Guide::new(&phone, terminal, &connect, &mut person).run();
    assert!(person.answers.is_empty(), "left over: {:?}", person.answers);
    (ended, person.seen)
}

fn office() -> &'static Office {
    Box::leak(Box::new(Office::new()))
}

#[test]
fn a_person_chooses_records_and_syncs() {
    use Do::{Choose, Type};
    let office = office();
    let bench = Bench::enrolled(office);
    let (ended, seen) = lead(
        &bench,
        Some(office),
        &[
            Choose("今天可以去看看 3 户"),
            Choose("连心里 3-1-301"),
            Choose("见到了"),
            Choose("备注"),
            Type("卡号 4000 0000 0000 0002"),
            Type("一切都好"),
            Choose("目的"),
            Choose("慰问"),
            Choose("需求"),
            Type("助餐：中午"),
            Choose("回访日期"),
            Type("someday"),
            Choose("回访日期"),
            Type("+7"),
            Choose("住户意愿"),
            Choose("先打电话"),
            Choose("保存"),
            Choose("今天可以去看看 2 户"),
            Choose("连心里 3-1-302"),
            Choose("无人在家"),
            Choose("保存"),
            Choose("同步"),
            Choose("结束"),
        ],
    );
    ended.unwrap();
    for words in ["请去掉再保存", "已保存在手机  连心里 3-1-301", "回访日期：日期写作", "办公室已收 2/2"]
    {
        assert!(seen.contains(words), "{words}\n{seen}");
    }
    let done = bench.json(&["today"])["done"].as_array().unwrap().clone();
    assert_eq!(done.len(), 2);
    let met = done.iter().find(|visit| visit["outcome"] == "met").unwrap();
    assert_eq!((&met["note"], &met["purpose"]), (&"一切都好".into(), &"goodwill".into()));
    assert_eq!(met["needs"][0]["line"], "中午");
    assert_eq!(bench.json(&["drafts"])["drafts"], serde_json::json!([]), "nothing is left of the forms");
}

#[test]
fn what_was_stopped_is_kept_and_can_be_taken_up() {
    use Do::{Back, Choose, Stop, Type};
    let bench = Bench::enrolled(office());
    let begin = [Choose("找一户"), Type("401"), Choose("连心里"), Choose("见到了"), Choose("备注"), Type("一半"), Stop];
    let (ended, _) = lead(&bench, None, &begin);
    assert!(matches!(ended, Err(Failure::Stopped)));
    assert_eq!(bench.json(&["drafts"])["drafts"][0]["form"]["note"], "一半");
    let (ended, seen) = lead(
        &bench,
        None,
        &[
            Choose("没写完的走访 1 份"),
            Choose("连心里 3-1-401  一半"),
            Back,
            Choose("没写完的走访 1 份"),
            Choose("连心里"),
            Choose("保存"),
            Choose("同步"),
            Choose("结束"),
        ],
    );
    ended.unwrap();
    assert!(seen.contains("先留着") && seen.contains("连不上办公室，记录都在手机上"), "{seen}");
    assert_eq!(bench.json(&["today"])["done"][0]["note"], "一半");
}

#[test]
fn a_new_door_and_a_form_thrown_away() {
    use Do::{Back, Choose, Type};
    let bench = Bench::enrolled(office());
    let door = [Choose("名册里没有的门"), Type("和顺苑"), Type("1"), Type(""), Type("202"), Choose("空置")];
    let (ended, _) = lead(&bench, None, &[&door[..], &[Choose("不要这份了"), Choose("手机的情况"), Back]].concat());
    ended.unwrap();
    assert_eq!(bench.json(&["search", "和顺苑"])["households"], serde_json::json!([]));
    let (ended, _) = lead(&bench, None, &[&door[..], &[Choose("保存"), Back]].concat());
    ended.unwrap();
    assert_eq!(bench.json(&["search", "和顺苑"])["households"][0]["room"], "202");
}

#[test]
fn what_needs_a_look_is_looked_at() {
    use Do::{Back, Choose};
    let office = office();
    let bench = Bench::enrolled(office);
    office.add_disputed_household();
    office.judge(Verdict::Refused(RefusalCode::Person));
    bench.json(&["visit", "连心里 301", "--outcome", "met"]);
    bench.sync(office);
    let (ended, seen) = lead(
        &bench,
        None,
        &[
            Choose("两人都改了 1 处"),
            Choose("和顺苑"),
            Choose("先打电话"),
            Choose("待处理 1"),
            Choose("连心里"),
            Choose("先留着"),
            Choose("待处理 1"),
            Choose("连心里"),
            Choose("看过了"),
            Back,
        ],
    );
    ended.unwrap();
    assert!(seen.contains("办公室看过，没有收下"), "{seen}");
    let status = bench.json(&["status"]);
    assert_eq!((&status["conflicts"], &status["attention"]), (&0.into(), &0.into()));
}
