"""What patients can read without an account: pages of the knowledge, and one for each test and treatment made of it."""
