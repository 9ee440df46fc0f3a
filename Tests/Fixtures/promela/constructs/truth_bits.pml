/* bit and bool: only the last bit stays. */
bit a; bool b; byte x;
active proctype P() { byte n; do :: n < 4 -> a = n; b = n + 1; x = a + 2 * b; n++ :: else -> break od }
active proctype Q() { a = !a; b = (x > 1) }
