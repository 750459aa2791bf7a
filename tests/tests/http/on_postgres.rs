//! The contract once more on PostgreSQL: the same tests, their houses built on the second database.

macro_rules! on_postgres {
    ($($room:ident: $($name:ident)+;)+) => { $( mod $room { $(
        #[test]
        fn $name() {
            crate::house::on_postgres(crate::$room::$name);
        }
    )+ } )+ };
}

on_postgres! {
    contract:
        exactly_once_a_repeat_gets_the_first_outcome_and_changes_nothing
        one_outcome_each_and_a_refused_change_blocks_none_behind_it
        parallel_edits_keep_both_values_and_a_later_edit_settles_them
        different_fields_merge_in_silence
        a_devices_own_changes_in_a_row_do_not_stand_against_each_other
        no_clock_decides_anything
        a_removed_record_stays_in_the_feed_and_an_edit_of_it_is_kept
        a_record_never_changes_scope_or_kind
        references_are_not_checked_but_a_refused_parent_refuses_its_child_and_a_circle_is_refused
        a_load_from_the_start_is_cells_and_the_feed_goes_on_from_their_cursor
        a_cell_that_lags_too_far_is_built_anew
        a_feed_is_paged_and_misses_nothing
        an_answer_is_known_by_its_type_and_envelope
        a_new_epoch_has_every_scope_loaded_again_and_cuts_bases_to_the_fork
        a_cursor_beyond_the_scope_loads_again
        a_malformed_change_among_two_hundred_is_refused_by_its_place_and_the_rest_go_on
        old_and_new_apps_are_told_what_the_server_does_not_know
        rights_and_scopes_are_the_sessions_and_a_courier_brings_what_others_wrote
        nobody_reads_a_district_that_is_not_theirs;
    joining:
        a_number_is_typed_as_people_type_it_and_makes_a_person
        a_code_tells_what_it_is_for_before_one_joins
        joining_again_gives_the_same_device_and_person
        wrong_ended_and_foreign_codes_are_told_apart_only_where_that_gives_nothing_away
        after_sixty_wrong_numbers_typed_ones_wait_and_links_go_on
        a_name_and_a_district_that_fit_are_asked_for
        a_device_that_is_shut_out_is_told_so_and_cannot_come_back
        staff_tick_a_name_by_a_change_like_any_other
        invites_are_made_by_those_who_may
        at_most_twenty_numbers_are_alive;
    doors:
        every_door_opens_to_those_whom_it_is_for
        a_session_of_one_ward_is_nobody_in_another
        plans_are_read_without_joining_and_without_names;
    result:
        two_admins_who_close_a_year_at_once_close_it_once_and_leave_a_trace_each
        nobody_but_an_admin_closes_a_year;
    import:
        staff_bring_a_years_table_and_the_same_again_changes_nothing
        what_was_taken_back_is_not_made_and_only_an_admin_takes_rows_away
        a_plans_own_file_is_an_admins_and_goes_in_whole_or_not_at_all
        nobody_below_staff_and_no_file_that_cannot_be_read_writes_anything;
    plan_edit:
        a_plan_is_edited_by_admins_alone_and_everybody_sees_who_did_it
        two_moves_that_would_make_a_circle_are_one_move_and_a_refusal_in_either_order;
}
