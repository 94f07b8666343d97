"""What a verb says when it will not do something."""


class Refused(Exception):
    """A verb's refusal. The message is a translated sentence that says why, and what to do instead."""
