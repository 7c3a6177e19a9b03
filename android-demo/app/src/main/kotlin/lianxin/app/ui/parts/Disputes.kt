package lianxin.app.ui.parts

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import lianxin.app.phone.Choice
import lianxin.app.phone.Dispute
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.say

/** Two values of one field; the one chosen replaces both. Where [open] leads to the household, it is named. */
@Composable
fun DisputeCard(dispute: Dispute, open: (() -> Unit)?, choose: (Choice) -> Unit) = Card {
    Text(say("two_values"), color = colours.red, fontWeight = Strong)
    if (open != null) Text(dispute.household?.place.orEmpty())
    Label(dispute.label)
    for (choice in dispute.choices) {
        val text = choice.text.ifEmpty { say("app_empty_value") }
        SideButton(say("app_choose", "text" to text), Modifier.fillMaxWidth()) { choose(choice) }
    }
    if (open != null) SideButton(say("app_open_household"), onClick = open)
}
