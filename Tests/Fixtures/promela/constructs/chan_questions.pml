/* len, full, empty and their opposites. */
chan c = [2] of { byte };
byte x;
active proctype S() { do :: nfull(c) && x < 4 -> c!x; x++ :: full(c) && x < 6 -> x = x + 2 :: x > 5 -> break od }
active proctype R() { byte v; do :: nempty(c) -> c?v :: empty(c) || len(c) == 2 -> x++; break od }
