package import HeddleProgram

/// `-DNAME=VALUE`, or `-DNAME`, whose text is `1`.
package struct PromelaDefine: Hashable, Sendable {
    package var name: String
    /// Promela text, put in place of the name.
    package var text: String

    package init(name: String, text: String = "1") {
        self.name = name
        self.text = text
    }
}

/// What a loader says of a file that the model includes.
package enum PromelaInclude: Sendable {
    case bytes([UInt8])
    case missing
    /// The path leads out of the model's folder.
    case outside
}

/// Gives the file of `#include "path"`; the path is relative to the model's folder and has no `..`.
package typealias PromelaLoader = (_ path: String) -> PromelaInclude

/// What the front end made of a model's text.
package struct PromelaReading: Sendable {
    /// The model's file; the included ones behind it.
    package var source: SourceText
    /// nil exactly when a diagnostic is an error.
    package var model: PromelaModel?
    /// Ordered by place.
    package var diagnostics: [Diagnostic]

    package init(source: SourceText, model: PromelaModel?, diagnostics: [Diagnostic]) {
        self.source = source
        self.model = model
        self.diagnostics = diagnostics
    }
}
