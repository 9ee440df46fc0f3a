/* select with a variable, in an inline, over many: a loop. */
byte x, n = 3, big;
inline pick(v) { select (v : 1 .. 2) }
active proctype P() { select (x : 1 .. n); pick(n); select (big : 0 .. 40) }
