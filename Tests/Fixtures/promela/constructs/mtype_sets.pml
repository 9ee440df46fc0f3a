/* Two sets of symbolic names, and values by the order of declaration. */
mtype = { one, two, three };
mtype = { four };
mtype:fruit = { apple, pear };
mtype m = two; mtype:fruit f = pear;
byte x;
active proctype P() { x = m; m = four; x = x + m; f = apple; x = x + f; if :: m > three -> x = one :: else -> x = 0 fi }
