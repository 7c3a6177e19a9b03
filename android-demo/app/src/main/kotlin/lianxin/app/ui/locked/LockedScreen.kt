package lianxin.app.ui.locked

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.theme.say

@Composable
fun LockedScreen(unlock: () -> Unit) = Frame(say("app_locked"), foot = { MainButton(say("app_unlock"), onClick = unlock) }) {
    Text(say("app_locked_why"))
}
