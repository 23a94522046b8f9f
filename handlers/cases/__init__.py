"""Pure thinking about cases: their states (`case`) and what belongs into one (`grouping`)."""
