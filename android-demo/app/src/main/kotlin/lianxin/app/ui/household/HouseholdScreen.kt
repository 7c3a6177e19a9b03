package lianxin.app.ui.household

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import lianxin.app.phone.Choice
import lianxin.app.phone.Dispute
import lianxin.app.phone.HouseholdPage
import lianxin.app.phone.Outcome
import lianxin.app.phone.PastVisit
import lianxin.app.phone.Wish
import lianxin.app.ui.parts.Aside
import lianxin.app.ui.parts.Card
import lianxin.app.ui.parts.Chip
import lianxin.app.ui.parts.Chips
import lianxin.app.ui.parts.DisputeCard
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Hint
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.MainButton
import lianxin.app.ui.parts.Mark
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.say

/** What can be done on a household's page. */
interface PageActions {
    fun back()
    fun visit()
    fun record(outcome: Outcome)
    fun wish(wish: Wish?)
    fun resolve(dispute: Dispute, choice: Choice)
    fun correct(visit: PastVisit)
}

@Composable
fun HouseholdScreen(page: HouseholdPage, notice: @Composable () -> Unit, actions: PageActions) = Frame(
    title = page.household.place,
    back = actions::back,
    foot = {
        notice()
        MainButton(say("app_new_visit"), onClick = actions::visit)
    },
) {
    for (dispute in page.disputes) DisputeCard(dispute, null) { actions.resolve(dispute, it) }
    Chips {
        SideButton(say.titles.title(Outcome.NO_ANSWER)) { actions.record(Outcome.NO_ANSWER) }
        SideButton(say.titles.title(Outcome.DECLINED)) { actions.record(Outcome.DECLINED) }
    }
    if (page.household.classTitle != null || page.household.needs.isNotEmpty()) Card {
        page.household.classTitle?.let { Labelled(say("field_class"), it) }
        if (page.household.needs.isNotEmpty()) Labelled(say("field_need"), page.household.needs.joinToString(" · "))
    }
    WishCard(page.household.wish, actions::wish)
    Label(if (page.visits.isEmpty()) say("app_past_none") else say("app_past"))
    for (visit in page.visits) VisitCard(visit, actions::correct)
}

@Composable
private fun Labelled(label: String, text: String) = Column {
    Label(label)
    Text(text)
}

@Composable
private fun WishCard(wish: Wish?, change: (Wish?) -> Unit) {
    var isOpen by rememberSaveable(wish) { mutableStateOf(false) }
    Card {
        Labelled(say("field_wish"), wish?.let { say.titles.title(it) } ?: say("app_wish_none"))
        if (isOpen) Chips {
            for (each in Wish.entries) Chip(say.titles.title(each), each == wish) { change(if (each == wish) null else each); isOpen = false }
        } else SideButton(say("app_wish_change")) { isOpen = true }
    }
}

@Composable
private fun VisitCard(visit: PastVisit, correct: (PastVisit) -> Unit) = Card {
    Text(say("app_detail", "a" to visit.day, "b" to say.titles.title(visit.outcome)), fontWeight = Strong)
    Chips {
        if (visit.isUndelivered) Mark(say("undelivered"))
        val by = if (visit.isOwn) say("app_by_you") else visit.author
        Aside(visit.purpose?.let { say("app_detail", "a" to by, "b" to say.titles.title(it)) } ?: by)
    }
    if (visit.note.isNotEmpty()) Text(visit.note)
    if (visit.needs.isNotEmpty()) Labelled(say("field_need"), visit.needs.joinToString(" · ") { listOf(it.code, it.line).filter(String::isNotEmpty).joinToString(" ") })
    visit.followUp?.let { Labelled(say("field_follow_up"), it) }
    visit.officeNotes.forEach { Hint(it) }
    if (visit.isOwn) SideButton(say("app_correct")) { correct(visit) }
}
