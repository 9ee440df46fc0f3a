internal import HeddleProgram

/// How one scalar lies in the state: size and sign.
enum Width: UInt8 {
    case u8, u16, u32, i8, i16, i32, i64

    /// Unit: bytes.
    var size: Int {
        switch self {
        case .u8, .i8: return 1
        case .u16, .i16: return 2
        case .u32, .i32: return 4
        case .i64: return 8
        }
    }

    /// The smallest width that holds `0 ... largest`.
    static func unsigned(_ largest: Int) -> Width {
        if largest <= 0xFF { return .u8 }
        if largest <= 0xFFFF { return .u16 }
        return largest <= 0xFFFF_FFFF ? .u32 : .i64
    }

    static func range(_ lower: Int, _ upper: Int) -> Width {
        if lower >= 0 { return .unsigned(upper) }
        if lower >= -0x80, upper <= 0x7F { return .i8 }
        if lower >= -0x8000, upper <= 0x7FFF { return .i16 }
        return lower >= -0x8000_0000 && upper <= 0x7FFF_FFFF ? .i32 : .i64
    }
}

/// One scalar of a value: where it lies and how.
struct Leaf {
    /// Byte offset within the value.
    var offset: Int
    var width: Width
    /// The state holds `value - bias`, so that zero is the default of a range that excludes 0.
    var bias = 0
    /// Pool of a reference, -1 for all else.
    var pool: ObjectID = -1
    var isReference: Bool { pool >= 0 }
}

/// A value flattened into scalars, packed without padding.
///
/// Shape: structs and arrays are their parts in order; an optional is a tag (0 nil) and its payload (zero when nil);
/// a list is its length and `capacity` elements (dead ones zero); a reference is `(cell + 1) << 1 | dangling`.
struct TypeLayout {
    var size: Int
    var leaves: [Leaf]
}

/// The layouts of a program's types, each computed once.
final class TypeLayouts {
    /// A value or state beyond this is refused. Unit: bytes.
    static let largestState = 60_000

    let program: Program
    /// Set once some type exceeded the limit; its layout is then empty.
    private(set) var isTooLarge = false
    private var known: [ValueType: TypeLayout] = [:]
    /// Once set nothing changes any more, and OS threads may share the layouts.
    var isFrozen = false

    init(_ program: Program) { self.program = program }

    func leafCount(_ type: ValueType) -> Int { layout(type).leaves.count }
    func size(_ type: ValueType) -> Int { layout(type).size }

    func layout(_ type: ValueType) -> TypeLayout {
        if let layout = known[type] { return layout }
        var layout = compute(type)
        if isFrozen { return layout }
        if layout.size > Self.largestState {
            isTooLarge = true
            layout = TypeLayout(size: 0, leaves: [])
        }
        known[type] = layout
        return layout
    }

    private func compute(_ type: ValueType) -> TypeLayout {
        switch type {
        case .int: return scalar(.i64)
        case .range(let lower, let upper):
            let bias = lower > 0 || upper < 0 ? lower : 0
            let (span, overflow) = upper.subtractingReportingOverflow(bias)
            if overflow { return scalar(.i64) }
            return scalar(.range(bias == 0 ? lower : 0, max(0, span)), bias: bias)
        case .sized(let bits, let signed):
            switch bits {
            case 8: return scalar(signed ? .i8 : .u8)
            case 16: return scalar(signed ? .i16 : .u16)
            case 32: return scalar(signed ? .i32 : .u32)
            case 1...64 where !signed: return scalar(.unsigned(bits > 62 ? Int.max : 1 << bits - 1))
            default: return scalar(.i64)
            }
        case .bool, .thread: return scalar(.u8)
        case .enumeration(let index): return scalar(.unsigned(program.enumerations[index].cases.count))
        case .reference(let pool): return scalar(.unsigned(2 * (poolCapacity(pool) + 1) + 1), pool: pool)
        case .structure(let index):
            var result = TypeLayout(size: 0, leaves: [])
            for field in program.structures[index].fields { append(layout(field.type), 1, to: &result) }
            return result
        case .array(let element, let count):
            var result = TypeLayout(size: 0, leaves: [])
            append(layout(element), count, to: &result)
            return result
        case .list(let element, let capacity):
            var result = scalar(.unsigned(max(0, capacity)))
            append(layout(element), capacity, to: &result)
            return result
        case .optional(let wrapped):
            var result = scalar(.u8)
            append(layout(wrapped), 1, to: &result)
            return result
        }
    }

    private func scalar(_ width: Width, bias: Int = 0, pool: ObjectID = -1) -> TypeLayout {
        TypeLayout(size: width.size, leaves: [Leaf(offset: 0, width: width, bias: bias, pool: pool)])
    }

    private func append(_ part: TypeLayout, _ count: Int, to whole: inout TypeLayout) {
        let (bytes, overflow) = part.size.multipliedReportingOverflow(by: max(0, count))
        guard !overflow, bytes + whole.size <= Self.largestState else {
            if !isFrozen { isTooLarge = true }
            return
        }
        for _ in 0..<max(0, count) {
            for leaf in part.leaves {
                var moved = leaf
                moved.offset += whole.size
                whole.leaves.append(moved)
            }
            whole.size += part.size
        }
    }

    private func poolCapacity(_ pool: ObjectID) -> Int {
        guard case .pool(_, let capacity, _, _) = program.objects[pool].kind else {
            preconditionFailure("Heddle bug: object \(pool) is no pool")
        }
        return capacity
    }
}
