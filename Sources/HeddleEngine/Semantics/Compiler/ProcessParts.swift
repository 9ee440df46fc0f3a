internal import HeddleProgram

/// What the questions and channels of processes are made of, for everything that walks over expressions.
extension ChannelPlace {
    var parts: [Expression] {
        switch self {
        case .known(let reference): return reference.index.map { [$0] } ?? []
        case .identity(let value): return [value]
        }
    }

    var object: ObjectID? {
        if case .known(let reference) = self { return reference.object }
        return nil
    }
}

extension ProcessQuestion {
    var parts: [Expression] {
        switch self {
        case .timeout, .count, .isYoungest, .ownChannel: return []
        case .length(let channel), .isFull(let channel): return channel.parts
        case .canSend(let channel, let values): return channel.parts + values
        case .canReceive(let channel, let parts, _):
            return channel.parts
                + parts.compactMap { part in
                    if case .match(let value) = part { return value }
                    return nil
                }
        }
    }

    var objects: [ObjectID] {
        switch self {
        case .timeout, .count, .isYoungest, .ownChannel: return []
        case .length(let channel), .isFull(let channel), .canSend(let channel, _), .canReceive(let channel, _, _):
            return channel.object.map { [$0] } ?? []
        }
    }
}
