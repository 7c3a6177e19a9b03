package lianxin.app.ui.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.LocalTextStyle
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.Immutable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.TextUnit
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import lianxin.app.phone.Words

/** Sizes of text, and how large what is touched is at least. */
@Immutable
data class Sizes(val body: TextUnit, val small: TextUnit, val title: TextUnit, val big: TextUnit, val touch: Dp)

val NormalSizes = Sizes(body = 17.sp, small = 15.sp, title = 22.sp, big = 44.sp, touch = 48.dp)
val LargeSizes = Sizes(body = 20.sp, small = 18.sp, title = 26.sp, big = 52.sp, touch = 56.dp)

/** The words in the language of the app. A new value, and every text is drawn anew. */
@Immutable
class Say(private val words: Words, val language: String) {
    operator fun invoke(key: String, vararg arguments: Pair<String, Any>) =
        words.say(key, arguments.associate { (name, value) -> name to value.toString() })

    val titles get() = words
}

val LocalColours = staticCompositionLocalOf { Day }
val LocalSizes = staticCompositionLocalOf { NormalSizes }
val LocalSay = staticCompositionLocalOf<Say> { error("words") }

val colours: Colours @Composable @ReadOnlyComposable get() = LocalColours.current
val sizes: Sizes @Composable @ReadOnlyComposable get() = LocalSizes.current
val say: Say @Composable @ReadOnlyComposable get() = LocalSay.current

@Composable
fun Theme(words: Words, language: String, isLarge: Boolean, isDark: Boolean = isSystemInDarkTheme(), content: @Composable () -> Unit) {
    val colours = if (isDark) Night else Day
    val sizes = if (isLarge) LargeSizes else NormalSizes
    val scheme = if (isDark) darkColorScheme(primary = colours.pine, onSurface = colours.ink, surface = colours.card, error = colours.red)
    else lightColorScheme(primary = colours.pine, onSurface = colours.ink, surface = colours.card, error = colours.red)
    MaterialTheme(colorScheme = scheme) {
        CompositionLocalProvider(
            LocalColours provides colours,
            LocalSizes provides sizes,
            LocalSay provides Say(words, language),
            LocalTextStyle provides TextStyle(color = colours.ink, fontSize = sizes.body, lineHeight = sizes.body * 1.45f),
            content = content,
        )
    }
}

/** Weights: two are enough. */
val Strong = FontWeight.SemiBold
