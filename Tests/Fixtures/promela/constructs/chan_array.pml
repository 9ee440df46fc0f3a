/* An array of channels, and a channel by a computed index. */
chan c[3] = [1] of { byte };
byte sum;
active [3] proctype P() { byte v; c[(_pid + 1) % 3]!_pid; c[_pid]?v; sum = sum + v }
