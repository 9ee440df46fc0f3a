import Foundation
import HeddleScreen
import TestSupport

@testable import heddle

/// Random keys on one subject, the model's file changed under the screens now and then.
///
/// The same seed presses the same keys. Where HEDDLE_NOTE names a file, a line of it tells of each subject how many keys
/// were pressed: after a trap or where nothing ends, that is the case to play again.
struct RandomKeyRun {
    let subject: RandomKeySubject
    let seed: UInt64
    /// Keys between two frames that are looked at.
    let stride: Int

    /// Presses so many keys; what is wrong with a frame, and after how many keys, or nil.
    func play(_ count: Int) throws -> String? {
        let folder = try TemporaryFolder()
        try subject.prepare(folder)
        let model = subject.model(in: folder)
        let original = model.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
        var keys = RandomKeys(seed: seed, text: original ?? "", folder: folder.path)
        var random = SeededGenerator(seed: seed &+ 1)
        if subject.isDamaged, let model, let original { try Self.damage(original, &random).write(toFile: model) }
        let note = RandomKeyNote(subject, seed: seed)
        var session = try subject.session(in: folder, size: keys.size())
        var pressed = 0
        while pressed < count {
            for event in keys.next() {
                note.write(pressed)
                session.take(.input(event))
                pressed += 1
                if pressed.isMultiple(of: stride), let fault = CellGrid.fault(in: session.frame) {
                    return "\(fault), seed \(seed), after \(pressed) keys on \(subject.testDescription)"
                }
                if session.isOver { break }
            }
            if session.isOver { session = try subject.session(in: folder, size: keys.size()) }
            if let model, Int.random(in: 0..<Self.changeEvery, using: &random) == 0 {
                let text = original ?? ((try? String(contentsOfFile: model, encoding: .utf8)) ?? "")
                let isBack = Int.random(in: 0..<3, using: &random) == 0
                try (isBack ? text : Self.damage(text, &random)).write(toFile: model)
                session.lookAtFile()
            }
        }
        note.end(pressed)
        return CellGrid.fault(in: session.frame).map {
            "\($0), seed \(seed), at the end, on \(subject.testDescription)"
        }
    }

    /// Rounds of keys between two changes of the file.
    private static let changeEvery = 60

    private static func damage(_ text: String, _ random: inout SeededGenerator) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for _ in 0...Int(random.next() % 2) { DamagedModelTests.change(&lines, &random) }
        let damaged = lines.joined(separator: "\n")
        // One atomic block around another loop makes steps with a million ways, each frame of which takes seconds.
        let isSlow = ["atomic", "loop"].contains { word in
            damaged.components(separatedBy: word).count != text.components(separatedBy: word).count
        }
        return isSlow ? text : damaged
    }
}

extension String {
    fileprivate func write(toFile path: String) throws {
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try write(toFile: path, atomically: false, encoding: .utf8)
    }
}

/// Tells outside of the process how far a run is. One line of fixed width a subject.
final class RandomKeyNote {
    private static let width = 160
    private let file: FileHandle?
    private let offset: UInt64
    private let head: String

    init(_ subject: RandomKeySubject, seed: UInt64) {
        let path = ProcessInfo.processInfo.environment["HEDDLE_NOTE"] ?? ""
        if !path.isEmpty, !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        file = path.isEmpty ? nil : FileHandle(forUpdatingAtPath: path)
        offset = UInt64(subject.index * Self.width)
        head = "seed \(seed), \(subject.testDescription): "
    }

    func write(_ keys: Int) { put("\(keys) keys") }
    func end(_ keys: Int) { put("\(keys) keys, over") }

    private func put(_ text: String) {
        guard let file else { return }
        let line = (head + text).padding(toLength: Self.width - 1, withPad: " ", startingAt: 0) + "\n"
        try? file.seek(toOffset: offset)
        file.write(Data(line.utf8))
    }
}

extension CellGrid {
    /// What is wrong with a frame as such.
    static func fault(in grid: CellGrid) -> String? {
        guard grid.cells.count == grid.rows * grid.columns else { return "cells" }
        for row in 0..<grid.rows {
            var column = 0
            while column < grid.columns {
                let cell = grid[row, column]
                let place = "row \(row), column \(column)"
                guard cell.width == 1 || cell.width == 2 else { return "width \(cell.width) at \(place)" }
                if cell.scalar < 0x20 || (0x7F..<0xA0).contains(cell.scalar) { return "control character at \(place)" }
                if Int(cell.cluster) > grid.clusters.count { return "cluster at \(place)" }
                if cell.width == 2, column + 1 >= grid.columns || grid[row, column + 1].width != 0 {
                    return "half a character at \(place)"
                }
                column += Int(cell.width)
            }
        }
        if let cursor = grid.cursor,
            !(0..<grid.rows).contains(cursor.row) || !(0..<grid.columns).contains(cursor.column)
        {
            return "cursor outside"
        }
        return nil
    }
}
