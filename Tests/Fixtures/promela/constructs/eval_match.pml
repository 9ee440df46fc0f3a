/* Constants and eval match, variables take, _ drops. */
mtype = { req, ack };
chan c = [2] of { mtype, byte, byte };
byte me = 2, x;
active proctype S() { c!req(2, 7); c!ack(3, 8); c!req(2, 9) }
active proctype R() { byte v; c?req,eval(me),v; x = v; if :: c?ack,_,v -> x = v :: c?req(_, v) fi }
