package lianxin.app.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import lianxin.app.phone.Household
import lianxin.app.phone.Outcome
import lianxin.app.phone.Phrase
import lianxin.app.phone.Wish
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.say
import lianxin.app.ui.theme.sizes

/** What can be done with a household in a list. */
interface HouseholdActions {
    fun open(household: Household)
    fun record(household: Household, outcome: Outcome)
}

/** A household in a list: the line opens it, and each outcome is one tap away. */
@Composable
fun HouseholdLine(household: Household, reasons: List<Phrase>, actions: HouseholdActions) {
    Column(Modifier.fillMaxWidth().clip(RoundedCornerShape(14.dp)).background(colours.card)) {
        Column(
            Modifier.fillMaxWidth().heightIn(min = sizes.touch).clickable(role = Role.Button) { actions.open(household) }
                .padding(start = 16.dp, end = 16.dp, top = 12.dp, bottom = 4.dp),
            Arrangement.spacedBy(4.dp),
        ) {
            Text(household.place, fontWeight = Strong)
            val lines = reasons.map { say(it.key, *it.arguments.toList().toTypedArray()) }
            if (lines.isNotEmpty()) Aside(lines.joinToString(" · "))
            if (household.wish == Wish.NO_PROACTIVE_VISIT) Hint(say("no_proactive_visit"))
        }
        Chips(Modifier.padding(start = 16.dp, end = 16.dp, top = 4.dp, bottom = 12.dp)) {
            for (outcome in listOf(Outcome.MET, Outcome.NO_ANSWER, Outcome.DECLINED)) {
                SideButton(say.titles.title(outcome)) { actions.record(household, outcome) }
            }
        }
    }
}
