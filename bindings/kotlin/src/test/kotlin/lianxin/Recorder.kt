package lianxin

/** A process that records one visit after another at new doors, and prints each visit's id once it is saved. */
fun main(arguments: Array<String>) {
    val phone = Phone.open(arguments.single(), null)
    for (room in 1..10_000) {
        val door = Door.Unlisted(Dwelling(estate = "柳荫苑", building = "3", unit = "1", room = "$room"))
        println(phone.recordVisit(VisitForm(door = door, outcome = VisitOutcome.NO_ANSWER)).visit.text)
    }
}
