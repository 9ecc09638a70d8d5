"""The tests, in folders by what a test needs. CONTRIBUTING says how to run them."""
