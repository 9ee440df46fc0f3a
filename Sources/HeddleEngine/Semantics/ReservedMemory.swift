#if canImport(Glibc)
    internal import Glibc
#endif

/// Address space reserved once and never moved; pages take memory only when they are touched, and are zero then.
///
/// Shape: `capacity` bytes from `base`.
final class ReservedMemory {
    let base: UnsafeMutableRawPointer
    /// Unit: bytes.
    let capacity: Int
    private var isGivenBack = false

    /// Smallest reserve that is tried before giving up. Unit: bytes.
    private static let smallest = 1 << 16
    /// From here on the system is asked for large pages: states and slots are met in no order. Unit: bytes.
    private static let large = 1 << 22
    private static let adviseLargePages: Int32 = 14

    /// At least this much. If the system refuses the size wanted, it is halved until it fits.
    init(capacity wanted: Int) {
        var size = max(Self.smallest, (wanted + 0xffff) & ~0xffff)
        while true {
            if let address = Self.map(size) {
                base = address
                capacity = size
                return
            }
            if size <= Self.smallest { preconditionFailure("Heddle bug: no address space is left") }
            size /= 2
        }
    }

    /// Just this much, in whole pages.
    init(exactly wanted: Int) {
        capacity = (wanted + 0xfff) & ~0xfff
        guard let address = Self.map(capacity) else {
            preconditionFailure("Heddle bug: no address space is left")
        }
        base = address
    }

    private static func map(_ size: Int) -> UnsafeMutableRawPointer? {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let address = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0), address != MAP_FAILED else {
            return nil
        }
        // The first part stays in small pages: most searches never leave it.
        if size > large { madvise(address + large, size - large, adviseLargePages) }
        return address
    }

    /// Gives whole pages of the first so many bytes back to the system; what stood there is lost.
    func giveBack(bytes: Int) {
        let whole = bytes & ~0xfff
        if whole > 0, !isGivenBack { madvise(base, whole, MADV_DONTNEED) }
    }

    /// Ends the reserve before its owner does. Nothing may be reached through it any more.
    func giveBack() {
        if !isGivenBack { munmap(base, capacity) }
        isGivenBack = true
    }

    deinit {
        giveBack()
    }
}
