internal import Glibc
internal import HeddleTerminal

/// An OS thread that runs jobs one after the other, in the order in which they were given.
///
/// It lives as long as the process: nothing waits for it at the end.
final class WorkerThread: @unchecked Sendable {
    typealias Job = @Sendable () -> Void

    // What the two locks guard is touched by any thread, under `lock` alone.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [Job] = []

    /// Deep recursion over a model's expressions needs more than a thread's usual share. Unit: bytes.
    private static let stackBytes = 16 << 20

    init() {
        lock = .allocate(capacity: 1)
        arrival = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(arrival, nil)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<WorkerThread>.fromOpaque(context).takeRetainedValue().runForever()
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_attr_destroy(&attributes)
        precondition(result == 0, "Heddle bug: no thread for work in the background")
    }

    func run(_ job: @escaping Job) {
        pthread_mutex_lock(lock)
        jobs.append(job)
        pthread_cond_signal(arrival)
        pthread_mutex_unlock(lock)
    }

    private func runForever() -> Never {
        Terminal.prepareWorkerThread()
        while true { next()() }
    }

    private func next() -> Job {
        pthread_mutex_lock(lock)
        while jobs.isEmpty { pthread_cond_wait(arrival, lock) }
        let job = jobs.removeFirst()
        pthread_mutex_unlock(lock)
        return job
    }
}

extension WorkerThread? {
    /// On the thread, or right here where there is none.
    func run(_ job: @escaping WorkerThread.Job) {
        if let self { self.run(job) } else { job() }
    }
}
