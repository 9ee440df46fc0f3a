/* A local variable declared behind a statement is assigned there. */
byte x;
active proctype P() {
  byte a = 2;
  x = a;
  byte b = x + 1;
  { byte c; c = b; x = c };
  { byte c = 4, d[2]; x = c + d[0] };
  int e;
  x = e
}
active proctype Q() { x = 3 }
