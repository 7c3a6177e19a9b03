package lianxin.app.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import lianxin.app.state.Place
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.say
import lianxin.app.ui.theme.sizes

/** A screen: its title, what it says, and at thumb's reach what it is for. */
@Composable
fun Frame(
    title: String,
    back: (() -> Unit)? = null,
    foot: (@Composable ColumnScope.() -> Unit)? = null,
    bar: (@Composable () -> Unit)? = null,
    content: @Composable ColumnScope.() -> Unit,
) {
    Column(Modifier.fillMaxSize().background(colours.paper).safeDrawingPadding().imePadding()) {
        Row(Modifier.fillMaxWidth().padding(start = 16.dp, end = 16.dp, top = 10.dp, bottom = 2.dp), Arrangement.spacedBy(12.dp), Alignment.CenterVertically) {
            if (back != null) SideButton(say("app_back"), onClick = back)
            Title(title, Modifier.weight(1f))
        }
        Column(
            Modifier.weight(1f).verticalScroll(rememberScrollState()).padding(16.dp, 8.dp),
            Arrangement.spacedBy(12.dp),
            content = content,
        )
        if (foot != null) Column(Modifier.padding(16.dp, 8.dp), Arrangement.spacedBy(8.dp), content = foot)
        if (bar != null) bar()
    }
}

/** From this scale of the system's text on, four words do not stand beside each other. */
private const val TALL = 1.3f

/** The four main buttons. No picture stands for a word here. */
@Composable
fun MainBar(at: Place.Main, attention: Int, go: (Place.Main) -> Unit) {
    Column(Modifier.background(colours.card)) {
        Box(Modifier.fillMaxWidth().height(1.dp).background(colours.line.copy(alpha = 0.4f)))
        // Twice the size has two rows: a word is not cut.
        val isTall = LocalDensity.current.fontScale > TALL
        for (row in Place.Main.entries.chunked(if (isTall) 2 else 4)) Row(Modifier.fillMaxWidth().heightIn(min = sizes.touch + 8.dp)) {
            for (place in row) {
                val text = when (place) {
                    Place.Main.TODAY -> say("app_today")
                    Place.Main.FIND -> say("app_find")
                    Place.Main.ATTENTION -> if (attention == 0) say("app_attention") else say("app_attention_count", "n" to attention)
                    Place.Main.SETTINGS -> say("app_settings")
                }
                val ink = when {
                    place == Place.Main.ATTENTION && attention > 0 -> colours.red
                    place == at -> colours.pine
                    else -> colours.quiet
                }
                Column(
                    Modifier.weight(1f).heightIn(min = sizes.touch + 8.dp).selectable(place == at, role = Role.Tab) { go(place) },
                    Arrangement.Center,
                    Alignment.CenterHorizontally,
                ) {
                    Text(text, color = ink, fontWeight = Strong, textAlign = TextAlign.Center, fontSize = sizes.small)
                    val mark = if (place == at) ink else colours.card
                    Box(Modifier.padding(top = 4.dp).width(28.dp).height(3.dp).clip(RoundedCornerShape(2.dp)).background(mark))
                }
            }
        }
    }
}
