internal import HeddleProgram

/// One element of a proctype's control structure, as Spin numbers them: a place where a process can rest, or one
/// that jumps lead through.
final class ControlNode {
    enum Kind {
        /// A statement that makes a step.
        case step
        /// `if`, `do`: its options, in order, `else` last.
        case choice
        /// Where the options of an `if` or `do` and the parts of an `unless` meet.
        case target
        /// Behind a `do`.
        case exit
        /// To a label, or behind a `do`.
        case jump
        case block, atomic, deterministic
        /// Two sequences: the main one and its escape.
        case unless
        /// The end of the body.
        case end
    }

    let number: Int
    var kind: Kind
    var statement: PromelaStatement?
    var next: ControlNode?
    /// Of a choice and an `unless`.
    var options: [ControlSequence] = []
    /// Of a block, `atomic` and `d_step`.
    var inner: ControlSequence?
    /// Escapes that cover the node, the one attached last (the outermost) first.
    var escapes: [ControlSequence] = []
    /// Lies in an atomic sequence, and is not its last.
    var isAtomic = false
    /// The last of an atomic sequence.
    var endsAtomic = false
    var isDeterministic = false
    var labels: [Int] = []
    /// Of a jump.
    var label: Int?
    var exit: ControlNode?

    init(_ number: Int, _ kind: Kind, _ statement: PromelaStatement? = nil) {
        self.number = number
        self.kind = kind
        self.statement = statement
    }
}

/// A chain of nodes: `extent` was its last one before what it leads to was appended.
final class ControlSequence {
    var first: ControlNode?
    var last: ControlNode?
    var extent: ControlNode?

    func append(_ node: ControlNode) {
        if let last { last.next = node } else { first = node }
        last = node
    }

    /// The nodes from the first to a given one.
    func nodes(upTo end: ControlNode?) -> [ControlNode] {
        var result: [ControlNode] = []
        var node = first
        while let current = node {
            result.append(current)
            if current === end { break }
            node = current.next
        }
        return result
    }
}

/// Builds the control structure of a proctype with Spin's own shape, since its places are what a state tells apart.
///
/// Idea: nodes are made innermost first, as Spin's parser meets them. A `do` is a target, the choice and an exit in a
/// row; an `if` the choice and its target; `atomic` marks what lies in it, so that a step from a marked node goes on.
/// Source: the behaviour of Spin 6.5.2, seen in the tables of its generated verifiers.
struct ControlBuilder {
    private(set) var nodes: [ControlNode] = []
    private(set) var labels: [Int: ControlNode] = [:]
    private var exits: [ControlNode] = []

    mutating func build(_ body: PromelaSequence) -> (start: ControlSequence, end: ControlNode) {
        let whole = sequence(body)
        let end = make(.end)
        whole.append(end)
        whole.extent = end
        return (whole, end)
    }

    private mutating func make(_ kind: ControlNode.Kind, _ statement: PromelaStatement? = nil) -> ControlNode {
        let node = ControlNode(nodes.count + 1, kind, statement)
        nodes.append(node)
        return node
    }

    private mutating func sequence(_ source: PromelaSequence) -> ControlSequence {
        let result = ControlSequence()
        for statement in source.statements { add(statement, to: result) }
        if result.first == nil { result.append(make(.step, PromelaStatement(.skip, source.span))) }
        result.extent = result.last
        return result
    }

    private mutating func add(_ statement: PromelaStatement, to sequence: ControlSequence) {
        let node: ControlNode
        switch statement.kind {
        case .exclusive: return
        case .choice(let options, let repeats):
            node = choice(statement, options, repeats: repeats, sequence)
        case .unless(let main, let escape):
            node = unless(statement, main, escape, sequence)
        case .block(let inside):
            let inner = self.sequence(inside)
            node = make(.block, statement)
            node.inner = inner
            sequence.append(node)
        case .atomic(let inside):
            let inner = self.sequence(inside)
            markAtomic(inner, deterministic: false)
            node = make(.atomic, statement)
            node.inner = inner
            sequence.append(node)
        case .deterministic(let inside):
            let inner = self.sequence(inside)
            markAtomic(inner, deterministic: true)
            node = make(.deterministic, statement)
            node.inner = inner
            sequence.append(node)
        case .goto(let label):
            node = make(.jump, statement)
            node.label = label
            sequence.append(node)
        case .break:
            node = make(.jump, statement)
            node.exit = exits.last
            sequence.append(node)
        default:
            node = make(.step, statement)
            sequence.append(node)
        }
        node.labels = statement.labels
        for label in statement.labels { labels[label] = node }
    }

    private mutating func choice(
        _ statement: PromelaStatement, _ options: [PromelaSequence], repeats: Bool, _ sequence: ControlSequence
    ) -> ControlNode {
        // Jumps behind the loop are made before the node they lead to, so that one stands in for it.
        let exit = ControlNode(0, .exit)
        if repeats { exits.append(exit) }
        var inside = options.map { self.sequence($0) }
        if repeats { exits.removeLast() }
        if let index = inside.firstIndex(where: { $0.first?.isOtherwise == true }) {
            inside.append(inside.remove(at: index))
        }
        let node = make(.choice, statement)
        let target = make(.target)
        node.options = inside
        for option in inside { option.append(target) }
        if repeats {
            sequence.append(target)
            let made = make(.exit)
            for jump in nodes where jump.exit === exit { jump.exit = made }
            sequence.append(node)
            sequence.append(made)
        } else {
            sequence.append(node)
            sequence.append(target)
        }
        return node
    }

    private mutating func unless(
        _ statement: PromelaStatement, _ main: PromelaSequence, _ escape: PromelaSequence, _ sequence: ControlSequence
    ) -> ControlNode {
        let first = self.sequence(main)
        let second = self.sequence(escape)
        let node = make(.unless, statement)
        let target = make(.target)
        node.options = [first, second]
        first.append(target)
        second.append(target)
        attach(second, to: first)
        sequence.append(node)
        sequence.append(target)
        return node
    }

    // MARK: Escapes

    private func attach(_ escape: ControlSequence, to sequence: ControlSequence) {
        for node in sequence.nodes(upTo: sequence.extent) { attach(escape, to: node) }
    }

    private func attach(_ escape: ControlSequence, to node: ControlNode) {
        if node.escapes.contains(where: { $0 === escape }) { return }
        for inner in node.escapes { attach(escape, to: inner) }
        node.escapes.insert(escape, at: 0)
        switch node.kind {
        case .unless: if let main = node.options.first { attach(escape, to: main) }
        case .choice: for option in node.options { attach(escape, to: option) }
        case .deterministic: if let first = node.inner?.first { attach(escape, to: first) }
        case .atomic, .block: if let inner = node.inner { attach(escape, to: inner) }
        default: break
        }
    }

    // MARK: Atomic sequences

    private func markAtomic(_ sequence: ControlSequence, deterministic: Bool) {
        mark(sequence, deterministic: deterministic)
        guard let last = sequence.last else { return }
        switch last.kind {
        case .block, .atomic: if let inner = last.inner { markAtomic(inner, deterministic: deterministic) }
        case .unless: if let main = last.options.first { markAtomic(main, deterministic: deterministic) }
        default:
            last.isAtomic = false
            last.endsAtomic = true
        }
    }

    private func mark(_ sequence: ControlSequence, deterministic: Bool) {
        for node in sequence.nodes(upTo: sequence.last) {
            node.isAtomic = true
            if deterministic { node.isDeterministic = true }
            switch node.kind {
            case .atomic, .block:
                node.kind = .block
                if let inner = node.inner { mark(inner, deterministic: deterministic) }
            case .deterministic where deterministic:
                node.kind = .block
                if let inner = node.inner { mark(inner, deterministic: true) }
            default: break
            }
            for option in node.options { mark(option, deterministic: deterministic) }
        }
    }
}

extension ControlNode {
    var isOtherwise: Bool {
        if case .otherwise? = statement?.kind { return true }
        return false
    }
}
