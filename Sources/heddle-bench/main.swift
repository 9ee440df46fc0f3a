internal import CPlatform
internal import Foundation
internal import HeddleEngine
internal import HeddleLanguages
internal import HeddleProgram

func userSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(0), &usage)
    return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) * 1e-6
}
let arguments = CommandLine.arguments
var settings: [Setting] = []
for argument in arguments.dropFirst(2) where argument != "d=1" {
    let parts = argument.split(separator: "=")
    settings.append(Setting(name: String(parts[0]), value: String(parts[1])))
}
let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: arguments[1])))
let loaded = HeddleFrontEnd.load(SourceText(path: arguments[1], bytes: bytes), settings: settings)
let machine = try Machine(loaded.program!)

for kind in 0..<3 {
let before = userSeconds()
var options = SearchOptions()
options.workers = kind == 2 ? 2 : 1
let wall = heddle_monotonic_seconds()
let bfs = BreadthFirstExplorer(machine: machine, options: options)
let dfs = DepthFirstExplorer(machine: machine, options: SearchOptions())
if kind != 1 { while !bfs.isOver { bfs.advance(budget: 1 << 20) } } else { while !dfs.isOver { dfs.advance(budget: 1 << 20) } }
let spent = userSeconds() - before
let report = kind != 1 ? bfs.report : dfs.report
print(
    "\(report.states) states \(report.transitions) transitions \(spent) s cpu \(heddle_monotonic_seconds() - wall) s wall, \(report.bytesPerState) bytes/state, words \(machine.wordCount), \(spent * 1e9 / Double(report.transitions)) ns/transition")
}
