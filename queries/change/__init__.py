"""Whether changes may go ahead: what collides, what is forbidden then, what is away too long."""
