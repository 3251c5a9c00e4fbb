"""The questions a patient answers at home: which come next, what the answers say, when they mean danger."""
