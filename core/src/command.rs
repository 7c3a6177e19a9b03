//! A command: what a person meant, kept beside the entry it became, so that it can be done again on another state.
//! It remembers the values it saw; where the record says otherwise by then, its author is asked.

use crate::cbor::{Cbor, CborError, Reader, Writer};
use crate::document::{Document, Edit, Value, guard};
use crate::entry::{ObjectKind, ObjectRef};
use crate::family::{Family, Kind};
use crate::id::{ActorId, AssignmentId, DocumentId};
use crate::time::{Host, Timestamp, random};

/// What a person meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Stands in the message of each change, such as `visit.record`.
    pub code: String,
    /// The post it is done under.
    pub assignment: AssignmentId,
    /// What to do, in order.
    pub steps: Vec<Step>,
}

/// One document's part of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Makes a document.
    Create {
        /// Its id.
        document: DocumentId,
        /// The actor the id comes from.
        creator: ActorId,
        /// The random bytes the id comes from.
        nonce: [u8; 16],
        /// Its first fields.
        fields: Vec<(String, Value)>,
    },
    /// Sets fields of a document.
    Edit {
        /// Which.
        document: DocumentId,
        /// What to set.
        fields: Vec<FieldEdit>,
    },
}

/// One field to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEdit {
    /// The key.
    pub key: String,
    /// The value; none to delete.
    pub value: Option<Value>,
    /// The values its author saw, the winner first.
    pub saw: Vec<Value>,
}

/// An object ready to be signed.
#[derive(Clone)]
pub struct Object {
    /// How the entry names it.
    pub reference: ObjectRef,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A command carried out on a state.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// What goes into the entry; empty if everything is as meant already.
    pub objects: Vec<Object>,
    /// Fields that somebody else changed in between; left out.
    pub overtaken: Vec<(DocumentId, FieldEdit)>,
    /// Documents that are not there; their steps are left out.
    pub missing: Vec<DocumentId>,
}

/// Who carries a command out, and when.
pub struct Pen<'a> {
    /// The actor that writes.
    pub actor: ActorId,
    /// The time of the entry.
    pub time: Timestamp,
    /// Randomness.
    pub host: &'a dyn Host,
}

redacted! { Object { reference } }

impl Step {
    /// The document of the step.
    pub fn document(&self) -> &DocumentId {
        match self {
            Self::Create { document, .. } | Self::Edit { document, .. } => document,
        }
    }

    /// What its author had written, by key.
    pub fn texts(&self) -> Vec<(String, Value)> {
        match self {
            Self::Create { fields, .. } => fields.clone(),
            Self::Edit { fields, .. } => {
                fields.iter().filter_map(|f| Some((f.key.clone(), f.value.clone()?))).collect()
            }
        }
    }
}

impl Command {
    /// The documents it touches or names, each once, in order.
    pub fn documents(&self) -> Vec<DocumentId> {
        let mut documents = Vec::new();
        for step in &self.steps {
            documents.push(*step.document());
            let Some(family) = Family::of(step.document()) else { continue };
            for (key, value) in step.texts() {
                if let (Some(Kind::Document(_)), Value::Bytes(id)) = (family.field(&key).map(|f| f.kind), value) {
                    documents.extend(DocumentId::from_slice(&id));
                }
            }
        }
        documents.sort_unstable();
        documents.dedup();
        documents
    }

    /// Carries the command out on the state that `current` gives. Where a field no longer has the values its author
    /// saw, the field is left out and reported.
    ///
    /// Fails only where a field's key or text does not pass the guard.
    pub fn build(
        &self,
        pen: &Pen<'_>,
        current: &mut dyn FnMut(&DocumentId) -> Option<Document>,
    ) -> Result<Built, guard::Offence> {
        let mut built = Built::default();
        let mut made: Vec<(DocumentId, Document)> = Vec::new();
        for step in &self.steps {
            let id = *step.document();
            let before = made.iter().rev().find(|(d, _)| *d == id).map(|(_, d)| d.clone()).or_else(|| current(&id));
            let (kind, creator, nonce, edits) = match step {
                Step::Create { .. } if before.is_some() => continue,
                Step::Create { creator, nonce, fields, .. } => {
                    let edits = fields.iter().map(|(key, value)| Edit { key: key.clone(), value: Some(value.clone()) });
                    (ObjectKind::Create, Some(*creator).filter(|c| *c != pen.actor), *nonce, edits.collect())
                }
                Step::Edit { fields, .. } => {
                    let Some(before) = &before else {
                        built.missing.push(id);
                        continue;
                    };
                    let edits = still_meant(id, fields, before, &mut built.overtaken);
                    (ObjectKind::Change, None, random(pen.host), edits)
                }
            };
            let state = before.unwrap_or_default();
            let Some(change) = state.write(&pen.actor, pen.time, &self.code, &nonce, &edits)? else { continue };
            let bytes = change.bytes().to_vec();
            let reference = ObjectRef { creator, ..ObjectRef::new(kind, id, &bytes) };
            let mut after = state;
            after.overlay(&change);
            made.push((id, after));
            built.objects.push(Object { reference, bytes });
        }
        Ok(built)
    }
}

/// The edits whose author saw what is there; those already done are dropped, the others reported.
fn still_meant(
    id: DocumentId,
    fields: &[FieldEdit],
    before: &Document,
    overtaken: &mut Vec<(DocumentId, FieldEdit)>,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for field in fields {
        let now = before.get_all(&field.key);
        let done = match &field.value {
            Some(value) => now.len() == 1 && now[0] == *value,
            None => now.is_empty(),
        };
        if done {
            continue;
        }
        let (mut seen, mut there) = (field.saw.clone(), now);
        seen.sort_unstable();
        there.sort_unstable();
        if seen == there {
            edits.push(Edit { key: field.key.clone(), value: field.value.clone() });
        } else {
            overtaken.push((id, field.clone()));
        }
    }
    edits
}

impl Cbor for FieldEdit {
    fn write(&self, w: &mut Writer) {
        w.array(3).text(&self.key).option(self.value.as_ref()).list(&self.saw);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(3)?;
        Ok(Self { key: r.value()?, value: r.option()?, saw: r.list(64)? })
    }
}

struct Pair(String, Value);

impl Cbor for Pair {
    fn write(&self, w: &mut Writer) {
        w.array(2).text(&self.0).value(&self.1);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        Ok(Self(r.value()?, r.value()?))
    }
}

impl Cbor for Step {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Create { document, creator, nonce, fields } => {
                w.array(5).uint(1).value(document).value(creator).bytes(nonce).array(fields.len());
                for (key, value) in fields {
                    w.array(2).text(key).value(value);
                }
            }
            Self::Edit { document, fields } => {
                w.array(3).uint(2).value(document).list(fields);
            }
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let len = r.array_up_to(5)?;
        match (r.uint()?, len) {
            (1, 5) => Ok(Self::Create {
                document: r.value()?,
                creator: r.value()?,
                nonce: r.array_of_bytes()?,
                fields: r.list::<Pair>(256)?.into_iter().map(|p| (p.0, p.1)).collect(),
            }),
            (2, 3) => Ok(Self::Edit { document: r.value()?, fields: r.list(256)? }),
            (kind, _) => Err(CborError::Unknown(kind)),
        }
    }
}

impl Cbor for Command {
    fn write(&self, w: &mut Writer) {
        w.array(4).uint(1).text(&self.code).value(&self.assignment).list(&self.steps);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 4)?;
        Ok(Self { code: r.value()?, assignment: r.value()?, steps: r.list(64)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Host for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp(1)
        }

        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    fn pen() -> Pen<'static> {
        Pen { actor: ActorId([1; 16]), time: Timestamp(1000), host: &Fixed }
    }

    fn household() -> (DocumentId, Document) {
        let id = DocumentId::derive(crate::household::CODE, &ActorId([9; 16]), &[3; 16]);
        let edit = |key: &str, value: &str| Edit { key: key.into(), value: Some(Value::Text(value.into())) };
        let edits = [edit("estate", "槐荫苑"), edit("wish", "welcome")];
        let change = Document::new().write(&ActorId([9; 16]), Timestamp(1), "test", &[3; 16], &edits).unwrap().unwrap();
        let mut document = Document::new();
        assert!(document.overlay(&change));
        (id, document)
    }

    fn wish(id: DocumentId, value: &str, saw: &str) -> Command {
        let field = FieldEdit {
            key: "wish".into(),
            value: Some(Value::Text(value.into())),
            saw: vec![Value::Text(saw.into())],
        };
        let steps = vec![Step::Edit { document: id, fields: vec![field] }];
        Command { code: "household.edit".into(), assignment: AssignmentId::default(), steps }
    }

    #[test]
    fn a_field_somebody_else_changed_is_left_out_and_reported() {
        let (id, document) = household();
        let mut current = |_: &DocumentId| Some(document.clone());
        assert_eq!(wish(id, "call_first", "welcome").build(&pen(), &mut current).unwrap().objects.len(), 1);
        let built = wish(id, "call_first", "no_proactive_visit").build(&pen(), &mut current).unwrap();
        assert!(built.objects.is_empty());
        assert_eq!(built.overtaken.len(), 1);
    }

    #[test]
    fn what_is_done_already_makes_no_object() {
        let (id, document) = household();
        let built = wish(id, "welcome", "call_first").build(&pen(), &mut |_| Some(document.clone())).unwrap();
        assert!(built.objects.is_empty() && built.overtaken.is_empty());
    }

    #[test]
    fn a_document_that_is_not_there_is_reported() {
        let (id, _) = household();
        assert_eq!(wish(id, "welcome", "call_first").build(&pen(), &mut |_| None).unwrap().missing, vec![id]);
    }

    #[test]
    fn a_command_names_what_its_home_fields_name_and_reads_back() {
        let (household, _) = household();
        let (creator, nonce) = (ActorId([1; 16]), [5; 16]);
        let visit = DocumentId::derive(crate::visit::CODE, &creator, &nonce);
        let fields = vec![("household".to_owned(), Value::Bytes(household.0.to_vec()))];
        let command = Command {
            code: "visit.record".into(),
            assignment: AssignmentId([2; 8]),
            steps: vec![Step::Create { document: visit, creator, nonce, fields }],
        };
        assert_eq!(command.documents(), vec![household, visit]);
        assert_eq!(crate::cbor::decode::<Command>(&crate::cbor::encode(&command)), Ok(command));
    }
}
