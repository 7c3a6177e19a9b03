package lianxin.app

import android.graphics.Bitmap
import android.graphics.Canvas
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import lianxin.app.android.App
import lianxin.app.android.MainActivity
import lianxin.app.phone.RustWords
import org.junit.After
import org.junit.Before
import org.junit.Rule
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Tests of the real app: the activity, the screens, the library. */
@RunWith(RobolectricTestRunner::class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(sdk = [35], qualifiers = "zh-rCN-w360dp-h640dp-hdpi")
abstract class AppTest {
    @get:Rule val rule = createEmptyComposeRule()
    protected var scenario: ActivityScenario<MainActivity>? = null

    val application: App get() = ApplicationProvider.getApplicationContext()

    @Before fun keystore() = FakeKeystore.install()

    @After fun leave() {
        scenario?.close()
    }

    fun launch(): ActivityScenario<MainActivity> = ActivityScenario.launch(MainActivity::class.java).also { scenario = it }

    fun said(key: String, vararg arguments: Pair<String, Any>) =
        RustWords.say(key, arguments.associate { (name, value) -> name to value.toString() })

    /** Waits for a text, at most so long: sync and store have threads of their own. */
    fun see(text: String, seconds: Int = 20) = await(hasText(text, substring = true), seconds)

    fun await(what: SemanticsMatcher, seconds: Int = 20) {
        val until = System.nanoTime() + seconds * 1_000_000_000L
        while (true) {
            rule.waitForIdle()
            if (rule.onAllNodes(what).fetchSemanticsNodes().isNotEmpty()) return
            check(System.nanoTime() < until) { "not on the screen: ${what.description}\n${onScreen()}" }
            Thread.sleep(20)
        }
    }

    /** Everything readable, for a failure's message. */
    fun onScreen(): List<String> = rule.onAllNodes(SemanticsMatcher("anything") { true }).fetchSemanticsNodes().flatMap { node ->
        node.words()
    }

    private fun SemanticsNode.words() = config.getOrElse(SemanticsProperties.Text) { emptyList() }.map { it.text }

    /** What the node with this tag says. */
    fun says(tag: String) = rule.onNode(hasTestTag(tag)).fetchSemanticsNode().run {
        words().ifEmpty { children.flatMap { it.words() } }.joinToString()
    }

    /** One tap of the finger on what says so. */
    fun tap(text: String, seconds: Int = 20) {
        see(text, seconds)
        rule.onAllNodesWithText(text).onFirst().apply { runCatching { performScrollTo() } }.performClick()
        taps += 1
        rule.waitForIdle()
    }

    /** Types into the screen's first field. */
    fun type(text: String) = rule.onAllNodes(hasSetTextAction()).onFirst().performTextInput(text)

    /** Taps so far. */
    var taps = 0

    /** The window itself, drawn once. */
    fun draw(): Picture = rule.runOnUiThread<Picture> {
        lateinit var bitmap: Bitmap
        scenario!!.onActivity { activity ->
            val view = activity.window.decorView
            bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
            view.draw(Canvas(bitmap))
        }
        Picture.of(bitmap)
    }

    /** As the clerk and the person do it, on the screens; [look] is called at each of them. */
    fun enrol(invitation: String, confirm: (String) -> Unit, look: (String) -> Unit = {}) {
        see(said("app_enrol_title"))
        rule.runOnUiThread { application.state.enrol.offer("打开 $invitation") }
        see(said("app_enrol_next"))
        look("invitation")
        tap(said("app_enrol_next"))
        see(said("enrol_compare"))
        val shown = says("digits").replace(" ", "")
        look("digits")
        confirm(shown)
        see(said("app_today"))
        see(said("delivered", "n" to 0, "m" to 0))
    }
}
