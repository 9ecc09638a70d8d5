"""What the lessons stand on: the engine, the registry, the images, the environment, and the command that sets them up."""
