"""The live views: buttons are clicked, and what they show is read."""
