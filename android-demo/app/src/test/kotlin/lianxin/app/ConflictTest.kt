package lianxin.app

import kotlin.test.assertEquals
import kotlinx.coroutines.runBlocking
import lianxin.app.phone.RustWords
import lianxin.app.phone.Wish
import org.junit.Test

/** Two people, two phones, one field. */
class ConflictTest : DayTest() {
    @Test
    fun `two wishes set on two phones without a network are both shown, and one tap decides for both`() {
        begin()
        val chief = otherPhone("P2")
        val household = chief.search("402").single().id
        office.end()
        chief.setWish(household, Wish.WELCOME)
        tap(DOOR)
        tap(said("app_wish_change"))
        tap(RustWords.title(Wish.CALL_FIRST))
        see(said("app_wish_change"))
        tap(said("app_back"))
        office.serve()
        runBlocking { chief.sync {} }
        sync(1, 1)

        tap(said("app_attention_count", "n" to 1))
        for (text in listOf(said("two_values"), DOOR, said("app_choose", "text" to RustWords.title(Wish.WELCOME)))) see(text)
        tap(said("app_choose", "text" to RustWords.title(Wish.CALL_FIRST)))
        see(said("attention_none"))
        tap(said("app_today"))
        sync(2, 2)
        runBlocking { chief.sync {} }
        assertEquals(Wish.CALL_FIRST to emptyList(), chief.household(household).household.wish to chief.disputes())
        chief.shut()
    }
}
