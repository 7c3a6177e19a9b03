package lianxin.app.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.sizes

private val Corner = RoundedCornerShape(14.dp)

/** The one main thing a screen is for. */
@Composable
fun MainButton(text: String, modifier: Modifier = Modifier, isEnabled: Boolean = true, onClick: () -> Unit) {
    val ground = if (isEnabled) colours.pine else colours.card
    val ink = if (isEnabled) colours.onPine else colours.quiet
    Touch(text, modifier.fillMaxWidth().heightIn(min = sizes.touch + 8.dp), ground, ink, if (isEnabled) null else colours.line, isEnabled, onClick)
}

/** Anything else that can be done. */
@Composable
fun SideButton(text: String, modifier: Modifier = Modifier, isEnabled: Boolean = true, onClick: () -> Unit) =
    Touch(text, modifier, colours.moss, colours.onMoss, null, isEnabled, onClick)

/** What cannot be taken back. */
@Composable
fun RedButton(text: String, modifier: Modifier = Modifier, onClick: () -> Unit) =
    Touch(text, modifier.fillMaxWidth(), colours.red, colours.onRed, null, true, onClick)

@Composable
private fun Touch(text: String, modifier: Modifier, ground: Color, ink: Color, edge: Color?, isEnabled: Boolean, onClick: () -> Unit) {
    Box(
        modifier
            .heightIn(min = sizes.touch)
            .widthIn(min = sizes.touch)
            .clip(Corner)
            .background(ground)
            .then(if (edge == null) Modifier else Modifier.border(BorderStroke(1.dp, edge), Corner))
            .clickable(enabled = isEnabled, role = Role.Button, onClick = onClick)
            .padding(horizontal = 14.dp, vertical = 10.dp),
        Alignment.Center,
    ) {
        Text(opened(text), color = ink, fontWeight = Strong, textAlign = TextAlign.Center)
    }
}

/** One of several, chosen or not: the choice shows by ground, edge and weight, not by colour alone. */
@Composable
fun Chip(text: String, isChosen: Boolean, modifier: Modifier = Modifier, onClick: () -> Unit) {
    Box(
        modifier
            .heightIn(min = sizes.touch)
            .widthIn(min = sizes.touch)
            .clip(Corner)
            .background(if (isChosen) colours.pine else colours.card)
            .border(BorderStroke(if (isChosen) 2.dp else 1.dp, if (isChosen) colours.pine else colours.line), Corner)
            .selectable(isChosen, role = Role.RadioButton, onClick = onClick)
            .padding(horizontal = 14.dp, vertical = 10.dp),
        Alignment.Center,
    ) {
        Text(opened(text), color = if (isChosen) colours.onPine else colours.ink, fontWeight = if (isChosen) Strong else null)
    }
}

/** The table writes fields and outcomes as they stand within a sentence; on a button or over a field they open one. */
internal fun opened(text: String) = text.replaceFirstChar(Char::uppercaseChar)

/** Chips that wrap. */
@OptIn(ExperimentalLayoutApi::class)
@Composable
fun Chips(modifier: Modifier = Modifier, content: @Composable () -> Unit) {
    FlowRow(modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Arrangement.spacedBy(8.dp)) { content() }
}
