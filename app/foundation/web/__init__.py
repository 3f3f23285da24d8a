"""The web's edge: what every request meets before a room, and every answer after one."""
