"""What is checked: networks, the documented cases and lectures, generated networks."""
