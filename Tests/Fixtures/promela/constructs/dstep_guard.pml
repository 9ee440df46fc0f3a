/* A d_step waits at its first statement only. */
byte x; chan c = [1] of { byte };
active [2] proctype P() { byte v; d_step { c?v; x = x + v; c!v }; d_step { c?v; x++ } }
init { c!2; c!3 }
