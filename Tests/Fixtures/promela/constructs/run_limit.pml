/* Processes that start processes. */
byte n;
proctype Tree(byte d) { if :: d > 0 -> run Tree(d - 1); run Tree(d - 1) :: else -> n++ fi }
init { run Tree(2) }
