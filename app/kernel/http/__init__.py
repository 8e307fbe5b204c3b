"""How requests are met: who asks, what is refused, in which unit of work, and what is said when it goes wrong."""
