package import HeddleProgram

/// Shared objects at a state, as values.
extension Machine {
    /// `index`: element of an array of primitives, or cell of a pool; 0 otherwise.
    package func status(ofObject object: ObjectID, index: Int, in state: State) -> ObjectStatus {
        let part = layout.objects[object]
        let start = part.offset + index * part.stride
        switch program.objects[object].kind {
        case .variable(let type, _), .atomic(let type, _):
            return .value(value(of: type, at: part.offset, flags: part.flags, in: state))
        case .mutex(let recursive):
            let holder = byte(start, state) - 1
            let depth = recursive ? scalar(Leaf(offset: 1, width: .u32), start, state) : (holder >= 0 ? 1 : 0)
            return .mutex(holder: holder >= 0 ? holder : nil, depth: depth)
        case .rwlock(let writersFirst):
            let writer = byte(start, state) - 1
            var readers: [Int] = []
            for thread in 0..<layout.threadCount {
                readers += Array(repeating: thread, count: byte(start + part.second + thread, state))
            }
            return .rwlock(
                writer: writer >= 0 ? writer : nil, readers: readers,
                queued: writersFirst ? mask(start + part.third, state) : [])
        case .condition: return .condition(waiting: mask(start, state))
        case .semaphore: return .semaphore(count: scalar(Leaf(offset: 0, width: part.countWidth), start, state))
        case .barrier(let parties): return .barrier(arrived: mask(start, state), parties: parties)
        case .once:
            let raw = byte(start, state)
            return .once(raw == 0 ? .new : raw == 1 ? .done : .running(raw - 2))
        case .event: return .event(isSet: byte(start, state) != 0)
        case .channel(let type, let capacity, _):
            let count = part.capacity == 0 ? 0 : scalar(Leaf(offset: part.second, width: part.countWidth), start, state)
            let messages = (0..<count).map {
                value(of: type, at: start + part.third + $0 * part.messageSize, in: state)
            }
            return .channel(messages: messages, capacity: capacity, isClosed: byte(start, state) != 0)
        case .pool(let fields, _, _, _):
            let use = byte(start, state)
            if use == 0 { return .cell(inUse: false, fields: []) }
            var values: [Value] = []
            for (field, declared) in fields.enumerated() {
                let next = field + 1 < fields.count ? part.fieldFlags[field + 1] : part.stride
                let flag = part.fieldFlags[field] < next ? start + part.fieldFlags[field] : -1
                values.append(value(of: declared.type, at: start + part.fieldOffsets[field], flags: flag, in: state))
            }
            return .cell(inUse: use == 1, fields: values)
        }
    }

    func mask(_ offset: Int, _ state: State) -> [Int] {
        (0..<layout.threadCount).filter { byte(offset + ($0 >> 3), state) >> ($0 & 7) & 1 != 0 }
    }
}
