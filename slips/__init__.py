"""Named, executable mistakes: what explains a wrong number or gradient, and tests the suite."""
