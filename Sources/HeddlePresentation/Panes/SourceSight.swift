internal import HeddleEngine
internal import HeddleProgram

/// Which lines of the Source pane are in sight: they follow the selected step, and move only where that has left their
/// middle half.
package enum SourceSight {
    /// The first line in sight, from 0. `kept`: what it was; nil: nothing was shown yet. `line`: of the selected step,
    /// from 1; nil: there is none, and nothing moves. Blank rows may stand behind the last line.
    package static func top(kept: Int?, line: Int?, count: Int, height: Int) -> Int {
        if count <= height { return 0 }
        guard let line else { return min(kept ?? 0, count - 1) }
        let row = line - 1
        if let kept, (height / 4..<height - height / 4).contains(row - kept) { return kept }
        // The selected line and the one behind it share the middle.
        return max(0, row - max(0, (height - 2) / 2))
    }
}

extension Situation {
    /// The line (from 1) of the selected thread's next step; nil: it has none.
    package var selectedLine: Int? {
        let state = play.nodes[place].state
        guard case .standing(at: let site, frames: _) = machine.status(ofThread: selectedThread, in: state) else {
            return nil
        }
        return machine.program.source.line(of: machine.site(site).span.start)
    }
}
