"""What the claims of speed and exactness in the documentation are made with."""
