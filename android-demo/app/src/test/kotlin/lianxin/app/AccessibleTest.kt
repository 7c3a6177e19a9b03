package lianxin.app

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.text.TextLayoutResult
import kotlin.test.assertEquals
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** Who sees badly, taps roughly or listens to the screen can use every screen. */
@Config(application = FakeApp::class, qualifiers = "zh-rCN-w360dp-h740dp-mdpi")
class AccessibleTest : AppTest() {
    private fun everyScreen(look: (String, List<SemanticsNode>) -> List<String>): List<String> {
        launch()
        return Screens.flatMap { (name, show) ->
            rule.runOnUiThread { show(application.state, (application as FakeApp).phone) }
            rule.waitForIdle()
            look(name, rule.onAllNodes(SemanticsMatcher("any") { true }).fetchSemanticsNodes()).map { "$name: $it" }
        }
    }

    private fun targets(leastDp: Int) = everyScreen { _, nodes ->
        nodes.filter { SemanticsActions.OnClick in it.config }.filter { node ->
            val density = node.layoutInfo.density.density
            minOf(node.size.width, node.size.height) / density < leastDp - 0.5
        }.map { "${it.says()} is ${it.size}" }
    }

    private fun SemanticsNode.says(): List<String> = config.getOrNull(SemanticsProperties.Text).orEmpty().map { it.text } +
        config.getOrNull(SemanticsProperties.ContentDescription).orEmpty()

    @Test
    fun `everything to touch is at least 48 dp, and 56 in large text`() {
        assertEquals(emptyList(), targets(48))
        application.state.settings.large(true)
        assertEquals(emptyList(), targets(56))
    }

    @Test
    fun `everything to touch says what it does`() {
        val silent = everyScreen { _, nodes -> nodes.filter { SemanticsActions.OnClick in it.config && it.says().all(String::isBlank) }.map { it.toString() } }
        assertEquals(emptyList(), silent)
    }

    @Test
    fun `no gesture is the only way to do something`() {
        val gestures = everyScreen { _, nodes ->
            nodes.filter { SemanticsActions.OnLongClick in it.config || SemanticsActions.Dismiss in it.config }
                .filter { SemanticsActions.SetText !in it.config }.map { it.says().toString() }
        }
        assertEquals(emptyList(), gestures)
    }

    @Test
    fun `no text is cut at twice the size`() = twiceTheSize("zh-CN")

    @Test
    fun `no text is cut at twice the size in English`() = twiceTheSize("en")

    private fun twiceTheSize(language: String) {
        RuntimeEnvironment.setFontScale(2f)
        application.state.settings.language(language)
        assertEquals(emptyList(), everyScreen { _, nodes -> nodes.mapNotNull { it.cut() } })
    }

    /** How a text does not fit, in whole pixels: its layout against the place it has. */
    private fun SemanticsNode.cut(): String? {
        val layouts = mutableListOf<TextLayoutResult>()
        // What is typed scrolls in its field.
        if (SemanticsActions.SetText in config) return null
        config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(layouts) ?: return null
        val text = layouts.first().layoutInput.text.text
        val lines = layouts.first().multiParagraph
        for (line in 0 until lines.lineCount) {
            val end = lines.getLineEnd(line)
            val isInWord = end < text.length && text[end - 1].isLatin() && text[end].isLatin()
            if (isInWord || lines.lineCount == 1 && lines.getLineWidth(line) > size.width + 1) return "${says()} is cut in line $line"
        }
        return if (lines.didExceedMaxLines || lines.height > size.height + 1) "${says()} is cut below" else null
    }

    private fun Char.isLatin() = this in 'a'..'z' || this in 'A'..'Z'
}
