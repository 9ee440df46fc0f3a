/* Channels as parameters. */
chan a = [1] of { byte }; chan b = [0] of { byte };
byte x;
proctype Mover(chan from; chan to) { byte v; from?v; to!v + 1 }
init { byte v; run Mover(a, b); a!3; b?v; x = v }
