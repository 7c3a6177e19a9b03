package lianxin.app.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import lianxin.app.state.Saver
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.say

/** What stands above the main button for a while: a problem in its own words, and what was saved and can be undone. */
@Composable
fun Notice(notice: String?, saved: Saver.State?, undo: () -> Unit) {
    if (notice != null) NeedsHand(notice, Modifier.semantics { liveRegion = LiveRegionMode.Polite })
    if (saved != null) Card(Modifier.border(BorderStroke(2.dp, colours.pine), RoundedCornerShape(14.dp)).semantics { liveRegion = LiveRegionMode.Polite }) {
        val outcome = saved.form.outcome?.let { say.titles.title(it) }.orEmpty()
        Aside(say("app_saved_at", "place" to saved.form.title(say.titles), "outcome" to outcome))
        SideButton(say("undo", "s" to saved.secondsLeft), Modifier.fillMaxWidth(), onClick = undo)
    }
}
