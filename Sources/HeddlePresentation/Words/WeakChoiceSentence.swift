internal import HeddleEngine
internal import HeddleProgram

/// Why the load under the cursor may read more than one write, as a sentence.
package enum WeakChoiceSentence {
    /// Longest form first; empty where the cursor is on no such choice, or the line says what comes next.
    package static func texts(_ scene: Scene) -> [String] {
        if let forbidden = scene.selectedForbidden { return ForbiddenWords(scene).sentences(forbidden) }
        let thread = scene.situation.selectedThread
        guard scene.situation.selectedChoice != nil, scene.machine.memoryModel != .sc,
            scene.situation.play.nodes[scene.situation.place].preferredChild == nil,
            let first = scene.moves(ofThread: thread).first,
            let event = scene.machine.preview(first, in: scene.state), event.choiceText != nil,
            scene.words.siteKind(event) == .operation,
            let operation = event.operations.first, operation.kind == .read, operation.memory?.readsFrom != nil,
            let picture = scene.machine.memoryPicture(of: scene.state),
            let location = picture.locations.first(where: { $0.offset == operation.location }),
            let oldest = location.oldest[thread], oldest + 1 < location.writes.count
        else { return [] }
        let count = location.writes.count - oldest
        let who = scene.name(ofThread: thread) + " may read " + (count == 2 ? "either write" : "any of \(count) writes")
        let object = " of \(VisibleText.of(location.name))"
        guard let name = location.writes[oldest + 1].name,
            let step = scene.step(thatMade: name, at: location.offset)
        else { return [who + object + "."] }
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
