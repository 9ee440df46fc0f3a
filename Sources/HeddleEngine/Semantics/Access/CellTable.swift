internal import HeddleProgram

/// The cells of a program: the parts of shared objects that the static analysis keeps apart, numbered.
///
/// Cell 0 stands for everything at once. A variable has one cell for each scalar in it (or one alone, if it is large);
/// a primitive has two sides for each element, so that what takes and what gives don't get in each other's way: an
/// unlock commutes with everybody else's lock, a send with a receive.
struct CellTable {
    /// Read by every step, written by those that may change anything.
    static let everything = 0
    /// Variables with more scalars than this are one cell.
    private static let largestVariable = 128
    /// Arrays of primitives with more elements than this are one element.
    private static let largestArray = 128

    /// Which side of a primitive: `take` is what lock, acquire, receive and wait change, `give` what unlock, release
    /// and send do. Those with one side have it twice.
    enum Side: Int {
        case take = 0
        case give = 1
    }

    private let program: Program
    private let layouts: TypeLayouts
    /// Whether what gives also passes knowledge on, as under c11: then both sides of a primitive are one.
    let passesKnowledge: Bool
    /// First cell of each object.
    private var first: [Int] = []
    private var elements: [Int] = []
    /// How many threads were spawned.
    let spawned: Int
    /// The order in which atomic blocks run, where it passes knowledge on.
    let blocks: Int
    /// First of the cells that a thread's end writes, one for each context.
    let finished: Int
    let count: Int

    init(_ program: Program, _ layouts: TypeLayouts, contexts: Int, passesKnowledge: Bool = false) {
        self.program = program
        self.layouts = layouts
        self.passesKnowledge = passesKnowledge
        var next = 1
        for object in program.objects {
            first.append(next)
            var parts = 1
            switch object.kind {
            case .variable(let type, _), .atomic(let type, _):
                let leaves = layouts.leafCount(type)
                parts = leaves <= Self.largestVariable ? max(1, leaves) : 1
                elements.append(parts)
                next += parts
            case .pool(let fields, _, _, _):
                // Which cells are free, then the fields, each for all cells of the pool.
                elements.append(1)
                next += 1 + fields.count
            default:
                parts = max(1, object.count ?? 1)
                if parts > Self.largestArray { parts = 1 }
                elements.append(parts)
                next += 2 * parts
            }
        }
        spawned = next
        blocks = next + 1
        finished = next + 2
        count = next + 2 + contexts
    }

    /// One side of a primitive, at an index if it is known.
    func primitive(_ object: ObjectID, index: Int?, _ side: Side) -> [Int] {
        let all = elements[object]
        let chosen = index.flatMap { all > 1 && (0..<all).contains($0) ? $0..<($0 + 1) : nil } ?? 0..<all
        let offset = passesKnowledge ? Side.take.rawValue : side.rawValue
        return chosen.map { first[object] + 2 * $0 + offset }
    }

    func poolCells(_ object: ObjectID) -> Int { first[object] }

    func poolField(_ object: ObjectID, _ field: Int) -> Int { first[object] + 1 + field }

    /// Cells of a part of a variable: `leaves` of its scalars.
    func variable(_ object: ObjectID, _ leaves: Range<Int>) -> Range<Int> {
        let all = elements[object]
        if all == 1 || leaves.isEmpty || leaves.upperBound > all { return first[object]..<(first[object] + all) }
        return (first[object] + leaves.lowerBound)..<(first[object] + leaves.upperBound)
    }

    /// All scalars of a variable.
    func leaves(_ object: ObjectID) -> Int { elements[object] }

    func variableType(_ object: ObjectID) -> ValueType? {
        switch program.objects[object].kind {
        case .variable(let type, _), .atomic(let type, _): return type
        default: return nil
        }
    }

    /// Scalars of a value of the type.
    func scalars(_ type: ValueType) -> Int { layouts.leafCount(type) }
}
