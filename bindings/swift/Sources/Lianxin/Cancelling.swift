import Foundation

extension Phone {
    /// Syncs as `sync` does, and gives up with the task that calls; then it throws `CancellationError`.
    public func syncInTask(progress: (@Sendable (Phase) -> Void)? = nil) async throws -> SyncSummary {
        let listener = progress.map { Reporting($0) }
        return try await givingUp { try await self.sync(listener: listener, cancellation: $0) }
    }

    /// Continues an enrolment as `continueEnrolment` does, and gives up with the task that calls.
    public func continueEnrolmentInTask() async throws -> EnrolStep {
        try await givingUp { try await self.continueEnrolment(cancellation: $0) }
    }
}

/// Generated calls do not hear that their task was cancelled; a `Cancellation` tells them.
private func givingUp<T: Sendable>(_ work: @Sendable (Cancellation) async throws -> T) async throws -> T {
    let cancellation = Cancellation()
    do {
        return try await withTaskCancellationHandler {
            try await work(cancellation)
        } onCancel: {
            cancellation.cancel()
        }
    } catch PhoneError.Failed(let problem) where problem.kind == .cancelled {
        throw CancellationError()
    }
}

private final class Reporting: SyncListener, @unchecked Sendable {
    private let report: @Sendable (Phase) -> Void

    init(_ report: @escaping @Sendable (Phase) -> Void) { self.report = report }

    func progress(phase: Phase) throws { report(phase) }
}
