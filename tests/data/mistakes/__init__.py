"""What learners typically do wrong, a file a lesson, and the diagnosis that each mistake must get.

MISTAKES: exercise -> [(code, key of the diagnosis), ...], at least two; ROUTES: exercise -> another right way, in code.
The code has `dk` and, for what a learner types in a terminal, `sh("docker run ...")`.
"""
