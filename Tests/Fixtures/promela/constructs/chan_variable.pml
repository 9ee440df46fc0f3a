/* A channel variable that is assigned. */
chan a = [1] of { byte }; chan b = [1] of { byte }; chan c;
byte x;
active proctype P() { byte v; if :: c = a :: c = b fi; c!4; a?v; x = v }
active proctype Q() { byte v; b?v; x = v + 1 }
