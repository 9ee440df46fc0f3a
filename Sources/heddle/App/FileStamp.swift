internal import Glibc

/// What tells whether a file was written since it was last looked at.
struct FileStamp: Hashable, Sendable {
    private var seconds: Int
    private var nanoseconds: Int
    private var size: Int
    private var inode: UInt

    /// nil while there is no such file: an editor may be about to put a new one in its place.
    init?(_ path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        seconds = information.st_mtim.tv_sec
        nanoseconds = information.st_mtim.tv_nsec
        size = Int(information.st_size)
        inode = UInt(information.st_ino)
    }
}
