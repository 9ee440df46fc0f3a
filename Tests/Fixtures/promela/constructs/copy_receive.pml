/* ?< > copies the message and leaves it. */
chan c = [2] of { byte };
byte x, y;
active proctype P() { c!4; c!5 }
active proctype Q() { byte v; c?<v>; x = v; c??<5>; c?v; y = v; c?<eval(y + 1)> }
