@_exported import EngineReference
@_exported import TestSupport
