package lianxin.app.state

import lianxin.app.phone.Contact

/** Who is on duty in one's grids, oneself apart. */
class ContactsHolder(tools: Tools) : Holder<ContactsHolder.State>(State(), tools) {
    data class State(val own: List<Contact> = emptyList(), val others: List<Contact> = emptyList())

    fun refresh() = work {
        val (own, others) = tools.phone.contacts().partition { it.isOwn }
        change { State(own, others) }
    }
}
