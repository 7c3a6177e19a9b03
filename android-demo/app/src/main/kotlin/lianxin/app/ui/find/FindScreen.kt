package lianxin.app.ui.find

import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import lianxin.app.state.FindHolder
import lianxin.app.ui.parts.Frame
import lianxin.app.ui.parts.HouseholdActions
import lianxin.app.ui.parts.HouseholdLine
import lianxin.app.ui.parts.SideButton
import lianxin.app.ui.parts.TypeField
import lianxin.app.ui.theme.say

@Composable
fun FindScreen(
    state: FindHolder.State,
    notice: @Composable () -> Unit,
    bar: @Composable () -> Unit,
    households: HouseholdActions,
    type: (String) -> Unit,
    newDoor: () -> Unit,
) = Frame(title = say("app_find"), foot = { notice() }, bar = bar) {
    TypeField("find", say("app_search_hint"), state.text, onType = type)
    if (state.isAsked && state.found.isEmpty()) Text(say("nothing_found"))
    for (household in state.found) HouseholdLine(household, emptyList(), households)
    SideButton(say("app_unlisted"), onClick = newDoor)
}
