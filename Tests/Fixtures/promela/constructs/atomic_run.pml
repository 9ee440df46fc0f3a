/* Starting several processes at once. */
byte x;
proctype W(byte k) { x = x + k }
init { byte i; atomic { for (i : 1 .. 3) { run W(i) } }; x = 0 }
