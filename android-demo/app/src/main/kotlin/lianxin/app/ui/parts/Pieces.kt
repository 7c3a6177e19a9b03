package lianxin.app.ui.parts

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.LocalTextStyle
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.TextFieldValue
import androidx.compose.ui.unit.dp
import androidx.compose.foundation.layout.heightIn
import lianxin.app.ui.theme.Strong
import lianxin.app.ui.theme.colours
import lianxin.app.ui.theme.sizes

private val Corner = RoundedCornerShape(14.dp)

@Composable
fun Title(text: String, modifier: Modifier = Modifier) =
    Text(text, modifier.semantics { heading() }, fontSize = sizes.title, lineHeight = sizes.title * 1.35f, fontWeight = Strong)

/** What stands over a group. */
@Composable
fun Label(text: String, modifier: Modifier = Modifier) =
    Text(opened(text), modifier.semantics { heading() }, color = colours.quiet, fontSize = sizes.small, lineHeight = sizes.small * 1.4f)

/** Something quiet beside the main thing. */
@Composable
fun Aside(text: String, modifier: Modifier = Modifier) =
    Text(text, modifier, color = colours.quiet, fontSize = sizes.small, lineHeight = sizes.small * 1.45f)

/** What somebody reads who does not hold the phone. */
@Composable
fun Large(label: String, text: String?) {
    if (text.isNullOrEmpty()) return
    Column {
        Label(label)
        Text(text, fontSize = sizes.title * 1.25f, lineHeight = sizes.title * 1.7f, fontWeight = Strong)
    }
}

@Composable
fun Card(modifier: Modifier = Modifier, content: @Composable ColumnScope.() -> Unit) {
    Column(
        modifier.fillMaxWidth().clip(Corner).background(colours.card).padding(16.dp),
        Arrangement.spacedBy(8.dp),
        content = content,
    )
}

/** Worth knowing: a ground of its own, and never red. */
@Composable
fun Hint(text: String, modifier: Modifier = Modifier) = Box(modifier.fillMaxWidth().clip(Corner).background(colours.ochre).padding(14.dp, 10.dp)) {
    Text(text, color = colours.onOchre)
}

/** Needs a hand. */
@Composable
fun NeedsHand(text: String, modifier: Modifier = Modifier) = Box(
    modifier.fillMaxWidth().clip(Corner).background(colours.card).border(BorderStroke(2.dp, colours.red), Corner).padding(14.dp, 10.dp),
) {
    Text(text, color = colours.red, fontWeight = Strong)
}

/** A small word with an edge around it. */
@Composable
fun Mark(text: String, ink: Color = colours.quiet) =
    Text(
        text,
        Modifier.border(BorderStroke(1.dp, ink), RoundedCornerShape(8.dp)).padding(8.dp, 2.dp),
        color = ink,
        fontSize = sizes.small,
    )

/**
 * A field to type in. What is typed lives here and goes out by [onType]; [start] counts again whenever [key] changes.
 */
@Composable
fun TypeField(key: String, label: String, start: String, lines: Int = 1, options: KeyboardOptions = KeyboardOptions.Default, onType: (String) -> Unit) {
    var typed by rememberSaveable(key, stateSaver = TextFieldValue.Saver) { mutableStateOf(TextFieldValue(start)) }
    LaunchedEffect(start) { if (start != typed.text) typed = TextFieldValue(start) }
    Column(verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Label(label)
        BasicTextField(
            value = typed,
            onValueChange = { value ->
                val isText = value.text != typed.text
                typed = value
                if (isText) onType(value.text)
            },
            modifier = Modifier
                .fillMaxWidth()
                .heightIn(min = sizes.touch)
                .clip(Corner)
                .background(colours.card)
                .border(BorderStroke(1.dp, colours.line), Corner)
                .semantics { contentDescription = label },
            textStyle = LocalTextStyle.current,
            minLines = lines,
            singleLine = lines == 1,
            keyboardOptions = options,
            cursorBrush = SolidColor(colours.pine),
            decorationBox = { inner -> Box(Modifier.padding(14.dp, 12.dp), Alignment.CenterStart) { inner() } },
        )
    }
}
