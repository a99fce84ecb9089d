"""Documents in, statements out: what a lecture says, as its author wrote it."""
