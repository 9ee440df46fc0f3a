/* Active processes and init in the order of the file. */
byte order[3], k;
active proctype A() { atomic { order[k] = _pid; k++ } }
init { atomic { order[k] = _pid; k++ } }
active proctype B() { atomic { order[k] = _pid; k++ } }
