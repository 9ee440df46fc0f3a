package import HeddleEngine
internal import HeddleProgram

/// Which steps the Happens-before pane shows: those of some threads, those that touch some objects, or both.
///
/// Shape: words as typed. A thread is meant by its name (`teller.1`), by its number, or with its copies (`teller`); an
/// object by its name (`fork[0]`), or with its parts (`fork`). Steps must be of one of the threads, if there are any,
/// and touch one of the objects, if there are any.
package struct OrderFilter: Hashable, Sendable {
    package var words: [String]

    package init(_ words: [String] = []) { self.words = words }

    package var isEmpty: Bool { words.isEmpty }

    /// `teller.1, balance`, as the rule shows it.
    package var text: String { words.map(VisibleText.of).joined(separator: ", ") }

    /// Words that name neither a thread nor an object of the program, in order.
    package func unknown(_ machine: Machine, state: State) -> [String] {
        words.filter { word in
            Self.threads(word, machine, state).isEmpty && !Self.isObject(word, machine)
        }
    }

    /// What can be filtered for: threads, then objects.
    package static func names(_ machine: Machine, state: State) -> [String] {
        (0..<machine.threadCount(in: state)).map { machine.threadName($0, in: state) }
            + machine.program.objects.map(\.name)
    }

    private static func threads(_ word: String, _ machine: Machine, _ state: State) -> [Int] {
        (0..<machine.threadCount(in: state)).filter { thread in
            let name = machine.threadName(thread, in: state)
            return name == word || String(thread) == word || name.prefix(while: { $0 != "." }) == word
        }
    }

    private static func isObject(_ word: String, _ machine: Machine) -> Bool {
        let name = word.prefix { $0 != "[" && $0 != "." && $0 != "#" }
        return machine.program.objects.contains { $0.name == word || $0.name == name }
    }

    /// The filter on the threads and objects of a machine.
    struct Matcher {
        private let threads: Set<Int>
        private let objects: [String]
        /// Nothing but threads was asked for.
        let isThreadsOnly: Bool

        init(_ filter: OrderFilter, machine: Machine, state: State) {
            var threads: Set<Int> = []
            var objects: [String] = []
            for word in filter.words {
                let named = OrderFilter.threads(word, machine, state)
                if named.isEmpty { objects.append(word) } else { threads.formUnion(named) }
            }
            self.threads = threads
            self.objects = objects
            isThreadsOnly = objects.isEmpty
        }

        func matches(_ event: Event) -> Bool {
            let isOfThread =
                threads.isEmpty || threads.contains(event.thread) || event.partner.map(threads.contains) == true
            return isOfThread && (objects.isEmpty || objects.contains { touches(event, $0) })
        }

        private func touches(_ event: Event, _ object: String) -> Bool {
            event.operations.contains { operation in
                Footprint.overlap(operation.name, object)
                    || operation.secondName.map { Footprint.overlap($0, object) } == true
            }
        }
    }
}
