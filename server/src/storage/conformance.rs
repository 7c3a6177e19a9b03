//! What every storage must do. Each implementation runs all [`CHECKS`], each on an empty storage.

mod desk;
mod documents;
mod entries;
mod feeds;
mod lists;

use super::{ActorRecord, DeviceRecord, Spent, Storage, StorageError};
use lianxin_core::code::GridCode;
use lianxin_core::id::{ActorId, Hash, KeyId, PersonId};
use lianxin_core::register::RegisterId;
use lianxin_core::seal::CertificateKind;
use lianxin_core::time::{Day, Timestamp};

/// One promise.
pub(crate) struct Check {
    /// What holds.
    pub(crate) name: &'static str,
    /// Panics where it does not.
    pub(crate) run: fn(&dyn Storage),
}

/// All promises.
pub(crate) const CHECKS: &[Check] = &[
    Check { name: "a transaction that is dropped or fails leaves nothing", run: nothing_is_left },
    Check { name: "devices, chains and quotas read back", run: devices_read_back },
    Check { name: "the inbox is judged in order of arrival", run: entries::the_inbox_is_in_order },
    Check { name: "what waits or was refused is found by document", run: entries::found_by_document },
    Check { name: "changes come in the order of their admission", run: entries::changes_in_order },
    Check { name: "lists show what a person has to look at", run: lists::lists_of_entries },
    Check { name: "lists of a community are exact however long they are", run: lists::lists_of_a_community },
    Check { name: "documents and rows read back and are listed by page", run: documents::documents_read_back },
    Check { name: "visits are found by when they came", run: documents::visits_by_when_they_came },
    Check { name: "what is seen or decided is kept", run: desk::seen_and_decided },
    Check { name: "visits that ask to come again are found until somebody came", run: desk::visits_to_follow },
    Check { name: "dwellings come in their order, visits by outcome and need", run: desk::dwellings_and_filters },
    Check { name: "a feed grows at its tip and nowhere else", run: feeds::feeds_grow_at_the_tip },
    Check { name: "members are found from both sides", run: feeds::members_from_both_sides },
    Check { name: "pages and parts read back", run: pages_read_back },
    Check { name: "two committers and a reader see no holes", run: feeds::two_committers_and_a_reader },
];

type Done = Result<(), StorageError>;

fn nothing_is_left(storage: &dyn Storage) {
    let tx = storage.begin_write().unwrap();
    tx.put_meta("era", b"1").unwrap();
    drop(tx);
    let failed: Done = storage.write(|tx| {
        tx.put_meta("era", b"2")?;
        Err(StorageError::Full)
    });
    assert!(matches!(failed, Err(StorageError::Full)));
    assert_eq!(storage.read(|tx| tx.meta("era")).unwrap(), None);
    storage.write(|tx| tx.put_meta("era", b"3")).unwrap();
    assert_eq!(storage.read(|tx| tx.meta("era")).unwrap().as_deref(), Some(&b"3"[..]));
}

fn devices_read_back(storage: &dyn Storage) {
    let device = |key, person: Option<PersonId>| DeviceRecord {
        key: KeyId([key; 16]),
        public: [key; 32],
        person,
        kind: if person.is_some() { CertificateKind::Device } else { CertificateKind::Node },
        serial: 7,
        certificate: vec![1, 2],
        valid_until: Timestamp(90),
        renewing_till: None,
        enrolled_at: Timestamp(-5),
        revoked_at: None,
        lost_since: Some(Timestamp(60)),
        last_contact: None,
    };
    let (phone, node) = (device(2, Some(PersonId([3; 16]))), device(1, None));
    let later = DeviceRecord { renewing_till: Some(Timestamp(90)), revoked_at: Some(Timestamp(70)), ..phone.clone() };
    let actor = |id, tip_n| ActorRecord {
        id: ActorId([id; 16]),
        device: phone.key,
        previous: (id > 1).then_some(ActorId([1; 16])),
        tip_n,
        tip_hash: Hash([9; 32]),
        received_at: Timestamp(8),
        backed_up_n: 1,
    };
    storage
        .write(|tx| {
            tx.put_device(&phone)?;
            tx.put_device(&node)?;
            tx.put_device(&later)?;
            assert_eq!(tx.devices_of(&PersonId([3; 16]))?, std::slice::from_ref(&later));
            assert_eq!(tx.devices_of(&PersonId([4; 16]))?, []);
            tx.put_actor(&actor(5, 1))?;
            tx.put_actor(&actor(1, 3))?;
            tx.put_actor(&actor(5, 2))?;
            tx.put_spent(&phone.key, Day(3), Spent { entries: 1, documents: 2, bytes: 3 })?;
            tx.put_spent(&phone.key, Day(4), Spent { entries: 4, documents: 5, bytes: 6 })
        })
        .unwrap();
    let tx = storage.begin_read().unwrap();
    assert_eq!(tx.device(&phone.key).unwrap(), Some(later.clone()));
    assert_eq!(tx.device(&KeyId([9; 16])).unwrap(), None);
    assert_eq!(tx.devices().unwrap(), [node, later]);
    assert_eq!(tx.actor(&ActorId([5; 16])).unwrap(), Some(actor(5, 2)));
    assert_eq!(tx.actors_of(&phone.key).unwrap(), [actor(5, 2), actor(1, 3)], "oldest first");
    assert_eq!(tx.spent(&phone.key, Day(4)).unwrap(), Spent { entries: 4, documents: 5, bytes: 6 });
    assert_eq!(tx.spent(&phone.key, Day(3)).unwrap(), Spent::default(), "days before are forgotten");
}

fn pages_read_back(storage: &dyn Storage) {
    let registers = [RegisterId::Org, RegisterId::Grid(grid(1))];
    storage
        .write(|tx| {
            tx.add_page(registers[1], 1, b"g1")?;
            tx.add_page(registers[0], 2, b"o2")?;
            tx.add_page(registers[0], 1, b"o1")?;
            tx.put_part(&Hash([2; 32]), b"name")?;
            tx.put_part(&Hash([1; 32]), b"other")?;
            assert_eq!(tx.pages()?, [b"o1", b"o2", b"g1"]);
            assert_eq!(tx.page(registers[0], 2)?.as_deref(), Some(&b"o2"[..]));
            assert_eq!(tx.page(registers[1], 2)?, None);
            assert_eq!(tx.parts()?, [b"other".to_vec(), b"name".to_vec()]);
            tx.drop_part(&Hash([2; 32]))?;
            assert_eq!((tx.part(&Hash([2; 32]))?, tx.part(&Hash([1; 32]))?), (None, Some(b"other".to_vec())));
            Ok::<_, StorageError>(())
        })
        .unwrap();
    let twice: Done = storage.write(|tx| tx.add_page(registers[0], 2, b"else"));
    assert!(twice.is_err(), "a version is written once");
}

fn grid(number: u64) -> GridCode {
    GridCode::from_number(901_001_000 + number).unwrap()
}
