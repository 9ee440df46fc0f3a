/// Where the programs built beside the tests lie.
package enum BuiltProducts {
    /// Path of an executable of this package, in the folder that holds the test bundle.
    package static func path(_ name: String) -> String {
        // On Linux the first argument is the test bundle itself: a file in the build folder.
        var folder = CommandLine.arguments[0]
        while let last = folder.last, last != "/" { folder.removeLast() }
        return folder + name
    }

    package static var heddle: String { path("heddle") }
    package static var libraryWriter: String { path("library-writer") }
    package static var terminalProbe: String { path("terminal-probe") }
}
