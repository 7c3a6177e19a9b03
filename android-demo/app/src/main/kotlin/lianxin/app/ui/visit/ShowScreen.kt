package lianxin.app.ui.visit

import androidx.compose.runtime.Composable
import lianxin.app.state.Form
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Large
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.theme.say

/** What will be recorded, in large type, for the resident to read. */
@Composable
fun ShowScreen(form: Form, back: () -> Unit) = Frame(say("app_show_intro"), foot = { MainButton(say("app_show_back"), onClick = back) }) {
    Large(say("field_outcome"), form.outcome?.let { say.titles.title(it) })
    Large(say("field_purpose"), form.purpose?.let { say.titles.title(it) })
    Large(say("field_note"), form.note)
    for (need in form.needs) Large(say("field_need"), listOf(need.code, need.line).filter { it.isNotEmpty() }.joinToString(" "))
    Large(say("field_need"), form.otherNeed)
    Large(say("field_follow_up"), form.followUp)
    Large(say("field_companion"), form.companion)
    Large(say("field_wish"), form.wish?.let { say.titles.title(it) })
}
