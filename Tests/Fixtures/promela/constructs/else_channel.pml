/* else beside a send and a receive. */
chan c = [1] of { byte }; chan r = [0] of { byte };
byte x;
active proctype P() { byte n; do :: n < 3 -> n++; if :: c!n :: else -> x++ fi; if :: r!n :: else -> x++ fi :: else -> break od }
active proctype Q() { byte v; do :: c?v -> x = v :: x > 1 -> break :: r?v od }
