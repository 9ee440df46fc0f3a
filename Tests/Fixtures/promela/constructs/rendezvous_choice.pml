/* Sends and receives on rendezvous channels within choices and loops. */
chan a = [0] of { byte }; chan b = [0] of { byte };
byte x;
active proctype P() { byte n; do :: n < 2 -> n++; if :: a!n :: b!n fi :: else -> break od }
active [2] proctype Q() { byte v; end: do :: a?v -> x = v :: b?v -> x = x + v od }
