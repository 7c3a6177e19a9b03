import Foundation

extension Phone {
    /// What has changed on the phone. The first value comes at once and holds every change, so that whoever iterates
    /// reads for the first time after it listens, and misses nothing. What comes while the loop is busy reaches it as one
    /// value. Ends with the task that iterates. A phone that was shut throws.
    public func changes() throws -> AsyncCompactMapSequence<AsyncStream<Void>, Set<Change>> {
        let waiting = Waiting()
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let subscription = try subscribe(listener: Forwarding { changes in
            waiting.add(changes)
            signal.yield()
        })
        signal.onTermination = { _ in subscription.stop() }
        signal.yield()
        return signals.compactMap { _ in waiting.take() }
    }
}

/// Changes that nobody has taken yet.
private final class Waiting: @unchecked Sendable {
    private let lock = NSLock()
    private var changes = Set(Change.allCases)

    func add(_ more: Set<Change>) {
        lock.lock()
        defer { lock.unlock() }
        changes.formUnion(more)
    }

    func take() -> Set<Change>? {
        lock.lock()
        defer { lock.unlock() }
        let taken = changes
        changes = []
        return taken.isEmpty ? nil : taken
    }
}

private final class Forwarding: ChangeListener, @unchecked Sendable {
    private let forward: @Sendable (Set<Change>) -> Void

    init(_ forward: @escaping @Sendable (Set<Change>) -> Void) { self.forward = forward }

    func changed(changes: Set<Change>) throws { forward(changes) }
}
