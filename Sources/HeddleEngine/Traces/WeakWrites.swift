/// The writes of a line under a weak memory, as edges need them.
///
/// Under `c11` a write is found by its name, whatever was written since; under `tso` the stores that are on their way to
/// memory wait here for their flushes. The accesses to each location are kept for a race that ends the line.
struct WeakWrites {
    /// By location, then by name.
    private var named: [String: [WriteName: EdgeFinder.Write]] = [:]
    /// By thread: its buffered stores, oldest first.
    var buffers: [Int: [EdgeFinder.Write]] = [:]
    /// By location, then thread: the last store that released. RC11 lets the thread's later stores carry it on.
    var ownReleases: [String: [Int: Int]] = [:]

    /// By location, then thread: its last read and its last write there.
    private var accesses: [String: [Int: (read: Int?, write: Int?)]] = [:]

    mutating func note(accessTo location: String, by thread: Int, writes: Bool, _ step: Int) {
        if writes {
            accesses[location, default: [:]][thread, default: (nil, nil)].write = step
        } else {
            accesses[location, default: [:]][thread, default: (nil, nil)].read = step
        }
    }

    /// The last access of a thread to a location, to what encloses it or to a part of it.
    func access(to location: String, by thread: Int, writes: Bool) -> Int? {
        accesses.lazy.filter { Footprint.overlap($0.key, location) }
            .compactMap { writes ? $0.value[thread]?.write : $0.value[thread]?.read }.max()
    }

    mutating func keep(_ write: EdgeFinder.Write, of location: String, _ name: WriteName?) {
        guard let name else { return }
        named[location, default: [:]][name] = write
    }

    /// The step that made a write of a location; nil for the value that was there from the start.
    ///
    /// `cells`: cells of pools by name, whose fields are first written where they are made. An access to a whole value
    /// tells the name of its last part alone; then it is the last write of that thread to a part or to the whole.
    func write(
        _ name: WriteName?, of location: String, cells: [String: EdgeFinder.Write]
    ) -> EdgeFinder.Write? {
        guard let name else { return nil }
        if let known = named[location]?[name] { return known }
        var best: EdgeFinder.Write?
        if name != .start {
            for (part, writes) in named where part != location && Footprint.overlap(part, location) {
                for (other, write) in writes where other.thread == name.thread && write.step > best?.step ?? -1 {
                    best = write
                }
            }
        }
        return best ?? Footprint.enclosing(location).lazy.compactMap { cells[$0] }.first
    }
}
