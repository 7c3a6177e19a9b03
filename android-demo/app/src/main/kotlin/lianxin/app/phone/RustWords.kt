package lianxin.app.phone

/** The words of the core's table. */
object RustWords : Words {
    override fun say(key: String, arguments: Map<String, String>) = lianxin.text(key, arguments) ?: key
    override fun title(outcome: Outcome) = outcome.theirs().title()
    override fun title(purpose: Purpose) = purpose.theirs().title()
    override fun title(wish: Wish) = wish.theirs().title()
    override fun line(dwelling: Dwelling) = lianxin.dwellingLine(dwelling.theirs())
    override fun check(note: String) = lianxin.checkNote(note).map { NoteHit(it.words, it.isBlocking) }
    override fun speak(tag: String) { lianxin.setLanguage(tag) }
}
