//! What tests of the server share: an office in a directory of its own, a clock that moves only when told, lists, and
//! phones that reach the office through real HTTPS.

use crate::app::App;
use crate::control::{ImportFrom, Imported};
use crate::enrolment::clerk::{GoodFor, Which, Whom};
use crate::keyring::Keyring;
use crate::serve::{ServeError, Server};
use crate::settings::{Language, Settings};
use lianxin_core::companion::{Companion, Silent, SyncSummary};
use lianxin_core::error::Error;
use lianxin_core::http::HttpTransport;
use lianxin_core::seal::vault::FileVault;
use lianxin_core::store::MemoryStore;
use lianxin_core::time::{Day, Host, SystemHost, Timestamp};
use lianxin_core::words::Lang;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const GRIDS: &str = "网格编码,简称,类型,社区编码,社区,户数,人数,启用
000000901014001,示-01,基础,000000901014,示例社区01,412,1090,2026-06-01
000000901014002,示-02,基础,000000901014,示例社区01,398,1010,2026-06-01
000000901015001,例-01,基础,000000901015,示例社区02,398,1010,2026-06-01
";
pub(crate) const PEOPLE: &str = "编号,姓名,值班电话,角色,范围,起,止,代
P1,秦知禾（演示）,000-1234567,先锋队长,000000901014001,2026-06-01,,
P2,马晓川（演示）,,网格长,000000901014001,2026-06-01,,
P3,周向晴（演示）,,网格员,000000901014001,2026-06-01,,
P4,柳怀谷（演示）,,网格员,000000901014002,2026-06-01,,
P5,沈明野（演示）,,联户长,000000901014001#1,2026-06-01,,
P6,卢素心（演示）,,社区办公室,000000901014,2026-06-01,,
P7,陶亦舟（演示）,,社区书记,000000901014,2026-06-01,,
P8,何叙白（演示）,,社区办公室,000000901015,2026-06-01,,
P9,白榆（演示）,,网格员,000000901015001,2026-06-01,,
";
pub(crate) const HOUSEHOLDS: &str = "网格编码,小区,楼,单元,室,联户,类别,需求
000000901014001,槐荫苑,3,1,402,1,暖心户,助行器具跟进、家电小修
000000901014001,槐荫苑,3,1,403,1,,
000000901014002,向阳巷,,,12号,,连心户,邻里噪音
000000901015001,桐花里,1,,101,,,
";

/// A clock that stands still until it is moved.
pub(crate) struct Clock(AtomicI64);

impl Clock {
    pub(crate) fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Host for Clock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemHost.fill(bytes);
    }
}

/// An office's data directory, and what it takes to open it.
pub(crate) struct TestOffice {
    pub(crate) directory: TempDir,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<Clock>,
    /// What stands on the recovery sheet.
    pub(crate) recovery: String,
}

impl TestOffice {
    /// Makes an office.
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let settings = Settings {
            data: directory.path().join("data"),
            listen: "127.0.0.1:0".parse().unwrap(),
            language: Language::En,
            ..Settings::default()
        };
        let morning = Day::parse("2026-11-24").unwrap().start().plus_ms(9 * 3_600_000);
        let clock = Arc::new(Clock(AtomicI64::new(morning.0)));
        let sheet = Keyring::create(&settings.data, "示例县", clock.as_ref()).unwrap();
        Self { directory, settings, clock, recovery: sheet.lines().join(" ") }
    }

    /// Opens it, as the command line does.
    pub(crate) fn open(&self) -> App {
        App::open(&self.settings, self.clock.clone()).unwrap()
    }

    /// Writes lists into a directory.
    pub(crate) fn lists(&self, grids: &str, people: &str, households: &str) -> PathBuf {
        let path = self.directory.path().join("lists");
        std::fs::create_dir_all(&path).unwrap();
        for (name, text) in [("grids.csv", grids), ("people.csv", people), ("households.csv", households)] {
            std::fs::write(path.join(name), text).unwrap();
        }
        path
    }

    /// Makes it, takes the lists, and serves it.
    pub(crate) fn served() -> Served {
        let office = Self::new();
        let lists = office.lists(GRIDS, PEOPLE, HOUSEHOLDS);
        let imported = take(&office.open(), &lists);
        assert_eq!(imported.problems, Vec::<String>::new());
        office.serve()
    }

    /// Makes it with requests that must be quick.
    pub(crate) fn hurried() -> Served {
        let mut office = Self::new();
        office.settings.request_time = std::time::Duration::from_millis(300);
        office.serve()
    }

    /// Serves it.
    pub(crate) fn serve(self) -> Served {
        let server = Server::bind(&self.settings, self.clock.clone()).unwrap();
        let app = server.app.clone();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        Served { office: self, app, stop, running }
    }
}

/// Takes lists and insists that nothing went wrong on the way.
pub(crate) fn take(app: &App, directory: &Path) -> Imported {
    let from = ImportFrom { directory: directory.into(), dry_run: false, close_missing: false };
    app.import(&from, &mut |_| {}).unwrap()
}

/// A running server.
pub(crate) struct Served {
    pub(crate) office: TestOffice,
    pub(crate) app: Arc<App>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), ServeError>>,
}

impl Served {
    /// Ends the server and gives the office back.
    pub(crate) async fn stop(self) -> TestOffice {
        let Self { office, app, stop, running } = self;
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
        drop(app);
        office
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.app.addresses[0])
    }

    /// Something that speaks HTTPS and trusts the office's root, as a browser would that was told to.
    pub(crate) fn client(&self) -> reqwest::Client {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let root = reqwest::Certificate::from_der(self.app.tls.certificate()).unwrap();
        reqwest::Client::builder().tls_certs_only([root]).redirect(reqwest::redirect::Policy::none()).build().unwrap()
    }

    /// Invites a person on the spot and gives what the code holds.
    pub(crate) fn invite(&self, number: &str) -> String {
        let whom = Whom::Numbers(vec![number.into()]);
        self.app.invite(&whom, GoodFor::Minutes(10)).unwrap().remove(0).invitation
    }

    /// A phone of this person, enrolled and confirmed.
    pub(crate) async fn phone(&self, number: &str) -> TestPhone {
        let phone = TestPhone::new(self.office.clock.clone(), &self.invite(number));
        let step = phone.ask().await.unwrap();
        assert!(!step.is_confirmed);
        self.app.confirm(&Which::Digits(step.digits, None)).unwrap();
        assert!(phone.ask().await.unwrap().is_confirmed);
        phone
    }
}

/// A phone.
pub(crate) struct TestPhone {
    pub(crate) companion: Companion,
    pub(crate) transport: HttpTransport,
    _vault: TempDir,
}

impl TestPhone {
    /// Takes an invitation.
    pub(crate) fn new(clock: Arc<dyn Host>, invitation: &str) -> Self {
        let vault = tempfile::tempdir().unwrap();
        let keys = Arc::new(FileVault::open(vault.path()).unwrap());
        let companion = Companion::open(Box::new(MemoryStore::default()), keys, clock).unwrap();
        let office = companion.begin_enrolment(invitation).unwrap();
        let transport = HttpTransport::new(&office.addresses, office.tls_pin).unwrap();
        Self { companion, transport, _vault: vault }
    }

    /// Asks how far the enrolment is.
    pub(crate) async fn ask(&self) -> Result<lianxin_core::companion::EnrolStep, Error> {
        self.companion.continue_enrolment(&self.transport).await
    }

    /// Meets the office.
    pub(crate) async fn sync(&self) -> SyncSummary {
        self.companion.sync(&self.transport, &Silent, Lang::En).await.unwrap()
    }
}
