internal import Glibc

/// Words for the system's error numbers that a user of files meets.
package enum SystemError {
    package static let noSuchFile = ENOENT

    /// Plain words; an unknown number is named.
    package static func words(_ number: Int32) -> String {
        switch number {
        case ENOENT: return "there is no such file"
        case EACCES, EPERM: return "permission denied"
        case EISDIR: return "it is a folder"
        case ENOTDIR: return "a part of the path is no folder"
        case EEXIST: return "it exists already"
        case EINVAL: return "it is no plain file"
        case ENOSPC: return "no space is left"
        case EROFS: return "the file system is read-only"
        case ENAMETOOLONG: return "the name is too long"
        case ELOOP: return "too many symbolic links"
        case EFBIG: return "it is too large"
        default: return "system error \(number)"
        }
    }
}
