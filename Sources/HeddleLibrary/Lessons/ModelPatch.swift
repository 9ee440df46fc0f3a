package import HeddleProgram

/// What turns a lesson's model into its solution: old and new lines among those around them.
///
/// What a model says of itself is no part of the cure: comments that begin with `///` and expectations are taken for
/// the same in both.
package struct ModelPatch: Hashable, Sendable {
    package enum Line: Hashable, Sendable {
        /// `number`: of the line in the old text, from 1.
        case same(number: Int, String)
        case gone(number: Int, String)
        case new(String)
        /// Lines in between that stay as they are.
        case skipped
    }

    package private(set) var lines: [Line]
    /// For each place of change the old line, from 1, that goes or behind which something new comes.
    package private(set) var places: [Int]

    /// `context`: lines shown before and behind what changes.
    package init(from old: SourceText, to new: SourceText, context: Int = 2) {
        let before = Self.texts(old)
        let kept = before.indices.filter { !Self.isAboutItself(before[$0]) }
        let wanted = Self.texts(new).filter { !Self.isAboutItself($0) }
        let difference = wanted.difference(from: kept.map { before[$0] })
        var gone: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): gone.insert(kept[offset])
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var all: [Line] = []
        var next = 0
        var isBegun = false
        func take(_ count: inout Int) {
            while inserted.contains(count) {
                all.append(.new(wanted[count]))
                count += 1
            }
        }
        for (index, text) in before.enumerated() {
            if gone.contains(index) {
                isBegun = true
                all.append(.gone(number: index + 1, text))
                continue
            }
            let isCompared = !Self.isAboutItself(text)
            // What comes behind a line stands there, not below what the model says of itself.
            if isCompared || isBegun { take(&next) }
            isBegun = isBegun || isCompared
            all.append(.same(number: index + 1, text))
            if isCompared { next += 1 }
        }
        take(&next)
        lines = Self.cut(all, context: context)
        places = Self.places(all)
    }

    private static func texts(_ source: SourceText) -> [String] {
        (1...max(1, source.lineCount)).map { source.text(line: $0) }
    }

    private static func isAboutItself(_ text: String) -> Bool {
        let text = text.drop(while: \.isWhitespace)
        return text.hasPrefix("///") || text.hasPrefix("expect ")
    }

    private static func cut(_ all: [Line], context: Int) -> [Line] {
        var shown = Array(repeating: false, count: all.count)
        for (index, line) in all.enumerated() where !line.isSame {
            for near in max(0, index - context)...min(all.count - 1, index + context) { shown[near] = true }
        }
        var result: [Line] = []
        for (index, line) in all.enumerated() {
            if shown[index] {
                result.append(line)
            } else if let last = result.last, last != .skipped, shown[index...].contains(true) {
                result.append(.skipped)
            }
        }
        return result
    }

    private static func places(_ all: [Line]) -> [Int] {
        var result: [Int] = []
        var number = 0
        var wasSame = true
        for line in all {
            switch line {
            case .same(let own, _): number = own
            case .gone(let own, _):
                number = own
                if wasSame { result.append(own) }
            case .new: if wasSame { result.append(max(1, number)) }
            case .skipped: break
            }
            wasSame = line.isSame
        }
        return result
    }
}

extension ModelPatch.Line {
    var isSame: Bool { if case .same = self { true } else { false } }
}
