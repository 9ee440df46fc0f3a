chan req   = [2] of { byte };
chan reply = [2] of { byte };

active [2] proctype client() {
  byte got;
  req!_pid;
  reply?got;
  assert(got == _pid)
}

active proctype server() {
  byte who;
end:
  do
  :: req?who -> reply!who
  od
}
