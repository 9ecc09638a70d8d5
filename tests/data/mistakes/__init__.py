"""What learners typically do wrong, a file a lesson, and the diagnosis that each mistake must get.

MISTAKES has at least two of each exercise, ROUTES other right ways, in code. The code has `dk` and,
for what a learner types in a terminal, `sh("docker run ...")`.
"""
