import Foundation
import HeddleEngine
import HeddleLanguages
import HeddleProgram
import TestSupport
import Testing

/// One row of an `expected.tsv`: what Spin's verifier says of a model.
struct PromelaRow: CustomTestStringConvertible, Sendable {
    var path: String
    var defines: [String]
    var counts: LiveSpin.Counts

    var testDescription: String {
        ([path.split(separator: "/").last.map(String.init) ?? path] + defines).joined(separator: " ")
    }

    /// The rows of a folder's table. Columns: model, defines, states, transitions, errors, whatever follows.
    static func rows(of folder: String) -> [PromelaRow] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/promela" + folder)
        guard let table = try? String(contentsOf: root.appending(path: "expected.tsv"), encoding: .utf8) else {
            return []
        }
        return table.split(separator: "\n").dropFirst().compactMap { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard cells.count > 4, let states = Int(cells[2]), let transitions = Int(cells[3]),
                let errors = Int(cells[4])
            else { return nil }
            return PromelaRow(
                path: root.appending(path: cells[0]).path,
                defines: cells[1].split(separator: " ").map(String.init),
                counts: LiveSpin.Counts(states: states, transitions: transitions, errors: errors))
        }
    }
}

/// The counts of a model by the machine alone: every state and every move, errors as Spin counts them.
enum PromelaCounts {
    struct NotLoaded: Error, CustomStringConvertible {
        var description: String
    }

    static func machine(path: String, defines: [String]) throws -> Machine {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        return try machine(SourceText(path: path, bytes: bytes), defines: defines) { name in
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return .missing }
            return .bytes([UInt8](data))
        }
    }

    static func machine(
        _ source: SourceText, defines: [String] = [], loader: @escaping PromelaLoader = { _ in .missing }
    ) throws -> Machine {
        let settings = defines.map { define in
            let parts = define.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            return Setting(name: parts[0], value: parts.count > 1 ? parts[1] : "1")
        }
        let loaded = PromelaFrontEnd.load(source, settings: settings, loader: loader)
        guard let program = loaded.program else {
            throw NotLoaded(description: loaded.diagnostics.map { "\($0.id): \($0.message)" }.joined(separator: "\n"))
        }
        return try Machine(program)
    }

    /// Breadth first over single steps. A failed assertion is an error each time it fires, an invalid end state once.
    static func counts(_ machine: Machine) -> LiveSpin.Counts {
        let workspace = machine.makeWorkspace()
        let start = machine.start().state
        var known: Set<State> = [start]
        var queue = [start]
        var next = 0
        // Spin counts the initial state as one more transition.
        var result = LiveSpin.Counts(states: 1, transitions: 1, errors: 0)
        while next < queue.count {
            let state = queue[next]
            next += 1
            if machine.ending(state) == .deadlock { result.errors += 1 }
            state.words.withUnsafeBufferPointer { words in
                guard let base = words.baseAddress else { return }
                workspace.begin(base, count: words.count)
                while workspace.next() {
                    guard workspace.result == .rested || workspace.result == .failed else {
                        if workspace.result == .violated {
                            result.transitions += 1
                            result.errors += 1
                        }
                        continue
                    }
                    result.transitions += 1
                    result.errors += workspace.failureCount
                    let successor = State(
                        words: Array(UnsafeBufferPointer(start: workspace.successor, count: machine.wordCount)))
                    if known.insert(successor).inserted { queue.append(successor) }
                }
            }
        }
        result.states = known.count
        return result
    }
}
