package lianxin.app.state

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/** A screen. */
sealed interface Place {
    /** One of the four main buttons. */
    enum class Main : Place { TODAY, FIND, ATTENTION, SETTINGS }
    data class OneHousehold(val id: String) : Place
    data object Visit : Place
    data object ShowResident : Place
    data object Contacts : Place
    data object OwnCard : Place
    data object Wipe : Place
}

/** Where the person is: a main screen, and what was opened from it. */
class Navigator {
    private val stack = MutableStateFlow<List<Place>>(listOf(Place.Main.TODAY))
    val places: StateFlow<List<Place>> = stack.asStateFlow()

    fun go(place: Place) = stack.update { if (place is Place.Main) listOf(place) else it + place }

    /** False if there is nothing to go back to: the system then leaves the app. */
    fun back(): Boolean {
        val from = stack.value
        when {
            from.size > 1 -> stack.value = from.dropLast(1)
            from.single() != Place.Main.TODAY -> go(Place.Main.TODAY)
            else -> return false
        }
        return true
    }
}
