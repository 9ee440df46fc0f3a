/* Negative numbers in short, int and messages. */
chan c = [2] of { short, int, bit };
short s; int i;
active proctype P() { c!-5,-100000,3; c!-1,2,0; c?s,i,_; s = s - 32765; c?-1,i,0; i = s * i }
active proctype Q() { s = -3; i = i - 1 }
