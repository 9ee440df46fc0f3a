/* A hidden variable is no part of the state in Spin; here it is one. */
hidden byte h; local byte l; show byte s;
active proctype P() { h = 1; s = 1; l = 2; s = 2 }
active proctype Q() { h = 3; s = 3 }
