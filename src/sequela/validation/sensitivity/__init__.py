"""Which numbers of the knowledge move conclusions most, and which study would be worth most."""
