package lianxin.app.ui.trouble

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.settings.WipeScreen
import lianxin.app.ui.theme.say

/** The phone's store does not open: [words] say why. Trying again costs nothing; wiping is asked for twice. */
@Composable
fun TroubleScreen(words: String, retry: () -> Unit, wipe: () -> Unit) {
    var isWiping by rememberSaveable { mutableStateOf(false) }
    if (isWiping) WipeScreen(null, 0, {}, { isWiping = false }, wipe)
    else Frame(say("app_trouble"), foot = { MainButton(say("app_retry"), onClick = retry) }) {
        Text(words)
        SideButton(say("app_wipe")) { isWiping = true }
    }
}
