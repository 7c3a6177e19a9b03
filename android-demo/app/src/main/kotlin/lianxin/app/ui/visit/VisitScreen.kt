package lianxin.app.ui.visit

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import lianxin.app.phone.Outcome
import lianxin.app.state.Form
import lianxin.app.state.VisitHolder
import lianxin.app.ui.parts.Chip
import lianxin.app.ui.parts.Chips
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Hint
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.parts.NeedsHand
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.parts.TypeField
import lianxin.app.ui.theme.say

/** What the form can do. */
interface VisitActions {
    fun back()
    fun edit(edit: (Form) -> Form)
    fun note(text: String)
    fun toggleNeed(code: String)
    fun show()
    fun save()
    fun drop()
}

/** The form: what happened at the door first, everything else only for who wants to write it. */
@Composable
fun VisitScreen(state: VisitHolder.State, notice: @Composable () -> Unit, actions: VisitActions) {
    val form = state.form
    Frame(
        title = form.title(say.titles).ifEmpty { say("app_unlisted") },
        back = actions::back,
        foot = {
            notice()
            if (state.isBlocked) state.hits.filter { it.isBlocking }.forEach { NeedsHand(it.words) }
            MainButton(say("app_save"), Modifier.testTag("save"), isEnabled = state.canSave, onClick = actions::save)
        },
    ) {
        if (form.corrects != null) Label(say("app_correcting", "day" to form.day.orEmpty()))
        state.cautions.forEach { Hint(it.words) }
        if (form.household == null) DwellingFields(form, actions)
        Label(say("app_outcome"))
        Chips {
            for (outcome in Outcome.entries) {
                Chip(say.titles.title(outcome), form.outcome == outcome) { actions.edit { it.copy(outcome = outcome) } }
            }
        }
        var isMore by rememberSaveable(form.draft) { mutableStateOf(form.hasMore()) }
        if (isMore) MoreFields(state, actions) else SideButton(say("app_more")) { isMore = true }
        Chips {
            SideButton(say("show_resident"), isEnabled = form.outcome != null, onClick = actions::show)
            SideButton(say("app_drop_draft"), onClick = actions::drop)
        }
    }
}

private fun Form.hasMore() =
    corrects != null || note.isNotEmpty() || needs.isNotEmpty() || otherNeed.isNotEmpty() || purpose != null || followUp != null || companion.isNotEmpty() || wish != null

@Composable
private fun DwellingFields(form: Form, actions: VisitActions) {
    fun edit(change: (lianxin.app.phone.Dwelling, String) -> lianxin.app.phone.Dwelling): (String) -> Unit =
        { text -> actions.edit { it.copy(dwelling = change(it.dwelling, text)) } }
    TypeField(form.draft + "estate", say("field_estate"), form.dwelling.estate, onType = edit { door, text -> door.copy(estate = text) })
    TypeField(form.draft + "building", say("field_building"), form.dwelling.building, onType = edit { door, text -> door.copy(building = text) })
    TypeField(form.draft + "unit", say("field_unit"), form.dwelling.unit, onType = edit { door, text -> door.copy(unit = text) })
    TypeField(form.draft + "room", say("field_room"), form.dwelling.room, onType = edit { door, text -> door.copy(room = text) })
}
