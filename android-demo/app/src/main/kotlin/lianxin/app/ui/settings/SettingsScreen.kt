package lianxin.app.ui.settings

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import kotlin.math.abs
import lianxin.app.phone.Standing
import lianxin.app.state.Settings
import lianxin.app.ui.parts.Aside
import lianxin.app.ui.parts.Card
import lianxin.app.ui.parts.Chip
import lianxin.app.ui.parts.Chips
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Hint
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.parts.NeedsHand
import lianxin.app.ui.parts.RedButton
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.parts.moment
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.say

private const val MINUTE_MS = 60_000L
private const val HOUR_MS = 60 * MINUTE_MS
private const val DAY_MS = 24 * HOUR_MS
private const val CLOCK_MAY_BE_OFF_MS = 10 * MINUTE_MS

/** What can be set, and how this phone stands. */
@Composable
fun SettingsScreen(
    settings: Settings,
    standing: Standing?,
    office: String?,
    hasScreenLock: Boolean,
    notice: @Composable () -> Unit,
    bar: @Composable () -> Unit,
    language: (String) -> Unit,
    large: (Boolean) -> Unit,
    contacts: () -> Unit,
    wipe: () -> Unit,
) = Frame(title = say("app_settings"), foot = { notice() }, bar = bar) {
    Card {
        Label(say("app_language"))
        Chips {
            for (tag in listOf("zh-CN", "en")) Chip(say("app_language_" + tag.take(2)), settings.language == tag) { language(tag) }
        }
        Label(say("app_large_text"))
        Chips {
            Chip(say("app_on"), settings.isLarge) { large(true) }
            Chip(say("app_off"), !settings.isLarge) { large(false) }
        }
    }
    if (!hasScreenLock) Hint(say("app_no_screen_lock"))
    Label(say("app_this_phone"))
    if (standing != null) Card {
        Text(standing.name, fontWeight = Strong)
        if (standing.posts.isEmpty()) Aside(say("posts_none"))
        for (post in standing.posts) Column {
            Text(say("app_detail", "a" to post.title, "b" to post.place))
            if (post.isSubstitute) Aside(say("substitute"))
        }
        Aside(say("delivered", "n" to standing.delivered, "m" to standing.made))
        Aside(standing.lastSync?.let { say("last_sync", "time" to moment(it)) } ?: say("never_synced"))
        if (office != null) Aside(say("app_office", "address" to office))
        Clock(abs(standing.clockOffByMs))
    }
    SideButton(say("app_contacts"), onClick = contacts)
    SideButton(say("app_wipe"), onClick = wipe)
}

/** How far the clock is off, in the largest unit of which there are two. */
@Composable
private fun Clock(offByMs: Long) {
    fun count(unit: Long) = (offByMs + unit / 2) / unit
    when {
        offByMs <= CLOCK_MAY_BE_OFF_MS -> Aside(say("app_clock_fine"))
        count(DAY_MS) >= 2 -> Hint(say("app_clock_off_days", "n" to count(DAY_MS)))
        count(HOUR_MS) >= 2 -> Hint(say("app_clock_off_hours", "n" to count(HOUR_MS)))
        else -> Hint(say("app_clock_off", "n" to count(MINUTE_MS)))
    }
}

/**
 * Wiping says first what goes with it: [waiting] records that were not delivered, if the phone knows, and what was not
 * finished. The way back is the main button.
 */
@Composable
fun WipeScreen(waiting: Long?, drafts: Int, notice: @Composable () -> Unit, back: () -> Unit, wipe: () -> Unit) = Frame(
    title = say("app_wipe"),
    back = back,
    foot = {
        notice()
        RedButton(say("app_wipe_yes"), onClick = wipe)
        MainButton(say("app_wipe_no"), onClick = back)
    },
) {
    Text(say("app_wipe_why"))
    if (waiting == null) NeedsHand(say("app_wipe_unseen"))
    else if (waiting > 0) NeedsHand(say("app_wipe_waiting", "n" to waiting))
    if (drafts > 0) NeedsHand(say("app_wipe_drafts", "n" to drafts))
}
