package lianxin.app.ui.contacts

import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import lianxin.app.phone.Contact
import lianxin.app.state.ContactsHolder
import lianxin.app.ui.parts.Aside
import lianxin.app.ui.parts.Card
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.Large
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.say

/** Who is on duty in one's grids, and how to reach them: what the office's lists say, and nothing else. */
@Composable
fun ContactsScreen(state: ContactsHolder.State, notice: @Composable () -> Unit, back: () -> Unit, show: () -> Unit, dial: (String) -> Unit) = Frame(
    title = say("app_contacts"),
    back = back,
    foot = {
        notice()
        if (state.own.isNotEmpty()) MainButton(say("show_resident"), onClick = show)
    },
) {
    if (state.own.isNotEmpty()) Label(say("app_contacts_own"))
    for (contact in state.own) Card { Person(contact) }
    Label(if (state.others.isEmpty()) say("app_contacts_none") else say("app_contacts_others"))
    for (contact in state.others) Card {
        Person(contact)
        contact.dutyPhone?.let { number -> SideButton(say("app_dial", "number" to number), Modifier.fillMaxWidth()) { dial(number) } }
    }
}

@Composable
private fun Person(contact: Contact) {
    Column {
        Text(contact.name, fontWeight = Strong)
        Text(say("app_detail", "a" to contact.title, "b" to contact.place))
        if (contact.isSubstitute) Aside(say("substitute"))
    }
    Aside(contact.dutyPhone?.let { say("app_duty_phone", "number" to it) } ?: say("app_duty_phone_none"))
}

/** One's own card in large type, for the resident to read. */
@Composable
fun CardScreen(own: List<Contact>, back: () -> Unit) = Frame(say("app_card"), foot = { MainButton(say("app_show_back"), onClick = back) }) {
    for ((name, posts) in own.groupBy { it.name }) {
        Large(say("app_card_name"), name)
        for (post in posts) Large(say("app_card_post"), say("app_detail", "a" to post.title, "b" to post.place))
        for (number in posts.mapNotNull { it.dutyPhone }.distinct()) Large(say("app_card_phone"), number)
    }
}
