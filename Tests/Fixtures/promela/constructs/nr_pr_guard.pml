/* The count of processes as a guard. */
byte x;
proctype A() { x++; _nr_pr == 2; x = x + 2 }
init { run A(); run A(); _nr_pr < 3; x = 7 }
