"""Questions to a language model: consent, budgets, asking, answering, keeping."""
