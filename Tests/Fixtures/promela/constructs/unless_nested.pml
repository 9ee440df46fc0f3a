/* Escapes within escapes, and an escape from a loop. */
byte x, t;
active proctype P() {
  { { do :: x < 3 -> x++ :: x == 3 -> break od } unless { t == 1 -> x = 4 }; x = 5 } unless { t == 2 -> x = 6 };
  x = 7
}
active proctype Q() { t = 1; t = 2 }
