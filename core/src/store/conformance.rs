//! What every store must do, as checks that each take an empty store. Both stores pass all of them; what a file alone
//! can go through (a wrong key, damage, a full disk) is tested beside the SQLite store.

mod documents;
mod entries;
mod hostile;
#[cfg(feature = "sqlite")]
pub(super) mod random;
mod rows;
pub(super) mod sample;
mod search;

use super::Store;

type Check = (&'static str, fn(&mut dyn Store));

macro_rules! checks {
    ($($module:ident::$check:ident),+ $(,)?) => { &[$((stringify!($check), $module::$check)),+] };
}

const CHECKS: &[Check] = checks![
    entries::entries_come_in_the_order_in_which_they_were_added,
    entries::a_replaced_entry_keeps_its_place,
    entries::unsent_entries_come_in_chain_order_of_one_actor,
    entries::open_entries_are_those_with_something_left_to_do,
    entries::open_entries_of_a_document_are_found,
    entries::delivered_counts_what_the_office_has,
    entries::every_progress_reads_back,
    entries::work_that_needs_attention_comes_oldest_first,
    entries::drafts_come_newest_first_and_there_may_be_many,
    documents::a_value_is_replaced_under_its_name,
    documents::documents_come_in_order_and_are_replaced,
    documents::dropping_a_document_takes_its_row_and_nothing_else,
    documents::dropping_a_row_leaves_the_document,
    documents::cursors_come_in_order_and_keep_large_positions,
    documents::two_audiences_hold_one_document,
    documents::membership_ends_at_its_until,
    documents::a_document_that_no_audience_holds_is_a_stray,
    documents::dropping_an_audience_takes_its_cursor_and_members,
    documents::pages_come_by_register_in_order_of_version,
    documents::parts_are_dropped_one_by_one,
    documents::wants_are_a_set,
    documents::a_batch_is_written_in_its_order,
    rows::rows_read_back_whole,
    rows::visits_of_a_household_come_newest_day_first,
    rows::visits_by_a_person_are_those_of_the_day,
    rows::standings_come_in_order_of_dwelling,
    rows::any_visit_nobody_asked_for_is_proactive,
    rows::a_follow_up_stands_until_a_later_visit,
    rows::needs_come_by_how_often_they_are_written_and_then_by_text,
    search::a_dwelling_is_found_by_name_initials_and_numbers,
    search::the_very_number_comes_first_and_then_the_order_of_dwelling,
    search::at_most_the_limit_is_given,
    search::a_changed_or_dropped_household_is_found_by_its_new_name_only,
    search::what_is_typed_is_never_syntax,
    hostile::text_is_kept_as_it_came,
    hostile::empty_and_large_values_are_kept,
    hostile::numbers_at_their_ends_are_kept,
];

/// Runs every check on a store of its own. The name of the one that fails is the last that is printed.
pub(super) fn suite(make: &mut dyn FnMut() -> Box<dyn Store>) {
    for (name, check) in CHECKS {
        println!("{name}");
        check(make().as_mut());
    }
}
