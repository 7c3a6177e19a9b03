package lianxin.app.ui.visit

import androidx.compose.runtime.Composable
import lianxin.app.phone.Purpose
import lianxin.app.phone.Wish
import lianxin.app.state.VisitHolder
import lianxin.app.ui.parts.Chip
import lianxin.app.ui.parts.Chips
import lianxin.app.ui.parts.Hint
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.TypeField
import lianxin.app.ui.parts.later
import lianxin.app.ui.theme.say

private val FollowUpDays = listOf(1L, 3L, 7L, 14L, 30L)

/** The fields nobody has to fill in. A second tap on what is chosen takes it away. */
@Composable
internal fun MoreFields(state: VisitHolder.State, actions: VisitActions) {
    val form = state.form
    TypeField(form.draft + "note", say("app_note"), form.note, 4, onType = actions::note)
    state.hits.filter { !it.isBlocking }.forEach { Hint(it.words) }

    Label(say("field_purpose"))
    Chips {
        for (purpose in Purpose.entries) Chip(say.titles.title(purpose), form.purpose == purpose) {
            actions.edit { it.copy(purpose = purpose.takeIf { _ -> it.purpose != purpose }) }
        }
    }
    // A visit's needs, companion and wish are told once: afterwards the household's own page has them.
    if (form.corrects == null) NeedFields(state, actions)
    Label(say("field_follow_up"))
    Chips {
        for (days in FollowUpDays) {
            val day = later(state.today, days)
            Chip(say("app_follow_up_days", "n" to days, "day" to day.drop(5)), form.followUp == day) {
                actions.edit { it.copy(followUp = day.takeIf { _ -> it.followUp != day }) }
            }
        }
    }
    if (form.corrects != null) return
    TypeField(form.draft + "companion", say("field_companion"), form.companion) { text -> actions.edit { it.copy(companion = text) } }
    Label(say("field_wish"))
    Chips {
        for (wish in Wish.entries) Chip(say.titles.title(wish), form.wish == wish) {
            actions.edit { it.copy(wish = wish.takeIf { _ -> it.wish != wish }) }
        }
    }
}

/** Needs by chip, each with a line of its own, and one in the person's own words. */
@Composable
private fun NeedFields(state: VisitHolder.State, actions: VisitActions) {
    val form = state.form
    if (state.needs.isNotEmpty()) {
        Label(say("field_need"))
        Chips { for (need in state.needs) Chip(need, form.needs.any { it.code == need }) { actions.toggleNeed(need) } }
    }
    for (need in form.needs) TypeField(form.draft + need.code, say("app_need_line", "need" to need.code), need.line) { text ->
        actions.edit { it.copy(needs = it.needs.map { each -> if (each.code == need.code) each.copy(line = text) else each }) }
    }
    TypeField(form.draft + "other", say("app_need_other"), form.otherNeed) { text -> actions.edit { it.copy(otherNeed = text) } }
}
