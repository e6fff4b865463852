"""The only way out (公示): texts by two people, the gate, the site; and taking down."""
