/* Processes die last in, first out; numbers come again. */
byte started, seen;
proctype W(byte k) { seen = _pid; started--; }
init {
  byte i;
  do
  :: i < 3 && _nr_pr < 3 -> started++; run W(i); i++
  :: i == 3 -> break
  od;
  _nr_pr == 1 -> started == 0
}
