internal import HeddleProgram

/// A process's buffered channel whose place in the state the compiler knows: its length and the parts of its first
/// message are read as variables are. Tracing images keep the instructions that say what is touched.
struct KnownBuffer {
    /// Where the channel lies. Unit: bytes.
    var offset: Int
    var part: ObjectLayout
    /// The components of a message, from its start.
    var fields: [Leaf]
}

extension Compiler {
    func knownBuffer(_ place: ChannelPlace) -> KnownBuffer? {
        guard !annotates, !traces, case .known(let reference) = place,
            case .channel(let type, _, _) = program.objects[reference.object].kind
        else { return nil }
        let part = layout.objects[reference.object]
        guard part.capacity > 0, let offset = knownOffset(of: reference) else { return nil }
        let fields = layouts.layout(type).leaves
        guard fields.allSatisfy({ $0.bias == 0 }) else { return nil }
        return KnownBuffer(offset: offset, part: part, fields: fields)
    }

    func length(_ buffer: KnownBuffer, into result: Int) {
        load(Leaf(offset: 0, width: buffer.part.countWidth), buffer.offset + buffer.part.second, nil, into: result)
    }

    /// A component of the first message; one that the channel does not have is 0.
    func component(_ number: Int, _ buffer: KnownBuffer, into result: Int) {
        if buffer.fields.indices.contains(number) {
            load(buffer.fields[number], buffer.offset + buffer.part.third, nil, into: result)
        } else {
            emit(.move, result, constant(0))
        }
    }

    /// Into `result`: whether there is a first message and it fits.
    func firstFits(_ buffer: KnownBuffer, _ parts: [MessagePart], into result: Int) {
        // What is wanted is worked out whether or not there is a message: that may fail.
        var wanted: [(number: Int, value: Int)] = []
        for (number, part) in parts.enumerated() {
            guard case .match(let expression) = part else { continue }
            wanted.append((number, value(expression)))
        }
        length(buffer, into: result)
        if wanted.isEmpty { return }
        let end = newLabel()
        emit(.branchFalse, result, 0, end)
        for (number, value) in wanted {
            component(number, buffer, into: result)
            emit(.equal, result, result, value)
            emit(.branchFalse, result, 0, end)
        }
        place(end)
    }
}
