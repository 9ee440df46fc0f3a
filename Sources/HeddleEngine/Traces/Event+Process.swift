package import HeddleProgram

/// What a process's step was, out of all that it did.
extension Event {
    /// The operation that names the step: a message, a new process, an assertion, else the last thing written. Nil where
    /// it did nothing that others could see: then its statement's text says it.
    package var processOperation: Operation? {
        let named = operations.first { operation in
            switch operation.kind {
            case .send, .receive, .handOver, .spawn, .await: return true
            default: return false
            }
        }
        return named ?? operations.last { $0.kind == .write }
    }
}

extension Machine {
    /// Where a recorded step stands in the source: of a process, the first statement that it made.
    package func span(of event: Event) -> SourceSpan? {
        if let first = event.statements.first, program.statements.indices.contains(first) {
            return program.statements[first].span
        }
        return event.site.map { site($0).span }
    }
}
