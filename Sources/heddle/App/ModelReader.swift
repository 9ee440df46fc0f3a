internal import Glibc
internal import HeddleProgram
internal import Synchronization

/// Reads models without holding up the keys.
///
/// A model of usual size is waited for, so that keys typed ahead meet the model that they were meant for; a larger one is
/// read on while the screens go on. Only the last request counts.
final class ModelReader: Sendable {
    /// What is said when it can't be read.
    enum Purpose: Sendable {
        case opening, again, watch
        /// With a constant from outside.
        case set(Setting)
    }

    struct Ready: Sendable {
        var reading: ModelDesk.Reading
        var purpose: Purpose
    }

    private struct State {
        /// Of the last request; nil: it was taken, or is waited for no more.
        var awaited: Int?
        var requests = 0
        var ready: Ready?
    }

    /// As long as nobody sees a key wait. Unit: seconds.
    private static let patience = 0.04
    private static let pause: UInt32 = 500

    private let worker: WorkerThread?
    private let onReady: @Sendable () -> Void
    private let state = Mutex(State())

    /// Without `worker` a request has ended when `read` returns. `onReady` is called on the worker.
    init(worker: WorkerThread?, onReady: @escaping @Sendable () -> Void) {
        self.worker = worker
        self.onReady = onReady
    }

    /// Whether something is being read.
    var isBusy: Bool { state.withLock { $0.awaited != nil } }

    /// Reads; nil where that takes longer: `take` gives it later.
    func read(_ request: ModelDesk.Request, for purpose: Purpose) -> ModelDesk.Reading? {
        guard let worker else { return ModelDesk.read(request) }
        let number = state.withLock { state in
            state.requests += 1
            state.awaited = state.requests
            state.ready = nil
            return state.requests
        }
        worker.run { [self] in
            // Whoever asked for something else since does not want this.
            guard state.withLock({ $0.awaited == number }) else { return }
            let reading = ModelDesk.read(request)
            let isWanted = state.withLock { state in
                guard state.awaited == number else { return false }
                state.ready = Ready(reading: reading, purpose: purpose)
                return true
            }
            if isWanted { onReady() }
        }
        var waited = 0.0
        while waited < Self.patience {
            if let ready = take() { return ready.reading }
            usleep(Self.pause)
            waited += Double(Self.pause) / 1e6
        }
        return nil
    }

    /// What is being read is wanted no more.
    func forget() {
        state.withLock { state in
            state.awaited = nil
            state.ready = nil
        }
    }

    /// What was read since, once.
    func take() -> Ready? {
        state.withLock { state in
            defer {
                if state.ready != nil { state.awaited = nil }
                state.ready = nil
            }
            return state.ready
        }
    }
}
