package lianxin.app

import lianxin.app.phone.Keys

/** Keys of a platform for tests without one: turns bytes over, and knows the names it closed them under. */
class MemoryKeys : Keys {
    private fun turned(bytes: ByteArray) = ByteArray(bytes.size) { (255 - (bytes[it].toInt() and 255)).toByte() }

    override fun wrap(name: String, secret: ByteArray) = name.encodeToByteArray() + turned(secret)

    override fun unwrap(name: String, wrapped: ByteArray): ByteArray {
        val mark = name.encodeToByteArray()
        if (!wrapped.take(mark.size).toByteArray().contentEquals(mark)) throw Keys.WrongKey()
        return turned(wrapped.drop(mark.size).toByteArray())
    }

    override fun installId() = ByteArray(16) { 7 }

    override fun forget() = Unit
}
