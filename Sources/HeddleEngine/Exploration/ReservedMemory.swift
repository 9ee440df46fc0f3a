#if canImport(Glibc)
    internal import Glibc
#endif

/// Address space reserved once and never moved; pages take memory only when they are touched.
///
/// Shape: `capacity` bytes from `base`. If the system refuses the size wanted, it is halved until it fits.
final class ReservedMemory {
    let base: UnsafeMutableRawPointer
    /// Unit: bytes.
    let capacity: Int

    /// Smallest reserve that is tried before giving up. Unit: bytes.
    private static let smallest = 1 << 16

    init(capacity wanted: Int) {
        var size = max(Self.smallest, (wanted + 0xffff) & ~0xffff)
        while true {
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
            if let address = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0), address != MAP_FAILED {
                base = address
                capacity = size
                return
            }
            if size <= Self.smallest { preconditionFailure("Heddle bug: no address space for a state store") }
            size /= 2
        }
    }

    deinit {
        munmap(base, capacity)
    }
}
