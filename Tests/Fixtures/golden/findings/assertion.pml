byte count;

active proctype counter() { count = 1 }

active proctype looker() { assert(count == 1) }
