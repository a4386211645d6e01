"""Sources that are visited again and again: the list, what they offer, what is remembered of them."""
