"""The front desk: `python -m course build | check`."""

import argparse
import sys

from course.files import ChapterError, Course


def main(argv=None):
    arguments = parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except ChapterError as error:
        print(f"Stopped. {error}", file=sys.stderr)
        return 1


def parser():
    desk = argparse.ArgumentParser(prog="python -m course", description="The instructor's front desk.")
    commands = desk.add_subparsers(required=True, metavar="COMMAND")

    which = {"nargs": "*", "metavar": "CHAPTER", "help": 'such as "02-fgsm" or "02"; all of them if none is named'}

    build = commands.add_parser("build", help="make notebooks/ and solutions/ from course/source")
    build.add_argument("chapters", **which)
    build.add_argument("--force", action="store_true", help="execute solutions again even if nothing changed")
    build.set_defaults(run=run_build)

    check = commands.add_parser("check", help="prove that chapters keep the course's rules; runs them")
    check.add_argument("chapters", **which)
    check.add_argument("--static", action="store_true", help="only the rules that need no execution")
    check.set_defaults(run=run_check)
    return desk


# each command imports its own tools, so that --help answers at once
def run_build(arguments):
    from course.build import build

    build(Course(), arguments.chapters, arguments.force)
    return 0


def run_check(arguments):
    from course.check import check

    return 1 if check(Course(), arguments.chapters, static=arguments.static) else 0


if __name__ == "__main__":
    sys.exit(main())
