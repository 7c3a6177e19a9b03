package lianxin.app.ui.today

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import lianxin.app.state.Form
import lianxin.app.state.SyncHolder
import lianxin.app.state.TodayHolder
import lianxin.app.ui.parts.Aside
import lianxin.app.ui.parts.Card
import lianxin.app.ui.parts.Chips
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Hint
import lianxin.app.ui.parts.HouseholdActions
import lianxin.app.ui.parts.HouseholdLine
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.say
import lianxin.app.ui.parts.moment

/** Whom to think of and why, what the office has, and the one button. */
@Composable
fun TodayScreen(
    state: TodayHolder.State,
    sync: SyncHolder.State,
    notice: @Composable () -> Unit,
    bar: @Composable () -> Unit,
    households: HouseholdActions,
    startSync: () -> Unit,
    resume: (Form) -> Unit,
    contacts: () -> Unit,
    newDoor: () -> Unit,
) = Frame(
    title = say("app_today"),
    foot = {
        notice()
        val running = sync.phrase?.let { say(it.key, *it.arguments.toList().toTypedArray()) }
        MainButton(running ?: say("sync_now"), Modifier.testTag("sync"), isEnabled = !sync.isRunning, onClick = startSync)
    },
    bar = bar,
) {
    Truth(sync)
    sync.told.distinct().forEach { Hint(it) }
    if (state.drafts.isNotEmpty()) {
        Label(say("draft_count", "n" to state.drafts.size))
        for (form in state.drafts) Card {
            Text(form.title(say.titles).ifEmpty { say("app_unlisted") }, fontWeight = Strong)
            if (form.note.isNotEmpty()) Aside(form.note.take(40))
            SideButton(say("app_continue")) { resume(form) }
        }
    }
    val today = state.today ?: return@Frame
    val count = today.suggestions.size
    Label(if (count == 0) say("today_empty") else say("today_suggested", "n" to count))
    for (item in today.suggestions) HouseholdLine(item.household, item.reasons, households)
    Chips {
        SideButton(say("app_unlisted"), onClick = newDoor)
        SideButton(say("app_contacts"), onClick = contacts)
    }
}

/** The one line of truth, in plain words: what the office has, or what still waits. */
@Composable
private fun Truth(sync: SyncHolder.State) {
    val standing = sync.standing ?: return
    val waiting = standing.made - standing.delivered
    Card {
        Text(if (waiting == 0L) say("delivered", "n" to standing.delivered, "m" to standing.made) else say("app_waiting", "n" to waiting), Modifier.testTag("truth"), fontWeight = Strong)
        Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
            Column {
                if (waiting > 0) Aside(say("delivered", "n" to standing.delivered, "m" to standing.made))
                Aside(standing.lastSync?.let { say("last_sync", "time" to moment(it)) } ?: say("never_synced"))
                if (sync.isOffline) Aside(say("offline"))
                if (standing.held > 0) Aside(say("held_count", "n" to standing.held))
                if (!sync.isRunning && standing.lastSync != null && !standing.isComplete) Aside(say("sync_incomplete"))
            }
        }
    }
}
