internal import HeddleProgram

/// The smallest piece of a Promela text that means something.
struct PromelaToken {
    enum Kind {
        case name
        /// Digits as in C's preprocessor, letters too: whether it is a Promela number is asked by the parser.
        case number
        case string
        /// `'a'`; its value is the character's.
        case character
        case symbol
        /// A comment that never ends, a byte that has no place: complained about already.
        case bad
        /// The end of the text; always the last token.
        case end
    }

    var kind: Kind
    /// As written; of a string, what stands between the quotes.
    var text: String
    /// Where people see it: of a macro's token, the macro's use; of an inline's argument, the parameter it replaces.
    var span: SourceSpan
    /// Of an inline's argument: where it stands in the call.
    var origin: SourceSpan?
    var value = 0
    /// Whether a line break stands before it.
    var startsLine = false
    /// Whether a blank or a line break stands before it.
    var isSpaced = false
    /// Never a macro again: its macro was being expanded when it came up.
    var isPainted = false

    func isSymbol(_ wanted: String) -> Bool { kind == .symbol && text == wanted }
    func isWord(_ wanted: String) -> Bool { kind == .name && text == wanted }
}

/// Promela's reserved words.
enum PromelaWords {
    static let all: Set<String> = [
        "active", "assert", "atomic", "bit", "bool", "break", "byte", "c_code", "c_decl", "c_expr", "c_state",
        "c_track", "D_proctype", "do", "chan", "d_step", "else", "empty", "enabled", "eval", "false", "fi", "for",
        "full", "get_priority", "goto", "hidden", "if", "init", "inline", "int", "len", "local", "ltl", "mtype",
        "nempty", "never", "nfull", "notrace", "np_", "od", "of", "pc_value", "pid", "printf", "printm", "priority",
        "proctype", "provided", "return", "run", "select", "set_priority", "short", "skip", "timeout", "trace",
        "true", "show", "typedef", "unless", "unsigned", "xr", "xs",
    ]

    static let types: Set<String> = ["bit", "bool", "byte", "pid", "short", "int", "unsigned", "mtype", "chan"]

    static let predefined: Set<String> = ["_", "_pid", "_nr_pr", "_last", "_priority", "_p", "_nr_qs"]
}
