/* Division and remainder towards zero. */
int a = -7, b = 2, q, r;
active proctype P() { q = a / b; r = a % b; q = a / -b; r = -a % -b; q = (a + b) / 2 }
active proctype Q() { b = 3; a = 5 }
