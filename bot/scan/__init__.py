"""`vakhta scan`: what would be done about an export, judged by the functions of the live road.

`source` finds out what a path holds and opens it, `telegram` and `tables` read rows from it in
bounded memory, `ledger` keeps standing, `judging` asks the handlers, `report` tells people.
"""
