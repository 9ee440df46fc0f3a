extension Array {
    /// A fixed slice, for what takes long with each: `.ci/run` goes through many more of the kind with `heddle-fuzz`.
    package var everyThird: [Element] { indices.filter { $0.isMultiple(of: 3) }.map { self[$0] } }
}
