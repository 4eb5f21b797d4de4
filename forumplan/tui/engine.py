"""The bridge from the engine's events to messages that screens hear."""

from __future__ import annotations

from textual.message import Message

from forumplan.engine.protocol import Event


class EngineSaid(Message):
    """One event of a child process. A newer report of progress takes the place of an older one not yet handled."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event

    def can_replace(self, message: Message) -> bool:
        return (
            isinstance(message, EngineSaid)
            and self.event.kind == message.event.kind == "progress"
            and self.event.job == message.event.job
        )
