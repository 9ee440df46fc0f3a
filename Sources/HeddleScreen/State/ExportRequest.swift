package import HeddleEngine
package import HeddlePresentation

/// A line of play to be written to a file. The executable knows the forms and the file system.
package struct ExportRequest: Sendable {
    package var model: Int
    package var schedule: [Transition]
    /// What the schedule is called: `finding 1 of 2`, an entry's name, `line a`.
    package var name: String
    /// What fails at its end, where a finding or an entry says so.
    package var finding: Finding?
    /// The step (from 1) behind which every run fails.
    package var pointOfNoReturn: Int?
    /// By step, from 1.
    package var notes: [Int: String]
    /// `svg`
    package var format: String
    /// nil: a name made of the model's and the schedule's, in the working folder.
    package var file: String?
    package var isReplacing: Bool
    /// As Happens-before shows the line.
    package var orderView: OrderView
    package var isASCII: Bool
    package var size: GridSize
}
