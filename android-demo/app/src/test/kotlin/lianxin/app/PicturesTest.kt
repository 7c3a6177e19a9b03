package lianxin.app

import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/**
 * Every screen in both languages, by day and night, in normal and large text, as agreed. A picture that differs is
 * written to `target/android/pictures`, the difference beside it. `-Dlianxin.pictures=write` agrees to what is drawn.
 */
@Config(application = FakeApp::class, qualifiers = "zh-rCN-w360dp-h740dp-mdpi")
class PicturesTest : AppTest() {
    private val agreed = File(System.getProperty("lianxin.app"), "src/test/pictures")
    private val documents = File(System.getProperty("lianxin.app"), "../../docs/pictures")
    private val made = File(System.getProperty("lianxin.target"), "android/pictures")
    private val isWriting = System.getProperty("lianxin.pictures") == "write"

    @Test fun `Chinese by day`() = pictures("zh-CN", isNight = false, isLarge = false)
    @Test fun `Chinese by day, large`() = pictures("zh-CN", isNight = false, isLarge = true)
    @Test fun `Chinese by night`() = pictures("zh-CN", isNight = true, isLarge = false)
    @Test fun `Chinese by night, large`() = pictures("zh-CN", isNight = true, isLarge = true)
    @Test fun `English by day`() = pictures("en", isNight = false, isLarge = false)
    @Test fun `English by day, large`() = pictures("en", isNight = false, isLarge = true)
    @Test fun `English by night`() = pictures("en", isNight = true, isLarge = false)
    @Test fun `English by night, large`() = pictures("en", isNight = true, isLarge = true)

    /** The picture of the README: what `today` shows on a sharp screen. */
    @Test
    @Config(qualifiers = "zh-rCN-w360dp-h740dp-xhdpi")
    fun `the day, as the README shows it`() {
        launch()
        Screens.takeWhile { (name, _) -> name != "today-waiting" }.forEach { (_, show) ->
            rule.runOnUiThread { show(application.state, (application as FakeApp).phone) }
            rule.waitForIdle()
        }
        assertTrue(isAsAgreed("app.png", draw(), documents), "this picture differs from docs/pictures/app.png; see $made")
    }

    private fun pictures(language: String, isNight: Boolean, isLarge: Boolean) {
        if (isNight) RuntimeEnvironment.setQualifiers("+night")
        val variant = listOf(language.take(2), if (isNight) "night" else "day", if (isLarge) "large" else "normal").joinToString("-")
        val app = application.state
        app.settings.language(language)
        app.settings.large(isLarge)
        launch()
        val different = Screens.map { (name, show) ->
            rule.runOnUiThread { show(app, (application as FakeApp).phone) }
            rule.waitForIdle()
            "$name-$variant.png" to draw()
        }.filterNot { (name, picture) -> isAsAgreed(name, picture) }
        assertEquals(emptyList(), different.map { it.first }, "these pictures differ from the agreed ones; see $made")
    }

    private fun isAsAgreed(name: String, picture: Picture, place: File = agreed): Boolean {
        val file = place.resolve(name)
        if (isWriting) {
            picture.write(file)
            return true
        }
        val other = if (file.isFile) Picture.read(file) else null
        if (picture == other) return true
        picture.write(made.resolve(name))
        if (other != null) picture.difference(other).write(made.resolve(name.replace(".png", ".difference.png")))
        return false
    }
}
