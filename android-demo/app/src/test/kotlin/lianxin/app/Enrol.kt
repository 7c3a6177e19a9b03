package lianxin.app

import kotlinx.coroutines.runBlocking
import lianxin.app.phone.FieldPhone
import lianxin.office.Office

/** Enrols a phone without screens, and syncs it. */
fun Office.enrol(phone: FieldPhone, person: String) = runBlocking {
    phone.beginEnrolment(invite(person))
    confirm(phone.continueEnrolment().digits)
    check(phone.continueEnrolment().isConfirmed)
    phone.sync {}
}
