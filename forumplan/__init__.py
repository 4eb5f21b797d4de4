"""forumplan: a terminal planner for people who take part in many discussions."""

__version__ = "0.1.0"
