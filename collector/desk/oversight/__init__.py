"""How the campaign goes (推进与监督): today, phases, meetings, figures, findings."""
