/* A structure as a message, field by field. */
typedef Msg { byte kind; byte body[2] };
chan c = [2] of { Msg, bit };
byte x;
active proctype S() { Msg m; m.kind = 2; m.body[1] = 7; c!m, 1; m.kind = 3; c!m, 0 }
active proctype R() { Msg m; bit b; c?m, b; x = m.body[1] + b; c?3, _, x, b; x = x + m.kind }
