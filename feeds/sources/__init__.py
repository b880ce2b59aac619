"""Sources of jobs: one module a format. The only package that fetches other sites' addresses."""
