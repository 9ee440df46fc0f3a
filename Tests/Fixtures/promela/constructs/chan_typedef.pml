/* A channel within a typedef, in an array. */
typedef Box { chan in = [1] of { byte }; byte n };
Box b[2];
byte x;
active [2] proctype P() { byte v; b[1 - _pid].in!_pid + 1; b[_pid].in?v; b[_pid].n = v; x = x + b[_pid].n }
