internal import HeddleProgram

/// How people call a write: by the thread that made it, and how manieth of that thread to its location it was.
package struct WriteName: Hashable, Sendable {
    /// -1: the value that was there from the start.
    package var thread: Int
    /// From 1.
    package var number: Int

    package static let start = WriteName(thread: -1, number: 0)

    /// `start`, `writer#1`. `threadName`: of a thread by its number.
    package func text(_ threadName: (Int) -> String) -> String {
        thread < 0 ? "start" : "\(threadName(thread))#\(number)"
    }
}

/// What an access did in a weak memory.
package struct MemoryAccessRecord: Hashable, Sendable {
    /// The write that was read.
    package var readsFrom: WriteName?
    /// Writes later in modification order than the one that was read.
    package var passesOver = 0
    /// The write that was made.
    package var made: WriteName?
    /// The write right before it in modification order; of a flush, of the write that it took to memory.
    package var placedAfter: WriteName?
    /// The write right behind it in modification order, if it was not put at the end.
    package var placedBefore: WriteName?
    /// RC11: the write also carries on what its thread released to the location before.
    package var carriesOwnReleases = false
    /// `tso`: but for the buffers all threads share one memory, and read there what was written last.
    package var isSharedMemory = false
    /// `tso`: the value came out of the thread's own store buffer.
    package var isFromBuffer = false
    /// `tso`: the write went into the thread's store buffer.
    package var isBuffered = false
}

/// The names of the writes that a state's memory holds, as far as one line to it tells.
///
/// Kept beside a state and not in it: two lines may call the same write differently, and counts would grow in loops.
struct WriteNames: Sendable {
    /// By location: the messages in modification order.
    var writes: [[WriteName]]
    /// By location: how many writes each thread has made.
    var counts: [[Int: Int]]
    /// `tso`, by thread: location, name and line of what is in its buffer, oldest first.
    var buffers: [[(location: Int, name: WriteName, site: SiteReference?)]]
    /// By thread that is over: for each location the oldest write that it might have read at its end.
    var known: [Int: [WriteName]] = [:]

    init(_ plan: MemoryPlan) {
        writes = Array(repeating: [.start], count: plan.locations.count)
        counts = Array(repeating: [:], count: plan.locations.count)
        buffers = Array(repeating: [], count: plan.form == .buffers ? plan.threads : 0)
    }

    /// A new write of a thread.
    mutating func name(_ location: Int, by thread: Int) -> WriteName {
        let number = counts[location][thread, default: 0] + 1
        counts[location][thread] = number
        return WriteName(thread: thread, number: number)
    }
}

/// Follows the accesses of a run, so that each operation tells which write it read or made.
extension Recorder {
    func beginRun() {
        names = namesBefore
        access = nil
        memoryDrops = []
    }

    private func writeName(_ location: Int, _ index: Int) -> WriteName? {
        guard let names, names.writes[location].indices.contains(index) else { return nil }
        return names.writes[location][index]
    }

    private func words(_ name: WriteName, _ workspace: Workspace) -> String {
        name.text { machine.threadName($0, workspace.spawnedGroup) }
    }

    /// Under tso `index` is the entry of the thread's own buffer, -1 for memory.
    func read(_ location: Int, index: Int, of count: Int, isChoice: Bool, _ workspace: Workspace) {
        accessed.append(location)
        var made = MemoryAccessRecord()
        if machine.memory?.form == .buffers {
            made.isSharedMemory = true
            made.isFromBuffer = index >= 0
            made.readsFrom =
                index < 0
                ? names?.writes[location].last
                : names.flatMap { names in
                    let mine = names.buffers[event.thread]
                    return mine.indices.contains(index) ? mine[index].name : nil
                }
        } else {
            made.readsFrom = writeName(location, index)
            made.passesOver = count - 1 - index
            if isChoice, let name = made.readsFrom { choiceWords.append("from \(words(name, workspace))") }
        }
        access = made
    }

    func write(_ location: Int, at place: Int, of count: Int, isChoice: Bool, _ workspace: Workspace) {
        accessed.append(location)
        var made = access ?? MemoryAccessRecord()
        if place < count { made.placedBefore = writeName(location, place) }
        if isChoice {
            choiceWords.append(made.placedBefore.map { "before \(words($0, workspace))" } ?? "behind all")
        }
        made.placedAfter = writeName(location, place - 1)
        made.isSharedMemory = machine.memory?.form == .buffers
        made.carriesOwnReleases = machine.memory?.isRC11 == true
        made.made = names?.name(location, by: event.thread)
        if let name = made.made {
            if machine.memory?.form == .latest || machine.memory?.form == .buffers {
                names?.writes[location] = [name]
            } else {
                let end = names?.writes[location].count ?? 0
                names?.writes[location].insert(name, at: min(place, end))
            }
        }
        access = made
    }

    /// Under tso an atomic block and some operations write to memory itself.
    func wroteMemory(_ operation: Operation, _ workspace: Workspace) {
        guard access == nil, operation.kind == .write, let memory = machine.memory, memory.form == .buffers,
            memory.locationAt.indices.contains(operation.location), memory.locationAt[operation.location] >= 0
        else { return }
        write(Int(memory.locationAt[operation.location]), at: 1, of: 1, isChoice: false, workspace)
    }

    func buffered(_ location: Int, _ workspace: Workspace) {
        var made = MemoryAccessRecord()
        made.isBuffered = true
        made.isSharedMemory = true
        made.made = names?.name(location, by: event.thread)
        if let name = made.made {
            names?.buffers[event.thread].append((location: location, name: name, site: event.site))
        }
        access = made
    }

    /// The oldest write of the thread goes to memory; the workspace's buffers still hold it.
    func flushed(_ location: Int, _ workspace: Workspace) {
        guard let place = machine.memory?.locations[location], let buffers = workspace.memory?.buffers else { return }
        var operation = Operation(
            .flush, object: place.object, name: machine.name(ofLocation: location), location: place.offset)
        let type = machine.type(ofLocation: location)
        let leaves = machine.layouts.layout(type).leaves
        let bytes = UnsafeRawPointer(buffers.value(event.thread, 0))
        operation.value = machine.coding.value(
            of: type, { Workspace.scalar(bytes, leaves[$0].offset, leaves[$0].width) &+ leaves[$0].bias })
        operation.type = type
        choiceWords.append("flushes \(operation.name)")
        var made = MemoryAccessRecord()
        made.isSharedMemory = true
        if names?.buffers[event.thread].isEmpty == false, let oldest = names?.buffers[event.thread].removeFirst() {
            made.made = oldest.name
            made.placedAfter = names?.writes[location].last
            event.site = oldest.site
            names?.writes[location] = [oldest.name]
        }
        operation.memory = made
        event.operations.append(operation)
    }

    /// A thread is over: what it knew of each location is kept, for the state forgets it.
    func finishedThread(_ thread: Int, _ views: ViewMemory) {
        guard let names else { return }
        self.names?.known[thread] = (0..<views.locationCount).map { location in
            let writes = names.writes[location]
            return writes[min(views.view(thread, location), writes.count - 1)]
        }
    }

    /// After the run: the oldest messages that nobody can read any more.
    func finishMemory() {
        for drop in memoryDrops {
            let number = names?.writes[drop.location].count ?? 0
            names?.writes[drop.location].removeFirst(min(drop.count, number))
        }
        memoryDrops = []
    }
}

/// Locations by name, for people.
extension Machine {
    /// `data`, `flag[1]`, `pair.x`, `Node#2.next`
    func name(ofLocation location: Int) -> String { describe(location).name }

    func type(ofLocation location: Int) -> ValueType { describe(location).type }

    private func describe(_ location: Int) -> (name: String, type: ValueType) {
        guard let place = memory?.locations[location] else { return ("", .int) }
        let part = layout.objects[place.object]
        let declared = program.objects[place.object]
        switch declared.kind {
        case .variable(let type, _):
            return innerPart(type, declared.name, place.offset - part.offset)
        case .atomic(.array(let element, _), _):
            let size = max(1, layouts.size(element))
            return ("\(declared.name)[\((place.offset - part.offset) / size)]", element)
        case .atomic(let type, _): return (declared.name, type)
        case .pool(let fields, _, _, _):
            let cell = (place.offset - part.offset) / max(1, part.stride)
            let inner = (place.offset - part.offset) % max(1, part.stride)
            guard let field = part.fieldOffsets.lastIndex(where: { $0 <= inner }) else { break }
            let name = "\(declared.name)#\(cell).\(fields[field].name)"
            return fields[field].isAtomic
                ? (name, fields[field].type)
                : innerPart(fields[field].type, name, inner - part.fieldOffsets[field])
        default: break
        }
        return (declared.name, .int)
    }

    /// The part of a plain value at a byte offset.
    private func innerPart(_ type: ValueType, _ name: String, _ offset: Int) -> (name: String, type: ValueType) {
        switch type {
        case .array(let element, _):
            let stride = max(1, layouts.size(element))
            return innerPart(element, "\(name)[\(offset / stride)]", offset % stride)
        case .structure(let index):
            var start = 0
            for field in program.structures[index].fields {
                let end = start + layouts.size(field.type)
                if offset < end { return innerPart(field.type, "\(name).\(field.name)", offset - start) }
                start = end
            }
            return (name, type)
        default: return (name, type)
        }
    }
}
