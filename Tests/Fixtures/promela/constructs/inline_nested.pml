/* Inlines in inlines; arguments go in as they are written. */
byte x = 1, y, a[3];
inline twice(v, e) { v = e * 2 }
inline both(v, w) { twice(v, 1 + x); twice(w, v) ; if :: v > 3 -> w++ :: else fi }
active proctype P() { both(y, a[1]); both(a[x], y) }
active proctype Q() { x = 2 }
