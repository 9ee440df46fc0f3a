internal import HeddleScreen
internal import Synchronization

/// What worker threads have to tell the screens, in the order in which it came.
final class Inbox: Sendable {
    private let messages = Mutex<[Message]>([])
    private let onArrival: @Sendable () -> Void

    /// `onArrival` is called on the thread that posts, after every message.
    init(onArrival: @escaping @Sendable () -> Void) { self.onArrival = onArrival }

    func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        onArrival()
    }

    /// Says that there is something to see to that is no message.
    func wake() { onArrival() }

    func takeAll() -> [Message] {
        messages.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
