/* ?? takes the first that fits from anywhere in the buffer. */
chan c = [4] of { byte, byte };
byte x;
active proctype P() { byte v; c!1,10; c!2,20; c!3,30; c??2,v; x = v; c??eval(x / 10 + 1),v; x = v; c??1,v }
active proctype Q() { byte v; c??3,v; x = v }
