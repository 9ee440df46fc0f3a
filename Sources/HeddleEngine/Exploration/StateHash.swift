/// Multiply and fold: both halves of a 128-bit product, mixed.
@inline(__always)
private func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
}

/// Hash of a packed state.
///
/// Only for tables in memory: never written anywhere. Source: the multiply-fold scheme of wyhash (Wang Yi), two words
/// a round; the length is not mixed in, since states of one store are compared by words anyway.
@inline(__always)
func stateHash(_ words: UnsafePointer<UInt64>, _ count: Int) -> UInt64 {
    // Each pair is folded by itself, with keys of its place: the multiplications don't wait for one another.
    var hash: UInt64 = 0
    var key: UInt64 = 0xa076_1d64_78bd_642f
    var index = 0
    while index &+ 1 < count {
        hash ^= fold(words[index] ^ key, words[index &+ 1] ^ 0xe703_7ed1_a0b4_28db)
        key = key &+ 0x9e37_79b9_7f4a_7c15
        index &+= 2
    }
    if index < count { hash ^= fold(words[index] ^ key, 0x8ebc_6af0_9c88_c6e3) }
    return fold(hash ^ 0x2d35_8dcc_aa6c_78a5, 0x5899_65cc_7537_4cc3)
}
