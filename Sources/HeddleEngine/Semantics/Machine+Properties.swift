package import HeddleProgram

/// Properties at a state, as values.
extension Machine {
    /// The value of property `index` (or of one of its conjuncts) at this state.
    package func evaluate(property index: Int, in state: State) -> PropertyValue {
        let entry = recording.propertyEntries[index]
        return evaluate(entry.entry, entry.result, program.properties[index], state)
    }

    package func evaluate(property index: Int, conjunct: Int, in state: State) -> PropertyValue {
        let part = recording.propertyEntries[index].conjuncts[conjunct]
        return evaluate(part.entry, part.result, program.properties[index], state)
    }

    /// One operand of the `||` that a conjunct is (`Expression.alternatives`), whatever those before it are.
    package func evaluate(property index: Int, conjunct: Int, alternative: Int, in state: State) -> PropertyValue {
        let part = recording.propertyEntries[index].alternatives[conjunct][alternative]
        return evaluate(part.entry, part.result, program.properties[index], state)
    }

    private func evaluate(_ entry: Int, _ result: Int, _ property: Property, _ state: State) -> PropertyValue {
        withWorkspace(recording: true) { workspace in
            state.words.withUnsafeBufferPointer { words in
                workspace.setSource(words.baseAddress!, count: words.count)
                if let value = workspace.evaluate(entry, result) { return .value(value != 0) }
                let violation =
                    workspace.faultCode == .none
                    ? Violation(
                        check: .divergence, thread: -1, span: property.span, evidence: .propertyFault(property.text))
                    : Recorder(self, thread: -1).violation(workspace)
                return .fault(violation)
            }
        }
    }

    /// Values of the operands of the conjunct's outermost comparison; nil where the conjunct is no comparison.
    package func operands(property index: Int, conjunct: Int, in state: State) -> (left: Value, right: Value)? {
        guard let known = recording.propertyEntries[index].operands[conjunct] else { return nil }
        return withWorkspace(recording: true) { workspace in
            state.words.withUnsafeBufferPointer { words in
                workspace.setSource(words.baseAddress!, count: words.count)
                guard workspace.evaluate(known.entry, 0) != nil else { return nil }
                func value(_ noted: NotedValue) -> Value {
                    coding.value(of: noted.type, { workspace.registers[noted.register + $0] })
                }
                return (value(known.left), value(known.right))
            }
        }
    }
}
