"""What the lessons stand on: engine, registry, images, environment, and the command that sets them up."""
