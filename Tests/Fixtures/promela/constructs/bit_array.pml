/* An array of bits keeps a byte for each: nothing is cut off, in a message it is. */
typedef T { bit h[2]; bit s };
T t; bit g[2]; bool b[2]; byte x; chan c = [1] of { bit };
active proctype P() { t.h[1] = 2; t.s = 2; g[0]++; g[0]++; b[1] = (x > 0); c!g[0]; c?x; c!3; c?g[1] }
active proctype Q() { x = t.h[1] + t.s + g[0] + b[1]; x = 7 }
