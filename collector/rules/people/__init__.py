"""Rules of accounts (人员)."""
