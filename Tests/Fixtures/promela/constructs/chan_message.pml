/* A channel sent in a message: a reply comes on it. */
chan ask = [1] of { chan, byte };
byte x;
active [2] proctype Client() { chan mine = [1] of { byte }; byte v; ask!mine, _pid; mine?v; x = x + v }
active proctype Server() { chan to; byte n; do :: x < 3 -> ask?to, n; to!n + 1 :: x == 3 -> break od }
