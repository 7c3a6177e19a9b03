package lianxin.app.state

import kotlinx.coroutines.launch

/**
 * The one door of the camera: opened for something that takes texts of codes, and shut as soon as that has what it
 * needs. What the camera sees is read and forgotten; nothing of it is kept.
 */
class ScanHolder(tools: Tools) : Holder<ScanHolder.State?>(null, tools) {
    /** What keeps the camera from seeing. */
    enum class Obstacle { NOT_ALLOWED, NO_CAMERA }

    data class State(
        val obstacle: Obstacle? = null,
        /** The last code read was another one. */
        val isOther: Boolean = false,
    )

    private var take: (String) -> Boolean = { false }

    /** Opens the camera's page. [take] gets every text that is read; true: it has all it needs. */
    fun open(take: (String) -> Boolean) {
        this.take = take
        change { State() }
    }

    fun hinder(obstacle: Obstacle) = change { it?.copy(obstacle = obstacle) }

    /** One picture of the camera, on whatever thread that has. */
    fun see(picture: Luminance) {
        val text = readQr(picture) ?: return
        tools.scope.launch { read(text) }
    }

    /** A text that was read, or pasted. */
    fun read(text: String) {
        if (state.value == null) return
        if (take(text)) shut() else change { it?.copy(isOther = true) }
    }

    fun shut() {
        take = { false }
        change { null }
    }
}
