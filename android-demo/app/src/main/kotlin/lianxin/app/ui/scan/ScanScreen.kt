package lianxin.app.ui.scan

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.unit.dp
import lianxin.app.state.ScanHolder
import lianxin.app.ui.parts.Aside
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Hint
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.say

/** What the camera sees, until a code is read; pasting the text does as well. */
@Composable
fun ScanScreen(state: ScanHolder.State, sight: @Composable (Modifier) -> Unit, back: () -> Unit, paste: () -> Unit) = Frame(
    title = say("app_scan_title"),
    back = back,
    foot = { SideButton(say("app_enrol_paste"), Modifier.fillMaxWidth(), onClick = paste) },
) {
    when (state.obstacle) {
        ScanHolder.Obstacle.NOT_ALLOWED -> Hint(say("app_scan_not_allowed"))
        ScanHolder.Obstacle.NO_CAMERA -> Hint(say("app_scan_no_camera"))
        null -> {
            Text(say("app_scan_how"))
            Box(Modifier.fillMaxWidth().aspectRatio(1f).clip(RoundedCornerShape(14.dp)).background(colours.line)) { sight(Modifier.matchParentSize()) }
            Aside(say("app_scan_only_reads"))
        }
    }
    if (state.isOther) Hint(say("app_scan_other"))
}
