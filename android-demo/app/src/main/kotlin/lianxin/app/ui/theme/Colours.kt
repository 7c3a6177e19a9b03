package lianxin.app.ui.theme

import androidx.compose.runtime.Immutable
import androidx.compose.ui.graphics.Color

/**
 * The palette: paper and ink, pine for what can be done, ochre for what is worth knowing, grey for what waits, and red
 * for nothing but what needs a hand. Every pair used together has a contrast of at least 4.5 (WCAG AA); a test reckons it.
 */
@Immutable
data class Colours(
    val paper: Color,
    val card: Color,
    val ink: Color,
    val quiet: Color,
    val line: Color,
    val pine: Color,
    val onPine: Color,
    val moss: Color,
    val onMoss: Color,
    val ochre: Color,
    val onOchre: Color,
    val red: Color,
    val onRed: Color,
    val isDark: Boolean,
)

val Day = Colours(
    paper = Color(0xFFF5F2EA),
    card = Color(0xFFFFFEFA),
    ink = Color(0xFF1B2624),
    quiet = Color(0xFF55605D),
    line = Color(0xFF8B938F),
    pine = Color(0xFF0E5B51),
    onPine = Color(0xFFFFFFFF),
    moss = Color(0xFFDCE9E2),
    onMoss = Color(0xFF0C443C),
    ochre = Color(0xFFF6E6C3),
    onOchre = Color(0xFF5C3D00),
    red = Color(0xFFA32020),
    onRed = Color(0xFFFFFFFF),
    isDark = false,
)

val Night = Colours(
    paper = Color(0xFF101715),
    card = Color(0xFF1A2421),
    ink = Color(0xFFE9ECE4),
    quiet = Color(0xFFA5B0AB),
    line = Color(0xFF6C7874),
    pine = Color(0xFF7FCDBD),
    onPine = Color(0xFF00302A),
    moss = Color(0xFF23413B),
    onMoss = Color(0xFFCDEBE2),
    ochre = Color(0xFF463715),
    onOchre = Color(0xFFF3DDAE),
    red = Color(0xFFFFB3A8),
    onRed = Color(0xFF5C0A06),
    isDark = true,
)

/** Which colour is read on which: what the contrast test goes through. */
fun Colours.pairs() = listOf(
    ink to paper, ink to card, quiet to paper, quiet to card, pine to paper, pine to card, onPine to pine, onMoss to moss,
    onOchre to ochre, red to paper, red to card, onRed to red,
)
