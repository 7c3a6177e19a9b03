//! What the console is shown. Days are `YYYY-MM-DD` in Asia/Shanghai, instants milliseconds since 1970-01-01 UTC,
//! codes the words of the data dictionary.

use crate::app::App;
use crate::auth::Viewer;
use crate::error::ErrorKind;
use crate::lists::Text;
use crate::node::Desk;
use crate::people::place;
use crate::reads::Read;
use crate::storage::Page;
use lianxin_core::code::{CommunityCode, GridCode};
use lianxin_core::document::Value;
use lianxin_core::id::{DocumentId, PersonId, to_base32};
use lianxin_core::register::{Assignment, RegisterId, Registers};
use lianxin_core::rows::{HouseholdRow, VisitRow};
use lianxin_core::seal::CertificateKind;
use lianxin_core::time::Timestamp;
use lianxin_core::words::Lang;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Households shown at once. More than twenty together are for two persons to release (P-14).
pub const MAX_HOUSEHOLDS: u32 = 20;
/// Other rows shown at once.
pub const MAX_ROWS: u32 = 50;

/// What a viewer looks at: the office at one instant. There is none without [`App::look`], which notes what was shown.
pub struct Look<'a> {
    /// The office.
    pub app: &'a App,
    /// Who looks.
    pub viewer: Viewer,
    /// The registers as they are.
    pub registers: Arc<Registers>,
    /// When.
    pub now: Timestamp,
    /// The households shown so far.
    shown: RefCell<BTreeSet<DocumentId>>,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// Rows passed over.
    #[serde(default)]
    pub offset: u32,
    /// Rows given at most; the list has its own upper bound.
    pub limit: Option<u32>,
}

/// A text in both languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TextView {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A person of the registers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// The office's number; absent once it has been dropped.
    pub number: Option<String>,
    /// The name; absent once it has been dropped.
    pub name: Option<String>,
}

/// A grid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GridView {
    /// Fifteen digits.
    pub code: String,
    /// The short label.
    pub label: String,
    /// `basic` or `dedicated`.
    pub kind: String,
    /// In force from this day.
    pub from: String,
    /// Not in force from this day on.
    pub to: Option<String>,
    /// Households in it.
    pub households: u64,
    /// Households on which two people disagree.
    pub disputed: u64,
}

/// A household: a dwelling and what it needs, nothing about who lives there.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HouseholdView {
    /// The document.
    id: String,
    /// The grid it belongs to.
    grid: String,
    /// The joint-household lead's bundle.
    bundle: Option<u8>,
    /// The dwelling in one line.
    dwelling: String,
    /// `at_ease`, `care` or `close_contact`.
    class: Option<String>,
    /// Need codes.
    needs: Vec<String>,
    /// `welcome`, `call_first` or `no_proactive_visit`.
    wish: Option<String>,
    /// No longer in the office's list from this day on.
    gone: Option<String>,
    /// Two people disagree about something.
    is_disputed: bool,
}

/// A need found at a visit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NeedView {
    /// The code.
    pub code: String,
    /// One line.
    pub line: String,
}

/// A visit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VisitView {
    /// The document.
    id: String,
    /// The household visited.
    household: String,
    /// Its dwelling in one line.
    dwelling: String,
    /// The grid it was made under.
    grid: String,
    /// Who made it.
    author: PersonView,
    /// The day of the visit.
    day: String,
    /// `met`, `no_answer`, `declined`, `moved` or `vacant`.
    outcome: String,
    /// Why it was made.
    purpose: Option<String>,
    /// The note.
    note: String,
    /// Needs found.
    needs: Vec<NeedView>,
    /// Come again by this day.
    follow_up: Option<String>,
    /// Who came along.
    companion: String,
    /// Notes of the office.
    office_notes: Vec<String>,
    /// Where two versions disagree, with both values.
    conflicts: Vec<ConflictView>,
}

/// A key on which people disagree: all values are shown, and people decide.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConflictView {
    /// The document.
    pub document: String,
    /// The key, as the data dictionary has it.
    pub key: String,
    /// What people call it.
    pub label: TextView,
    /// The office may say which value is right; else the author of the record does, on the phone.
    pub may_decide: bool,
    /// Every value, with who wrote it.
    pub values: Vec<ConflictValueView>,
}

/// One of the values on which people disagree.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConflictValueView {
    /// The value, as `resolve` takes it.
    pub value: String,
    /// The value as people read it.
    pub text: TextView,
    /// Who wrote it; without number and name for the office's command line.
    pub person: PersonView,
    /// Under which post, or `office`.
    pub role: Option<String>,
    /// When it was written by the writer's clock.
    pub claimed_at: i64,
    /// When it reached the office.
    pub received_at: i64,
}

/// A post.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PostView {
    /// Names the post.
    pub assignment: String,
    /// Which post.
    pub role: String,
    /// Where, by the short label or name people use.
    pub place: String,
    /// In force from this day.
    pub from: String,
    /// The last day in force.
    pub to: Option<String>,
}

/// A person with posts in the community.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonPostsView {
    /// Who.
    pub person: PersonView,
    /// Posts in the community, held now or later.
    pub posts: Vec<PostView>,
    /// Has a phone that is believed.
    pub has_phone: bool,
    /// Has an invitation that can still be used or confirmed.
    pub is_invited: bool,
}

impl Part {
    /// The part as storage takes it.
    pub fn page(self, most: u32) -> Page {
        Page { offset: self.offset, limit: self.limit.unwrap_or(most).clamp(1, most) }
    }
}

impl TextView {
    /// The same thing said in each language.
    pub fn of(say: impl Fn(Lang) -> String) -> Self {
        Self { zh: say(Lang::ZhCn), en: say(Lang::En) }
    }
}

impl From<&Text> for TextView {
    fn from(text: &Text) -> Self {
        Self { zh: text.zh.clone(), en: text.en.clone() }
    }
}

impl App {
    /// Looks now, and notes in the access log whose households were shown. Nothing is shown that is not noted.
    pub fn look<T>(
        &self,
        viewer: Viewer,
        work: impl FnOnce(&Look<'_>) -> Result<T, ErrorKind>,
    ) -> Result<T, ErrorKind> {
        let (registers, now) = (self.office.registers(), self.host.now());
        let look = Look { app: self, viewer, registers, now, shown: RefCell::default() };
        let shown = work(&look)?;
        look.note()?;
        Ok(shown)
    }
}

impl Look<'_> {
    /// A household is shown.
    pub fn show(&self, household: DocumentId) {
        self.shown.borrow_mut().insert(household);
    }

    /// Notes who was shown which households.
    fn note(self) -> Result<(), ErrorKind> {
        let households: Vec<DocumentId> = self.shown.into_inner().into_iter().collect();
        if households.is_empty() {
            return Ok(());
        }
        let Viewer { person, assignment, role, session, began, asked, .. } = self.viewer;
        let read = Read {
            at: self.now,
            person,
            assignment,
            role: role.word().into(),
            session: session.0,
            agent: asked.agent.to_string(),
            purpose: asked.purpose.word().into(),
            what: asked.what.word().into(),
            began: began.word().into(),
            households,
        };
        Ok(self.app.reads.add(&read, &self.app.office.keys().node)?)
    }

    /// A household as lists show it.
    pub fn household(&self, row: &HouseholdRow) -> HouseholdView {
        self.show(row.id);
        HouseholdView {
            id: row.id.to_string(),
            grid: row.grid.to_string(),
            bundle: row.bundle,
            dwelling: row.dwelling(),
            class: row.class.map(|class| class.word().into()),
            needs: row.needs.clone(),
            wish: row.wish.map(|wish| wish.word().into()),
            gone: row.gone.map(|day| day.to_string()),
            is_disputed: !row.conflicts.is_empty(),
        }
    }

    /// Whether something lies in the viewer's community.
    pub fn sees(&self, grid: GridCode) -> bool {
        grid.community() == self.viewer.community
    }

    /// The viewer's community.
    pub fn community(&self) -> CommunityCode {
        self.viewer.community
    }

    /// The office's own desk, with the viewer at it.
    pub fn desk(&self) -> Desk<'_> {
        Desk { user: self.viewer.person, host: self.app.host.as_ref(), now: self.now }
    }

    /// Reads a grid's code; one of another community is not there.
    pub fn grid(&self, code: &str) -> Result<GridCode, ErrorKind> {
        let grid = GridCode::parse(code).ok().filter(|grid| self.sees(*grid));
        grid.filter(|grid| self.registers.get(RegisterId::Grid(*grid)).is_some()).ok_or(ErrorKind::NotFound)
    }

    /// A person.
    pub fn person(&self, id: PersonId) -> PersonView {
        let details = self.registers.details(id);
        PersonView { number: details.map(|d| d.number.clone()), name: details.map(|d| d.name.clone()) }
    }

    /// A visit with both values of every conflict.
    pub fn visit(&self, row: VisitRow) -> Result<VisitView, ErrorKind> {
        self.show(row.household);
        let household = self.app.office.storage().read(|tx| tx.household(&row.household))?;
        // A household that has moved to another community since keeps its visits here; its dwelling it does not show.
        let dwelling = household.filter(|home| self.sees(home.grid)).map(|home| home.dwelling());
        Ok(VisitView {
            id: row.id.to_string(),
            household: row.household.to_string(),
            dwelling: dwelling.unwrap_or_default(),
            grid: row.grid.to_string(),
            author: self.person(row.author),
            day: row.day.to_string(),
            outcome: row.outcome.word().into(),
            purpose: row.purpose.map(|purpose| purpose.word().into()),
            note: row.note,
            needs: row.needs.into_iter().map(|need| NeedView { code: need.code, line: need.line }).collect(),
            follow_up: row.follow_up.map(|day| day.to_string()),
            companion: row.companion,
            office_notes: row.office_notes,
            conflicts: self.conflicts(&row.id, &row.conflicts)?,
        })
    }

    /// A post as people read it.
    pub fn post(&self, post: &Assignment) -> PostView {
        PostView {
            assignment: post.id.to_string(),
            role: post.role.word().into(),
            place: place(&self.registers, post.scope),
            from: post.from.day().to_string(),
            to: post.to.map(|to| to.plus_ms(-1).day().to_string()),
        }
    }

    /// Whether a person has a phone that is believed.
    pub fn has_phone(&self, person: PersonId) -> Result<bool, ErrorKind> {
        let devices = self.app.office.storage().read(|tx| tx.devices_of(&person))?;
        Ok(devices.iter().any(|device| device.kind == CertificateKind::Device && device.revoked_at.is_none()))
    }
}

/// A value as people read it.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Bytes(bytes) => to_base32(bytes),
    }
}
