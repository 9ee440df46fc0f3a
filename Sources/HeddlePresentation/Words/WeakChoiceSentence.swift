internal import HeddleEngine
internal import HeddleProgram

/// A load that is a thread's next step and may read more than one write, with the write that its thread doesn't know.
struct OpenLoad {
    let thread: Int
    let location: MemoryPicture.Location
    /// Writes that it may read.
    let count: Int
    /// The step of the line (from 1) that made the oldest write that is newer than another one it may read; nil: no
    /// step of the line did.
    let unknownStep: Int?
    /// The load's place among the moves of the thread by which it reads the oldest write.
    let oldestChoice: Int?

    /// nil: the selected thread has no such step.
    init?(_ scene: Scene) {
        let machine = scene.machine
        guard machine.memoryModel.isC11 else { return nil }
        thread = scene.situation.selectedThread
        let moves = scene.moves(ofThread: thread)
        guard moves.count > 1, let event = machine.preview(moves[0], in: scene.state), event.choiceText != nil,
            scene.words.siteKind(event) == .operation,
            let operation = event.operations.first, operation.kind == .read, operation.memory?.readsFrom != nil,
            let picture = machine.memoryPicture(of: scene.state),
            let location = picture.locations.first(where: { $0.offset == operation.location })
        else { return nil }
        // What seq_cst forbids is no move.
        let sources = moves.map { machine.preview($0, in: scene.state)?.operations.first?.memory?.readsFrom }
        let readable = location.writes.indices.filter { index in
            location.writes[index].name.map { sources.contains($0) } ?? false
        }
        guard readable.count > 1, let oldest = readable.first, oldest + 1 < location.writes.count else { return nil }
        self.location = location
        count = readable.count
        unknownStep = location.writes[oldest + 1].name.flatMap { scene.step(thatMade: $0, at: location.offset) }
        oldestChoice = sources.firstIndex(of: location.writes[oldest].name)
    }
}

/// Why the load under the cursor may read more than one write, as a sentence.
package enum WeakChoiceSentence {
    /// Longest form first; empty where the cursor is on no such choice, or the line says what comes next.
    package static func texts(_ scene: Scene) -> [String] {
        if let forbidden = scene.selectedForbidden { return ForbiddenWords(scene).sentences(forbidden) }
        guard scene.situation.selectedChoice != nil,
            scene.situation.play.nodes[scene.situation.place].preferredChild == nil, let load = OpenLoad(scene)
        else { return [] }
        let writes = load.count == 2 ? "either write" : "any of \(load.count) writes"
        let who = scene.name(ofThread: load.thread) + " may read " + writes
        let object = " of \(VisibleText.of(load.location.name))"
        guard let step = load.unknownStep else { return [who + object + "."] }
        let why = ": nothing orders step \(step) before it."
        return [who + object + why, who + why, who + object + "."]
    }
}

extension Scene {
    /// The step of the line, from 1, that made a write; nil where it is not on it.
    func step(thatMade write: WriteName, at location: Int) -> Int? {
        for (index, node) in path.enumerated().reversed() {
            let event = situation.play.nodes[node].event
            guard event.thread == write.thread else { continue }
            if event.operations.contains(where: {
                $0.location == location && $0.memory?.made == write && $0.kind != .flush
            }) {
                return index + 1
            }
        }
        return nil
    }
}
