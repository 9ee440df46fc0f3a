/* Printing is a step without effect. */
mtype = { red, green };
byte x; mtype m = green;
active proctype P() { printf("x = %d, %x\n", x, x); x = 1; printf("m = %e\n", m); printm(red); x = 2 }
active proctype Q() { printf("no values\n"); x = 3 }
