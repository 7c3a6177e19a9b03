//! An evening on which everybody comes home at once.

use super::Row;
use crate::bench::clock::{Watch, cpu_ms_of, peak_mib_of, process_ms};
use crate::bench::failure::{BenchError, insist};
use crate::bench::field::{ENTRIES, ask, evening, hand_over};
use crate::bench::figure::{Figure, Unit};
use crate::bench::place::Place;
use crate::bench::samples::Samples;
use crate::bench::step;
use lianxin_core::companion::{Companion, Silent};
use lianxin_core::http::HttpTransport;
use lianxin_core::role::Role;
use lianxin_core::session::Session;
use lianxin_core::transport::{Endpoint, Transport, TransportError};
use lianxin_core::words::Lang;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

pub(super) const ROW: Row = Row {
    name: "storm",
    title: "A thousand phones at once",
    how: "`lianxin-server serve`, as people get it, is one process with the 88,000 households; this program is another \
          on the same cores. A thousand phones of grid workers, grid chiefs and joint-household leads, enrolled by \
          printed sheets, have fetched what they hold and recorded 12 visits each in 12 entries: 30 changes at a \
          worker or chief, 24 at a lead, who finds no new doors. Their sealed questions are ready before the storm; \
          64 are under way at a time, each over a TLS connection of its own, and an answer comes when everything is \
          received, judged and durable. Afterwards each phone takes its answer, and that all entries were delivered \
          and none held is insisted upon. Processor and memory are the server's, from the system's books; its file is \
          measured before and after, with the server ended in order. The peer is a request of one byte that is \
          refused, over a TLS connection of its own. 9,000 phones were not measured: that line is this rate, \
          continued.",
    measure,
};

/// Under way at a time.
const AT_ONCE: usize = 64;
/// The phones of DESIGN §12.
const ALL: f64 = 9_000.0;

/// A phone with its way to the office.
struct Phone {
    app: Companion,
    way: HttpTransport,
}

/// What the storm has cost.
struct Storm {
    seconds: f64,
    /// Of each question, with its connection.
    latency: Samples,
    answers: Vec<Vec<u8>>,
    server_ms: f64,
    load_ms: f64,
    peak_mib: f64,
}

fn measure(place: &Place) -> Result<Vec<Figure>, BenchError> {
    let mut city = place.city()?;
    let phones = place.many(1_000, 12);
    step(&format!("{phones} phones enrol"));
    let apps = city.enrol(phones, place)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|_| BenchError::System("a runtime"))?;
    step("they fetch what they hold and record an evening");
    city.server.start()?;
    let phones = connect(apps)?;
    let phones = fetch(&runtime, phones)?;
    let changes = phones.iter().enumerate().map(|(at, phone)| day(&phone.app, at)).sum::<Result<usize, _>>()?;
    city.server.stop()?;
    let before = city.server.size()?;
    let pid = city.server.start()?;
    let bare = bare(&runtime, pid, &phones, place.many(400, 20))?;
    let (mut sessions, mut questions, mut apps) = (Vec::new(), Vec::new(), Vec::new());
    for phone in phones {
        let (session, question) = ask(&phone.app)?;
        sessions.push(session);
        questions.push(question);
        // A way that was never used: the storm's connections are new.
        apps.push(phone.app);
    }
    let ways = apps.iter().map(way).collect::<Result<Vec<_>, _>>()?;
    step("the storm");
    let storm = blow(&runtime, pid, ways.into_iter().zip(questions).collect())?;
    let once = settle(&apps, &mut sessions, &storm.answers)?;
    city.server.stop()?;
    let grown = city.server.size()?.saturating_sub(before);
    Ok(figures(&storm, apps.len() as f64, (changes as f64, once as f64, grown as f64), &bare))
}

fn way(app: &Companion) -> Result<HttpTransport, BenchError> {
    let office = app.office_address()?;
    Ok(HttpTransport::new(&office.addresses, office.tls_pin)?)
}

fn connect(apps: Vec<Companion>) -> Result<Vec<Phone>, BenchError> {
    apps.into_iter().map(|app| Ok(Phone { way: way(&app)?, app })).collect()
}

/// The first syncs, a few at a time.
fn fetch(runtime: &Runtime, phones: Vec<Phone>) -> Result<Vec<Phone>, BenchError> {
    runtime.block_on(async {
        let (turns, mut tasks) = (Arc::new(Semaphore::new(4)), JoinSet::new());
        for phone in phones {
            let turns = turns.clone();
            tasks.spawn(async move {
                let _turn = turns.acquire_owned().await;
                let summary = phone.app.sync(&phone.way, &Silent, Lang::En).await?;
                insist("the first sync is complete", summary.is_complete, true)?;
                Ok::<_, BenchError>(phone)
            });
        }
        tasks.join_all().await.into_iter().collect()
    })
}

/// Records an evening; gives its changes.
fn day(app: &Companion, at: usize) -> Result<usize, BenchError> {
    let all = app.search("", usize::MAX)?;
    let first = at * 37 % all.len().saturating_sub(ENTRIES).max(1);
    let homes: Vec<_> = all.iter().cycle().skip(first).take(ENTRIES).map(|row| row.id).collect();
    let finds_doors = app.status()?.posts.iter().any(|post| post.role != Role::JointHouseholdLead);
    evening(app, &homes, at, finds_doors)?;
    Ok(ENTRIES * 2 + if finds_doors { ENTRIES / 2 } else { 0 })
}

/// Server's milliseconds for a request that is refused at once, over a connection of its own.
fn bare(runtime: &Runtime, pid: u32, phones: &[Phone], times: usize) -> Result<Samples, BenchError> {
    let ways = (0..times).map(|at| way(&phones[at % phones.len()].app)).collect::<Result<Vec<_>, _>>()?;
    let before = cpu_ms_of(pid)?;
    for way in &ways {
        let refused = runtime.block_on(way.send(Endpoint::Enrol, vec![0]));
        let is_refused = matches!(refused, Err(TransportError::Refused { .. }));
        insist("nonsense is refused", is_refused, true)?;
    }
    Ok(std::iter::once((cpu_ms_of(pid)? - before) / times as f64).collect())
}

fn blow(runtime: &Runtime, pid: u32, ready: Vec<(HttpTransport, Vec<u8>)>) -> Result<Storm, BenchError> {
    let (server, load) = (cpu_ms_of(pid)?, process_ms());
    let watch = Watch::start();
    let answered = runtime.block_on(async {
        let (turns, mut tasks) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
        for (at, (way, question)) in ready.into_iter().enumerate() {
            let turns = turns.clone();
            tasks.spawn(async move {
                let _turn = turns.acquire_owned().await;
                let watch = Watch::start();
                let answer = way.send(Endpoint::Sync, question).await?;
                Ok::<_, TransportError>((at, watch.seconds() * 1e3, answer))
            });
        }
        tasks.join_all().await
    });
    let seconds = watch.seconds();
    let mut answered = answered.into_iter().collect::<Result<Vec<_>, _>>()?;
    answered.sort_unstable_by_key(|(at, _, _)| *at);
    Ok(Storm {
        seconds,
        latency: answered.iter().map(|(_, ms, _)| *ms).collect(),
        answers: answered.into_iter().map(|(_, _, answer)| answer).collect(),
        server_ms: cpu_ms_of(pid)? - server,
        load_ms: process_ms() - load,
        peak_mib: peak_mib_of(pid)?,
    })
}

/// Each phone takes its answer; gives how many had nothing left to ask.
fn settle(apps: &[Companion], sessions: &mut [Session], answers: &[Vec<u8>]) -> Result<usize, BenchError> {
    let mut once = 0;
    for ((app, session), answer) in apps.iter().zip(sessions).zip(answers) {
        once += usize::from(hand_over(app, session, answer)?);
        let status = app.status()?;
        let stands = (status.delivered, status.made, status.held, status.attention);
        insist("all was delivered and none held", stands, (ENTRIES as u64, ENTRIES as u64, 0, 0))?;
    }
    Ok(once)
}

fn figures(storm: &Storm, phones: f64, (changes, once, grown): (f64, f64, f64), bare: &Samples) -> Vec<Figure> {
    let rate = phones / storm.seconds;
    vec![
        Figure::one("phones a second", Unit::PerSecond, rate),
        Figure::of("one answer, by the clock", Unit::Ms, &storm.latency).p95_at_most(1_000.0),
        Figure::one("server's processor a phone", Unit::Ms, storm.server_ms / phones)
            .beside("a refused byte over TLS", bare),
        Figure::one("this program's processor a phone, on the same cores", Unit::Ms, storm.load_ms / phones),
        Figure::one("server's most memory", Unit::Mib, storm.peak_mib).at_most(200.0),
        Figure::one("growth of the data directory a phone", Unit::Kib, grown / phones / 1024.0).at_most(25.0),
        Figure::one("changes a phone, on average", Unit::Times, changes / phones),
        Figure::one("of all phones, done after one round trip", Unit::Times, once / phones),
        Figure::one("9,000 phones at this rate (extrapolated)", Unit::S, ALL / rate).at_most(60.0),
    ]
}
