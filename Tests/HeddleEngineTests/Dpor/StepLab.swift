import HeddleProgram
import Testing

@testable import HeddleEngine

/// Tries the steps of a machine one by one, and holds what they are said to touch against what they do.
struct StepLab {
    /// A move with what it touches and the state behind it.
    struct Made: Equatable {
        var result: RunResult
        var access: Int32
        var state: State
        var received: [Int]
    }

    let machine: Machine
    let tracer: StepTracer
    let table: AccessTable

    init(_ machine: Machine) {
        self.machine = machine
        let map = AccessMap(machine)
        tracer = StepTracer(machine, map: map)
        table = AccessTable(wordCount: map.wordCount)
    }

    func make(_ move: Transition, _ state: State, _ received: [Int]) -> Made {
        state.words.withUnsafeBufferPointer { words in
            tracer.setSource(words.baseAddress!, count: words.count, received: received)
            let result = tracer.perform(thread: move.thread, choice: move.choice)
            let access = table.number(of: UnsafePointer(tracer.log.reads))
            guard result == .rested || result == .violated else {
                return Made(result: result, access: access, state: state, received: received)
            }
            return Made(
                result: result, access: access,
                state: State(tracer.successor, count: tracer.successorCount, of: machine.stateLength),
                received: tracer.log.received)
        }
    }

    private func trials(_ thread: Int, _ state: State, _ received: [Int]) -> (moves: [Int], access: Int32) {
        state.words.withUnsafeBufferPointer { words in
            tracer.setSource(words.baseAddress!, count: words.count, received: received)
            tracer.tryMoves(of: thread)
            return (tracer.moves.map(\.choice), table.number(of: UnsafePointer(tracer.log.reads)))
        }
    }

    /// Swaps independent steps along random walks.
    func expectCommuting(_ seed: Int, walks: Int, _ about: String) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<walks {
            var state = machine.start().state
            var received = tracer.log.receivedBefore
            for _ in 0..<20 {
                let moves = machine.enabled(state)
                for first in moves {
                    let a = make(first, state, received)
                    guard a.result == .rested else { continue }
                    for second in moves where second.thread > first.thread {
                        let b = make(second, state, received)
                        guard b.result == .rested, !table.areDependent(a.access, b.access) else { continue }
                        let ab = make(second, a.state, a.received)
                        let ba = make(first, b.state, b.received)
                        #expect(ab.result == .rested && ba.result == .rested, "\(about): \(first) \(second)")
                        #expect(ab.state == ba.state && ab.received == ba.received, "\(about): \(first) \(second)")
                        #expect(ab.access == b.access && ba.access == a.access, "\(about): \(first) \(second)")
                    }
                }
                guard let move = moves.randomElement(using: &random) else { break }
                let made = make(move, state, received)
                guard made.result == .rested else { break }
                (state, received) = (made.state, made.received)
            }
        }
    }

    /// Looks, along a random walk, whose moves each step changes.
    func expectReading(_ seed: Int, _ about: String) {
        var random = SeededGenerator(seed: UInt64(seed))
        var state = machine.start().state
        var received = tracer.log.receivedBefore
        for _ in 0..<30 {
            let moves = machine.enabled(state)
            guard let move = moves.randomElement(using: &random) else { break }
            let made = make(move, state, received)
            guard made.result == .rested else { break }
            for other in 0..<machine.threadCount(in: state) where other != move.thread {
                let before = trials(other, state, received)
                let after = trials(other, made.state, made.received)
                if before.moves != after.moves {
                    #expect(table.areDependent(before.access, made.access), "\(about): \(move) and \(other)")
                }
            }
            (state, received) = (made.state, made.received)
        }
    }
}
