package import HeddleProgram

/// What a weak memory holds at a state, as values for people.
package struct MemoryPicture: Sendable {
    package struct Write: Sendable {
        /// nil: nobody followed the line that leads here.
        package var name: WriteName?
        /// `.uninitialized` where nothing was written yet.
        package var value: Value
        /// What who acquires it gets to know of other locations, where somebody may still read something older: the
        /// oldest write that it may read then. In the order of locations.
        package var published: [Known] = []
    }

    /// A write of a location, by their names.
    package struct Known: Sendable {
        package var location: String
        package var write: WriteName
    }

    /// One memory location.
    package struct Location: Sendable {
        /// As in `Operation.location`. Unit: byte offset in the state.
        package var offset: Int
        package var object: ObjectID
        /// `data`, `flag[1]`, `Node#2.next`
        package var name: String
        package var type: ValueType
        /// In modification order: those that somebody may still read. Under tso the one that stands in memory.
        package var writes: [Write]
        /// By thread that can still move: index into `writes` of the oldest one that it may read. Empty under tso.
        package var oldest: [Int: Int]
    }

    /// A write on its way to memory (tso).
    package struct Pending: Sendable {
        package var name: String
        package var type: ValueType
        package var write: Write
    }

    package var locations: [Location]
    /// tso, by thread: what its store buffer holds, oldest first.
    package var buffers: [[Pending]]
    /// By thread that is over: for each location, in the order of `locations`, the oldest write that it might have read.
    package var known: [Int: [WriteName]]
    package var hasBuffers: Bool
}

extension Machine {
    /// What the weak memory holds at a state; nil under sc.
    package func memoryPicture(of state: State) -> MemoryPicture? {
        guard let plan = memory else { return nil }
        let weak = WeakMemory(plan)
        state.words.withUnsafeBufferPointer {
            weak.decode($0.baseAddress!, count: $0.count, fixedWords: fixedWordCount)
        }
        return picture(weak, state)
    }

    private func picture(_ weak: WeakMemory, _ state: State) -> MemoryPicture {
        let plan = weak.plan
        let live = (0..<threadCount(in: state)).filter { place($0, state) != 0 }
        var indices: [Int] = []
        var locations: [MemoryPicture.Location] = []
        for (index, place) in plan.locations.enumerated() where isInUse(place, state) {
            let type = type(ofLocation: index)
            var location = MemoryPicture.Location(
                offset: place.offset, object: place.object, name: name(ofLocation: index), type: type, writes: [],
                oldest: [:])
            if let views = weak.views {
                for message in 0..<views.count[index] {
                    let slot = views.slot(index, message)
                    let value = views.value(ofSlot: slot)
                    let published = published(views.frontier(ofSlot: slot), of: views, but: index, state)
                    location.writes.append(
                        MemoryPicture.Write(
                            name: name(index, message, state),
                            value: views.slotFlags[slot] & ViewMemory.isUnknown != 0
                                ? .uninitialized : self.value(of: type, UnsafeRawPointer(value)),
                            published: published))
                }
                for thread in live {
                    location.oldest[thread] = min(views.view(thread, index), views.count[index] - 1)
                }
            } else {
                let value = self.value(of: type, at: place.offset, flags: place.flag, in: state)
                location.writes = [MemoryPicture.Write(name: state.names?.writes[index].last, value: value)]
            }
            indices.append(index)
            locations.append(location)
        }
        var buffers: [[MemoryPicture.Pending]] = []
        if let held = weak.buffers {
            buffers = (0..<threadCount(in: state)).map { thread in
                (0..<held.count[thread]).map { entry in pending(held, thread, entry, state) }
            }
        }
        let known = (state.names?.known ?? [:]).mapValues { names in indices.map { names[$0] } }
        return MemoryPicture(
            locations: locations, buffers: buffers, known: known, hasBuffers: weak.buffers != nil)
    }

    /// What a message knows of other locations than its own.
    private func published(
        _ frontier: ViewMemory.Lanes, of views: ViewMemory, but own: Int, _ state: State
    ) -> [MemoryPicture.Known] {
        guard !views.isLatest else { return [] }
        return (0..<views.locationCount).compactMap { location in
            let index = Int(frontier[location])
            guard location != own, index > 0, isInUse(views.plan.locations[location], state),
                let write = name(location, index, state)
            else { return nil }
            return MemoryPicture.Known(location: name(ofLocation: location), write: write)
        }
    }

    private func name(_ location: Int, _ message: Int, _ state: State) -> WriteName? {
        guard let names = state.names?.writes[location], names.indices.contains(message) else { return nil }
        return names[message]
    }

    private func pending(_ held: StoreBuffers, _ thread: Int, _ entry: Int, _ state: State) -> MemoryPicture.Pending {
        let location = held.location(thread, entry)
        let type = type(ofLocation: location)
        let names = state.names?.buffers[thread] ?? []
        let value = value(of: type, UnsafeRawPointer(held.value(thread, entry)))
        return MemoryPicture.Pending(
            name: name(ofLocation: location), type: type,
            write: MemoryPicture.Write(name: names.indices.contains(entry) ? names[entry].name : nil, value: value))
    }

    /// A value as it lies in a message.
    private func value(of type: ValueType, _ bytes: UnsafeRawPointer) -> Value {
        let leaves = layouts.layout(type).leaves
        return coding.value(
            of: type, { Workspace.scalar(bytes, leaves[$0].offset, leaves[$0].width) &+ leaves[$0].bias })
    }

    /// Whether a location is no part of a free cell.
    private func isInUse(_ place: MemoryLocation, _ state: State) -> Bool {
        guard case .pool = program.objects[place.object].kind else { return true }
        let part = layout.objects[place.object]
        let cell = (place.offset - part.offset) / max(1, part.stride)
        return byte(part.offset + cell * part.stride, state) != 0
    }
}
