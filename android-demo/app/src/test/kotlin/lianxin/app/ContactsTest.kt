package lianxin.app

import android.content.Intent
import kotlin.test.assertEquals
import kotlin.test.assertNull
import lianxin.app.state.Place
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** Who is on duty, as the app shows it. */
@Config(application = FakeApp::class)
class ContactsTest : AppTest() {
    @Test
    fun `a colleague with a duty number is one tap from the dialler, and one without has no button`() {
        launch()
        tap(said("app_contacts"))
        see("柳向晴（演示）")
        see(said("app_duty_phone_none"))
        val calls = said("app_dial", "number" to "").trim()
        assertEquals(listOf(said("app_dial", "number" to "0000-5550102")), onScreen().filter { it.startsWith(calls) })
        tap(said("app_dial", "number" to "0000-5550102"))
        val dialled = shadowOf(application).nextStartedActivity
        assertEquals(Intent.ACTION_DIAL to "tel:0000-5550102", dialled.action to dialled.data?.toString()?.let(android.net.Uri::decode))
        assertNull(shadowOf(application).nextStartedActivity)
    }

    @Test
    fun `a resident reads name, post and duty number in large type`() {
        launch()
        tap(said("app_settings"))
        tap(said("app_contacts"))
        tap(said("show_resident"))
        for (text in listOf("秦知禾（演示）", said("app_detail", "a" to "网格员", "b" to "东南-01"), "0000-5550101")) see(text)
        assertEquals(emptyList(), onScreen().filter { "马晓川" in it })
        tap(said("app_show_back"))
        assertEquals(Place.Contacts, application.state.navigator.places.value.last())
    }
}
