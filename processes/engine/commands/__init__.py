"""What can be done with an instance: a command takes a state and gives what became of it; nothing is kept between."""
