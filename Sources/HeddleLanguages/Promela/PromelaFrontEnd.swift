package import HeddleProgram

/// The front end of Promela, Spin's language: text to checked syntax tree, with every diagnostic on the way.
package enum PromelaFrontEnd {
    /// Largest text that is read, included files and all. Unit: bytes.
    package static let sizeLimit = 1_000_000
}
