"""The same question, asked other ways: PyTorch, JAX, balls and differences."""
