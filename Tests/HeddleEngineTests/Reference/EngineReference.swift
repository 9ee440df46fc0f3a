@_exported import EngineReference

/// The reference's generator, not the one of TestSupport.
typealias SeededGenerator = EngineReference.SeededGenerator
