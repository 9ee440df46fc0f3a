/// The type of a value of the model.
///
/// Types that are declared (enums, structs, pools) are indices into the program's tables.
package indirect enum ValueType: Hashable, Sendable {
    /// 64-bit signed; leaving the range is a violation.
    case int
    /// `lower...upper`, both inclusive, of `int`; storing a value outside is a violation.
    case range(lower: Int, upper: Int)
    /// 8, 16, 32 or 64 bits; wraps.
    case sized(bits: Int, signed: Bool)
    case bool
    case enumeration(Int)
    case structure(Int)
    case array(ValueType, count: Int)
    case list(ValueType, capacity: Int)
    /// Never nested.
    case optional(ValueType)
    /// A reference to a cell of a pool (index of the pool's shared object). Compares by cell.
    case reference(pool: ObjectID)
    case thread

    /// Whether the value is one number in the state (no structure, array, list or optional).
    package var isScalar: Bool {
        switch self {
        case .structure, .array, .list, .optional: return false
        default: return true
        }
    }

    package var isInteger: Bool {
        switch self {
        case .int, .range, .sized: return true
        default: return false
        }
    }
}

/// A value of the model, as people and files see it (never on the hot path).
package indirect enum Value: Hashable, Sendable {
    /// int, ranges, sized integers.
    case integer(Int)
    case boolean(Bool)
    /// Index of the case in its enumeration.
    case enumeration(Int)
    case none
    case some(Value)
    /// Fields in order of declaration.
    case structure([Value])
    /// Arrays and lists.
    case elements([Value])
    /// A cell of a pool; `dangling` once the cell was freed.
    case reference(cell: Int, dangling: Bool)
    /// Global number of a thread.
    case thread(Int)
    case uninitialized
}

package struct Enumeration: Sendable {
    package var name: String
    package var cases: [String]
    package init(name: String, cases: [String]) {
        self.name = name
        self.cases = cases
    }
}

/// A field of a struct or of a pool's cells.
package struct Field: Sendable {
    package var name: String
    package var type: ValueType
    package var isAtomic: Bool
    package var initial: Value?
    package init(name: String, type: ValueType, isAtomic: Bool = false, initial: Value? = nil) {
        self.name = name
        self.type = type
        self.isAtomic = isAtomic
        self.initial = initial
    }
}

package struct Structure: Sendable {
    package var name: String
    package var fields: [Field]
    package init(name: String, fields: [Field]) {
        self.name = name
        self.fields = fields
    }
}
