/* Every type cuts what is stored to its width. */
byte b = 250; short s = 32760; int i = 2147483640; bit t; bool o; pid p;
active proctype P() {
  byte k;
  do :: k < 3 -> b = b + 5; s = s + 7; i = i + 6; k++ :: else -> break od;
  t = 2; o = 3; b = -1; s = 70000; p = 300; t = b; i = i * 3
}
