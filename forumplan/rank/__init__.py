"""Ranking threads for a goal: features, model, explanations, next labels. The only room with scikit-learn."""
