package lianxin

import kotlin.test.AfterTest
import kotlin.test.BeforeTest
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import lianxin.office.Office

/** Tests with an office that runs. */
abstract class OfficeTests : PhoneTests() {
    protected lateinit var office: Office

    @BeforeTest
    fun found() {
        office = Office()
        office.serve()
    }

    @AfterTest
    fun stop() = office.close()
}

/** As the clerk and the person do it: the digits on both screens are the same. */
suspend fun Office.enrol(phone: Phone, person: String): Phone {
    assertEquals(listOf(address), phone.beginEnrolment(invite(person)).addresses)
    val step = phone.continueEnrolment()
    assertTrue(!step.isConfirmed && Regex("\\d{6}").matches(step.digits))
    confirm(step.digits)
    assertTrue(phone.continueEnrolment().isConfirmed)
    return phone
}
