internal import HeddleEngine
internal import HeddleLanguages
internal import HeddleLibrary
internal import HeddlePresentation
internal import HeddleProgram

/// A concurrent program in the modelling language or in Promela, compiled and ready to be checked.
///
/// A value without state of its own: the same model gives the same answers, on any thread.
public struct Model: Sendable {
    /// The language of a model's text. Files say it by their ending: `.pml` is Promela.
    public enum Language: Sendable {
        case heddle, promela
        /// herd7's C dialect.
        case litmus
    }

    /// The value of a constant from outside: a literal is enough, as in `["tellers": 3, "ordered": true]`.
    public struct Constant: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
        ExpressibleByStringLiteral
    {
        let text: String

        public init(_ value: Int) { text = String(value) }
        public init(_ value: Bool) { text = String(value) }
        /// A value by its name in the model's text: that of an `enum`'s case.
        public init(named name: String) { text = name }
        public init(integerLiteral value: Int) { self.init(value) }
        public init(booleanLiteral value: Bool) { self.init(value) }
        public init(stringLiteral value: String) { self.init(named: value) }
    }

    /// The model's own name, as in `model "Lost update"`.
    public let name: String
    /// The file's path, or what stands for it where the model was given as text.
    public let path: String

    let file: ModelFile
    let settings: [Setting]

    /// Reads and compiles a file. A relative path begins at the working folder: with `swift test` the package's.
    ///
    /// - Parameter constants: Values of the model's constants by name, instead of the declared ones. In Promela they are
    ///   macros, as with `-DNAME=VALUE`.
    /// - Throws: `ModelError`, where the file can't be read or the model has errors.
    public init(file path: String, constants: [String: Constant] = [:]) throws(ModelError) {
        let file: ModelFile
        do {
            file = try ModelLoader.read(path)
        } catch {
            throw ModelError(unreadable: path, error)
        }
        try self.init(file, constants)
    }

    /// Compiles a text.
    ///
    /// - Throws: `ModelError`, where the model has errors.
    public init(
        text: String, language: Language = .heddle, constants: [String: Constant] = [:]
    ) throws(ModelError) {
        let path: String
        switch language {
        case .heddle: path = "model.heddle"
        case .promela: path = "model.pml"
        case .litmus: path = "model.litmus"
        }
        let file = ModelFile(source: SourceText(path: path, text: text), digest: Digest.hex(text))
        try self.init(file, constants)
    }

    private init(_ file: ModelFile, _ constants: [String: Constant]) throws(ModelError) {
        settings = constants.sorted { $0.key < $1.key }.map { Setting(name: $0.key, value: $0.value.text) }
        self.file = file
        let loaded = ModelLoader.load(file, settings: settings)
        guard let machine = loaded.machine else { throw ModelError(loaded) }
        name = machine.program.name
        path = file.source.path
    }
}
