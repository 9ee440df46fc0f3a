/* A rendezvous goes only where the receiver's pattern fits. */
chan c = [0] of { byte, byte };
byte x;
active proctype S() { c!1,5; c!2,6 }
active proctype A() { byte v; c?1,v; x = v }
active proctype B() { byte v; c?eval(x - 3),v; x = v + 1 }
active proctype C() { byte w, v; c?w,v; x = w }
