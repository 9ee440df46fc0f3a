/* Each call has its own local variables and labels. */
byte x;
inline count(n) { byte i; i = 0; do :: i < n -> i++; if :: x > 5 -> goto out :: else fi; x++ :: else -> break od; out: skip }
active [2] proctype P() { count(2); count(_pid + 1) }
