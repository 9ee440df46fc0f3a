internal import HeddleProgram

/// Between values as people see them and scalars as the machine holds them.
struct ValueCoding {
    let layouts: TypeLayouts

    /// The scalars of a value, in order of the type's leaves (biases not applied).
    func leaves(of value: Value, type: ValueType) -> [Int] {
        var result: [Int] = []
        append(value, type, to: &result)
        return result
    }

    private func append(_ value: Value, _ type: ValueType, to result: inout [Int]) {
        switch (type, value) {
        case (_, .uninitialized):
            result.append(contentsOf: repeatElement(0, count: layouts.leafCount(type)))
        case (.optional(let wrapped), .some(let inner)):
            result.append(1)
            append(inner, wrapped, to: &result)
        case (.optional(let wrapped), .none):
            result.append(contentsOf: repeatElement(0, count: 1 + layouts.leafCount(wrapped)))
        case (.optional(let wrapped), _):
            result.append(1)
            append(value, wrapped, to: &result)
        case (.structure(let index), .structure(let parts)):
            let fields = layouts.program.structures[index].fields
            for (field, part) in zip(fields, parts) { append(part, field.type, to: &result) }
        case (.array(let element, _), .elements(let parts)):
            for part in parts { append(part, element, to: &result) }
        case (.list(let element, let capacity), .elements(let parts)):
            result.append(parts.count)
            for part in parts { append(part, element, to: &result) }
            let dead = max(0, capacity - parts.count) * layouts.leafCount(element)
            result.append(contentsOf: repeatElement(0, count: dead))
        case (_, .integer(let number)): result.append(number)
        case (_, .boolean(let flag)): result.append(flag ? 1 : 0)
        case (_, .enumeration(let index)): result.append(index)
        case (_, .thread(let number)): result.append(number)
        case (_, .reference(let cell, let dangling)): result.append((cell + 1) << 1 | (dangling ? 1 : 0))
        default: preconditionFailure("Heddle bug: \(value) is no value of \(type)")
        }
    }

    /// The value that scalars stand for; `flags` tells which leaf is uninitialised.
    func value(of type: ValueType, _ leaf: (Int) -> Int, flags: (Int) -> Bool = { _ in false }) -> Value {
        var next = 0
        return decode(type, leaf, flags, &next)
    }

    private func decode(_ type: ValueType, _ leaf: (Int) -> Int, _ flags: (Int) -> Bool, _ next: inout Int) -> Value {
        switch type {
        case .structure(let index):
            return .structure(layouts.program.structures[index].fields.map { decode($0.type, leaf, flags, &next) })
        case .array(let element, let count):
            return .elements((0..<max(0, count)).map { _ in decode(element, leaf, flags, &next) })
        case .list(let element, let capacity):
            let count = min(max(0, leaf(next)), max(0, capacity))
            let start = next + 1
            next = start
            let parts = (0..<count).map { _ in decode(element, leaf, flags, &next) }
            next = start + max(0, capacity) * layouts.leafCount(element)
            return .elements(parts)
        case .optional(let wrapped):
            let isThere = leaf(next) != 0
            next += 1
            let inner = decode(wrapped, leaf, flags, &next)
            return isThere ? .some(inner) : .none
        default:
            let raw = leaf(next)
            let isUninitialized = flags(next)
            next += 1
            return isUninitialized ? .uninitialized : scalar(type, raw)
        }
    }

    private func scalar(_ type: ValueType, _ raw: Int) -> Value {
        switch type {
        case .bool: return .boolean(raw != 0)
        case .enumeration: return .enumeration(raw)
        case .thread: return .thread(raw)
        // Zero is no reference at all: a local that was forgotten, or never set.
        case .reference: return raw == 0 ? .uninitialized : .reference(cell: (raw >> 1) - 1, dangling: raw & 1 != 0)
        default: return .integer(raw)
        }
    }

    /// Which leaves of an initial value are uninitialised, in order of the leaves.
    func uninitializedLeaves(of value: Value, type: ValueType) -> [Bool] {
        switch (type, value) {
        case (_, .uninitialized): return Array(repeating: true, count: layouts.leafCount(type))
        case (.structure(let index), .structure(let parts)):
            return zip(layouts.program.structures[index].fields, parts).flatMap {
                uninitializedLeaves(of: $1, type: $0.type)
            }
        case (.array(let element, _), .elements(let parts)):
            return parts.flatMap { uninitializedLeaves(of: $0, type: element) }
        default: return Array(repeating: false, count: layouts.leafCount(type))
        }
    }

    static func hasUninitialized(_ value: Value) -> Bool {
        switch value {
        case .uninitialized: return true
        case .structure(let parts), .elements(let parts): return parts.contains(where: hasUninitialized)
        case .some(let inner): return hasUninitialized(inner)
        default: return false
        }
    }
}
