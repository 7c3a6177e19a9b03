//! What a log may hold of a thing that has content: ids, counts, instants, never what people wrote, who they are or
//! how to reach them. Panics, test failures and `{:?}` in a log line all go through `Debug`, so `Debug` is the place.

/// Gives types a `Debug` that shows these fields and says that there is more.
#[macro_export]
macro_rules! redacted {
    ($($name:ident { $($shown:ident),* })+) => {
        $(impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($shown), &self.$shown))*.finish_non_exhaustive()
            }
        })+
    };
}

#[cfg(test)]
mod tests {
    use crate::cbor::Bytes;
    use crate::command::{FieldEdit, Object, Step};
    use crate::companion::{
        AttentionView, Contact, Dwelling, HouseholdEdit, Target, VisitCorrection, VisitDraft, VisitForm,
    };
    use crate::document::{Edit, Value};
    use crate::enrol::Invitation;
    use crate::entry::{ObjectKind, ObjectRef, Verdict};
    use crate::id::{ActorId, DocumentId, Hash};
    use crate::register::PersonDetails;
    use crate::role::VisitOutcome;
    use crate::rows::{HouseholdRow, Need, VisitRow};
    use crate::session::Output;
    use crate::shown::Field;
    use crate::store::{Attention, Draft, OwnEntry, Progress};
    use crate::sync::{Item, SentEntry};
    use crate::time::{Day, Timestamp};
    use crate::words::Lang;
    use std::fmt::Debug;

    /// Stands wherever people write, as a name, a note or a number would.
    const PLANTED: &str = "槐荫苑13800000000";

    fn planted() -> String {
        PLANTED.into()
    }

    fn bytes() -> Vec<u8> {
        PLANTED.into()
    }

    /// Holds whether a thing's `Debug` says nothing that was planted, neither as text nor as numbers of bytes.
    fn check(thing: &dyn Debug) {
        let (text, numbers) = (format!("{thing:?}"), format!("{:?}", bytes()));
        assert!(!text.contains("槐荫苑") && !text.contains("13800000000"), "{text}");
        assert!(!text.contains(numbers.trim_matches(['[', ']'])), "{text}");
    }

    fn visit() -> VisitRow {
        VisitRow {
            id: DocumentId([3; 16]),
            household: DocumentId([2; 16]),
            grid: crate::code::GridCode::parse("000000901001003").unwrap(),
            author: crate::id::PersonId([5; 16]),
            assignment: crate::id::AssignmentId([6; 8]),
            day: Day(20_000),
            outcome: VisitOutcome::Met,
            purpose: None,
            note: planted(),
            needs: vec![Need { code: planted(), line: planted() }],
            follow_up: None,
            companion: planted(),
            office_notes: vec![planted()],
            conflicts: vec!["note".into()],
        }
    }

    fn household() -> HouseholdRow {
        HouseholdRow {
            id: DocumentId([2; 16]),
            grid: crate::code::GridCode::parse("000000901001003").unwrap(),
            bundle: None,
            estate: planted(),
            building: planted(),
            unit: planted(),
            room: planted(),
            class: None,
            needs: vec![planted()],
            wish: None,
            gone: None,
            conflicts: vec![],
        }
    }

    #[test]
    fn what_travels_and_what_is_kept_shows_no_content() {
        let (document, value) = (DocumentId([3; 16]), Value::text(PLANTED));
        check(&value);
        check(&Value::Bytes(bytes()));
        check(&Bytes(bytes()));
        check(&Edit::put("note", value.clone()));
        let fields = vec![("note".to_owned(), value.clone())];
        check(&Step::Create { document, creator: ActorId([1; 16]), nonce: [1; 16], fields: fields.clone() });
        check(&FieldEdit { key: "note".into(), value: Some(value.clone()), saw: vec![value] });
        check(&Object { reference: ObjectRef::new(ObjectKind::Change, document, b""), bytes: bytes() });
        check(&SentEntry { sealed: bytes(), objects: vec![bytes()], received: None });
        check(&Item::Change(bytes()));
        check(&Output::Transmit(bytes()));
        let entry = OwnEntry {
            hash: Hash([1; 32]),
            actor: ActorId([1; 16]),
            n: 1,
            sealed: bytes(),
            objects: vec![bytes()],
            documents: vec![document],
            command: bytes(),
            progress: Progress::Judged(Timestamp(1), Verdict::admitted(None)),
            settled: false,
            replays: 0,
            made_at: Timestamp(1),
        };
        check(&entry);
        let (entry, reason, since) = (Hash([1; 32]), "rights".to_owned(), Timestamp(1));
        check(&Attention { entry, item: 0, document, reason, said: planted(), dwelling: planted(), fields, since });
        check(&Draft { id: [1; 16], household: None, form: bytes(), updated_at: Timestamp(1) });
        check(&PersonDetails { salt: [1; 16], number: planted(), name: planted(), duty_phone: planted() });
    }

    #[test]
    fn what_screens_and_forms_hold_shows_no_content() {
        let dwelling = Dwelling { estate: planted(), building: planted(), unit: planted(), room: planted() };
        let mut form = VisitForm::new(Target::New(dwelling), VisitOutcome::Met);
        (form.note, form.companion) = (planted(), planted());
        form.needs = vec![Need { code: planted(), line: planted() }];
        check(&form);
        check(&VisitCorrection { note: crate::companion::Amend::Set(planted()), ..VisitCorrection::default() });
        check(&HouseholdEdit { add_needs: vec![planted()], drop_needs: vec![planted()], ..HouseholdEdit::default() });
        check(&household());
        check(&visit());
        check(&VisitDraft { id: [1; 16], household: None, form: bytes(), updated_at: Timestamp(1) });
        let field = Field::new(&DocumentId([3; 16]), "note", Value::text(PLANTED), Lang::ZhCn);
        check(&field);
        check(&AttentionView {
            entry: Hash([1; 32]),
            item: 0,
            document: DocumentId([3; 16]),
            dwelling: planted(),
            reason: "rights".into(),
            words: String::new(),
            fields: vec![field],
            since: Timestamp(1),
        });
        check(&Contact {
            id: crate::id::AssignmentId([6; 8]),
            name: planted(),
            role: crate::role::Role::GridChief,
            place: planted(),
            duty_phone: Some(planted()),
            is_own: false,
            is_substitute: false,
        });
    }

    #[test]
    fn an_invitation_shows_no_secret() {
        let invitation = Invitation {
            id: [1; 16],
            secret: [213; 16],
            root: [3; 32],
            tls_pin: [4; 32],
            addresses: vec![],
            expires: Timestamp(1),
        };
        assert!(!format!("{invitation:?}").contains("213"));
    }
}
