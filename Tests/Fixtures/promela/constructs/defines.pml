/* What is compiled depends on -D. */
#ifndef N
#define N 2
#endif
#define INC(v, by) v = v + (by)
#if defined(EXTRA) && N > 2
#define LIMIT (N * 2)
#elif N == 1
#define LIMIT 1
#else
#define LIMIT N
#endif
byte x;
active [N] proctype P() { byte i; do :: i < LIMIT -> INC(x, i + 1); i++ :: else -> break od
#ifdef EXTRA
  ; assert(x != 5)
#endif
}
