package lianxin.app.ui.settings

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
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
        val off = standing.clockOffByMs
        if (off in -CLOCK_MAY_BE_OFF_MS..CLOCK_MAY_BE_OFF_MS) Aside(say("app_clock_fine"))
        else Hint(say("app_clock_off", "n" to kotlin.math.abs(off) / MINUTE_MS))
    }
    SideButton(say("app_wipe"), onClick = wipe)
}

/** Wiping says first what goes with it, [waiting] records if the phone knows; the way back is the main button. */
@Composable
fun WipeScreen(waiting: Long?, notice: @Composable () -> Unit, back: () -> Unit, wipe: () -> Unit) = Frame(
    title = say("app_wipe"),
    back = back,
    foot = {
        notice()
        RedButton(say("app_wipe_yes"), onClick = wipe)
        MainButton(say("app_wipe_no"), onClick = back)
    },
) {
    NeedsHand(if (waiting == null) say("app_wipe_unseen") else say("app_wipe_why", "n" to waiting))
}
