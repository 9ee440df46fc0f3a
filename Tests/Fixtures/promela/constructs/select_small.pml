/* select over few constants is an if. */
byte x, y;
active proctype P() { select (x : 1 .. 3); y = x; select (x : 0..1); y = y + x }
