extension RandomAccessCollection where Index == Int {
    /// The first index whose element satisfies `isBehind`, which holds of none before it and of all after it;
    /// `endIndex` if it holds of none.
    package func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The last element of a sorted collection that is not above `limit`.
    package func last(upTo limit: Element) -> Element? where Element: Comparable {
        let end = partitioningIndex { $0 > limit }
        return end == startIndex ? nil : self[end - 1]
    }
}
