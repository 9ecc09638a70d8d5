"""What the lessons stand on: engine, registry, images, environment, and `./course`."""
