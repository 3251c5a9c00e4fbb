"""What probably hurts: from facts to mechanisms with probabilities and reasons."""
