/* run gives the number of the new process. */
byte p, q, sum;
proctype A(byte n) { sum = sum + n; sum = sum * 2 }
init { p = run A(3); q = 1 + run A(1); run A(p); (_nr_pr == 1); assert(sum > 0) }
