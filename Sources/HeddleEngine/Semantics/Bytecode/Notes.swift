internal import HeddleProgram

/// A part of a name as the recording code makes it: text, or what a register holds.
enum NamePart {
    case text(String)
    case number(Int)
    /// A reference, written as `Node#2`.
    case cell(pool: ObjectID, register: Int)
    /// A channel of processes, by its two registers.
    case channel(register: Int)
}

/// Where a value to be shown lies when the note runs.
struct NotedValue {
    var register: Int
    var type: ValueType
    /// State offset (plus register) of the mark of an uninitialised leaf; read as `uninitialized` when set.
    var flag: Int = -1
    var flagRegister: Int = 0
}

/// What the recording code writes down at one place: which registers mean what.
struct OperationNote {
    /// One kind, or by the value of `kindRegister`.
    var kinds: [OperationKind]
    var kindRegister: Int = 0
    var object: ObjectID?
    /// A register that holds the object, -1 where it is known.
    var objectRegister: Int = -1
    var name: [NamePart]
    var locationBase: Int
    /// A register to add to the base; -1 for none.
    var locationRegister: Int = -1
    var value: NotedValue?
    var previous: NotedValue?
    var operand: NotedValue?
    var rmw: RMWOperator?
    var order: MemoryOrder?
    var failureOrder: MemoryOrder?
    /// Registers that hold the number of another thread (negative: none).
    var threads: [Int] = []
    /// Registers that hold a set of threads.
    var threadMask: [Int] = []
    var secondName: [NamePart]?
    var secondRegister: Int = -1
    var countRegister: Int = -1
    var totalRegister: Int = -1
}

typealias OperationKind = Operation.Kind

/// An operation's note as an image keeps it: a recorded step passes the reference on, not twenty fields.
final class KeptNote {
    let fields: OperationNote
    init(_ fields: OperationNote) { self.fields = fields }
}

enum Note {
    case done(KeptNote)
    /// What the step is about to do, noted before it may block.
    case intended(KeptNote)
    case local(thread: Int, routine: RoutineID, local: LocalID, NotedValue)
    case choice(ChoiceNote)
    /// The partner of a rendezvous, in a register.
    case partner(Int)
    /// Which statement of a process's place is made.
    case statement(StatementID)
    /// An assertion is about to be judged: the register with the answer, what it compares, and, where it doesn't stand
    /// above, the text of that.
    case asserted(flag: Int, sign: String, NotedValue, NotedValue, part: String?)

    static func operation(_ note: OperationNote) -> Note { .done(KeptNote(note)) }
    static func intent(_ note: OperationNote) -> Note { .intended(KeptNote(note)) }
}

/// How a choice is put in words.
enum ChoiceNote {
    /// `wakes consumer.1`
    case wakes(Int)
    /// `vote = true`
    case takes(name: String, NotedValue)
    /// `hand to consumer.0`
    case handsTo(Int)
    case failsForNoReason(Int)
    case wakesForNoReason(Int)
    /// `copies`: register with the number of equal messages before it that pass on something else.
    case message(NotedValue, copies: Int)
    case cell(pool: ObjectID, Int)
    /// `case` of a select, by text.
    case alternative(String)
}

/// What a failing instruction tells a person.
struct FaultInfo {
    enum Form {
        case plain
        case assertion(text: String, sentence: String?)
        case range(name: [NamePart], register: Int, type: ValueType)
        case arithmetic(String)
        case shift(Int)
        case index(name: [NamePart], register: Int, count: Int, countRegister: Int)
        case list(name: [NamePart], capacity: Int)
        case object([NamePart])
        case cell(pool: ObjectID, register: Int)
        case text([NamePart])
        case thread(Int)
    }
    var thread: Int
    var span: SourceSpan
    var form: Form
}
