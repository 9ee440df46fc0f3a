/* for over a range, with a break in it and a label on it. */
byte i, sum;
active proctype P() {
  for (i : 1 .. 4) { if :: i == 3 -> break :: else fi; sum = sum + i };
again: for (i : sum .. sum + 1) { sum++; if :: sum == 5 -> goto again :: else fi }
}
