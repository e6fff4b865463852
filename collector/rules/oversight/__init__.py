"""Rules of supervision (推进与监督): flags, findings, the score, phases, meetings."""
