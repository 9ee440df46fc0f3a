internal import CPlatform

/// Hash of a packed state.
///
/// Only for tables in memory: never written anywhere. Source: the multiply-fold scheme of wyhash (Wang Yi), two words
/// a round; the length is not mixed in, since states of one store are compared by words anyway.
@inline(__always)
func stateHash(_ words: UnsafePointer<UInt64>, _ count: Int) -> UInt64 { heddle_hash_words(words, Int64(count)) }
