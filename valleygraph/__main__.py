"""`python -m valleygraph` is `valley`."""

from .cli import main

main(prog_name="valley")
