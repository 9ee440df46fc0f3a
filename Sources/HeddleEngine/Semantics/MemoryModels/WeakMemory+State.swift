internal import HeddleProgram

/// The memory as it stands behind the fixed part of a state.
extension WeakMemory {
    /// Takes the memory out of a state whose fixed part has `fixedWords` words.
    func decode(_ state: UnsafePointer<UInt64>, count: Int, fixedWords: Int) {
        let tail = UnsafeRawPointer(state + fixedWords).assumingMemoryBound(to: UInt8.self)
        let length = max(0, count - fixedWords) * 8
        if let views { views.decode(UnsafeRawPointer(state), tail: tail, count: length) }
        if let buffers { buffers.decode(tail: tail, count: length) }
    }

    /// Puts the memory behind a state's fixed part. Returns how many words the state takes; nil if that is more than
    /// `room`.
    func encode(_ state: UnsafeMutablePointer<UInt64>, fixedWords: Int, room: Int) -> Int? {
        let tail = UnsafeMutableRawPointer(state + fixedWords).assumingMemoryBound(to: UInt8.self)
        let bytes = (room - fixedWords) * 8
        guard let made = views?.encode(tail, room: bytes) ?? buffers?.encode(tail, room: bytes) else { return nil }
        let end = fixedWords + (made + 7) / 8
        for byte in made..<((end - fixedWords) * 8) { tail[byte] = 0 }
        return end
    }

    /// Gives every thread another number; `numbers` is by old number. Thread identities in values stay as they are.
    func renumberThreads(_ numbers: [UInt8]) {
        views?.renumberThreads(numbers)
        buffers?.renumberThreads(numbers)
    }
}

extension ViewMemory {
    fileprivate func renumberThreads(_ numbers: [UInt8]) {
        permute(current, width, numbers)
        permute(acquired, width, numbers)
        permute(released, width, numbers)
        if plan.isRC11 { permute(releasedAt, locationCount * width, numbers) }
        permute(fences, 1, numbers)
        permute(pending, 1, numbers)
        if clockLanes > 0 {
            forEachFrontier { permute($0 + clockBase, 1, numbers) }
            for row in 0..<(locationCount * 4) { permute(accesses + row * threadCount, 1, numbers) }
        }
        guard let graph else { return }
        for index in 0..<graph.count {
            graph.events[index].thread = numbers[Int(graph.events[index].thread)]
        }
        renumber()
    }
}

extension StoreBuffers {
    fileprivate func renumberThreads(_ numbers: [UInt8]) {
        permute(count, 1, numbers)
        permute(isFenced, 1, numbers)
        permute(locations, limit, numbers)
        permute(values, limit * valueSize, numbers)
    }
}

/// Moves rows of `width` elements, one a thread, to where `numbers` has them, by old number.
private func permute<Element: BitwiseCopyable>(
    _ rows: UnsafeMutablePointer<Element>, _ width: Int, _ numbers: [UInt8]
) {
    withUnsafeTemporaryAllocation(of: Element.self, capacity: max(1, numbers.count * width)) { room in
        guard let old = room.baseAddress else { return }
        old.initialize(from: rows, count: numbers.count * width)
        for (thread, number) in numbers.enumerated() where Int(number) != thread {
            (rows + Int(number) * width).update(from: old + thread * width, count: width)
        }
    }
}
