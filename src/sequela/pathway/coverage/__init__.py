"""What a payer asks, beside the path of care: nothing in it reads these results."""
