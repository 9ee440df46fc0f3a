/// Something wrong, doubtful or notable in a model's text.
///
/// `id` is stable and never used again (language.md section 17: H101 …). `message` names things in single
/// quotes; `hint` says what to try. The wording of place and caret lives in the reports.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable {
        case error, warning, note
    }

    package var id: String
    package var severity: Severity
    package var span: SourceSpan
    package var message: String
    package var hint: String?
    /// What was set from outside and is wrong: such a diagnostic has no place in the model's text.
    package var setting: Setting?

    package init(
        _ id: String, _ severity: Severity = .error, at span: SourceSpan, _ message: String, hint: String? = nil
    ) {
        self.id = id
        self.severity = severity
        self.span = span
        self.message = message
        self.hint = hint
    }
}
