package lianxin.app.ui.enrol

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.sp
import lianxin.app.state.EnrolHolder
import lianxin.app.ui.parts.Aside
import lianxin.app.ui.parts.Card
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.parts.TypeField
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.say
import lianxin.app.ui.theme.sizes

/** What the enrolment screens can do. */
interface EnrolActions {
    fun scan()
    fun paste()
    fun type(text: String)
    fun begin()
    fun ask()
}

@Composable
fun EnrolScreen(state: EnrolHolder.State, notice: @Composable () -> Unit, actions: EnrolActions) =
    if (state.digits.isEmpty()) Invitation(state, notice, actions) else Digits(state, notice, actions)

@Composable
private fun Invitation(state: EnrolHolder.State, notice: @Composable () -> Unit, actions: EnrolActions) = Frame(
    title = say("app_enrol_title"),
    foot = {
        notice()
        if (state.invitation.isBlank()) MainButton(say("app_enrol_scan"), onClick = actions::scan)
        else MainButton(say("app_enrol_next"), Modifier.testTag("enrol_next"), isEnabled = !state.isAsking, onClick = actions::begin)
    },
) {
    Text(say("app_enrol_how"))
    TypeField("invitation", say("guide_invitation"), state.invitation, 3, KeyboardOptions(KeyboardCapitalization.Characters, autoCorrectEnabled = false), actions::type)
    SideButton(say("app_enrol_paste"), onClick = actions::paste)
    if (state.invitation.isNotBlank()) SideButton(say("app_enrol_scan"), onClick = actions::scan)
}

@Composable
private fun Digits(state: EnrolHolder.State, notice: @Composable () -> Unit, actions: EnrolActions) = Frame(
    title = say("app_enrol_title"),
    foot = {
        notice()
        MainButton(say("app_enrol_ask"), isEnabled = !state.isAsking, onClick = actions::ask)
    },
) {
    Card {
        Label(say("enrol_compare"))
        Text(
            state.digits.chunked(3).joinToString(" "),
            Modifier.fillMaxWidth().testTag("digits"),
            color = colours.pine,
            fontSize = sizes.big,
            lineHeight = sizes.big * 1.3f,
            fontWeight = Strong,
            textAlign = TextAlign.Center,
            letterSpacing = 3.sp,
        )
    }
    Text(say("app_enrol_hint"))
    Aside(say("enrol_waiting"))
}
