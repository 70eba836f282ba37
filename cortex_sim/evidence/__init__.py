"""The ledger: published findings set beside what a study found."""
