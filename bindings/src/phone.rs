//! The handle of an open phone.

use crate::cancel::{Cancellation, run};
use crate::error::PhoneError;
use crate::home::{self, open_store};
use crate::host::{ForeignHost, Host};
use crate::ids::DraftId;
use crate::mirror::{
    AttentionView, CautionView, Conflict, Contact, EnrolStep, HouseholdEdit, HouseholdRow, HouseholdView, NoteHit,
    OfficeAddress, Saved, Status, SyncSummary, Today, Value, VisitCorrection, VisitDraft, VisitForm, VisitPurpose,
    VisitView,
};
use crate::subscription::{ChangeListener, Courier, Subscription};
use crate::sync::{ForeignListener, SyncListener};
use crate::transport::{Route, Transport};
use crate::vault::{ForeignVault, KeyVault};
use crate::words::language;
use lianxin_core::companion::{self, Companion};
use lianxin_core::error::Error;
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::panics::Panicked;
use lianxin_core::seal::{self, vault::FileVault};
use lianxin_core::time::{self, Day, SystemHost};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Once, PoisonError, RwLock};

/// An open phone. One process opens it once; calls may come from any thread, and all but the two async ones touch
/// nothing but the phone's own store.
#[derive(uniffi::Object)]
pub struct Phone {
    /// None once the phone is shut.
    companion: RwLock<Option<Arc<Companion>>>,
    route: Route,
    courier: Arc<Courier>,
}

impl Phone {
    fn build(
        store: &Path,
        vault: Arc<dyn seal::KeyVault>,
        host: Arc<dyn time::Host>,
        transport: Option<Arc<dyn Transport>>,
    ) -> Result<Arc<Self>, PhoneError> {
        keep_panics_quiet();
        let store = open_store(store, vault.as_ref(), host.as_ref())?;
        let companion = Companion::open(Box::new(store), vault, host)?;
        let companion = RwLock::new(Some(Arc::new(companion)));
        Ok(Arc::new(Self { companion, route: Route::new(transport), courier: Arc::default() }))
    }

    fn companion(&self) -> Result<Arc<Companion>, PhoneError> {
        self.companion.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(PhoneError::shut)
    }

    /// One call: what panics in it becomes an error, and nothing of it was kept.
    fn call<T>(&self, work: impl FnOnce(&Companion) -> Result<T, Error>) -> Result<T, PhoneError> {
        let companion = self.companion()?;
        let done = catch_unwind(AssertUnwindSafe(|| work(&companion))).map_err(|_| PhoneError::panicked())?;
        Ok(done?)
    }
}

/// The apps' consoles and crash reports show where a panic was, never its message. A debug build, as tests use it,
/// says everything about those that are not the guard's.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let panic = Panicked::at(info);
            if cfg!(debug_assertions) && !panic.is_contained {
                loud(info);
            } else {
                let _ = writeln!(std::io::stderr(), "lianxin: {panic}");
            }
        }));
    });
}

#[uniffi::export]
impl Phone {
    /// Opens the phone of a directory, made on first use. Its vault is a file there, for desktops and trying out.
    #[uniffi::constructor(default(transport = None))]
    pub fn open(directory: String, transport: Option<Arc<dyn Transport>>) -> Result<Arc<Self>, PhoneError> {
        let directory = Path::new(&directory);
        home::make(directory).map_err(Error::from)?;
        let vault = FileVault::open(directory).map_err(Error::from)?;
        Self::build(&directory.join(home::STORE), Arc::new(vault), Arc::new(SystemHost), transport)
    }

    /// Opens the phone of a store's file, in a directory that is there, with the platform's vault.
    #[uniffi::constructor(default(host = None, transport = None))]
    pub fn open_with(
        store: String,
        vault: Arc<dyn KeyVault>,
        host: Option<Arc<dyn Host>>,
        transport: Option<Arc<dyn Transport>>,
    ) -> Result<Arc<Self>, PhoneError> {
        let host: Arc<dyn time::Host> = match host {
            Some(host) => Arc::new(ForeignHost(host)),
            None => Arc::new(SystemHost),
        };
        Self::build(Path::new(&store), Arc::new(ForeignVault(vault)), host, transport)
    }

    /// Lets go of the store and its file's lock; what is under way ends first. Every later call fails, and no listener
    /// is called any more.
    pub fn shut(&self) {
        drop(self.companion.write().unwrap_or_else(PoisonError::into_inner).take());
        self.courier.end_all();
    }

    /// Tells a listener from now on what has changed, until the subscription is stopped or let go, or the phone is shut.
    pub fn subscribe(&self, listener: Arc<dyn ChangeListener>) -> Result<Arc<Subscription>, PhoneError> {
        let companion = self.companion()?;
        self.courier.add(listener, || companion.changes()).map_err(|_| PhoneError::no_thread())
    }

    /// Whether the phone has been enrolled.
    pub fn is_enrolled(&self) -> Result<bool, PhoneError> {
        self.call(|companion| Ok(companion.is_enrolled()))
    }

    /// How the phone stands.
    pub fn status(&self) -> Result<Status, PhoneError> {
        self.call(|companion| companion.status().map(Into::into))
    }

    /// Everybody who now holds a post near by, with the phone on duty where the office's list has one. Own posts come
    /// first; the others by role (chief, captain, deputy chief, grid worker, joint-household lead, reported-in member,
    /// secretary, community office), then by place and name.
    pub fn contacts(&self) -> Result<Vec<Contact>, PhoneError> {
        Ok(self.call(Companion::contacts)?.into_iter().map(Into::into).collect())
    }

    /// Where the office is to be reached.
    pub fn office_address(&self) -> Result<OfficeAddress, PhoneError> {
        self.call(|companion| companion.office_address().map(Into::into))
    }

    /// Takes an invitation and makes the phone's key. The same invitation again changes nothing.
    pub fn begin_enrolment(&self, invitation: String) -> Result<OfficeAddress, PhoneError> {
        self.call(|companion| companion.begin_enrolment(&invitation).map(Into::into))
    }

    /// Where the office of an enrolment under way is to be reached; none if none has begun, or once it is done.
    pub fn pending_enrolment(&self) -> Result<Option<OfficeAddress>, PhoneError> {
        Ok(self.call(Companion::pending_enrolment)?.map(Into::into))
    }

    /// The day by the office's time, as the phone reckons it.
    pub fn day(&self) -> Result<Day, PhoneError> {
        self.call(Companion::day)
    }

    /// The day's households and what has been done.
    pub fn today(&self) -> Result<Today, PhoneError> {
        self.call(|companion| companion.today().map(Into::into))
    }

    /// What speaks against a call just now. It informs and never blocks recording what has happened.
    #[uniffi::method(default(purpose = None, has_appointment = false))]
    pub fn cautions(
        &self,
        household: DocumentId,
        purpose: Option<VisitPurpose>,
        has_appointment: bool,
    ) -> Result<Vec<CautionView>, PhoneError> {
        let cautions = |c: &Companion| c.cautions(household, purpose.map(Into::into), has_appointment);
        Ok(self.call(cautions)?.into_iter().map(Into::into).collect())
    }

    /// A household with its visits.
    pub fn household(&self, id: DocumentId) -> Result<HouseholdView, PhoneError> {
        self.call(|companion| companion.household(id).map(Into::into))
    }

    /// One visit.
    pub fn visit(&self, id: DocumentId) -> Result<VisitView, PhoneError> {
        self.call(|companion| companion.visit(id).map(Into::into))
    }

    /// Finds households by dwelling: characters, pinyin initials or numbers.
    pub fn search(&self, text: String, limit: u32) -> Result<Vec<HouseholdRow>, PhoneError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(self.call(|companion| companion.search(&text, limit))?.into_iter().map(Into::into).collect())
    }

    /// Needs to choose from: the words that households and visits on this phone have, the most often written first, then in
    /// order of text.
    pub fn needs(&self) -> Result<Vec<String>, PhoneError> {
        self.call(Companion::needs)
    }

    /// Records a visit: on disk when this returns.
    pub fn record_visit(&self, form: VisitForm) -> Result<Saved, PhoneError> {
        let form = form.into();
        self.call(|companion| companion.record_visit(&form).map(Into::into))
    }

    /// Corrects an own visit; gives what the note check hints at.
    pub fn correct_visit(&self, visit: DocumentId, correction: VisitCorrection) -> Result<Vec<NoteHit>, PhoneError> {
        let correction: companion::VisitCorrection = correction.into();
        Ok(NoteHit::of(&self.call(|companion| companion.correct_visit(visit, &correction))?))
    }

    /// Sets the wish or the needs of a household; gives what the note check hints at.
    pub fn edit_household(&self, id: DocumentId, edit: HouseholdEdit) -> Result<Vec<NoteHit>, PhoneError> {
        Ok(NoteHit::of(&self.call(|companion| companion.edit_household(id, &edit.into()))?))
    }

    /// Every field on the phone on which two people disagree.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, PhoneError> {
        Ok(self.call(Companion::conflicts)?.into_iter().map(Into::into).collect())
    }

    /// Decides between two values of one field: the one chosen replaces both.
    pub fn resolve(&self, document: DocumentId, key: String, value: Value) -> Result<(), PhoneError> {
        self.call(|companion| companion.resolve(document, &key, &value.into()))
    }

    /// Items that need the person's attention, oldest first.
    pub fn attention(&self) -> Result<Vec<AttentionView>, PhoneError> {
        Ok(self.call(|companion| companion.attention(language()))?.into_iter().map(Into::into).collect())
    }

    /// The person has dealt with an item: the text is let go.
    pub fn settle_attention(&self, entry: Hash, item: u32) -> Result<(), PhoneError> {
        self.call(|companion| companion.settle_attention(entry, item))
    }

    /// A name for a form that has just been opened.
    pub fn new_draft_id(&self) -> Result<DraftId, PhoneError> {
        self.call(|companion| Ok(DraftId(companion.new_draft_id())))
    }

    /// Saves a draft as it is typed; cheap enough for every pause of the fingers.
    pub fn save_draft(&self, id: DraftId, household: Option<DocumentId>, form: Vec<u8>) -> Result<(), PhoneError> {
        self.call(|companion| companion.save_draft(id.0, household, &form))
    }

    /// Drafts, newest first.
    pub fn drafts(&self) -> Result<Vec<VisitDraft>, PhoneError> {
        Ok(self.call(Companion::drafts)?.into_iter().map(Into::into).collect())
    }

    /// Throws a draft away.
    pub fn drop_draft(&self, id: DraftId) -> Result<(), PhoneError> {
        self.call(|companion| companion.drop_draft(id.0))
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl Phone {
    /// Asks the office how far the enrolment is; enrols the phone once a clerk has confirmed. Repeated every few
    /// seconds, until then.
    #[uniffi::method(default(cancellation = None))]
    pub async fn continue_enrolment(&self, cancellation: Option<Arc<Cancellation>>) -> Result<EnrolStep, PhoneError> {
        let companion = self.companion()?;
        let none = |enrolled| if enrolled { Error::AlreadyEnrolled } else { Error::NotEnrolled };
        let office = companion.pending_enrolment()?.ok_or_else(|| none(companion.is_enrolled()))?;
        let transport = self.route.to(office).map_err(Error::from)?;
        let step = run(cancellation, async move { companion.continue_enrolment(transport.as_ref()).await }).await?;
        Ok(step.into())
    }

    /// Syncs until nothing is left to ask for. Cancelling loses nothing.
    #[uniffi::method(default(listener = None, cancellation = None))]
    pub async fn sync(
        &self,
        listener: Option<Arc<dyn SyncListener>>,
        cancellation: Option<Arc<Cancellation>>,
    ) -> Result<SyncSummary, PhoneError> {
        let companion = self.companion()?;
        let transport = self.route.to(companion.office_address()?).map_err(Error::from)?;
        let listener = ForeignListener(listener);
        let language = language();
        let work = async move { companion.sync(transport.as_ref(), &listener, language).await };
        Ok(run(cancellation, work).await?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_and_the_phone_goes_on() {
        let home = tempfile::tempdir().unwrap();
        let phone = Phone::open(home.path().to_str().unwrap().to_owned(), None).unwrap();
        assert_eq!(phone.call::<()>(|_| panic!("on purpose")), Err(PhoneError::panicked()));
        assert_eq!(phone.drafts(), Ok(vec![]));
    }
}
