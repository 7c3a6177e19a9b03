package lianxin

import java.util.concurrent.atomic.AtomicReference
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map

/**
 * What has changed on the phone. The first value comes at once and holds every [Change], so that whoever collects reads
 * for the first time after it listens, and misses nothing. What comes while the collector is busy reaches it as one
 * value. A phone that was shut fails the collection with [PhoneException]; one that is shut later sends nothing more.
 */
fun Phone.changes(): Flow<Set<Change>> = flow {
    val waiting = AtomicReference(Change.entries.toSet())
    val woken = Channel<Unit>(Channel.CONFLATED).apply { trySend(Unit) }
    val listener = object : ChangeListener {
        override fun changed(changes: Set<Change>) {
            waiting.updateAndGet { it + changes }
            woken.trySend(Unit)
        }
    }
    subscribe(listener).use {
        for (signal in woken) {
            val changes = waiting.getAndSet(emptySet())
            if (changes.isNotEmpty()) emit(changes)
        }
    }
}

/**
 * What a screen shows: read at once, and again whenever one of these has [changed][changes], off the main thread. Values
 * alike come once. A read that fails fails the collection.
 */
fun <T> Phone.shown(
    vararg by: Change,
    on: CoroutineDispatcher = Dispatchers.IO,
    read: Phone.() -> T,
): Flow<T> =
    changes().filter { changed -> by.any { it in changed } }.conflate().map { read() }.distinctUntilChanged().flowOn(on)
