"""The instructor's room: makes `notebooks/` and `solutions/` of `course/source`, and checks all three.

`python -m course --help` lists its commands.
"""
