/* Each instance has its own local channel. */
byte x;
proctype P(byte k) { chan q = [2] of { byte }; byte v; q!k; q!k + 1; q?v; x = x + v; q?v; x = x * v }
init { run P(1); run P(2) }
