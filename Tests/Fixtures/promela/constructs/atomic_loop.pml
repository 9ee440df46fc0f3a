/* A loop within an atomic, with a choice. */
byte n, x;
active [2] proctype P() {
  byte i;
  atomic { do :: i < 2 -> i++; n++ :: n > 2 -> break :: else -> break od; x = n };
  n--
}
