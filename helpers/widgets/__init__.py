"""Live views: one module each, on the tables of the helpers.

All of them are a `View` (`view`). Its requests are made by a `Worker`, a `Follower` hears of the
engine's changes, and `notebook_cells` ends a view when its cell is gone.
"""
