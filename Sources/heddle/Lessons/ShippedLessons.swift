/// The lessons that come with the program, in it: a binary needs no files beside it.
///
/// The files are those of demos/lessons; a test holds the two against one another, and makes these anew.
enum ShippedLessons {
    struct File: Sendable {
        var name: String
        /// With a line break at its end.
        var text: String
    }
}
