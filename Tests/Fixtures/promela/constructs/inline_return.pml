/* An inline with a value. */
byte x, y;
inline larger(a, b) { if :: a > b -> return a :: else -> return b fi }
active proctype P() { x = larger(2, y); y = larger(x, 3) }
active proctype Q() { y = 7 }
