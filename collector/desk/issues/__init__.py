"""Issues at the desk (问题): one step after the other, merged, reported upwards, reconciled."""
