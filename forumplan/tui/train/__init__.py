"""Train: the queue of next labels and what the model has learnt."""
