package import HeddleEngine
internal import HeddleProgram

/// The Memory pane: for each location its writes in modification order, and under them the oldest one that each thread
/// may still read; under tso what stands in memory, and each thread's store buffer.
package struct MemoryRows {
    /// From here on with blanks between marks and names, and with a legend. Unit: cells.
    package static let wideWidth = 58

    private struct Shown {
        var name: String
        var text: String
        /// Threads whose oldest write it is.
        var threads: [Int] = []
        var width: Int { CellWidth.of(text) }
    }

    private let scene: Scene
    private let picture: MemoryPicture
    private let marks: Marks
    private let width: Int
    private let isWide: Bool
    /// Where the writes begin.
    private let column: Int

    /// Nil: the memory is strong.
    private init?(_ scene: Scene, width: Int) {
        guard let picture = scene.machine.memoryPicture(of: scene.state) else { return nil }
        self.scene = scene
        self.picture = picture
        self.width = width
        marks = scene.marks
        isWide = width >= Self.wideWidth
        var names = picture.locations.map { VisibleText.of($0.name) }
        if picture.hasBuffers { names = ["memory"] + (0..<scene.threadCount).map(scene.name(ofThread:)) }
        column = 2 + min(names.map(CellWidth.of).max() ?? 0, max(6, width / 4)) + 3
    }

    /// All rows, and which of them the selected thread is about to change or to look at: those of the location that its
    /// next step accesses, under tso that of its store buffer.
    package static func rows(_ scene: Scene, width: Int) -> (lines: [StyledLine], focus: Range<Int>?) {
        guard let pane = MemoryRows(scene, width: width) else {
            return ([StyledLine("  the memory is strong (sc)", .quiet)], nil)
        }
        let (lines, focus) = pane.picture.hasBuffers ? pane.bufferRows : pane.orderRows
        return (lines.map { $0.cut(to: width, marks: scene.marks) }, focus)
    }

    /// Rows that the pane asks for, by the model alone. Unit: rows.
    package static func naturalRows(_ machine: Machine) -> Int {
        guard let picture = machine.memoryPicture(of: machine.start().state) else { return 0 }
        guard picture.hasBuffers else { return 2 * picture.locations.count }
        // What stands in memory, as it is set in the narrowest column, with values as wide as they usually get.
        let values = picture.locations.map { CellWidth.of($0.name) + ($0.type == .bool ? 6 : 3) }
        let width = values.reduce(0) { $0 + $1 + 3 } - 3
        return max(1, (width + narrowValues - 1) / narrowValues) + machine.declaredThreadCount
    }

    /// Room for values at 80 columns, where names of threads are short. Unit: cells.
    private static let narrowValues = 28

    /// Rows that what is published may take below the others, by the model alone; 0: nothing can be. Unit: rows.
    package static func publishedRows(_ machine: Machine) -> Int {
        guard machine.memoryModel.isC11 else { return 0 }
        let orders = machine.program.memoryOrders
        let fences = machine.program.routines.contains { routine in
            routine.code.contains { if case .fence = $0.kind { true } else { false } }
        }
        // Where all is seq_cst nothing old can be read.
        return orders.contains(where: \.releases) && orders.count > 1 || fences ? 2 : 0
    }

    private func head(_ name: String, _ role: Role = .plain) -> StyledLine {
        var line = StyledLine("  ")
        line.append(marks.cutMiddle(name, column - 5), role)
        line.pad(to: column)
        return line
    }

    // MARK: - Views

    /// The location that the selected thread's next step accesses first.
    private var accessed: Int? {
        guard let move = scene.moves(ofThread: scene.situation.selectedThread).first,
            let event = scene.machine.preview(move, in: scene.state)
        else { return nil }
        return event.operations.lazy.compactMap { operation in
            operation.memory == nil ? nil : picture.locations.firstIndex { $0.offset == operation.location }
        }.first
    }

    private var orderRows: (lines: [StyledLine], focus: Range<Int>?) {
        let order = ModificationOrder(scene, picture)
        let accessed = accessed
        var focus: Range<Int>?
        var rows: [StyledLine] = []
        for index in picture.locations.indices {
            if width >= 66, !rows.isEmpty { rows.append(StyledLine()) }
            let own = self.rows(index, order.writes(index))
            if index == accessed { focus = rows.count..<rows.count + own.count }
            rows += own
        }
        return (rows + notes(below: rows), focus)
    }

    /// What the marks mean, and what was published.
    private func notes(below locations: [StyledLine]) -> [StyledLine] {
        guard isWide, !locations.isEmpty else { return publishedRows }
        var rows: [StyledLine] = []
        rows.append(StyledLine())
        if width >= 66 { rows.append(StyledLine("  \(arrow(1)) modification order", .quiet)) }
        let gap = width >= 66 ? "  " : " "
        rows.append(StyledLine("  \(tick)\(gap)the oldest write that the thread may still read", .quiet))
        let published = publishedRows
        return published.isEmpty ? rows : rows + [StyledLine()] + published
    }

    /// `flag writer#1   data ≥ writer#1`: what a release published, below all, so that no location's row moves.
    private var publishedRows: [StyledLine] {
        var items: [(write: String, known: String)] = []
        for location in picture.locations {
            for write in location.writes where !write.published.isEmpty {
                let name = write.name.map(scene.values.name(of:)) ?? "write"
                let known = write.published.map { item in
                    "\(VisibleText.of(item.location)) \(marks.atLeast) \(scene.values.name(of: item.write))"
                }
                items.append((VisibleText.of(location.name) + " " + name, known.joined(separator: ", ")))
            }
        }
        if items.isEmpty { return [] }
        let head = isWide ? "Published: who acquires it knows, or something newer" : "Published: who acquires it knows"
        let column = 4 + min(items.map { CellWidth.of($0.write) }.max() ?? 0, max(8, width / 2 - 4)) + 2
        var rows = [StyledLine("  " + head, .quiet)]
        for item in items {
            for (index, text) in WrappedText.lines(item.known, width: width - column).enumerated() {
                var line = StyledLine("    ")
                if index == 0 { line.append(marks.cutMiddle(item.write, column - 6)) }
                line.pad(to: column)
                line.append(text, .order)
                rows.append(line)
            }
        }
        return rows
    }

    private var tick: String { marks.isASCII ? "'" : "╵" }

    private func arrow(_ dashes: Int) -> String {
        String(repeating: marks.isASCII ? "." : "┄", count: dashes) + marks.right
    }

    /// A location by its index in the picture.
    private func rows(_ index: Int, _ writes: [ModificationOrder.Write]) -> [StyledLine] {
        let location = picture.locations[index]
        var shown = writes.map { write in
            let name = write.name.map(scene.values.name(of:)) ?? "write"
            return Shown(name: name, text: name + " " + scene.values.text(write.value, location.type))
        }
        for thread in 0..<scene.threadCount {
            if let place = place(of: thread, index, writes) { shown[place].threads.append(thread) }
        }
        let between = " " + arrow(isWide ? 2 : 1) + " "
        // The newest ones, as many as there is room for.
        var first = shown.count - 1
        var size = column + (shown.last?.width ?? 0)
        while first > 0 {
            let more = shown[first - 1].width + CellWidth.of(between)
            let lead = first - 1 > 0 ? CellWidth.of(marks.ellipsis + between) : 0
            if size + more + lead > width { break }
            size += more
            first -= 1
        }
        if first > 0 {
            let hidden = shown[..<first].flatMap(\.threads)
            shown = [Shown(name: "", text: marks.ellipsis, threads: hidden.sorted())] + shown[first...]
        }
        var line = head(VisibleText.of(location.name))
        var ticks = StyledLine()
        for (index, write) in shown.enumerated() {
            if index > 0 { line.append(between, .order) }
            let start = line.width
            line.append(write.text, index == shown.count - 1 ? .strong : .plain)
            if write.threads.isEmpty { continue }
            // One cell in, where there is room: under the name, away from the arrow.
            ticks.pad(to: start + (isWide && index > 0 ? 1 : 0))
            let next = shown[(index + 1)...].isEmpty ? width : start + write.width + CellWidth.of(between)
            ticks.append(tick + (isWide ? " " : ""), .quiet)
            append(write.threads, to: &ticks, room: next - ticks.width - (next == width ? 0 : 1))
        }
        return [line, ticks]
    }

    /// Threads by name; by number where the names don't fit.
    private func append(_ threads: [Int], to line: inout StyledLine, room: Int) {
        let gap = isWide ? "  " : " "
        let names = threads.map(scene.name(ofThread:))
        let isNamed = CellWidth.of(names.joined(separator: gap)) <= room
        var left = room
        for (index, thread) in threads.enumerated() {
            let word = (index > 0 ? (isNamed ? gap : " ") : "") + (isNamed ? names[index] : "\(thread)")
            if CellWidth.of(word) > left { return }
            left -= CellWidth.of(word)
            line.append(word, .thread(thread))
        }
    }

    /// Position of the oldest write that a thread may read, or might have read at its end.
    private func place(of thread: Int, _ index: Int, _ writes: [ModificationOrder.Write]) -> Int? {
        let location = picture.locations[index]
        if let oldest = location.oldest[thread] {
            let place = writes.count - location.writes.count + oldest
            return writes.indices.contains(place) ? place : nil
        }
        guard let known = picture.known[thread]?[index] else { return nil }
        return writes.firstIndex { $0.name == known }
    }

    // MARK: - Store buffers

    private var bufferRows: (lines: [StyledLine], focus: Range<Int>?) {
        let values = picture.locations.map { location in
            let name = VisibleText.of(location.name)
            let value = location.writes.first.map { scene.values.text($0.value, location.type) } ?? marks.noValue
            return marks.cut("\(name) \(value)", name: name, width - column)
        }
        var rows = [head("memory", .strong)]
        for value in values {
            let isFirst = rows[rows.count - 1].width <= column
            if !isFirst, rows[rows.count - 1].width + 3 + CellWidth.of(value) > width { rows.append(head("")) }
            if rows[rows.count - 1].width > column { rows[rows.count - 1].append("   ") }
            rows[rows.count - 1].append(value)
        }
        var hasNote = false
        var focus: Range<Int>?
        for thread in 0..<scene.threadCount {
            let held = picture.buffers[thread]
            let isOver = scene.machine.status(ofThread: thread, in: scene.state) == .finished
            if held.isEmpty, isOver, isWide == false { continue }
            var line = head(scene.name(ofThread: thread), .thread(thread))
            if held.isEmpty {
                line.append("buffer empty", .quiet)
            } else {
                line.append(writes(held, room: width - line.width - 1 - CellWidth.of(arrow(2))))
                line.append(" " + arrow(2), .order)
                let note = "oldest first; flushed to memory"
                if !hasNote, max(line.width + 2, 39) + CellWidth.of(note) <= width {
                    line.put(note, .quiet, at: 39, gap: 2)
                    hasNote = true
                }
            }
            if thread == scene.situation.selectedThread { focus = rows.count..<rows.count + 1 }
            rows.append(line)
        }
        return (rows, focus)
    }

    /// `x ← 1, y ← 2`, oldest first. Of long names each is shortened by as much, so that all values are seen.
    private func writes(_ held: [MemoryPicture.Pending], room: Int) -> String {
        let writes = held.map { pending in
            let name = VisibleText.of(pending.name)
            return (name: name, text: "\(name) \(marks.into) \(scene.values.text(pending.write.value, pending.type))")
        }
        let whole = writes.map(\.text).joined(separator: ", ")
        let excess = CellWidth.of(whole) - room
        if excess <= 0 { return whole }
        let share = (excess + writes.count - 1) / writes.count
        return writes.map { marks.cut($0.text, name: $0.name, CellWidth.of($0.text) - share) }.joined(separator: ", ")
    }
}

/// The modification order of each location, those writes included that nobody can read any more: a state forgets them,
/// the line that leads to it tells them.
private struct ModificationOrder {
    struct Write {
        var name: WriteName?
        var value: Value
    }

    /// Steps of the line that are followed. Unit: steps.
    private static let limit = 2_000

    private var gone: [[Write]]
    private let picture: MemoryPicture

    init(_ scene: Scene, _ picture: MemoryPicture) {
        self.picture = picture
        gone = Array(repeating: [], count: picture.locations.count)
        guard scene.path.count <= Self.limit else { return }
        let start = scene.machine.memoryPicture(of: scene.situation.play.nodes[0].state)
        var all: [Int: [Write]] = [:]
        for location in start?.locations ?? [] {
            all[location.offset] = location.writes.map { Write(name: $0.name, value: $0.value) }
        }
        for node in scene.path {
            for operation in scene.situation.play.nodes[node].event.operations {
                guard let memory = operation.memory, let made = memory.made, let value = operation.newValue else {
                    continue
                }
                var writes = all[operation.location] ?? []
                let place = memory.placedBefore.flatMap { next in writes.firstIndex { $0.name == next } }
                writes.insert(Write(name: made, value: value), at: place ?? writes.count)
                all[operation.location] = writes
            }
        }
        for (index, location) in picture.locations.enumerated() {
            guard let first = location.writes.first?.name, let writes = all[location.offset],
                let place = writes.firstIndex(where: { $0.name == first })
            else { continue }
            gone[index] = Array(writes[..<place])
        }
    }

    func writes(_ location: Int) -> [Write] {
        gone[location] + picture.locations[location].writes.map { Write(name: $0.name, value: $0.value) }
    }
}
