"""Rules of issues (问题): the stages of a life, its steps, its clocks."""
