"""The weekly plan: a pure core from problem to answer, with reasons."""
