"""Named, executable mistakes: what explains a wrong number, a wrong gradient, and tests the suite."""
