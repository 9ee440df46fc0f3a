/* An older process cannot die before a younger one. */
byte x;
active proctype Old() { x = 1 }
active proctype Young() { x == 5 || _nr_pr == 3; x = 2 }
active proctype Last() { x = 3 }
