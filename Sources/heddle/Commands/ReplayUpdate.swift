internal import Glibc
internal import HeddleLibrary
internal import HeddlePresentation

/// `heddle replay --update`: shows what recording again would change in each entry's file, and writes it where wanted.
struct ReplayUpdate {
    /// Writes without asking.
    var yes: Bool

    /// Whether there is somebody to ask.
    private var asks: Bool { isatty(0) == 1 && Output.isTerminal }

    /// How it went: an entry that can't be written is bad input.
    func run(_ results: [ReplayResult]) -> [ExitStatus] {
        var statuses: [ExitStatus] = []
        var (written, shown) = (0, 0)
        for result in results {
            do throws(ScheduleError) {
                guard let update = try ScheduleUpdate(result) else { continue }
                shown += 1
                Output.write("\n" + update.diff)
                guard yes || (asks && isWanted(update)) else { continue }
                let head = try update.write()
                written += 1
                Output.write("Updated \(VisibleText.of(update.file)).\(Self.measureAgain(update))\n")
                if let head { Output.write("Head: \(head)\n") }
            } catch {
                Output.complain("heddle: \(VisibleText.of(error.message))\n")
                statuses.append(.badInput)
            }
        }
        Output.write("\n" + summary(shown: shown, written: written) + "\n")
        return statuses
    }

    private func isWanted(_ update: ScheduleUpdate) -> Bool {
        Output.write("Write this to \(VisibleText.of(update.file))? [y/N] ")
        let answer = (readLine() ?? "").lowercased()
        return answer == "y" || answer == "yes"
    }

    private static func measureAgain(_ update: ScheduleUpdate) -> String {
        guard update.dropsHardness else { return "" }
        return " Its hardness was that of the old model; measure again: heddle library measure "
            + VisibleText.of(update.file)
    }

    private func summary(shown: Int, written: Int) -> String {
        if shown == 0 { return "Nothing to update." }
        let entries = Figures.count(shown, "entry", plural: "entries")
        if written == 0, !yes, !asks { return "\(entries) would change. Nothing was written; --yes writes." }
        return "\(Figures.number(written)) of \(entries) updated."
    }
}
