//! Free text on its way into a document: whatever people may type into is checked before it is saved (P-03).

use super::forms::{Hint, Target, VisitForm};
use crate::error::Error;
use crate::note_check;

/// Checks texts, each with its field. What blocks is an error; hints come in the order of the texts.
pub(super) fn check<'t>(texts: impl IntoIterator<Item = (&'static str, &'t str)>) -> Result<Vec<Hint>, Error> {
    let mut hints = Vec::new();
    for (field, text) in texts {
        for hit in note_check::check(text) {
            if hit.kind.blocks() {
                return Err(Error::NoteBlocked(hit.kind));
            }
            hints.push(Hint { field, text: text.to_owned(), hit });
        }
    }
    Ok(hints)
}

/// Every free text of a visit form, the note first.
pub(super) fn of_form(form: &VisitForm) -> Vec<(&'static str, &str)> {
    let mut texts = vec![("note", form.note.as_str())];
    texts.extend(form.needs.iter().flat_map(|need| [("need", need.code.as_str()), ("need", need.line.as_str())]));
    texts.push(("companion", &form.companion));
    if let Target::New(dwelling) = &form.target {
        texts.extend([
            ("estate", dwelling.estate.as_str()),
            ("building", &dwelling.building),
            ("unit", &dwelling.unit),
            ("room", &dwelling.room),
        ]);
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::companion::Dwelling;
    use crate::note_check::HitKind;
    use crate::role::VisitOutcome;
    use crate::rows::Need;
    use crate::words::Lang;

    const MOBILE: &str = "13800138000";
    const CITIZEN: &str = "11010519491231002X";

    fn forms_with(text: &str) -> Vec<VisitForm> {
        let empty = VisitForm::new(Target::New(Dwelling::default()), VisitOutcome::Met);
        let need = |code: &str, line: &str| vec![Need { code: code.into(), line: line.into() }];
        let dwelling = Dwelling { room: text.into(), ..Dwelling::default() };
        vec![
            VisitForm { note: text.into(), ..empty.clone() },
            VisitForm { needs: need(text, ""), ..empty.clone() },
            VisitForm { needs: need("助餐", text), ..empty.clone() },
            VisitForm { companion: text.into(), ..empty.clone() },
            VisitForm { target: Target::New(dwelling), ..empty },
        ]
    }

    #[test]
    fn a_hint_of_any_text_names_its_field_and_reaches_the_author() {
        let fields: Vec<&str> = forms_with(MOBILE)
            .iter()
            .map(|form| {
                let hints = check(of_form(form)).unwrap();
                assert_eq!((hints.len(), hints[0].hit.kind, hints[0].text.as_str()), (1, HitKind::Mobile, MOBILE));
                hints[0].field
            })
            .collect();
        assert_eq!(fields, ["note", "need", "need", "companion", "room"]);
        let hints = check(of_form(&forms_with(MOBILE)[2])).unwrap();
        assert!(hints[0].words(Lang::ZhCn).starts_with("需求：换个说法？"));
    }

    #[test]
    fn a_citizen_number_blocks_wherever_it_is_typed() {
        for form in forms_with(CITIZEN) {
            assert_eq!(check(of_form(&form)), Err(Error::NoteBlocked(HitKind::CitizenNumber)));
        }
    }
}
