chan wire = [0] of { byte };
bool open;

active proctype sender() { wire!1 }

active proctype taker() { open; wire?1 }
