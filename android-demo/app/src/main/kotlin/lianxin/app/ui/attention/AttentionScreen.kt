package lianxin.app.ui.attention

import androidx.compose.foundation.layout.Column
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import lianxin.app.phone.AttentionItem
import lianxin.app.phone.Choice
import lianxin.app.phone.Dispute
import lianxin.app.phone.Household
import lianxin.app.state.AttentionHolder
import lianxin.app.ui.parts.Card
import lianxin.app.ui.parts.DisputeCard
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.Label
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.say

@Composable
fun AttentionScreen(
    state: AttentionHolder.State,
    notice: @Composable () -> Unit,
    bar: @Composable () -> Unit,
    settle: (AttentionItem) -> Unit,
    open: (Dispute) -> Unit,
    resolve: (Dispute, Choice) -> Unit,
) = Frame(title = say("app_attention"), foot = { notice() }, bar = bar) {
    if (state.count == 0) Text(say("attention_none"))
    for (item in state.items) Card {
        Text(item.words, color = colours.red, fontWeight = Strong)
        if (item.place.isNotEmpty()) Text(item.place)
        if (item.fields.isNotEmpty()) Label(say("app_wrote"))
        for ((label, text) in item.fields) Column {
            Label(label)
            Text(text)
        }
        SideButton(say("app_settle")) { settle(item) }
    }
    for (dispute in state.disputes) DisputeCard(dispute, { open(dispute) }) { resolve(dispute, it) }
}
