package import HeddleEngine
internal import HeddlePresentation

/// What all files of a check came to together.
package struct CheckTotal: Encodable, Sendable {
    /// One file.
    package struct File: Sendable {
        /// Of its runs; empty: it could not be checked.
        package var verdicts: [Judgement.Verdict]
        /// Whether an expectation is not met.
        package var isUnmet: Bool

        package init(verdicts: [Judgement.Verdict], isUnmet: Bool) {
            self.verdicts = verdicts
            self.isUnmet = isUnmet
        }
    }

    let files: Int
    /// Files of which every run holds, of which one is violated, and the other ones.
    let hold: Int
    let fail: Int
    let notKnown: Int
    let notChecked: Int
    /// Files that are not as expected, or fail without an expectation.
    let notAsExpected: Int

    package init(_ files: [File]) {
        self.files = files.count
        fail = files.count { $0.verdicts.contains(.violated) }
        notChecked = files.count { $0.verdicts.isEmpty }
        hold = files.count { file in !file.verdicts.isEmpty && file.verdicts.allSatisfy { $0 == .holds } }
        notKnown = files.count - fail - notChecked - hold
        notAsExpected = files.count(where: \.isUnmet)
    }

    /// `25 files: 11 hold, 13 fail, 1 is not known; all as expected.`
    package var text: String {
        var parts: [String] = []
        if hold > 0 { parts.append("\(Figures.number(hold)) \(hold == 1 ? "holds" : "hold")") }
        if fail > 0 { parts.append("\(Figures.number(fail)) \(fail == 1 ? "fails" : "fail")") }
        if notKnown > 0 { parts.append("\(Figures.number(notKnown)) \(notKnown == 1 ? "is" : "are") not known") }
        if notChecked > 0 { parts.append("\(Figures.number(notChecked)) could not be checked") }
        let unmet = notAsExpected == 0 ? "" : "; \(Figures.number(notAsExpected)) not as expected"
        let isFine = notAsExpected + notKnown + notChecked == 0
        return
            "\(Figures.count(files, "file")): \(parts.joined(separator: ", "))\(isFine ? "; all as expected" : unmet)."
    }
}
