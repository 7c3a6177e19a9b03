//! What a phone believes of an answer.

use super::testing::{NODES, Organisation, Still, empty_answer, grid, page, post};
use super::*;
use crate::cbor::Bytes;
use crate::register::{RegisterId, Row};
use crate::store::MemoryStore;
use crate::sync::{Answer, Question};

struct Phone {
    organisation: Organisation,
    store: MemoryStore,
    registers: Registers,
}

impl Phone {
    fn new() -> Self {
        let organisation = Organisation::new();
        let store = organisation.store([7; 16], &[]);
        Self { organisation, store, registers: Registers::default() }
    }

    /// Asks once and takes the answer that `make` gives, sealed by a node.
    fn sync(&mut self, node: usize, make: impl FnOnce(&mut Answer)) -> Result<(), SessionError> {
        let (mut session, organisation) = (Session::new(), &self.organisation);
        let mut desk = Workplace {
            store: &mut self.store,
            registers: &mut self.registers,
            key: &organisation.device,
            install: [7; 16],
            host: &Still::default(),
        };
        session.handle(Input::Start, &mut desk)?;
        let sent = std::iter::from_fn(|| session.poll_output()).find_map(|output| match output {
            Output::Transmit(bytes) => Some(bytes),
            _ => None,
        });
        let question = Question::open(&sent.unwrap(), &organisation.device.public()).unwrap();
        let mut answer = empty_answer(question.number);
        make(&mut answer);
        session.handle(Input::Answer(&answer.seal(&organisation.nodes[node])), &mut desk)
    }
}

#[test]
fn a_revoked_node_is_not_believed_but_for_the_pages_from_before() {
    let mut phone = Phone::new();
    let [old, _] = phone.organisation.nodes.clone();
    let revoked = vec![Row::Revocation { serial: NODES[0], since: Timestamp(500) }];
    let org = page(RegisterId::Org, None, 450, revoked).seal(&phone.organisation.nodes[1]);
    phone.sync(0, |_| ()).expect("nothing is known against it yet");
    phone.sync(1, |answer| answer.pages = vec![Bytes(org)]).unwrap();
    let refused = phone.sync(0, |answer| answer.time = Timestamp(400));
    assert_eq!(refused, Err(SessionError::NotTheOffice(old.public().id())), "whatever time it writes");
    let register = RegisterId::Grid(grid());
    let before = page(register, None, 400, vec![Row::Assignment(post())]);
    let after = page(register, Some(&before), 600, vec![]);
    let sealed = [&before, &after].map(|page| Bytes(page.seal(&old)));
    phone.sync(1, |answer| answer.pages = sealed.to_vec()).unwrap();
    assert_eq!(phone.registers.version(register), 1, "the page from before it was revoked, and no other");
}
