/// A form in which a schedule leaves the program: one file each, and a line in `Exporters`.
///
/// Pure: the same subject gives the same text, byte for byte. Text of models goes through `VisibleText`, then through
/// the form's own escapes.
package protocol Exporter: Sendable {
    /// The word behind `--as`.
    static var format: String { get }
    /// How files of this form end, with the dot.
    static var suffix: String { get }
    /// One clause for lists.
    static var about: String { get }
    /// Whether it is drawn from the walk's screens (`ExportSubject.screens`), and not from lanes and edges.
    static var needsScreens: Bool { get }
    /// Whether it has the model's program in it, so that a schedule can be tried on another model.
    static var hasProgram: Bool { get }
    /// Why a subject has no such form, in one clause; nil where it has one.
    static func refusal(_ subject: ExportSubject) -> String?
    static func export(_ subject: ExportSubject) -> String
}

extension Exporter {
    package static var needsScreens: Bool { false }
    package static var hasProgram: Bool { false }
    package static func refusal(_ subject: ExportSubject) -> String? { nil }
}

/// All forms there are.
package enum Exporters {
    package static let all: [any Exporter.Type] = [
        TextExporter.self, SVGExporter.self, HTMLExporter.self, DOTExporter.self, MermaidExporter.self,
        AsciicastExporter.self, CExporter.self, SwiftExporter.self, RustExporter.self,
    ]

    package static func named(_ format: String) -> (any Exporter.Type)? { all.first { $0.format == format } }

    package static var formats: [String] { all.map { $0.format } }
}
