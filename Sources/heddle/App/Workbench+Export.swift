internal import Glibc
internal import HeddleEngine
internal import HeddleKit
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram
internal import HeddleReports
internal import HeddleScreen

extension Workbench {
    /// Writes the line of play to a file; says where, or why not.
    func export(_ request: ExportRequest) {
        guard request.model == model.number, let inPlay = model.inPlay,
            let exporter = Exporters.named(request.format)
        else { return }
        let file = request.file ?? Self.file(for: request, model: inPlay.machine.program, suffix: exporter.suffix)
        let settings = Judge.run(of: inPlay.machine.program, memoryModel: inPlay.machine.memoryModel).settings
        let screen = ScreenRequest(
            file: inPlay.file.source.path, settings: settings, memoryModel: inPlay.machine.memoryModel,
            library: library.folder, bounds: bounds)
        atOnce { [inbox] in
            // A long line takes a while to be played anew.
            var subject = ExportSubject(
                machine: inPlay.machine, trace: Trace(machine: inPlay.machine, schedule: request.schedule),
                name: request.name, finding: request.finding, notes: request.notes,
                options: ExportOptions(
                    layout: request.orderView.layout == .causal ? .causal : .lanes,
                    edges: request.orderView.showsAllEdges ? .all : .essential, isASCII: request.isASCII))
            subject.pointOfNoReturn = request.pointOfNoReturn
            let export = ScheduleExport(exporter: exporter, subject: subject, request: screen, size: request.size)
            inbox.post(.notice(Self.write(export, to: file, replacing: request.isReplacing)))
        }
    }

    private static func write(_ export: ScheduleExport, to file: String, replacing: Bool) -> String {
        do {
            try export.write(to: file, replacing: replacing)
            return "Written: \(file)."
        } catch let error as ScheduleError {
            if case .system(_, _, EEXIST) = error {
                return "'\(file)' exists already: :export \(export.exporter.format)! \(file) replaces it."
            }
            return "Not written: \(error.message)."
        } catch let failure as Failure {
            return "Not written: \(failure.message)."
        } catch {
            return "Not written."
        }
    }

    /// `lost-update-finding-1-of-1.svg`
    private static func file(for request: ExportRequest, model: Program, suffix: String) -> String {
        ScheduleFolder.slug(FilePath.stem(model.source.path) + " " + request.name) + suffix
    }
}
