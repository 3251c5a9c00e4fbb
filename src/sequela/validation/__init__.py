"""How good is it: simulated patients and measured cases."""
