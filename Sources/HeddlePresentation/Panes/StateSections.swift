internal import HeddleEngine
internal import HeddleProgram

/// What State lists, before it is laid out: sections (shared objects, channels, each thread) of named values.
package struct StateSections {
    package struct Entry {
        package var subject: StateRows.Subject
        /// Below its heading.
        package var name: String
        /// Without headings: `teller.0.seen`.
        package var fullName: String
        /// The value now; with parts that changed marked inside.
        package var text: String
        /// The value before, where it changed as a whole.
        package var oldText: String?
        /// ` `, `*`, `+` or `-`.
        package var mark: String
        /// 0: never since the start; nil: it has no value yet.
        package var lastChange: Int?
    }

    package struct Section {
        package var title: String
        package var note: String?
        package var thread: Int?
        package var isShared: Bool
        package var entries: [Entry]
    }

    private let scene: Scene
    private let before: State?
    private let beforeLocals: LocalsBefore
    private let text: ObjectText

    package init(_ scene: Scene) {
        self.scene = scene
        text = ObjectText(scene)
        let play = scene.situation.play
        if let node = scene.situation.comparedNode {
            before = play.nodes[node].state
            beforeLocals = LocalsBefore(scene, node)
        } else if let last = scene.path.last {
            let parent = play.nodes[last].parent
            before = play.nodes[parent].state
            beforeLocals = LocalsBefore(scene, parent)
        } else {
            before = nil
            beforeLocals = LocalsBefore(scene, 0)
        }
    }

    /// Sections that have entries, shared ones first.
    package var all: [Section] {
        var sections = [
            Section(title: "shared", isShared: true, entries: objects { !$0.isChannel }),
            Section(title: "channels", isShared: true, entries: objects { $0.isChannel }),
        ]
        for thread in 0..<scene.threadCount {
            sections.append(
                Section(
                    title: scene.name(ofThread: thread), note: note(ofThread: thread), thread: thread, isShared: false,
                    entries: number(ofThread: thread) + locals(ofThread: thread)))
        }
        // Beside Memory the threads are all that State tells of: also those that have nothing of their own.
        let isWeak = scene.machine.memoryModel != .sc
        return sections.filter { !$0.entries.isEmpty || isWeak && $0.thread != nil && $0.note != nil }
    }

    private func note(ofThread thread: Int) -> String? {
        switch scene.machine.status(ofThread: thread, in: scene.state) {
        case .finished: return "done"
        case .unborn: return nil
        case .standing: return scene.sourceLine(ofThread: thread).map { "at :\($0)" }
        }
    }

    // MARK: - Shared objects

    private func objects(_ wanted: (ObjectKind) -> Bool) -> [Entry] {
        var entries: [Entry] = []
        for (id, object) in scene.program.objects.enumerated() where wanted(object.kind) {
            if case .pool(fields: _, capacity: let capacity, any: _, recycling: _) = object.kind {
                for cell in 0..<capacity {
                    if let entry = entry(object: id, index: cell, name: "\(object.name)#\(cell)", isCell: true) {
                        entries.append(entry)
                    }
                }
            } else if object.isOwn {
                entries += ownChannels(id, object)
            } else if let count = object.count {
                for index in 0..<count {
                    if let entry = entry(object: id, index: index, name: "\(object.name)[\(index)]", isCell: false) {
                        entries.append(entry)
                    }
                }
            } else if let entry = entry(object: id, index: 0, name: object.name, isCell: false) {
                entries.append(entry)
            }
        }
        return entries
    }

    /// The channels that the processes there are have of their own.
    private func ownChannels(_ id: ObjectID, _ object: SharedObject) -> [Entry] {
        let perProcess = max(1, (object.count ?? 1) / max(1, scene.program.processes?.slots ?? 1))
        var entries: [Entry] = []
        for thread in 0..<scene.threadCount {
            let group = scene.program.threadGroups[scene.machine.threadGroup(thread, in: scene.state)]
            guard object.name.hasPrefix(group.name + ".") else { continue }
            let name = scene.name(ofThread: thread) + object.name.dropFirst(group.name.count)
            for index in 0..<perProcess {
                let full = perProcess == 1 ? name : "\(name)[\(index)]"
                if let entry = entry(object: id, index: thread * perProcess + index, name: full, isCell: false) {
                    entries.append(entry)
                }
            }
        }
        return entries
    }

    private func entry(object: ObjectID, index: Int, name rawName: String, isCell: Bool) -> Entry? {
        let now = scene.machine.status(ofObject: object, index: index, in: scene.state)
        let old = before.map { scene.machine.status(ofObject: object, index: index, in: $0) }
        let changed = old.map { $0 != now } ?? false
        if isCell, case .cell(inUse: false, fields: let fields) = now, fields.isEmpty, !changed { return nil }
        let name = VisibleText.of(rawName)
        let wording = text.wording(now, object: object, before: changed ? old : nil)
        var mark = changed ? "*" : " "
        if changed, isCell { mark = text.cellMark(from: old, to: now) ?? mark }
        let isArray = scene.program.objects[object].count != nil
        let step =
            scene.history.lastChange(ofName: rawName, atStep: scene.depth)
            ?? (isArray || isCell ? nil : scene.history.lastChange(ofObject: object, atStep: scene.depth))
        return Entry(
            subject: .object(object, index: index), name: name, fullName: name, text: wording.text,
            oldText: wording.old, mark: mark,
            lastChange: scene.program.objects[object].isGhost ? ghostChange(object, index, now) : step ?? 0)
    }

    /// Steps that are looked at for the last change of a ghost.
    private static let ghostReach = 2_000

    /// The last step beside which a ghost changed: no operation tells. nil: further back than is looked.
    private func ghostChange(_ object: ObjectID, _ index: Int, _ now: ObjectStatus) -> Int? {
        let nodes = scene.situation.play.nodes
        for step in stride(from: scene.depth, to: max(0, scene.depth - Self.ghostReach), by: -1) {
            let before = nodes[nodes[scene.path[step - 1]].parent].state
            if scene.machine.status(ofObject: object, index: index, in: before) != now { return step }
        }
        return scene.depth > Self.ghostReach ? nil : 0
    }

    // MARK: - Locals

    /// `_pid`, of processes that ask for it.
    private func number(ofThread thread: Int) -> [Entry] {
        let group = scene.machine.threadGroup(thread, in: scene.state)
        guard scene.program.processes?.asksNumber.contains(group) == true else { return [] }
        let name = "_pid"
        return [
            Entry(
                subject: .number(thread: thread), name: name, fullName: scene.name(ofThread: thread) + "." + name,
                text: String(thread), oldText: nil, mark: " ", lastChange: nil)
        ]
    }

    /// Locals of the thread's own body and of the function in which it stands, by their last values.
    private func locals(ofThread thread: Int) -> [Entry] {
        let group = scene.machine.threadGroup(thread, in: scene.state)
        let body = scene.program.threadGroups[group].routine
        var routines = [body]
        if case .standing(at: let site, frames: _) = scene.machine.status(ofThread: thread, in: scene.state),
            site.routine != body
        {
            routines.append(site.routine)
        }
        let threadName = scene.name(ofThread: thread)
        return routines.flatMap { routine in
            scene.program.routines[routine].locals.enumerated().compactMap { index, local in
                if !local.isListed { return nil }
                return entry(thread: thread, threadName: threadName, routine: routine, index: index, local)
            }
        }
    }

    private func entry(thread: Int, threadName: String, routine: RoutineID, index: LocalID, _ local: Local) -> Entry {
        let key = LineHistory.LocalKey(thread: thread, routine: routine, local: index)
        let record = scene.history.local(key, atStep: scene.depth)
        let old = before == nil ? nil : beforeLocals.value(key)
        let changed = before != nil && record?.value != old
        let values = scene.values
        var text = record.map { values.text($0.value, local.type) } ?? scene.marks.noValue
        var oldText: String?
        if changed {
            switch (old, record?.value) {
            case (let before?, let after?) where local.type.hasParts:
                text = values.change(from: before, to: after, local.type)
            default: oldText = old.map { values.text($0, local.type) } ?? scene.marks.noValue
            }
        }
        let name = VisibleText.of(local.name)
        return Entry(
            subject: .local(thread: thread, routine: routine, local: index), name: name,
            fullName: scene.program.localName(name, ofThread: thread, called: threadName), text: text, oldText: oldText,
            mark: changed ? "*" : " ",
            lastChange: record?.step)
    }
}

/// The values that locals had at a node, which need not lie on the current line.
private struct LocalsBefore {
    private let history: LineHistory
    /// The step of the line where the way to the node leaves it.
    private let step: Int
    /// What was given behind that.
    private var aside: [LineHistory.LocalKey: Value] = [:]

    init(_ scene: Scene, _ node: Int) {
        history = scene.history
        let play = scene.situation.play
        var node = node
        while !scene.isOnLine(node) {
            for change in play.nodes[node].event.localChanges.reversed() {
                let key = LineHistory.LocalKey(
                    thread: change.thread, routine: change.routine, local: change.local)
                if aside[key] == nil { aside[key] = change.value }
            }
            node = Int(play.links[node].parent)
        }
        step = Int(play.links[node].depth)
    }

    func value(_ key: LineHistory.LocalKey) -> Value? { aside[key] ?? history.local(key, atStep: step)?.value }
}

extension ObjectKind {
    var isChannel: Bool {
        if case .channel = self { return true }
        return false
    }
}

extension ValueType {
    /// Whether a change is shown inside the value rather than as old and new whole.
    var hasParts: Bool {
        switch self {
        case .structure, .array: return true
        default: return false
        }
    }
}
